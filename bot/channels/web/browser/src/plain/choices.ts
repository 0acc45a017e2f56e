// What the assistant offers to pick, as messages that a click sends.
import { messageOf } from "../connection/outbox";
import type { Activity, OutgoingMessage, Session } from "../connection/types";
import { label } from "../page/labels";

export interface Choice {
  title: string;
  message: OutgoingMessage;
}

/** What an empty conversation begins with: the user's open drafts, what is asked most. */
export function startsOf({ messages, open_drafts, suggested_questions }: Session): Choice[] {
  if (messages.length) return [];
  const drafts = label("show_drafts");
  const questions = suggested_questions.map(({ title, text }) => ({ title, message: { text } }));
  return open_drafts ? [{ title: drafts, message: { text: drafts } }, ...questions] : questions;
}

/** The buttons below a message. */
export function choicesOf({ from, suggestedActions }: Activity): Choice[] {
  return (suggestedActions?.actions ?? []).map(({ title = "", value }) => ({
    title,
    message: messageOf({ type: "message", from, value }),
  }));
}

/** How many drafts are open, in words; nothing where none is. */
export function draftsLine(count: number): string {
  if (!count) return "";
  return count === 1 ? label("one_open_draft") : label("open_drafts", { count });
}
