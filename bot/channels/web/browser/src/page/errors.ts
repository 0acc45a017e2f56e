// What the page says when a request has to wait or has failed.
import { LONGEST_TEXT, TooLong } from "../connection/outbox";
import { Refusal } from "../connection/retry";
import { errorText, label } from "./labels";
import { clearNotice, hasLastingNotice, notify, NoticeLifetime } from "./notice";

// A short wait is not worth a notice.
const WORTH_SAYING_MS = 1_500;

export function sayWaiting(error: unknown, ms: number): void {
  if (error instanceof Refusal && error.status === 429) {
    notify(errorText(error.code, { seconds: Math.ceil(ms / 1000) }), NoticeLifetime.Passing);
  } else if (ms >= WORTH_SAYING_MS) {
    const text = error instanceof Refusal ? errorText("unavailable") : label("offline");
    notify(text, NoticeLifetime.Passing);
  }
}

export function sayTooLong(): void {
  notify(label("too_long", { limit: LONGEST_TEXT }));
}

export function sayFailed(error: unknown): void {
  if (error instanceof TooLong) return sayTooLong();
  // A 422 is a fault of this page: nothing that its user could mend.
  const isForPeople = error instanceof Refusal && error.status < 500 && error.status !== 422;
  notify((isForPeople && errorText(error.code)) || label("not_sent"));
}

export function sayConnected(isConnected: boolean): void {
  if (isConnected) clearNotice(NoticeLifetime.Passing);
  // That a message was not sent matters more, and is not over when the stream is back.
  else if (!hasLastingNotice()) notify(label("offline"), NoticeLifetime.Passing);
}

export function sayAnswered(): void {
  clearNotice(NoticeLifetime.UntilAnswered);
}
