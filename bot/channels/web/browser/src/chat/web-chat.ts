// Web Chat as a view of the conversation: drawn out of sight first, then in the plain chat's place.
import { createElement } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { Adapter } from "../connection/adapter";
import type { Connection } from "../connection/connection";
import type { Typed, View } from "../connection/view";
import { byId } from "../page/config";
import { label } from "../page/labels";
import { Chat } from "./Chat";
import type { Rate } from "./Helpful";
import { createStore, setText, type Store } from "./store";
import { welcomeOf } from "./welcome";

const INPUT = '[data-id="webchat-sendbox-input"]';
const MESSAGE = "article";

export class WebChat implements View {
  private readonly place = byId("chat");
  private readonly root = createRoot(this.place);
  private adapter: Adapter | undefined;
  private store: Store | undefined;
  private number = 0;

  /** `onTooLong`: the text in the box is too long for one message; it stays to be shortened. */
  constructor(
    private readonly rate: Rate,
    private readonly onTooLong: () => void,
  ) {}

  show(connection: Connection, opening: readonly string[]): void {
    this.adapter?.end();
    this.number += 1;
    const welcome = connection.session.messages.length ? null : welcomeOf(connection.session);
    this.adapter = new Adapter(connection, welcome, label("assistant"));
    this.store = createStore(opening, this.onTooLong);
    const { adapter, store, rate } = this;
    const chat = createElement(Chat, { key: this.number, adapter, store, rate });
    // At once: the focus goes into this one's text box, not the last one's.
    flushSync(() => this.root.render(chat));
  }

  /** Resolves as soon as what was said is drawn and scrolled to. */
  async drawn(): Promise<void> {
    await this.found(MESSAGE);
    await this.found(INPUT);
    await nextFrame();
    await nextFrame();
  }

  /** Shows it, with what stood in the text box whose place it takes. */
  appear({ text, start, end, hasFocus }: Typed): void {
    if (this.store) flushSync(() => setText(this.store!, text));
    delete this.place.dataset["waiting"];
    const input = this.place.querySelector<HTMLTextAreaElement>(INPUT);
    if (hasFocus) input?.focus({ preventScroll: true });
    if (text) input?.setSelectionRange(start, end);
  }

  focus(): void {
    void this.found(INPUT).then((input) => input.focus());
  }

  /** The element, as soon as Web Chat has drawn it. */
  private found(selector: string): Promise<HTMLElement> {
    return new Promise((resolve) => {
      const look = (): boolean => {
        const element = this.place.querySelector<HTMLElement>(selector);
        if (element) resolve(element);
        return element !== null;
      };
      if (look()) return;
      const observer = new MutationObserver(() => look() && observer.disconnect());
      observer.observe(this.place, { childList: true, subtree: true });
    });
  }
}

const nextFrame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
