// The conversation as plain text: it works as soon as the page is there, before Web Chat is.
import type { Connection } from "../connection/connection";
import { textOf } from "../connection/inbox";
import { isTooLong } from "../connection/outbox";
import type { Activity, OutgoingMessage } from "../connection/types";
import type { Typed, View } from "../connection/view";
import { byId } from "../page/config";
import { choicesOf, draftsLine, startsOf, type Choice } from "./choices";
import { PlainLog, type PlainMessage } from "./plain-log";

// Where the chat itself is kept by the browser, it is there sooner than this.
const HISTORY_AFTER_MS = 1_000;

export interface Connected {
  /** The conversation, as soon as there is one; asked again it tries again. */
  (): Promise<Connection>;
}

export class PlainChat implements View {
  private readonly place = byId("plain");
  private readonly input = byId<HTMLTextAreaElement>("plain-input");
  private readonly choices = byId("plain-choices");
  private readonly log = new PlainLog();
  private connection: Connection | undefined;
  private isComposing = false;
  /** Enter was pressed before this script was there to send. */
  private isEntered = this.input.value.endsWith("\n");
  private number = 0;
  private waiting = 0;
  private onIdle: () => void = () => undefined;
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly connected: Connected,
    private readonly onTooLong: () => void,
  ) {
    byId("plain-send").addEventListener("click", () => {
      this.submit();
      this.focus();
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.submit();
    });
    this.input.addEventListener("compositionstart", () => (this.isComposing = true));
    this.input.addEventListener("compositionend", () => {
      this.isComposing = false;
      this.settle();
    });
  }

  show(connection: Connection, opening: readonly string[]): void {
    // What was typed while there was no conversation yet belongs to the first one.
    if (this.connection) this.log.clear();
    this.connection = connection;
    byId("plain-drafts").textContent = draftsLine(connection.session.open_drafts);
    this.offer(startsOf(connection.session));
    const { messages } = connection;
    if (messages.length) setTimeout(() => this.log.restore(messages), HISTORY_AFTER_MS);
    this.stopListening = connection.join({
      message: (activity) => this.received(activity),
      typing: (isTyping) => this.log.showTyping(isTyping),
    });
    void this.sayAll(opening);
    if (this.isEntered) this.submit();
    this.isEntered = false;
    this.settle();
  }

  focus(): void {
    this.input.focus();
  }

  /** Resolves as soon as nothing is on its way and no word is half written. */
  async idle(): Promise<void> {
    while (!this.isIdle) await new Promise<void>((resolve) => (this.onIdle = resolve));
  }

  /** Whether another view can take its place now. */
  get isIdle(): boolean {
    return !this.isComposing && !this.waiting && !this.connection?.isBusy && !this.log.hasUnsent;
  }

  /** Takes it off the page; what stands in its text box. */
  leave(): Typed {
    const { value, selectionStart, selectionEnd } = this.input;
    const hasFocus = document.activeElement === this.input;
    this.stopListening();
    this.place.remove();
    return { text: value, start: selectionStart, end: selectionEnd, hasFocus };
  }

  private submit(): void {
    const text = this.input.value.trim();
    if (!text) return;
    // It stays in the box to be shortened.
    if (isTooLong(text)) return this.onTooLong();
    this.input.value = "";
    void this.say({ text }, text);
  }

  /** Says them one after another; another view waits until all are said. */
  private async sayAll(texts: readonly string[]): Promise<void> {
    this.waiting += texts.length;
    for (const text of texts) {
      await this.say({ text }, text);
      this.waiting -= 1;
    }
    this.settle();
  }

  private async say(message: OutgoingMessage, shown: string): Promise<void> {
    this.offer([]);
    const said = this.log.addMine(shown, `plain-${(this.number += 1)}`);
    await this.send(message, said);
  }

  /** Sends it; where that fails, it stays with a button to try again. */
  private async send(message: OutgoingMessage, said: PlainMessage): Promise<void> {
    try {
      const connection = await this.connected();
      await connection.send(message, said.clientId);
    } catch {
      said.failed(() => void this.send(message, said));
    }
    this.settle();
  }

  private received(activity: Activity): void {
    if (activity.type !== "message") return;
    const text = textOf(activity);
    if (activity.from.role === "user") {
      const clientId = String(activity.channelData?.["clientActivityID"]);
      this.log.confirmMine(text, clientId);
    } else {
      this.log.addAnswer(text);
      this.offer(choicesOf(activity));
    }
    this.settle();
  }

  /** Shows what can be picked in place of typing. */
  private offer(choices: Choice[]): void {
    const buttons = choices.map(({ title, message }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = title;
      button.addEventListener("click", () => {
        this.focus();
        void this.say(message, title);
      });
      return button;
    });
    this.choices.replaceChildren(...buttons);
    this.choices.hidden = !buttons.length;
  }

  private settle(): void {
    this.onIdle();
  }
}
