// The beginning of upkeep: facts in dispute, and what users asked in vain.
import { Button, Checkbox } from "@fluentui/react-components";
import { useState, type ReactNode } from "react";
import { api } from "../api/client";
import { useLoad } from "../api/use-load";
import type { Dispute, Me, Misses } from "../api/types";
import { useAnnouncer } from "../shell/announcer";
import { say } from "../shell/config";
import { day } from "../shell/dates";
import { faultWords, FaultNotice } from "../shell/FaultNotice";
import { FileLink } from "../shell/FileLink";
import { Icon } from "../shell/Icon";
import { Period } from "../figures/Period";

interface UpkeepProps {
  me: Me;
  openEntry: (entry: string) => void;
}

export function Upkeep(props: UpkeepProps): ReactNode {
  return (
    <div className="upkeep">
      <Disputes {...props} />
      <MissGroups {...props} />
    </div>
  );
}

function Disputes({ me, openEntry }: UpkeepProps): ReactNode {
  const [open, setOpen] = useState(true);
  const found = useLoad(`disputes:${open}`, (signal) => api.disputes(open, signal));
  const { show } = useAnnouncer();
  const withdraw = (id: number): void => {
    api.withdrawDispute(id).then(
      () => {
        show(say("upkeep.withdrawn"));
        found.reload();
        document.getElementById("disputes-title")?.focus();
      },
      (fault: unknown) => show(faultWords(fault)),
    );
  };
  return (
    <section className="card" aria-labelledby="disputes-title">
      <header className="row">
        <h2 id="disputes-title" tabIndex={-1}>
          {say("upkeep.disputes")}
        </h2>
        <Checkbox checked={open} label={say("upkeep.open_only")} onChange={(_, { checked }) => setOpen(checked === true)} />
        <FileLink url={api.disputesFile} name="disputes.yml" words={say("upkeep.disputes_export")} />
      </header>
      <FaultNotice fault={found.fault} retry={found.reload} />
      {found.value?.length === 0 && <p className="none">{say("upkeep.disputes_none")}</p>}
      <ul className="records">
        {found.value?.map((one) => (
          <li key={one.id}>
            <DisputeLine one={one} openEntry={openEntry} />
            {!one.ended && isBy(one, me) && (
              <Button size="small" onClick={() => withdraw(one.id)}>
                {say("upkeep.withdraw")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

const isBy = ({ by }: Dispute, { name, email }: Me): boolean => by === name || by === email;

function DisputeLine({ one, openEntry }: { one: Dispute; openEntry: (entry: string) => void }): ReactNode {
  return (
    <div>
      <p>
        <button type="button" className="as-link" onClick={() => openEntry(one.entry)}>
          {one.title}
        </button>{" "}
        <span className="badge bad">
          <Icon name="flag" />
          {say(`answer.${one.reason}`)}
        </span>{" "}
        {one.ended && <span className="meta">{say("upkeep.ended", { date: day(one.ended) })}</span>}
      </p>
      <blockquote>{one.text}</blockquote>
      {one.comment && <p>{one.comment}</p>}
      <p className="meta">{say("upkeep.by", { name: one.by, date: day(one.since) })}</p>
    </div>
  );
}

function MissGroups({ openEntry }: UpkeepProps): ReactNode {
  const [days, setDays] = useState(30);
  const found = useLoad(`misses:${days}`, (signal) => api.misses(days, signal));
  return (
    <section className="card" aria-labelledby="misses-title">
      <header className="row">
        <h2 id="misses-title">{say("upkeep.misses")}</h2>
        <Period days={days} choose={setDays} />
        <FileLink url={api.missesFile(days, "examples")} name="misses.yml" words={say("upkeep.misses_export")} />
        <FileLink
          url={api.missesFile(days, "questions")}
          name="questions.yml"
          words={say("upkeep.misses_questions")}
        />
      </header>
      <p className="meta">{say("upkeep.misses_about")}</p>
      <FaultNotice fault={found.fault} retry={found.reload} />
      {found.value?.groups.length === 0 && <p className="none">{say("upkeep.misses_none")}</p>}
      <ol className="records">
        {found.value?.groups.map((group) => (
          <li key={group.id}>
            <Group group={group} openEntry={openEntry} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Group({ group, openEntry }: { group: Misses["groups"][number]; openEntry: (entry: string) => void }): ReactNode {
  const { people, messages } = group;
  return (
    <div>
      <p>
        <b>{people === 1 ? say("upkeep.one_person") : say("upkeep.people", { count: people })}</b>
        <span className="meta">
          {" "}
          {messages === 1 ? say("upkeep.one_message") : say("upkeep.messages", { count: messages })}
        </span>
      </p>
      <ul className="plain">
        {group.examples.map(({ text, cause, at }) => (
          <li key={`${at}${text}`}>
            {text} <span className="meta">{[say(`upkeep.${cause}`), day(at)].join(", ")}</span>
          </li>
        ))}
      </ul>
      <p className="meta">
        {group.suggested.length ? say("upkeep.suggested") : say("upkeep.suggested_none")}{" "}
        {group.suggested.map(({ entry, title }) => (
          <button key={entry} type="button" className="as-link" onClick={() => openEntry(entry)}>
            {title}
          </button>
        ))}
      </p>
    </div>
  );
}
