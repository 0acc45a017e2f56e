// What the user says: one after the other, each under a key by which the server knows it again.
import type { Api } from "./api";
import { persistently } from "./retry";
import type { Activity, Said } from "./types";

// As the server has it (bot/channels/web/bodies.py), in characters.
export const LONGEST_TEXT = 4_000;

/** The user's words are too many for one message; nothing was sent. */
export class TooLong extends Error {}

export const isTooLong = (text: string): boolean => [...text.trim()].length > LONGEST_TEXT;

export class Outbox {
  private line: Promise<unknown> = Promise.resolve();
  // The server may have answered what seemed to fail: said again, it goes under the same key.
  private readonly failed = new Map<string, string>();

  constructor(
    private readonly api: Api,
    private readonly onWait: (error: unknown, ms: number) => void,
  ) {}

  /** Sends in turn; `onKey` is told the key before. Throws Refusal, Unreachable or TooLong. */
  async send(said: Said, onKey: (key: string) => void): Promise<Activity[]> {
    if ("text" in said && isTooLong(said.text)) throw new TooLong();
    const turn = this.line.then(() => this.sendNow(said, onKey));
    this.line = turn.catch(() => undefined);
    return turn;
  }

  private async sendNow(said: Said, onKey: (key: string) => void): Promise<Activity[]> {
    const content = JSON.stringify(said);
    const key = this.failed.get(content) ?? newKey();
    onKey(key);
    this.failed.set(content, key);
    const messages = await persistently(() => this.api.say(said, key), this.onWait);
    this.failed.delete(content);
    return messages;
  }
}

/** What an activity of Web Chat says. */
export function saidBy({ text, value }: Activity): Said {
  if (typeof value === "object" && value !== null && "action" in value) {
    const title = "title" in value ? String(value.title) : "";
    return { action: String(value.action), title };
  }
  return { text: String(text ?? value ?? "") };
}

function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
