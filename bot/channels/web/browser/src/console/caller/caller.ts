// Who is on the phone, as far as it is known: kept while the page is open, and nowhere else.
import type { For } from "../api/client";
import type { AgencyLine, Caller, Named } from "../api/types";

export interface OnThePhone {
  /** For which the caller asks: their own one until another is named. */
  agency: Named<number> | null;
  /** What stands in its box until it means one. */
  agencyTyped: string;
  person: Caller | null;
  /** A name that is not in the listing. */
  typed: string;
  phone: string;
}

export const NOBODY: OnThePhone = { agency: null, agencyTyped: "", person: null, typed: "", phone: "" };

export const withPerson = (now: OnThePhone, person: Caller): OnThePhone => ({
  ...now,
  person,
  agency: namedAgency(now) ?? person.agency,
  typed: "",
});

/** The person was picked by mistake; so was their agency, then. */
export const withoutPerson = (now: OnThePhone): OnThePhone => ({ ...now, person: null, agency: namedAgency(now) });

/** The agency that somebody named: one may call for another agency than one's own. */
const namedAgency = ({ agency, person }: OnThePhone): Named<number> | null =>
  agency && agency.id === person?.agency?.id ? null : agency;

export const withAgency = (now: OnThePhone, agency: Named<number> | AgencyLine): OnThePhone => ({
  ...now,
  agency: { id: agency.id, name: agency.name },
  agencyTyped: "",
});

export const typingAgency = (now: OnThePhone, agencyTyped: string): OnThePhone => ({ ...now, agencyTyped, agency: null });

const digits = (phone: string): string => phone.replace(/\D/g, "").replace(/^1(?=\d{10})/, "");

/** Whether the call comes from the number on record, or from its extension. */
export const isNumberOf = ({ phone }: Caller, calling: string): boolean => digits(phone).includes(digits(calling));

export const whom = (caller: OnThePhone): For => ({
  agency: caller.agency?.id,
  person: caller.person?.person ?? undefined,
  unlisted: (!caller.person && caller.typed.trim() !== "") || undefined,
});

/** For the greeting of a reply. */
export function named(caller: OnThePhone): { name: string; agency: string; email: string } | null {
  const name = caller.person?.name ?? caller.typed;
  const agency = caller.agency?.name ?? "";
  return name || agency ? { name, agency, email: caller.person?.email ?? "" } : null;
}
