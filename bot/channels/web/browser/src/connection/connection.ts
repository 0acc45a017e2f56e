// The conversation with the server: what was said in it, what is sent, and who listens.
import type { EventSourceMessage } from "eventsource-parser";
import type { Api } from "./api";
import { listen } from "./events";
import { Inbox } from "./inbox";
import { Outbox } from "./outbox";
import { Refusal } from "./retry";
import type { Activity, OutgoingMessage, Session } from "./types";

// Web Chat shows its typing indicator for five seconds at a time.
const TYPING_AGAIN_MS = 4_000;
// Web Chat grows slow with many; the transcript has them all.
const MOST_RESTORED = 100;

export interface Watcher {
  /** A request has to wait, for this long. */
  waiting(error: unknown, ms: number): void;
  /** A message could not be sent. */
  failed(error: unknown): void;
  /** Whether messages reach the server and come from it. */
  connected(isConnected: boolean): void;
  /** A message was answered. */
  answered(): void;
  /** The assistant has said something, asked or not. */
  said(): void;
  /** The server does not know this session; `unsent`: the text that it did not take, if any. */
  lost(unsent: string): void;
}

/** A view of the conversation. */
export interface Listener {
  message(activity: Activity): void;
  /** Whether the assistant writes; said again and again while a question is open. */
  typing(isTyping: boolean): void;
}

export class Connection {
  private readonly said = new Map<string, Activity>();
  private readonly listeners = new Set<Listener>();
  private readonly inbox: Inbox;
  private readonly outbox: Outbox;
  private readonly stop: () => void;
  private asking = 0;
  private typingTimer: ReturnType<typeof setInterval> | undefined;

  constructor(
    api: Api,
    readonly session: Session,
    assistant: string,
    private readonly watcher: Watcher,
  ) {
    this.inbox = new Inbox(assistant, (activity) => this.tell(activity), watcher.said);
    for (const message of this.inbox.restore(session.messages.slice(-MOST_RESTORED))) this.keep(message);
    this.outbox = new Outbox(api, (error, ms) => watcher.waiting(error, ms));
    this.stop = listen(api, {
      // From the very beginning where there is no message yet: another tab may send one first.
      lastId: () => this.inbox.lastId || "0",
      received: (event) => this.received(event),
      connected: (isOpen) => watcher.connected(isOpen),
      refused: () => watcher.lost(""),
    });
  }

  /** Everything that was said so far, in order. */
  get messages(): Activity[] {
    return [...this.said.values()];
  }

  /** Whether a message is on its way, or waits for its answer. */
  get isBusy(): boolean {
    return this.asking > 0;
  }

  /** Tells the view everything from now on, until the returned function is called. */
  join(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Sends a message, which comes back under the view's own id for it; its number. */
  async send(message: OutgoingMessage, clientId: string): Promise<string> {
    this.count(1);
    try {
      const messages = await this.outbox.send(message, (key) => this.inbox.expect(key, clientId));
      this.inbox.take(messages);
      this.watcher.answered();
      return messages.find(({ from }) => from.role === "user")?.id ?? "";
    } catch (error) {
      const isUnknown = error instanceof Refusal && error.status === 401;
      if (isUnknown) this.watcher.lost("text" in message ? message.text : "");
      else this.watcher.failed(error);
      if ("action" in message) this.inbox.offerAgain();
      this.sayTyping(false);
      throw error;
    } finally {
      this.count(-1);
    }
  }

  end(): void {
    this.stop();
    clearInterval(this.typingTimer);
    this.listeners.clear();
  }

  private received({ event, data }: EventSourceMessage): void {
    if (event === "typing") this.sayTyping(true);
    if (event === "message") this.inbox.take([JSON.parse(data)]);
  }

  /** Says that the assistant writes for as long as a question is open. */
  private count(change: number): void {
    this.asking += change;
    clearInterval(this.typingTimer);
    if (this.asking) this.typingTimer = setInterval(() => this.sayTyping(true), TYPING_AGAIN_MS);
  }

  private tell(activity: Activity): void {
    this.keep(activity);
    for (const listener of this.listeners) listener.message(activity);
  }

  private keep(activity: Activity): void {
    this.said.set(activity.id!, activity);
  }

  private sayTyping(isTyping: boolean): void {
    for (const listener of this.listeners) listener.typing(isTyping);
  }
}
