// The console as a tab in Teams: Teams signs the agent in, and a bearer token takes the place of the cookie.
// https://learn.microsoft.com/microsoftteams/platform/tabs/how-to/authentication/tab-sso-code

const SIGN_IN = "/auth/teams-tab";
const PATIENCE_MS = 10_000;

/** Teams gave no token: the message is for the browser's console; the page says how else to sign in. */
export class NoTeamsToken extends Error {}

/** Whether Teams shows this page; its manifest names the page so. */
export const isInTeams = new URLSearchParams(location.search).get("in") === "teams";

// In memory only: whoever opens the tab again is signed in again without noticing.
let session: Promise<string> | null = null;

/** `fetch` for the console's API, signed in by Teams where Teams shows this page.
 *
 * Throws NoTeamsToken. A 401, 403 or 503 of the sign-in itself is returned as the answer.
 */
export async function consoleFetch(url: string, request: RequestInit = {}): Promise<Response> {
  if (!isInTeams) return fetch(url, { ...request, credentials: "same-origin" });
  const used = currentSession();
  const answer = await fetchWith(used, url, request);
  if (answer.status !== 401) return answer;
  // Over after some hours, or after minutes without a request: Teams gives a new one.
  if (session === used) session = null;
  return fetchWith(currentSession(), url, request);
}

/** Forget the session on this side; `DELETE /api/session` comes first. */
export function forgetTeamsSession(): void {
  session = null;
}

/** Several requests at once share one sign-in; one that failed is not kept. */
function currentSession(): Promise<string> {
  const begun = (session ??= beginSession());
  begun.catch(() => {
    if (session === begun) session = null;
  });
  return begun;
}

class Refused extends Error {
  constructor(readonly answer: Response) {
    super(`the sign-in answered ${answer.status}`);
  }
}

async function fetchWith(begun: Promise<string>, url: string, request: RequestInit): Promise<Response> {
  try {
    const headers = new Headers(request.headers);
    headers.set("Authorization", `Bearer ${await begun}`);
    return await fetch(url, { ...request, headers, credentials: "omit" });
  } catch (error) {
    // A clone for each of those who waited for it.
    if (error instanceof Refused) return error.answer.clone();
    throw error;
  }
}

async function beginSession(): Promise<string> {
  const answer = await fetch(SIGN_IN, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token: await teamsToken() }),
    credentials: "omit",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!answer.ok) throw new Refused(answer);
  const body: { token: string } = await answer.json();
  return body.token;
}

/** Entra's token for the user of Teams; Teams keeps it while it is valid. */
async function teamsToken(): Promise<string> {
  // Only here: nobody else needs to load it.
  const { app, authentication } = await import("@microsoft/teams-js");
  try {
    await soon(app.initialize());
    return await soon(authentication.getAuthToken());
  } catch (error) {
    throw new NoTeamsToken(error instanceof Error ? error.message : String(error));
  }
}

/** Outside of Teams nobody would ever answer. */
function soon<T>(answer: Promise<T>): Promise<T> {
  let late = 0;
  const patience = new Promise<never>((_, refuse) => {
    late = window.setTimeout(() => refuse(new NoTeamsToken("Teams does not answer")), PATIENCE_MS);
  });
  return Promise.race([answer, patience]).finally(() => window.clearTimeout(late));
}
