// The strip on top: who is on the phone. Candidates are listed, never picked.
import { Button } from "@fluentui/react-components";
import { useEffect, useState, type ReactNode, type RefObject } from "react";
import { api } from "../api/client";
import { useLoad } from "../api/use-load";
import type { Caller } from "../api/types";
import { say } from "../shell/config";
import { FaultNotice } from "../shell/FaultNotice";
import { Icon } from "../shell/Icon";
import { withAgency, withPerson, type OnThePhone } from "./caller";
import { CandidateLine, Reach } from "./People";
import { Suggest } from "./Suggest";

interface CallerBarProps {
  caller: OnThePhone;
  change: (caller: OnThePhone) => void;
  next: () => void;
  inputRef: RefObject<HTMLInputElement>;
}

export function CallerBar({ caller, change, next, inputRef }: CallerBarProps): ReactNode {
  const { person, agency } = caller;
  const [agencyText, setAgencyText] = useState(agency?.name ?? "");
  useEffect(() => setAgencyText(agency?.name ?? ""), [agency?.name]);
  const agencyBox = (
    <Suggest
      label={say("caller.agency")}
      placeholder={say("caller.agency_hint")}
      text={agencyText}
      onText={(text) => {
        setAgencyText(text);
        if (!text) change({ ...caller, agency: null });
      }}
      load={api.agencies}
      keyOf={({ id }) => id}
      draw={(one) => (
        <>
          <span className="name">{one.name}</span>
          <span className="detail">{[one.acronym, one.cabinet].filter(Boolean).join(" · ")}</span>
        </>
      )}
      pick={(one) => change(withAgency(caller, one))}
      {...(!person && { inputRef })}
    />
  );
  return (
    <section className="caller" aria-label={say("caller.title")}>
      <h2>
        <Icon name="person" />
        {say("caller.title")}
      </h2>
      {person ? (
        <Known
          person={person}
          change={() => {
            change({ ...caller, person: null });
            requestAnimationFrame(() => inputRef.current?.focus());
          }}
        />
      ) : (
        <>
          {agencyBox}
          <Suggest
            label={say("caller.person")}
            placeholder={say("caller.person_hint")}
            text={caller.typed}
            onText={(typed) => change({ ...caller, typed })}
            load={(q, signal) => candidates(q, agency?.id, signal)}
            keyOf={(one) => one.person ?? one.name}
            draw={(one) => <CandidateLine caller={one} />}
            pick={(one) => change(withPerson(caller, one))}
            none={say("caller.nobody")}
          />
        </>
      )}
      <Button className="next" onClick={next}>
        {say("caller.next")} <kbd>Ctrl+Enter</kbd>
      </Button>
      {caller.phone && !person && <ScreenPopList caller={caller} change={change} />}
    </section>
  );
}

/** Those of the caller's agency first. */
async function candidates(q: string, agency: number | undefined, signal: AbortSignal): Promise<Caller[]> {
  const found = await api.callers({ q }, signal);
  return found.toSorted((one, other) => Number(other.agency?.id === agency) - Number(one.agency?.id === agency));
}

function Known({ person, change }: { person: Caller; change: () => void }): ReactNode {
  return (
    <div className="known">
      <div>
        <b className="name">{person.name}</b>{" "}
        <span className="meta">{[person.title, person.agency?.name].filter(Boolean).join(" · ")}</span>
        <Reach caller={person} />
      </div>
      <Button size="small" id="change-caller" onClick={change}>
        {say("caller.change")}
      </Button>
    </div>
  );
}

function ScreenPopList({ caller, change }: { caller: OnThePhone; change: (caller: OnThePhone) => void }): ReactNode {
  const { phone } = caller;
  const found = useLoad(phone, (signal) => api.callers({ phone }, signal));
  if (found.fault) return <FaultNotice fault={found.fault} retry={found.reload} />;
  if (!found.value) return null;
  const { length } = found.value;
  return (
    <div className="pop">
      <p role="status">
        <Icon name="phone" />
        {say(length ? "caller.pop" : "caller.pop_none", { phone })}
        {length > 0 && <span className="meta"> {say("caller.not_picked")}</span>}
      </p>
      <ul>
        {found.value.map((one) => (
          <li key={one.person ?? one.name}>
            <button type="button" className="option" onClick={() => change(withPerson(caller, one))}>
              <CandidateLine caller={one} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
