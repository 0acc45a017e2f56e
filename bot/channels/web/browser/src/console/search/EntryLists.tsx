// While the box is empty: what is pinned, what was open last, and everything there is.
import type { ReactNode } from "react";
import { api } from "../api/client";
import { useLoad } from "../api/use-load";
import type { EntryTitle, Procedure } from "../api/types";
import { say } from "../shell/config";
import { FaultNotice } from "../shell/FaultNotice";
import { Icon } from "../shell/Icon";
import type { KeptEntries } from "./kept-entries";

interface EntryListsProps {
  kept: KeptEntries;
  current: string;
  open: (entry: EntryTitle) => void;
}

export function EntryLists({ kept, current, open }: EntryListsProps): ReactNode {
  const all = useLoad("all", api.procedures);
  const pinned = new Set(kept.pinned.map(({ entry }) => entry));
  const recent = kept.recent.filter(({ entry }) => !pinned.has(entry));
  return (
    <nav className="lists" aria-label={say("search.results")}>
      <EntryList title={say("search.pinned")} entries={kept.pinned} current={current} open={open} isPinned />
      <EntryList title={say("search.recent")} entries={recent} current={current} open={open} />
      <FaultNotice fault={all.fault} retry={all.reload} />
      {all.value && (
        <details open={!pinned.size && !recent.length}>
          <summary>{say("search.all", { count: all.value.length })}</summary>
          {byTopic(all.value).map(([topic, entries]) => (
            <EntryList key={topic} title={topic} entries={entries} current={current} open={open} />
          ))}
        </details>
      )}
    </nav>
  );
}

interface EntryListProps {
  title: string;
  entries: (EntryTitle & Partial<Procedure>)[];
  current: string;
  open: (entry: EntryTitle) => void;
  isPinned?: boolean;
}

export function EntryList({ title, entries, current, open, isPinned }: EntryListProps): ReactNode {
  if (!entries.length) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {entries.map((one) => (
          <li key={one.entry}>
            <button
              type="button"
              className="option"
              aria-current={current === `procedure:${one.entry}` ? "true" : undefined}
              onClick={() => open(one)}
            >
              <Icon name={isPinned ? "pin" : one.is_public === false ? "lock" : "list"} />
              {one.title}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function byTopic(procedures: Procedure[]): [string, Procedure[]][] {
  const topics = new Map<string, Procedure[]>();
  for (const one of procedures) topics.set(one.topic_title, [...(topics.get(one.topic_title) ?? []), one]);
  return [...topics].toSorted(([one], [other]) => one.localeCompare(other));
}
