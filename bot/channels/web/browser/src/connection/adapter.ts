// The conversation as Web Chat wants it: a small Direct Line.
import type { Connection } from "./connection";
import { withoutSpoken } from "./inbox";
import { later, Replay, type Observable } from "./observable";
import { messageOf } from "./outbox";
import type { Activity } from "./types";

const ONLINE = 2;
const ENDED = 5;
const SPEAK_AGAIN_MS = 500;

export class Adapter {
  readonly activity$ = new Replay<Activity>();
  readonly connectionStatus$ = new Replay<number>(1);
  /** Earlier messages are shown; from now on messages are new. */
  readonly restored: Promise<void>;
  private readonly leave: () => void;

  /** `welcome`: how an empty conversation begins; `assistant`: what the assistant is called. */
  constructor(
    private readonly connection: Connection,
    welcome: Activity | null,
    private readonly assistant: string,
  ) {
    if (welcome) this.activity$.next(welcome);
    this.restored = this.restore(connection.messages);
    this.leave = connection.join({
      message: (activity) => this.activity$.next(activity),
      typing: (isTyping) => this.showTyping(isTyping),
    });
    // Web Chat listens for the status only after it has subscribed to both streams.
    setTimeout(() => this.connectionStatus$.next(ONLINE));
  }

  postActivity(activity: Activity): Observable<string> {
    const clientId = String(activity.channelData?.["clientActivityID"]);
    return later(() => this.connection.send(messageOf(activity), clientId));
  }

  end(): void {
    this.leave();
    this.connectionStatus$.next(ENDED);
    this.activity$.complete();
  }

  /** Web Chat would read all of them aloud: what is spoken is given to screen readers afterwards. */
  private async restore(messages: readonly Activity[]): Promise<void> {
    if (!messages.length) return;
    for (const message of messages) this.activity$.next(withoutSpoken(message));
    await new Promise((resolve) => setTimeout(resolve, SPEAK_AGAIN_MS));
    for (const message of messages) this.activity$.next(message);
  }

  /** As long as Web Chat does by itself, or no longer. */
  private showTyping(isTyping: boolean): void {
    const from = { id: "assistant", role: "bot", name: this.assistant } as const;
    const typingAnimationDuration = isTyping ? undefined : 0;
    const channelData = { webChat: { styleOptions: { typingAnimationDuration } } };
    this.activity$.next({ type: "typing", id: "typing", from, channelData });
  }
}
