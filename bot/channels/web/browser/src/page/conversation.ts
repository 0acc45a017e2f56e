// The conversation that the page shows: the first, a new one, or another when that was lost.
import { createElement } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { Chat } from "../chat/Chat";
import { Adapter } from "../connection/adapter";
import type { Api } from "../connection/api";
import { persistently } from "../connection/retry";
import type { Session } from "../connection/types";
import { byId } from "./config";
import { tellOfMessage } from "./host";
import { label } from "./labels";
import { clearNotice, NoticeLifetime, notify } from "./notice";
import { sayAnswered, sayConnected, sayFailed, sayTooLong, sayWaiting } from "./errors";

const INPUT = '[data-id="webchat-sendbox-input"]';

export class Conversation {
  private readonly root = createRoot(byId("chat"));
  private adapter: Adapter | undefined;
  private number = 0;
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
  async open(opening: readonly string[]): Promise<void> {
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

  async begin(): Promise<void> {
    const session = await this.fresh();
    clearNotice();
    this.show(session, []);
    this.focus();
  }

  /** Puts the focus into the text box as soon as Web Chat has drawn it. */
  focus(): void {
    const place = byId("chat");
    const isFocused = (): boolean => {
      const input = place.querySelector<HTMLElement>(INPUT);
      input?.focus();
      return input !== null;
    };
    if (isFocused()) return;
    const observer = new MutationObserver(() => isFocused() && observer.disconnect());
    observer.observe(place, { childList: true, subtree: true });
  }

  /** A new conversation, which the other tabs go on with, too. */
  private async fresh(): Promise<Session> {
    const session = await persistently(() => this.api.session(true), sayWaiting);
    if (!this.api.usesToken) this.elsewhere.postMessage("new");
    return session;
  }

  private show(session: Session, opening: readonly string[]): void {
    this.adapter?.end();
    this.number += 1;
    const number = this.number;
    const words = { assistant: label("assistant"), welcome: label("welcome") };
    this.adapter = new Adapter(this.api, session, words, {
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
    const chat = createElement(Chat, {
      key: number,
      adapter: this.adapter,
      rate: (message, helpful, comment) => this.api.rate(message, helpful, comment),
      opening,
      onTooLong: sayTooLong,
    });
    // At once: the focus goes into this one's text box, not the last one's.
    flushSync(() => this.root.render(chat));
  }

  /** Goes on in a new conversation with what the lost one did not take. */
  private async recover(unsent: string): Promise<void> {
    this.number += 1;
    const hadFocus = byId("chat").contains(document.activeElement);
    this.show(await this.fresh(), unsent ? [unsent] : []);
    notify(label("expired"), NoticeLifetime.UntilRead);
    if (hadFocus) this.focus();
  }
}
