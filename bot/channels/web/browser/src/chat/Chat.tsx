// Web Chat with our connection, looks, words and parts.
import ReactWebChat from "botframework-webchat-component";
import { useEffect, useMemo, useState, type JSX } from "react";
import type { Adapter } from "../connection/adapter";
import { config, nonce } from "../page/config";
import type { Rate } from "./Helpful";
import { useKeyboard, useTabKey } from "./keyboard";
import { parts } from "./parts";
import type { Store } from "./store";
import { strings } from "./strings";
import { styleOptions } from "./styles";

interface Props {
  adapter: Adapter;
  store: Store;
  rate: Rate;
}

export function Chat({ adapter, store, rate }: Props): JSX.Element {
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
