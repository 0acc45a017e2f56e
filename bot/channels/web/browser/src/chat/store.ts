// Web Chat's state, with what we add to it.
import { createStoreWithOptions } from "botframework-webchat-core";
import { isTooLong } from "../connection/outbox";

export type Store = ReturnType<typeof createStoreWithOptions>;

interface Action {
  type: string;
}

interface State {
  dispatch: (action: object) => void;
  getState: () => { sendBoxValue: string };
}

type Middleware = (state: State) => (next: (action: Action) => unknown) => (action: Action) => unknown;

/** `opening`: sent once, one after another, when the chat is connected. */
export function createStore(opening: readonly string[], onTooLong: () => void): Store {
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

/** Puts a text into the text box. */
export function setText(store: Store, text: string): void {
  store.dispatch({ type: "WEB_CHAT/SET_SEND_BOX", payload: { text } });
}
