// The connection as Web Chat wants it (a small Direct Line) over our own API.
import type { EventSourceMessage } from "eventsource-parser";
import type { Api } from "./api";
import { listen } from "./events";
import { Inbox } from "./inbox";
import { later, Replay, type Observable } from "./observable";
import { messageOf, Outbox } from "./outbox";
import { Refusal } from "./retry";
import type { Activity, Session } from "./types";

const ONLINE = 2;
const ENDED = 5;
// Web Chat shows its typing indicator for five seconds at a time.
const TYPING_AGAIN_MS = 4_000;
const SPEAK_AGAIN_MS = 500;
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

export interface Words {
  assistant: string;
  welcome: string;
}

export class Adapter {
  readonly activity$ = new Replay<Activity>();
  readonly connectionStatus$ = new Replay<number>(1);
  /** Earlier messages are shown; from now on messages are new. */
  readonly restored: Promise<void>;
  private readonly inbox: Inbox;
  private readonly outbox: Outbox;
  private readonly stop: () => void;
  private asking = 0;
  private typingTimer: ReturnType<typeof setInterval> | undefined;

  constructor(
    api: Api,
    session: Session,
    private readonly words: Words,
    private readonly watcher: Watcher,
  ) {
    this.inbox = new Inbox(words.assistant, (activity) => this.activity$.next(activity), watcher.said);
    this.outbox = new Outbox(api, (error, ms) => watcher.waiting(error, ms));
    this.restored = this.restore(session);
    this.stop = listen(api, {
      // From the very beginning where there is no message yet: another tab may send one first.
      lastId: () => this.inbox.lastId || "0",
      received: (event) => this.received(event),
      connected: (isOpen) => watcher.connected(isOpen),
      refused: () => watcher.lost(""),
    });
    // Web Chat listens for the status only after it has subscribed to both streams.
    setTimeout(() => this.connectionStatus$.next(ONLINE));
  }

  postActivity(activity: Activity): Observable<string> {
    return later(() => this.post(activity));
  }

  end(): void {
    this.stop();
    clearInterval(this.typingTimer);
    this.connectionStatus$.next(ENDED);
    this.activity$.complete();
  }

  private async restore(session: Session): Promise<void> {
    const { messages } = session;
    if (!messages.length) return this.activity$.next(this.welcome(session));
    const speak = this.inbox.restore(messages.slice(-MOST_RESTORED));
    await new Promise((resolve) => setTimeout(resolve, SPEAK_AGAIN_MS));
    speak();
  }

  private async post(activity: Activity): Promise<string> {
    const message = messageOf(activity);
    const clientId = String(activity.channelData?.["clientActivityID"]);
    this.typing(1);
    try {
      const messages = await this.outbox.send(message, (key) =>
        this.inbox.expect(key, clientId),
      );
      this.inbox.take(messages);
      this.watcher.answered();
      return messages.find(({ from }) => from.role === "user")?.id ?? "";
    } catch (error) {
      const isUnknown = error instanceof Refusal && error.status === 401;
      if (isUnknown) this.watcher.lost("text" in message ? message.text : "");
      else this.watcher.failed(error);
      if ("action" in message) this.inbox.offerAgain();
      this.showTyping(0);
      throw error;
    } finally {
      this.typing(-1);
    }
  }

  private received({ event, data }: EventSourceMessage): void {
    if (event === "typing") this.showTyping();
    if (event === "message") this.inbox.take([JSON.parse(data)]);
  }

  /** Shows that the assistant writes for as long as a question is open. */
  private typing(change: number): void {
    this.asking += change;
    clearInterval(this.typingTimer);
    if (this.asking) this.typingTimer = setInterval(() => this.showTyping(), TYPING_AGAIN_MS);
  }

  /** For this many milliseconds, or as long as Web Chat does by itself; 0 ends it. */
  private showTyping(typingAnimationDuration?: number): void {
    const from = { id: "assistant", role: "bot", name: this.words.assistant } as const;
    const channelData = { webChat: { styleOptions: { typingAnimationDuration } } };
    this.activity$.next({ type: "typing", id: "typing", from, channelData });
  }

  private welcome({ suggested_questions }: Session): Activity {
    return {
      type: "message",
      id: "welcome",
      from: { id: "assistant", role: "bot", name: this.words.assistant },
      text: this.words.welcome,
      textFormat: "plain",
      timestamp: new Date().toISOString(),
      suggestedActions: {
        actions: suggested_questions.map(({ title, text }) => ({ type: "imBack", title, value: text })),
      },
      channelData: { "webchat:sequence-id": 0, "webchat:fallback-text": this.words.welcome },
    };
  }
}
