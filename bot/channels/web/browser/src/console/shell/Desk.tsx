// The desk: the caller on top, the box with its results on the left, what is open on the right.
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from "@fluentui/react-components";
import type { ReactNode } from "react";
import { AnswerCard } from "../answer/AnswerCard";
import { Compare } from "../answer/Compare";
import { Basket } from "../basket/Basket";
import { CallerBar } from "../caller/CallerBar";
import { NewRequestCard } from "../requests/NewRequestCard";
import { fresh } from "../requests/request-values";
import { Finder } from "../search/Finder";
import { HitCard } from "../search/HitCard";
import { say } from "./config";
import { FaultNotice } from "./FaultNotice";
import { Icon } from "./Icon";
import { useReturnFocus } from "./use-return-focus";
import type { DeskState } from "./use-desk";

/** It stays while another view is shown: a call goes on. */
export function Desk({ desk, isShown }: { desk: DeskState; isShown: boolean }): ReactNode {
  const isOpen = Boolean(desk.hit || desk.entry);
  const current = desk.hit ? `${desk.hit.kind}:${desk.hit.key}` : `procedure:${desk.entry}`;
  return (
    <div className="desk" hidden={!isShown} data-open={isOpen ? "" : undefined}>
      <CallerBar caller={desk.caller} change={desk.setCaller} next={desk.next} inputRef={desk.callerRef} />
      <div className="halves">
        <Finder
          q={desk.q}
          onType={desk.setQ}
          open={desk.openHit}
          openEntry={desk.openEntry}
          current={current}
          kept={desk.kept}
          boxRef={desk.boxRef}
          openNumber={desk.openNumber}
        />
        <div className="opened">{isShown && <Opened desk={desk} />}</div>
      </div>
      <Basket replies={desk.replies} />
      <ClearDialog desk={desk} />
    </div>
  );
}

function Opened({ desk }: { desk: DeskState }): ReactNode {
  const { hit, answer, comparison, caller, take, replies, kept, entry } = desk;
  if (hit)
    return (
      <HitCard
        key={`${hit.kind}:${hit.key}`}
        hit={hit}
        caller={caller}
        take={take}
        takeAgency={desk.takeAgency}
        openEntry={desk.openEntry}
      />
    );
  if (!entry) return <Empty />;
  if (desk.other) {
    if (comparison.fault) return <FaultNotice fault={comparison.fault} retry={comparison.reload} />;
    if (!comparison.value) return null;
    return <Compare comparison={comparison.value} end={() => desk.show("")} open={desk.openEntry} />;
  }
  if (answer.fault) return <FaultNotice fault={answer.fault} retry={answer.reload} />;
  const found = answer.value;
  if (found?.entry !== entry) return null;
  if (desk.isRequest)
    return (
      <NewRequestCard
        key={entry}
        answer={found}
        caller={caller}
        typed={desk.typed}
        setTyped={desk.setTyped}
        take={take}
        back={() => desk.show("")}
        show={desk.showRequest}
        startOver={() => desk.setTyped(fresh())}
      />
    );
  return (
    <AnswerCard
      answer={found}
      caller={caller}
      replies={replies}
      isPinned={kept.pinned.some((one) => one.entry === entry)}
      pin={() => kept.pin(found)}
      take={take}
      request={() => desk.show("request")}
      compare={(other) => desk.show(other.entry)}
      reload={answer.reload}
    />
  );
}

function Empty(): ReactNode {
  return (
    <div className="empty">
      <Icon name="search" />
      <h2>{say("search.empty_title")}</h2>
      <p>{say("search.empty_text")}</p>
      <dl>
        <div>
          <dt>
            <kbd>Alt+C</kbd>
          </dt>
          <dd>{say("keys.caller")}</dd>
        </div>
        <div>
          <dt>
            <kbd>Ctrl+Enter</kbd>
          </dt>
          <dd>{say("keys.next")}</dd>
        </div>
        <div>
          <dt>
            <kbd>?</kbd>
          </dt>
          <dd>{say("keys.list")}</dd>
        </div>
      </dl>
    </div>
  );
}

function ClearDialog({ desk }: { desk: DeskState }): ReactNode {
  useReturnFocus(desk.asksToClear);
  return (
    <Dialog open={desk.asksToClear} modalType="alert" onOpenChange={() => desk.clear(false)}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{say("caller.clear_title")}</DialogTitle>
          <DialogContent>{say("caller.clear_text")}</DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={() => desk.clear(true)}>
              {say("caller.clear_yes")}
            </Button>
            <Button onClick={() => desk.clear(false)}>{say("caller.clear_no")}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
