// The chat API over HTTP: one method for each of its routes.
import { forThisTab } from "../page/storage";
import { Refusal } from "./retry";
import type { Activity, OutgoingMessage, Session } from "./types";

const TOKEN = "service-desk-token";
// The server answers each message within 10 seconds, one after another.
const PATIENCE_MS = 45_000;

interface ErrorBody {
  error?: { code?: string; message?: string };
}

export class Api {
  // Where a browser keeps cookies from frames of other sites, a token takes their place.
  private token = forThisTab.getItem(TOKEN);

  get usesToken(): boolean {
    return this.token !== null;
  }

  async session(fresh = false): Promise<Session> {
    const body = { ...(fresh && { new: true }), ...(this.usesToken && { bearer: true }) };
    const session: Session = await (await this.post("/api/session", body)).json();
    if (this.usesToken && session.token) this.keep(session.token);
    return session;
  }

  /** From now on a token stands for the cookie. */
  async sessionWithToken(): Promise<Session> {
    this.token = "";
    const session: Session = await (await this.post("/api/session", { bearer: true })).json();
    this.keep(session.token ?? "");
    return session;
  }

  async send(message: OutgoingMessage, key: string): Promise<Activity[]> {
    const response = await this.post("/api/chat", message, { "Idempotency-Key": key });
    const body: { messages: Activity[] } = await response.json();
    return body.messages;
  }

  async rate(message: string, helpful: boolean, comment: string): Promise<void> {
    await this.post("/api/feedback", { message, helpful, ...(comment && { comment }) });
  }

  /** The open stream of server-sent events. */
  async events(lastId: string, signal: AbortSignal): Promise<Response> {
    return this.ask("/api/chat/events", {
      headers: { Accept: "text/event-stream", ...(lastId && { "Last-Event-ID": lastId }) },
      signal,
      cache: "no-store",
    });
  }

  async file(path: string): Promise<Blob> {
    return (await this.ask(path, { signal: AbortSignal.timeout(PATIENCE_MS) })).blob();
  }

  private keep(token: string): void {
    this.token = token;
    forThisTab.setItem(TOKEN, token);
  }

  private post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
    return this.ask(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  }

  private async ask(path: string, request: RequestInit): Promise<Response> {
    const headers = new Headers(request.headers);
    if (this.token) headers.set("Authorization", `Bearer ${this.token}`);
    const response = await fetch(path, { ...request, headers, credentials: "same-origin" });
    if (!response.ok) throw await refusal(response);
    return response;
  }
}

async function refusal(response: Response): Promise<Refusal> {
  const body: ErrorBody = await response.json().catch(() => ({}));
  const after = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return new Refusal(
    response.status,
    body.error?.code ?? "unknown",
    body.error?.message ?? "",
    Number.isNaN(after) ? undefined : after,
  );
}
