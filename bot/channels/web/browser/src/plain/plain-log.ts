// What was said, as plain text: the user's words at once, answers as soon as they are there.
import { textOf } from "../connection/inbox";
import type { Activity } from "../connection/types";
import { withCalls } from "../page/calls";
import { byId } from "../page/config";
import { label } from "../page/labels";

// Above an answer, in pixels: the end of the question can be seen.
const ABOVE = 56;
const WHO = { mine: "you_said", answer: "assistant_said" } as const;

/** Something that the user said. */
export interface PlainMessage {
  clientId: string;
  /** It was not sent: offers to try again. */
  failed(retry: () => void): void;
}

export class PlainLog {
  private readonly scrolled = byId("plain-talk");
  private readonly history = byId("plain-history");
  private readonly log = byId("plain-log");
  private readonly dots = byId("plain-typing");

  get hasUnsent(): boolean {
    return this.log.querySelector(".unsent") !== null;
  }

  clear(): void {
    this.history.replaceChildren();
    this.log.replaceChildren();
    this.showTyping(false);
  }

  /** Earlier messages: nothing in them is news. */
  restore(messages: readonly Activity[]): void {
    if (!this.history.isConnected) return;
    byId("plain-welcome").hidden = true;
    const lines = messages.map((one) => line(textOf(one), one.from.role === "user" ? "mine" : "answer"));
    this.history.replaceChildren(...lines);
    this.scrolled.scrollTop = this.scrolled.scrollHeight;
  }

  addMine(text: string, clientId: string): PlainMessage {
    const mine = line(text, "mine");
    mine.classList.add("unsent");
    mine.dataset["clientId"] = clientId;
    this.log.append(mine);
    mine.scrollIntoView({ block: "nearest" });
    return { clientId, failed: (retry) => offerRetry(mine, retry) };
  }

  /** What the server has taken, as it has it: without secrets. */
  confirmMine(text: string, clientId: string): void {
    const mine = this.log.querySelector<HTMLElement>(`[data-client-id="${clientId}"]`);
    // Another tab has said it.
    if (!mine) return this.add(line(text, "mine"));
    mine.classList.remove("unsent");
    mine.querySelector("p")?.replaceChildren(...withCalls(text));
    mine.querySelector(".retry")?.remove();
  }

  addAnswer(text: string): void {
    this.showTyping(false);
    this.add(line(text, "answer"));
  }

  showTyping(isTyping: boolean): void {
    this.dots.hidden = !isTyping;
  }

  /** Above what is not answered yet; a long one is read from its beginning. */
  private add(said: HTMLElement): void {
    this.log.insertBefore(said, this.log.querySelector(".unsent"));
    const top = said.getBoundingClientRect().top - this.scrolled.getBoundingClientRect().top;
    this.scrolled.scrollTop += top - ABOVE;
  }
}

function line(text: string, kind: keyof typeof WHO): HTMLElement {
  const said = document.createElement("div");
  said.className = `said ${kind}`;
  const who = document.createElement("span");
  who.className = "unseen";
  who.textContent = label(WHO[kind]);
  const words = document.createElement("p");
  words.dir = "auto";
  words.append(...withCalls(text));
  said.append(who, words);
  return said;
}

function offerRetry(mine: HTMLElement, retry: () => void): void {
  // Another conversation has begun meanwhile.
  if (!mine.isConnected || mine.querySelector(".retry")) return;
  const note = document.createElement("p");
  note.className = "retry";
  note.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label("retry");
  button.addEventListener("click", () => {
    note.remove();
    retry();
  });
  note.append(label("not_sent_short"), " ", button);
  mine.append(note);
}
