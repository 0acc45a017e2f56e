// The one box, and what it finds while somebody types.
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { api } from "../api/client";
import { useLoad } from "../api/use-load";
import type { EntryTitle, Hit, HitKind } from "../api/types";
import { useAnnouncer } from "../shell/announcer";
import { say } from "../shell/config";
import { FaultNotice } from "../shell/FaultNotice";
import { Icon, type IconName } from "../shell/Icon";
import { TextBox } from "../shell/TextBox";
import { useDelayed } from "../shell/use-delayed";
import { EntryLists } from "./EntryLists";
import type { KeptEntries } from "./kept-entries";

const SETTLED_MS = 60;
const KEYED = 3;
const ICONS: Record<HitKind, IconName> = {
  procedure: "list",
  form: "request",
  policy: "policy",
  phone: "phone",
  agency: "agency",
  person: "person",
  role: "role",
  draft: "request",
};

interface FinderProps {
  q: string;
  onType: (q: string) => void;
  open: (hit: Hit) => void;
  openEntry: (entry: EntryTitle) => void;
  current: string;
  kept: KeptEntries;
  boxRef: RefObject<HTMLInputElement>;
  /** Opens one of the first three; for the keys. */
  openNumber: { current: (number: number) => void };
}

const idOf = (index: number): string => `hit-${index}`;
const keyOf = (hit: Hit): string => `${hit.kind}:${hit.key}`;

export function Finder(props: FinderProps): ReactNode {
  const { q, boxRef } = props;
  const query = q.trim();
  const asked = useDelayed(query, SETTLED_MS);
  const found = useLoad(asked, asked ? (signal) => api.search(asked, signal) : null);
  const hits = (query && found.value) || [];
  const isFresh = asked === query && !found.isLoading;
  const [active, setActive] = useState(0);
  // Enter was pressed before the answer to what is typed had come.
  const waits = useRef(false);
  const { tell } = useAnnouncer();

  const open = (hit: Hit | undefined): void => {
    waits.current = false;
    if (hit) props.open(hit);
  };
  useEffect(() => {
    setActive(0);
    if (!isFresh || !query || !found.value) return;
    const { length } = found.value;
    if (waits.current) return open(found.value[0]);
    tell(length === 0 ? say("search.nothing", { query }) : length === 1 ? say("search.one") : say("search.count", { count: length }));
    // The rest is made anew with every drawing.
  }, [found.value, isFresh, query]);
  props.openNumber.current = (number) => open(hits[number - 1]);

  const move = (to: number): void => {
    setActive(to);
    document.getElementById(idOf(to))?.scrollIntoView({ block: "nearest" });
  };
  const press = (event: KeyboardEvent): void => {
    const { length } = hits;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "ArrowDown" && length) move((active + 1) % length);
    else if (event.key === "ArrowUp" && length) move((active - 1 + length) % length);
    else if (event.key === "Enter" && query) {
      if (isFresh) open(hits[active]);
      else waits.current = true;
    } else return;
    event.preventDefault();
  };

  return (
    <section className="finder" aria-label={say("search.label")}>
      <search>
        <TextBox
          id="box"
          ref={boxRef}
          size="large"
          className="box"
          value={q}
          autoFocus
          autoComplete="off"
          spellCheck={false}
          placeholder={say("search.placeholder")}
          aria-label={say("search.label")}
          role="combobox"
          aria-expanded={hits.length > 0}
          aria-autocomplete="list"
          aria-controls={hits.length ? "hits" : undefined}
          aria-activedescendant={hits.length ? idOf(active) : undefined}
          contentBefore={<Icon name="search" />}
          contentAfter={<kbd>Ctrl+K</kbd>}
          onChange={(_, { value }) => {
            waits.current = false;
            props.onType(value);
          }}
          onKeyDown={press}
        />
      </search>
      <FaultNotice fault={found.fault} retry={found.reload} />
      {query ? (
        <Hits hits={hits} active={active} current={props.current} open={open} query={isFresh && found.value ? query : ""} />
      ) : (
        <EntryLists kept={props.kept} current={props.current} open={props.openEntry} />
      )}
    </section>
  );
}

interface HitsProps {
  hits: Hit[];
  active: number;
  current: string;
  open: (hit: Hit) => void;
  query: string;
}

function Hits({ hits, active, current, open, query }: HitsProps): ReactNode {
  if (!hits.length) return query ? <p className="none">{say("search.nothing", { query })}</p> : null;
  return (
    <ul className="hits" id="hits" role="listbox" aria-label={say("search.results")}>
      {hits.map((hit, index) => (
        <li
          key={keyOf(hit)}
          id={idOf(index)}
          role="option"
          aria-selected={index === active}
          data-current={keyOf(hit) === current ? "" : undefined}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => open(hit)}
        >
          <Icon name={ICONS[hit.kind]} />
          <span className="texts">
            <span className="name">{hit.title}</span>
            <span className="detail">
              <span className="kind">{say(`search.kind_${hit.kind}`)}</span>
              {hit.detail && ` · ${hit.detail}`}
            </span>
          </span>
          {index < KEYED && <kbd>{say("search.key", { number: index + 1 })}</kbd>}
        </li>
      ))}
    </ul>
  );
}
