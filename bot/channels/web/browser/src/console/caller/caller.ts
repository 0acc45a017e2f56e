// Who is on the phone, as far as it is known: kept while the page is open, and nowhere else.
import type { For } from "../api/client";
import type { AgencyLine, Caller, Named } from "../api/types";

export interface OnThePhone {
  agency: Named<number> | null;
  person: Caller | null;
  /** A name that is not in the listing. */
  typed: string;
  phone: string;
}

export const NOBODY: OnThePhone = { agency: null, person: null, typed: "", phone: "" };

export const withPerson = (now: OnThePhone, person: Caller): OnThePhone => ({
  ...now,
  person,
  agency: person.agency ?? now.agency,
  typed: "",
});

export const withAgency = (now: OnThePhone, agency: Named<number> | AgencyLine): OnThePhone => ({
  ...now,
  agency: { id: agency.id, name: agency.name },
  // A person of another agency is another caller.
  person: now.person?.agency && now.person.agency.id !== agency.id ? null : now.person,
});

export const whom = (caller: OnThePhone): For => ({
  agency: caller.agency?.id,
  person: caller.person?.person ?? undefined,
});

/** For the greeting of a reply. */
export function named(caller: OnThePhone): { name: string; agency: string; email: string } | null {
  const name = caller.person?.name ?? caller.typed;
  const agency = caller.agency?.name ?? "";
  return name || agency ? { name, agency, email: caller.person?.email ?? "" } : null;
}
