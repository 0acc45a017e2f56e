// Sends the user's messages one after another, each under an idempotency key.
import type { Api } from "./api";
import { persistently } from "./retry";
import type { Activity, OutgoingMessage } from "./types";

// As the server has it (bot/channels/web/api/schemas.py), in characters.
export const LONGEST_TEXT = 4_000;

/** The text is too long for one message; nothing was sent. */
export class TooLong extends Error {}

export const isTooLong = (text: string): boolean => [...text.trim()].length > LONGEST_TEXT;

export class Outbox {
  private line: Promise<unknown> = Promise.resolve();
  // The server may have answered what seemed to fail: a second try goes under the same key.
  private readonly failed = new Map<string, string>();

  constructor(
    private readonly api: Api,
    private readonly onWait: (error: unknown, ms: number) => void,
  ) {}

  /** Sends in turn; `onKey` is told the key before. Throws Refusal, Unreachable or TooLong. */
  async send(message: OutgoingMessage, onKey: (key: string) => void): Promise<Activity[]> {
    if ("text" in message && isTooLong(message.text)) throw new TooLong();
    const turn = this.line.then(() => this.sendNow(message, onKey));
    this.line = turn.catch(() => undefined);
    return turn;
  }

  private async sendNow(message: OutgoingMessage, onKey: (key: string) => void): Promise<Activity[]> {
    const content = JSON.stringify(message);
    const key = this.failed.get(content) ?? newKey();
    onKey(key);
    this.failed.set(content, key);
    const messages = await persistently(() => this.api.send(message, key), this.onWait);
    this.failed.delete(content);
    return messages;
  }
}

/** The message in an activity of Web Chat. */
export function messageOf({ text, value }: Activity): OutgoingMessage {
  if (typeof value === "object" && value !== null && "action" in value) {
    const title = "title" in value ? String(value.title) : "";
    const button = { action: String(value.action), title };
    const isForm = "form" in value;
    return isForm ? { ...button, values: valuesOf({ ...value }, String(value.form)) } : button;
  }
  // A day that was picked in a card is an answer like a typed one.
  if (typeof value === "object" && value !== null && "input" in value) {
    return { text: String((value as Record<string, unknown>)[String(value.input)] ?? "") };
  }
  return { text: String(text ?? value ?? "") };
}

/** What a form's inputs hold, by what stands behind `before` in their names. */
function valuesOf(data: Record<string, unknown>, before: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data)
      .filter(([name]) => name.startsWith(before))
      .map(([name, value]) => [name.slice(before.length), String(value)]),
  );
}

function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
