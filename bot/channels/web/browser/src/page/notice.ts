// One line above the conversation that says what is wrong, with the numbers to call.
import { withCalls } from "./calls";
import { byId } from "./config";

/** How long a notice stays: until all is well again, until a message is answered, until it is read. */
export enum NoticeLifetime {
  Passing,
  UntilAnswered,
  UntilRead,
}

let current = "";
let lifetime = NoticeLifetime.Passing;

/** Shows and announces a message; telephone numbers in it can be called. */
export function notify(message: string, shownFor = NoticeLifetime.UntilAnswered): void {
  lifetime = shownFor;
  if (message === current) return;
  current = message;
  byId("notice").hidden = false;
  byId("notice-text").replaceChildren(...withCalls(message));
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
