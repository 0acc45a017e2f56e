// One line above the conversation that says what is wrong, with the numbers to call.
import { byId } from "./config";

/** How long a notice stays: until all is well again, until a message is answered, until it is read. */
export enum NoticeLifetime {
  Passing,
  UntilAnswered,
  UntilRead,
}

const PHONE = /\+?\d[\d() -]{7,}\d/g;

let current = "";
let lifetime = NoticeLifetime.Passing;

/** Shows and announces a message; telephone numbers in it can be called. */
export function notify(message: string, shownFor = NoticeLifetime.UntilAnswered): void {
  lifetime = shownFor;
  if (message === current) return;
  current = message;
  byId("notice").hidden = false;
  byId("notice-text").replaceChildren(...withLinks(message));
}

/** Whether a notice is shown that stays when all is well again. */
export const hasLastingNotice = (): boolean => !!current && lifetime > NoticeLifetime.Passing;

/** Takes the message away, unless it is to stay for longer than this. */
export function clearNotice(longest = NoticeLifetime.UntilRead): void {
  if (!current || lifetime > longest) return;
  current = "";
  byId("notice").hidden = true;
  byId("notice-text").replaceChildren();
}

function withLinks(message: string): Node[] {
  const nodes: Node[] = [];
  let end = 0;
  for (const match of message.matchAll(PHONE)) {
    nodes.push(document.createTextNode(message.slice(end, match.index)));
    const link = document.createElement("a");
    link.href = `tel:${dialable(match[0])}`;
    link.textContent = match[0];
    nodes.push(link);
    end = match.index + match[0].length;
  }
  return [...nodes, document.createTextNode(message.slice(end))];
}

/** The number with its country, as the cards have it. */
function dialable(phone: string): string {
  const digits = phone.replace(/\D/g, "");
  return digits.length === 10 ? `+1${digits}` : `+${digits}`;
}
