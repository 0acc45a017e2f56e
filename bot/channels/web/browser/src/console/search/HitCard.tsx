// What opens for a hit that is no procedure: an agency, a person, a role, a form, a policy, a phone number.
import { Button } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { api } from "../api/client";
import { useLoad } from "../api/use-load";
import type { AgencyCard, Caller, EntryTitle, Hit } from "../api/types";
import type { OnThePhone } from "../caller/caller";
import { AuthorizationLine, PersonCard, Reach } from "../caller/People";
import { say, sayOr } from "../shell/config";
import { FaultNotice } from "../shell/FaultNotice";
import { EntryList } from "./EntryLists";

interface HitCardProps {
  hit: Hit;
  caller: OnThePhone;
  take: (person: Caller) => void;
  takeAgency: (agency: AgencyCard) => void;
  openEntry: (entry: EntryTitle) => void;
}

export function HitCard(props: HitCardProps): ReactNode {
  const { hit } = props;
  if (hit.kind === "person") return <PersonView {...props} />;
  if (hit.agency || hit.kind === "agency") return <AgencyView {...props} />;
  return (
    <article className="card answer" aria-labelledby="open-title">
      <p className="kicker">{say(`search.kind_${hit.kind}`)}</p>
      <h2 id="open-title" tabIndex={-1}>
        {hit.title}
      </h2>
      <p>{hit.detail}</p>
      {hit.entries.length ? (
        <div className="lists">
          <EntryList title={say("search.used_by")} entries={hit.entries} current="" open={props.openEntry} />
        </div>
      ) : (
        <p className="meta">{say("search.used_by_none")}</p>
      )}
    </article>
  );
}

function PersonView({ hit, take }: HitCardProps): ReactNode {
  const found = useLoad(`person:${hit.key}`, (signal) => api.person(hit.key, signal));
  const person = found.value;
  return (
    <article className="card answer" aria-labelledby="open-title">
      <p className="kicker">{say("search.kind_person")}</p>
      <h2 id="open-title" tabIndex={-1}>
        {hit.title}
      </h2>
      <FaultNotice fault={found.fault} retry={found.reload} />
      {person && (
        <>
          <p>{[person.title, person.agency?.name].filter(Boolean).join(" · ")}</p>
          <Reach caller={person} />
          <h3>{say("caller.authorizations")}</h3>
          <ul className="plain">
            {person.authorizations.map((one) => (
              <li key={`${one.role}-${one.agency}`}>
                <AuthorizationLine one={one} withAgency />
              </li>
            ))}
          </ul>
          {!person.authorizations.length && <p className="meta">{say("caller.no_authorizations")}</p>}
          <Button appearance="primary" onClick={() => take(person)}>
            {say("caller.is_caller")}
          </Button>
        </>
      )}
    </article>
  );
}

function AgencyView({ hit, take, takeAgency, openEntry }: HitCardProps): ReactNode {
  const id = hit.agency?.id ?? hit.key;
  const found = useLoad(`agency:${id}`, (signal) => api.agency(id, signal));
  const agency = found.value;
  const roleOf = (one: Caller): string => one.authorizations[0]?.role ?? "";
  // Those in the role that was asked for stand first.
  const people = agency?.people.toSorted((one, other) => Number(roleOf(other) === hit.role) - Number(roleOf(one) === hit.role));
  return (
    <article className="card answer" aria-labelledby="open-title">
      <p className="kicker">{say(`search.kind_${hit.kind}`)}</p>
      <h2 id="open-title" tabIndex={-1}>
        {agency?.name ?? hit.title}
      </h2>
      <FaultNotice fault={found.fault} retry={found.reload} />
      {agency && people && (
        <>
          <p className="meta">
            {[agency.acronym, agency.cabinet, consolidation(agency)].filter(Boolean).join(" · ")}
          </p>
          <Button onClick={() => takeAgency(agency)}>{say("caller.is_agency")}</Button>
          <h3>{say("caller.people_of", { agency: agency.name })}</h3>
          {people.map((one) => (
            <div key={`${one.person}-${roleOf(one)}`} data-asked={hit.role && roleOf(one) === hit.role ? "" : undefined}>
              <PersonCard caller={one} take={take} />
            </div>
          ))}
          {agency.gaps.length > 0 && <p className="small warning">{say("caller.gaps", { roles: agency.gaps.map((role) => sayOr(`roles.${role}`, role)).join(", ") })}</p>}
          <div className="lists">
            <EntryList title={say("search.used_by")} entries={hit.entries} current="" open={openEntry} />
          </div>
        </>
      )}
    </article>
  );
}

function consolidation({ consolidated }: AgencyCard): string {
  if (consolidated === null) return "";
  return say(consolidated ? "caller.consolidated" : "caller.not_consolidated");
}
