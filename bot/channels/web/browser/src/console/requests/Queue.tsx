// The requests that came in: filtered by state, procedure, way and words; each with what can be done with it.
import { Input, Select, Button } from "@fluentui/react-components";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { api } from "../api/client";
import { useLoad } from "../api/use-load";
import { QUEUE_STATES, type QueueState, type RequestLine, type RequestPage } from "../api/types";
import { useAnnouncer } from "../shell/announcer";
import { say } from "../shell/config";
import { moment, number } from "../shell/dates";
import { faultWords, FaultNotice } from "../shell/FaultNotice";
import { FileLink } from "../shell/FileLink";
import { Icon } from "../shell/Icon";
import { useDelayed } from "../shell/use-delayed";
import { channelWords } from "./channel";
import { RequestView } from "./RequestView";
import { StateBadge } from "./StateBadge";

const SETTLED_MS = 200;
const CHANNELS = ["chat", "phone"] as const;
const STATES: (QueueState | "all")[] = ["all", ...QUEUE_STATES];

interface QueueProps {
  reference: string;
  show: (reference: string) => void;
  changed: () => void;
}

export function Queue({ reference, show, changed }: QueueProps): ReactNode {
  const [state, setState] = useState<QueueState | "all">("all");
  const [entry, setEntry] = useState("");
  const [channel, setChannel] = useState("");
  const [text, setText] = useState("");
  const q = useDelayed(text.trim(), SETTLED_MS);
  const filter = { state, entry, channel, q };
  const found = useLoad(JSON.stringify(filter), (signal) => api.requests(filter, signal));
  const entries = useLoad("entries", api.procedures);
  const { tell, show: showWords } = useAnnouncer();
  const page = found.value;
  useEffect(() => {
    if (page) tell(page.requests.length ? say("queue.count", { count: page.requests.length }) : say("queue.none"));
  }, [page, tell]);
  const before = useRef(reference);
  useEffect(() => {
    if (before.current && !reference) document.getElementById(`line-${before.current}`)?.focus();
    before.current = reference;
  }, [reference]);
  const more = (): void => {
    if (!page?.next) return;
    api.requests({ ...filter, after: page.next }).then(
      (next) => found.replace({ ...next, requests: [...page.requests, ...next.requests] }),
      (fault: unknown) => showWords(faultWords(fault)),
    );
  };
  const update = (): void => {
    found.reload();
    changed();
  };
  return (
    <div className="queue" data-open={reference ? "" : undefined}>
      <section className="card list" aria-labelledby="queue-title">
        <h2 id="queue-title" tabIndex={-1}>{say("queue.title")}</h2>
        <StateTabs state={state} counts={page?.counts ?? {}} choose={setState} />
        <div className="filters">
          <Input
            id="queue-filter"
            value={text}
            type="search"
            contentBefore={<Icon name="search" />}
            aria-label={say("queue.filter")}
            placeholder={say("queue.filter_hint")}
            onChange={(_, data) => setText(data.value)}
          />
          <Select aria-label={say("queue.entry")} value={entry} onChange={(_, data) => setEntry(data.value)}>
            <option value="">{say("queue.any_entry")}</option>
            {entries.value?.map((one) => (
              <option key={one.entry} value={one.entry}>
                {one.title}
              </option>
            ))}
          </Select>
          <Select aria-label={say("queue.channel")} value={channel} onChange={(_, data) => setChannel(data.value)}>
            <option value="">{say("queue.any_channel")}</option>
            {CHANNELS.map((one) => (
              <option key={one} value={one}>
                {say(`queue.${one}`)}
              </option>
            ))}
          </Select>
          <FileLink url={api.requestsFile(filter)} name="requests.csv" words={say("queue.csv")} />
        </div>
        <FaultNotice fault={found.fault} retry={found.reload} />
        {page && <Lines page={page} reference={reference} show={show} />}
        {page?.next && <Button onClick={more}>{say("queue.more")}</Button>}
      </section>
      {reference && (
        <RequestView key={reference} reference={reference} close={() => show("")} changed={update} />
      )}
    </div>
  );
}

interface StateTabsProps {
  state: QueueState | "all";
  counts: RequestPage["counts"];
  choose: (state: QueueState | "all") => void;
}

function StateTabs({ state, counts, choose }: StateTabsProps): ReactNode {
  return (
    <div className="states" role="group" aria-label={say("queue.state")}>
      {STATES.map((one) => (
        <button key={one} type="button" aria-pressed={one === state} data-state={one} onClick={() => choose(one)}>
          {say(`queue.${one}`)} {counts[one] !== undefined && <span className="count">{number(counts[one])}</span>}
        </button>
      ))}
    </div>
  );
}

interface LinesProps {
  page: RequestPage;
  reference: string;
  show: (reference: string) => void;
}

function Lines({ page, reference, show }: LinesProps): ReactNode {
  if (!page.requests.length) return <p className="none">{say("queue.none")}</p>;
  return (
    <table className="lines">
      <thead>
        <tr>
          <th scope="col">{say("queue.reference")}</th>
          <th scope="col">{say("queue.request")}</th>
          <th scope="col">{say("queue.requester")}</th>
          <th scope="col">{say("queue.status")}</th>
          <th scope="col">{say("queue.updated")}</th>
        </tr>
      </thead>
      <tbody>
        {page.requests.map((line) => (
          <Line key={line.reference} line={line} isOpen={line.reference === reference} show={show} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ line, isOpen, show }: { line: RequestLine; isOpen: boolean; show: (one: string) => void }): ReactNode {
  return (
    <tr data-open={isOpen ? "" : undefined} data-state={line.state}>
      <th scope="row">
        <button
          type="button"
          className="as-link"
          id={`line-${line.reference}`}
          aria-current={isOpen ? "true" : undefined}
          onClick={() => show(line.reference)}
        >
          {line.reference}
        </button>
      </th>
      <td>{line.title}</td>
      <td>
        {line.requester}
        <span className="detail">
          {[line.agency, channelWords(line.channel), line.typed_by && say("queue.typed_by", { name: line.typed_by })]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </td>
      <td>
        <StateBadge state={line.state} words={line.status_words} />
        {line.number && <span className="detail">{line.number}</span>}
        {line.cause && <span className="detail cause">{line.cause}</span>}
      </td>
      <td className="time">{moment(line.updated)}</td>
    </tr>
  );
}
