// The console's API over HTTP: one method for each of its routes.
import { consoleFetch, NoTeamsToken } from "../teams";
import type {
  AgencyCard,
  AgencyLine,
  Answer,
  CalledBack,
  Caller,
  Comparison,
  Dispute,
  Figures,
  Hit,
  Me,
  Misses,
  NewRequest,
  Procedure,
  Reason,
  Refused,
  Reply,
  ReplyPart,
  RequestDetails,
  RequestForm,
  RequestLine,
  RequestPage,
  Saved,
} from "./types";

const BASE = "/api/console";
const PATIENCE_MS = 20_000;
const UNAUTHORIZED = 401;

type Value = string | number | boolean | null | undefined;
type Parameters = Record<string, Value>;

/** What the API refused; `status` 0: it could not be reached. */
export class ApiFault extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly refused: Refused[] = [],
  ) {
    super(message);
  }
}

/** The address of a route, without the parameters that are empty. */
export function address(path: string, parameters: Parameters = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== null && value !== undefined && value !== "") query.set(name, String(value));
  return query.size ? `${BASE}${path}?${query}` : `${BASE}${path}`;
}

async function ask<T>(url: string, request: RequestInit = {}, signal?: AbortSignal): Promise<T> {
  const response = await answerOf(url, request, signal);
  return response.status === 204 ? (undefined as T) : response.json();
}

/** The one place that asks the server. */
async function answerOf(url: string, request: RequestInit, signal?: AbortSignal): Promise<Response> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const ends = signal ? AbortSignal.any([signal, patience]) : patience;
  const response = await consoleFetch(url, { ...request, signal: ends }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ApiFault(error instanceof NoTeamsToken ? UNAUTHORIZED : 0, "");
  });
  if (!response.ok) {
    const body = await response.json().catch(() => ({}));
    throw new ApiFault(response.status, body.error?.message ?? "", body.refused ?? []);
  }
  return response;
}

/** A file of the API, kept under this name. */
export async function download(url: string, name: string): Promise<void> {
  const file = URL.createObjectURL(await (await answerOf(url, {})).blob());
  Object.assign(document.createElement("a"), { href: file, download: name }).click();
  // Once the browser has it.
  window.setTimeout(() => URL.revokeObjectURL(file), PATIENCE_MS);
}

const get = <T>(path: string, parameters?: Parameters, signal?: AbortSignal): Promise<T> =>
  ask(address(path, parameters), {}, signal);

const post = <T>(path: string, body: object = {}): Promise<T> =>
  ask(address(path), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

const part = encodeURIComponent;

/** For whom an answer is: either may be unknown. */
export interface For {
  agency?: number | undefined;
  person?: number | undefined;
  /** A name was given, and nobody was picked for it. */
  unlisted?: boolean | undefined;
}

export const api = {
  me: () => get<Me>("/me"),
  search: async (q: string, signal: AbortSignal) =>
    (await get<{ hits: Hit[] }>("/search", { q, limit: 20 }, signal)).hits,

  callers: async (by: { q?: string; phone?: string; email?: string }, signal?: AbortSignal) =>
    (await get<{ candidates: Caller[] }>("/callers", by, signal)).candidates,
  person: (id: string | number, signal?: AbortSignal) => get<Caller>(`/people/${part(id)}`, {}, signal),
  agencies: async (q: string, signal?: AbortSignal) =>
    (await get<{ agencies: AgencyLine[] }>("/agencies", { q }, signal)).agencies,
  agency: (id: string | number, signal?: AbortSignal) =>
    get<AgencyCard>(`/agencies/${part(id)}`, {}, signal),
  callBack: (person: number, entry: string | null) => post<void>("/callbacks", { person, entry }),
  calledBack: (person: number, signal?: AbortSignal) => get<CalledBack>("/callbacks", { person }, signal),

  procedures: async (signal?: AbortSignal) =>
    (await get<{ procedures: Procedure[] }>("/procedures", {}, signal)).procedures,
  answer: (entry: string, whom: For, signal?: AbortSignal) =>
    get<Answer>(`/procedures/${part(entry)}`, { ...whom }, signal),
  compare: (one: string, other: string, whom: For, signal?: AbortSignal) =>
    get<Comparison>("/compare", { entries: `${one},${other}`, ...whom }, signal),
  reply: (parts: ReplyPart[], caller: { name: string; agency: string; email: string } | null) =>
    post<Reply>("/replies", { parts, caller }),

  requestForm: (entry: string, whom: For, signal?: AbortSignal) =>
    get<RequestForm>(`/procedures/${part(entry)}/request`, { ...whom }, signal),
  checkRequest: (entry: string, values: Record<string, string>) =>
    post<RequestForm>("/requests/check", { entry, values }),
  saveRequest: (request: NewRequest) => post<Saved>("/requests", request),
  requests: (filter: Parameters, signal?: AbortSignal) => get<RequestPage>("/requests", filter, signal),
  requestsFile: (filter: Parameters) => address("/requests.csv", filter),
  request: (reference: string, signal?: AbortSignal) =>
    get<RequestDetails>(`/requests/${part(reference)}`, {}, signal),
  retry: (reference: string) => post<RequestLine>(`/requests/${part(reference)}/retry`),
  withdraw: (reference: string) => post<RequestLine>(`/requests/${part(reference)}/withdraw`),

  dispute: (dispute: { entry: string; fact: string; reason: Reason; comment: string }) =>
    post<Dispute>("/disputes", dispute),
  disputes: async (open: boolean, signal?: AbortSignal) =>
    (await get<{ disputes: Dispute[] }>("/disputes", { open }, signal)).disputes,
  withdrawDispute: (id: number) => post<Dispute>(`/disputes/${id}/withdraw`),
  disputesFile: address("/disputes.yml"),
  misses: (days: number, signal?: AbortSignal) => get<Misses>("/misses", { days }, signal),
  missesFile: (days: number, as: "examples" | "questions") => address("/misses.yml", { days, as }),
  figures: (days: number, signal?: AbortSignal) => get<Figures>("/figures", { days }, signal),
};
