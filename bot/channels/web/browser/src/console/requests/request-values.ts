// What is typed into a request, kept while the caller is on the phone: leaving the form loses nothing.
import type { NewRequest, Refused, RequestField, RequestForm, Requester } from "../api/types";
import type { OnThePhone } from "../caller/caller";

export const CALLER_KEYS = ["name", "email", "phone", "agency"] as const satisfies (keyof Requester)[];
type CallerKey = (typeof CALLER_KEYS)[number];

/** `touched`: keys of fields whose value the agent typed; `sent`: the key that makes saving twice harmless. */
export interface Typed {
  values: Record<string, string>;
  touched: ReadonlySet<string>;
  refused: Record<string, string>;
  calledBack: boolean;
  sent: string;
}

export function fresh(): Typed {
  const random = crypto.getRandomValues(new Uint8Array(16));
  const sent = Array.from(random, (one) => one.toString(16).padStart(2, "0")).join("");
  return { values: {}, touched: new Set(), refused: {}, calledBack: false, sent };
}

/** Which of the four a field of the server is about. */
const SERVER_KEYS: Record<string, CallerKey> = { requester_name: "name" };

export function callerKey({ key, group }: Pick<RequestField, "key" | "group">): CallerKey | undefined {
  if (group !== "caller") return undefined;
  return SERVER_KEYS[key] ?? CALLER_KEYS.find((one) => one === key);
}

export function fromCaller({ person, agency, typed, phone }: OnThePhone): Requester {
  return {
    name: person?.name ?? typed,
    email: person?.email ?? "",
    phone: person?.phone || phone,
    agency: agency?.name ?? person?.agency?.name ?? "",
  };
}

/** The value that a field shows: what was typed, else what is known of the caller, else what the server filled in. */
export function valueOf(field: RequestField, typed: Typed, known: Requester): string {
  const own = typed.values[field.key];
  if (typed.touched.has(field.key) && own !== undefined) return own;
  const about = callerKey(field);
  return (about && known[about]) || field.value;
}

export const refusedBy = (refused: Refused[]): Record<string, string> =>
  Object.fromEntries(refused.map(({ key, reason }) => [key, reason]));

/** `fields`: all that are shown; those that the form does not have are the caller's alone. */
export function asRequest(form: RequestForm, fields: RequestField[], typed: Typed, caller: OnThePhone): NewRequest {
  const known = fromCaller(caller);
  const requester = { ...known };
  const values: Record<string, string> = {};
  for (const field of fields) {
    const value = valueOf(field, typed, known).trim();
    const about = callerKey(field);
    if (about) requester[about] = value;
    if (value && form.fields.some(({ key }) => key === field.key)) values[field.key] = value;
  }
  return {
    key: typed.sent,
    entry: form.entry,
    person: caller.person?.person ?? null,
    caller: requester,
    values,
    called_back: typed.calledBack,
  };
}
