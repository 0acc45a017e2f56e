// One request: what was asked for, by whom, what became of it, and the conversation that led to it.
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from "@fluentui/react-components";
import { useEffect, useState, type ReactNode } from "react";
import { api } from "../api/client";
import { useLoad } from "../api/use-load";
import type { RequestDetails, RequestLine } from "../api/types";
import { useAnnouncer } from "../shell/announcer";
import { say, sayOr } from "../shell/config";
import { moment } from "../shell/dates";
import { faultWords, FaultNotice } from "../shell/FaultNotice";
import { Icon } from "../shell/Icon";
import { useReturnFocus } from "../shell/use-return-focus";
import { channelWords } from "./channel";
import { StateBadge } from "./StateBadge";

interface RequestViewProps {
  reference: string;
  close: () => void;
  changed: () => void;
}

export function RequestView({ reference, close, changed }: RequestViewProps): ReactNode {
  const found = useLoad(reference, (signal) => api.request(reference, signal));
  const [asks, setAsks] = useState(false);
  const { show } = useAnnouncer();
  const request = found.value;
  useReturnFocus(asks);
  useEffect(() => {
    if (request) document.getElementById("request-title")?.focus();
    // When another one opens, not when it has changed.
  }, [request?.reference]);
  const act = (work: Promise<RequestLine>, words: (line: RequestLine) => string): void => {
    work.then(
      (line) => {
        show(words(line));
        found.reload();
        changed();
        document.getElementById("request-title")?.focus();
      },
      (fault: unknown) => show(faultWords(fault)),
    );
  };
  const retry = (): void =>
    act(api.retry(reference), (line) => say("queue.retried", { reference, status: line.status_words }));
  const withdraw = (): void => {
    setAsks(false);
    act(api.withdraw(reference), () => say("queue.withdrawn", { reference }));
  };
  return (
    <article className="card details" aria-labelledby="request-title">
      <Button size="small" icon={<Icon name="back" />} onClick={close}>
        {say("queue.back")}
      </Button>
      <h2 id="request-title" tabIndex={-1}>
        {reference} {request?.title}
      </h2>
      <FaultNotice fault={found.fault} retry={found.reload} />
      {request && (
        <>
          <p>
            <StateBadge state={request.state} words={request.status_words} /> {request.number}
          </p>
          {request.cause && (
            <p className="small cause">
              <b>{say("queue.cause")}</b> {request.cause}
            </p>
          )}
          <p className="meta">
            {[
              request.requester,
              request.agency,
              channelWords(request.channel),
              request.typed_by && say("queue.typed_by", { name: request.typed_by }),
              moment(request.created),
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
          <div className="actions">
            {request.can_retry && (
              <Button appearance="primary" icon={<Icon name="retry" />} onClick={retry}>
                {say("queue.retry")}
              </Button>
            )}
            {request.can_withdraw && <Button onClick={() => setAsks(true)}>{say("queue.withdraw")}</Button>}
          </div>
          <Contents request={request} />
        </>
      )}
      <Dialog open={asks} modalType="alert" onOpenChange={(_, { open }) => setAsks(open)}>
        <DialogSurface>
          <DialogBody>
            <DialogTitle>{say("queue.withdraw_title", { reference })}</DialogTitle>
            <DialogContent>{say("queue.withdraw_text")}</DialogContent>
            <DialogActions>
              <Button appearance="primary" onClick={withdraw}>
                {say("queue.withdraw_yes")}
              </Button>
              <Button onClick={() => setAsks(false)}>{say("shell.cancel")}</Button>
            </DialogActions>
          </DialogBody>
        </DialogSurface>
      </Dialog>
    </article>
  );
}

function Contents({ request }: { request: RequestDetails }): ReactNode {
  return (
    <>
      <h3>{say("queue.fields")}</h3>
      <dl className="pairs">
        {request.fields.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {request.missing.length > 0 && (
        <p className="warning">{say("queue.missing", { labels: request.missing.join(", ") })}</p>
      )}
      {request.authorized.length > 0 && (
        <>
          <h3>{say("queue.authorized")}</h3>
          <ul className="plain">
            {request.authorized.map((one) => (
              <li key={`${one.role}-${one.name}`}>
                <b>{one.name}</b>{" "}
                <span className="meta">{[sayOr(`roles.${one.role}`, one.role), one.agency, one.phone].filter(Boolean).join(" · ")}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {request.deliveries.length > 0 && (
        <>
          <h3>{say("queue.deliveries")}</h3>
          <ul className="plain">
            {request.deliveries.map((one) => (
              <li key={`${one.recipient}-${one.at}`}>
                {say("queue.delivery", { recipient: one.recipient, state: one.state, attempts: one.attempts })}
                {one.error && <span className="detail cause">{one.error}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{say("queue.log")}</h3>
      <ol className="log">
        {request.log.map(({ at, words }, index) => (
          <li key={index}>
            <time dateTime={at}>{moment(at)}</time> {words}
          </li>
        ))}
      </ol>
      <h3>{say("queue.conversation")}</h3>
      {request.conversation.length ? (
        <ol className="conversation">
          {request.conversation.map((one, index) => (
            <li key={index} className={one.from}>
              <span className="meta">
                {say(`queue.${one.from}`)}, {moment(one.at)}
              </span>
              <p>{one.text}</p>
            </li>
          ))}
        </ol>
      ) : (
        <p className="meta">{say("queue.conversation_none")}</p>
      )}
    </>
  );
}
