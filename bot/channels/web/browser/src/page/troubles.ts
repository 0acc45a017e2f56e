// What is said when a request has to wait or has failed.
import { LONGEST_TEXT, TooLong } from "../connection/outbox";
import { Refusal } from "../connection/retry";
import { label } from "./labels";
import { clearNotice, notify, Stay } from "./notice";

// A short wait is not worth a word.
const WORTH_SAYING_MS = 1_500;

export function sayWaiting(error: unknown, ms: number): void {
  if (error instanceof Refusal && error.status === 429) {
    notify(label("too_many", { seconds: Math.ceil(ms / 1000) }), Stay.Passing);
  } else if (ms >= WORTH_SAYING_MS) {
    notify(error instanceof Refusal ? label("unavailable") : label("offline"), Stay.Passing);
  }
}

export function sayTooLong(): void {
  notify(label("too_long", { limit: LONGEST_TEXT }));
}

export function sayFailed(error: unknown): void {
  if (error instanceof TooLong) return sayTooLong();
  // What a 422 says is for programs.
  const isForPeople = error instanceof Refusal && error.status < 500 && error.status !== 422;
  notify(isForPeople ? error.message : label("not_sent"));
}

export function sayConnected(isConnected: boolean): void {
  if (isConnected) clearNotice(Stay.Passing);
  else notify(label("offline"), Stay.Passing);
}

export function sayAnswered(): void {
  clearNotice(Stay.UntilAnswered);
}
