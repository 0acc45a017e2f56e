// The strip on top: who is on the phone. Candidates are listed, never picked.
import { Button } from "@fluentui/react-components";
import type { ReactNode, RefObject } from "react";
import { api } from "../api/client";
import { useLoad } from "../api/use-load";
import type { AgencyLine, Caller } from "../api/types";
import { say } from "../shell/config";
import { FaultNotice } from "../shell/FaultNotice";
import { Icon } from "../shell/Icon";
import { isNumberOf, typingAgency, withAgency, withoutPerson, withPerson, type OnThePhone } from "./caller";
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
  return (
    <section className="caller" aria-label={say("caller.title")}>
      <h2>
        <Icon name="person" />
        {say("caller.title")}
      </h2>
      <Suggest
        label={say("caller.agency")}
        placeholder={say("caller.agency_hint")}
        text={agency?.name ?? caller.agencyTyped}
        onText={(text) => change(typingAgency(caller, text))}
        load={api.agencies}
        keyOf={({ id }) => id}
        draw={(one) => (
          <>
            <span className="name">{one.name}</span>
            <span className="detail">{[one.acronym, one.cabinet].filter(Boolean).join(" · ")}</span>
          </>
        )}
        pick={(one) => change(withAgency(caller, one))}
        meant={namedInFull}
        inputRef={inputRef}
      />
      {person ? (
        <Known
          person={person}
          change={() => {
            change(withoutPerson(caller));
            requestAnimationFrame(() => inputRef.current?.focus());
          }}
        />
      ) : (
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
      )}
      <Button className="next" onClick={next}>
        {say("caller.next")} <kbd>Ctrl+Enter</kbd>
      </Button>
      {caller.phone && !person && <ScreenPopList caller={caller} change={change} />}
      {caller.phone && person && !isNumberOf(person, caller.phone) && (
        <p className="small warning" role="status">
          <Icon name="warning" />
          {say("caller.other_number", { phone: caller.phone })}
        </p>
      )}
    </section>
  );
}

/** The agency whose name or acronym is typed in full, unless another name goes on from there. */
function namedInFull(agencies: AgencyLine[], text: string): AgencyLine | undefined {
  const typed = text.toLowerCase();
  const named = agencies.filter(({ name, acronym }) => [name, acronym].some((one) => one?.toLowerCase() === typed));
  const [only] = named;
  const goesOn = agencies.some((one) => one !== only && one.name.toLowerCase().startsWith(typed));
  return named.length === 1 && !goesOn ? only : undefined;
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
        {say(length === 0 ? "caller.pop_none" : length === 1 ? "caller.pop_one" : "caller.pop", { phone })}
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
