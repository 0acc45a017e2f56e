// Web Chat with our connection, looks, words and parts.
import ReactWebChat from "botframework-webchat-component";
import { createStoreWithOptions } from "botframework-webchat-core";
import { useEffect, useMemo, useState, type JSX } from "react";
import type { Adapter } from "../connection/adapter";
import { config, nonce } from "../page/config";
import type { Judge } from "./Helpful";
import { parts } from "./parts";
import { strings } from "./strings";
import { styleOptions } from "./styles";

interface Props {
  adapter: Adapter;
  judge: Judge;
  /** Said once when the chat is connected. */
  opening: string | null;
}

export function Chat({ adapter, judge, opening }: Props): JSX.Element {
  const store = useMemo(() => createStore(opening), [opening]);
  const ours = useMemo(() => parts(judge), [judge]);
  const [isRestored, setRestored] = useState(false);
  useEffect(() => void adapter.restored.then(() => setRestored(true)), [adapter]);
  const words = useMemo(() => strings(isRestored), [isRestored]);
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

function createStore(opening: string | null): ReturnType<typeof createStoreWithOptions> {
  let waiting = opening;
  const speak =
    ({ dispatch }: { dispatch: (action: object) => void }) =>
    (next: (action: Action) => unknown) =>
    (action: Action) => {
      const result = next(action);
      if (waiting && action.type === "DIRECT_LINE/CONNECT_FULFILLED") {
        const payload = { method: "keyboard", text: waiting };
        waiting = null;
        dispatch({ type: "WEB_CHAT/SEND_MESSAGE", payload });
      }
      return result;
    };
  return createStoreWithOptions({ devTools: false }, {}, speak as never);
}
