// Web Chat with our connection, looks, words and parts.
import ReactWebChat from "botframework-webchat-component";
import { createStoreWithOptions } from "botframework-webchat-core";
import { useEffect, useMemo, useState, type JSX } from "react";
import type { Adapter } from "../connection/adapter";
import { isTooLong } from "../connection/outbox";
import { config, nonce } from "../page/config";
import type { Rate } from "./Helpful";
import { useKeyboard, useTabKey } from "./keyboard";
import { parts } from "./parts";
import { strings } from "./strings";
import { styleOptions } from "./styles";

interface Props {
  adapter: Adapter;
  rate: Rate;
  /** Sent once, one after another, when the chat is connected. */
  opening: readonly string[];
  /** The text in the box is too long for one message; it stays there to be shortened. */
  onTooLong: () => void;
}

export function Chat({ adapter, rate, opening, onTooLong }: Props): JSX.Element {
  const store = useMemo(() => createStore(opening, onTooLong), [opening, onTooLong]);
  const ours = useMemo(() => parts(rate), [rate]);
  const [isRestored, setRestored] = useState(false);
  useEffect(() => void adapter.restored.then(() => setRestored(true)), [adapter]);
  useTabKey();
  const usesKeyboard = useKeyboard();
  const words = useMemo(() => strings(isRestored, usesKeyboard), [isRestored, usesKeyboard]);
  return (
    <ReactWebChat
      {...ours}
      className="webchat"
      directLine={adapter as never}
      locale={config.lang}
      nonce={nonce}
      overrideLocalizedStrings={words}
      role="main"
      store={store}
      styleOptions={styleOptions}
    />
  );
}

interface Action {
  type: string;
}

interface Store {
  dispatch: (action: object) => void;
  getState: () => { sendBoxValue: string };
}

type Middleware = (store: Store) => (next: (action: Action) => unknown) => (action: Action) => unknown;

function createStore(
  opening: readonly string[],
  onTooLong: () => void,
): ReturnType<typeof createStoreWithOptions> {
  let waiting = opening;
  const speak: Middleware =
    ({ dispatch }) =>
    (next) =>
    (action) => {
      const result = next(action);
      if (action.type === "DIRECT_LINE/CONNECT_FULFILLED") {
        for (const text of waiting) {
          dispatch({ type: "WEB_CHAT/SEND_MESSAGE", payload: { method: "keyboard", text } });
        }
        waiting = [];
      }
      return result;
    };
  // Web Chat would empty the box, and could only try again what can never be sent.
  const keep: Middleware =
    ({ getState }) =>
    (next) =>
    (action) => {
      const isLost = action.type === "WEB_CHAT/SUBMIT_SEND_BOX" && isTooLong(getState().sendBoxValue);
      return isLost ? onTooLong() : next(action);
    };
  return createStoreWithOptions({ devTools: false }, {}, speak as never, keep as never);
}
