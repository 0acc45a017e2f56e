// The conversation that the page shows: the first, a new one, or another when that was lost.
import type { Api } from "../connection/api";
import { Connection } from "../connection/connection";
import { persistently } from "../connection/retry";
import type { Session } from "../connection/types";
import type { View } from "../connection/view";
import { PlainChat } from "../plain/plain-chat";
import type { WebChat } from "../chat/web-chat";
import { byId } from "./config";
import { tellOfMessage } from "./host";
import { label } from "./labels";
import { clearNotice, NoticeLifetime, notify } from "./notice";
import { sayAnswered, sayConnected, sayFailed, sayTooLong, sayWaiting } from "./errors";

export class Conversation {
  private readonly plain = new PlainChat(() => this.connected(), sayTooLong);
  private view: View = this.plain;
  private connection: Connection | undefined;
  private opening: Promise<void> | undefined;
  private number = 0;
  private hasBegun!: () => void;
  /** There is a conversation. */
  private readonly begun = new Promise<void>((resolve) => (this.hasBegun = resolve));
  /** The other tabs of this browser, whose cookie leads to the same conversation. */
  private readonly elsewhere = new BroadcastChannel("conversation");

  constructor(
    private readonly api: Api,
    private readonly onSession: (session: Session) => void,
  ) {
    this.elsewhere.addEventListener("message", () => {
      // A tab with a token has a conversation of its own.
      if (!this.api.usesToken) void this.open([]).catch(sayFailed);
    });
  }

  /** Goes on with the conversation of the browser; sends the messages of the opening once. */
  open(opening: readonly string[]): Promise<void> {
    const opened = this.reopen(opening).finally(() => {
      if (this.opening === opened) this.opening = undefined;
    });
    this.opening = opened;
    return opened;
  }

  async begin(): Promise<void> {
    const session = await this.fresh();
    clearNotice();
    this.show(session, []);
    this.focus();
  }

  /** Puts the focus into the text box. */
  focus(): void {
    this.view.focus();
  }

  /** Web Chat takes the place of the plain chat, in a moment when nothing is on its way. */
  async handOver(chat: WebChat): Promise<void> {
    await this.begun;
    let drawn: Connection | undefined;
    do {
      await this.plain.idle();
      if (drawn !== this.connection) chat.show(this.connection!, []);
      drawn = this.connection;
      await chat.drawn();
    } while (drawn !== this.connection || !this.plain.isIdle);
    this.view = chat;
    chat.appear(this.plain.leave());
  }

  /** The conversation, as soon as there is one. */
  private async connected(): Promise<Connection> {
    if (!this.connection) await (this.opening ?? this.open([]));
    return this.connection!;
  }

  private async reopen(opening: readonly string[]): Promise<void> {
    let session = await persistently(() => this.api.session(), sayWaiting);
    const isFramed = window.parent !== window;
    if (isFramed && !this.api.usesToken && !session.known) {
      // The cookies of a frame may be blocked: then the server does not know it the second time.
      session = await persistently(() => this.api.session(), sayWaiting);
      if (!session.known) session = await this.api.sessionWithToken();
    }
    clearNotice();
    this.show(session, opening);
  }

  /** A new conversation, which the other tabs go on with, too. */
  private async fresh(): Promise<Session> {
    const session = await persistently(() => this.api.session(true), sayWaiting);
    if (!this.api.usesToken) this.elsewhere.postMessage("new");
    return session;
  }

  private show(session: Session, opening: readonly string[]): void {
    this.connection?.end();
    this.number += 1;
    const number = this.number;
    this.connection = new Connection(this.api, session, label("assistant"), {
      waiting: sayWaiting,
      failed: sayFailed,
      connected: sayConnected,
      answered: sayAnswered,
      said: tellOfMessage,
      lost: (unsent) => {
        if (number === this.number) void this.recover(unsent).catch(sayFailed);
      },
    });
    // A token names nobody: who goes on with one cannot sign in.
    this.onSession(this.api.usesToken ? { ...session, sign_in: false } : session);
    this.view.show(this.connection, opening);
    this.hasBegun();
  }

  /** Goes on in a new conversation with what the lost one did not take. */
  private async recover(unsent: string): Promise<void> {
    this.number += 1;
    const hadFocus = byId("stage").contains(document.activeElement);
    this.show(await this.fresh(), unsent ? [unsent] : []);
    notify(label("expired"), NoticeLifetime.UntilRead);
    if (hadFocus) this.focus();
  }
}
