// People of the listing: a line, and a card with their roles.
import { Button } from "@fluentui/react-components";
import type { ReactNode } from "react";
import type { Authorization, Caller } from "../api/types";
import { say } from "../shell/config";
import { day } from "../shell/dates";

export const phoneLink = (phone: string): string => `tel:${phone.replace(/[^\d+]/g, "")}`;

/** "Security Contact, since Jun 24, 2022, verified May 13, 2026, Sample listing". */
export function AuthorizationLine({ one, withAgency }: { one: Authorization; withAgency?: boolean }): ReactNode {
  const role = withAgency ? say("caller.role", { role: one.role_title, agency: one.agency }) : one.role_title;
  const facts = [
    one.since && say("caller.since", { date: day(one.since) }),
    one.until && say("caller.until", { date: day(one.until) }),
    one.verified && say("caller.verified", { date: day(one.verified) }),
  ].filter(Boolean);
  return (
    <>
      <b>{role}</b>
      {facts.length > 0 && ` ${facts.join(", ")}`}
      <span className="meta"> {listing(one)}</span>
    </>
  );
}

function listing({ source, imported }: Authorization): string {
  if (!source) return "";
  return imported
    ? say("caller.listing", { source, date: day(imported) })
    : say("caller.listing_undated", { source });
}

/** One line of a candidate. */
export function CandidateLine({ caller }: { caller: Caller }): ReactNode {
  const roles = caller.authorizations.map(({ role_title }) => role_title).join(", ");
  return (
    <>
      <span className="name">{caller.name}</span>
      <span className="detail">{[caller.agency?.name, roles || caller.title, caller.phone].filter(Boolean).join(" · ")}</span>
    </>
  );
}

/** How to reach somebody. */
export function Reach({ caller }: { caller: Caller }): ReactNode {
  return (
    <span className="reach">
      {caller.phone && <a href={phoneLink(caller.phone)}>{caller.phone}</a>}
      {caller.email && <a href={`mailto:${caller.email}`}>{caller.email}</a>}
    </span>
  );
}

/** `take`: they are on the phone. */
export function PersonCard({ caller, take }: { caller: Caller; take?: (caller: Caller) => void }): ReactNode {
  return (
    <div className="person">
      <div>
        <b className="name">{caller.name}</b> <span className="meta">{caller.title}</span>
        {caller.authorizations.map((one) => (
          <div key={`${one.role}-${one.agency}`} className="small">
            <AuthorizationLine one={one} />
          </div>
        ))}
        <Reach caller={caller} />
      </div>
      {take && (
        <Button size="small" onClick={() => take(caller)}>
          {say("caller.is_caller")}
        </Button>
      )}
    </div>
  );
}
