// Says what has changed: to screen readers always, and for a moment on the screen where it is the outcome of a key.
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";

const SHOWN_MS = 4_000;
/** A reader is told of the last of several changes in a row. */
const SETTLED_MS = 400;

interface Announcer {
  /** For screen readers only. */
  tell: (text: string) => void;
  /** For everybody. */
  show: (text: string) => void;
}

const Context = createContext<Announcer>({ tell: () => undefined, show: () => undefined });

export const useAnnouncer = (): Announcer => useContext(Context);

export function AnnouncerProvider({ children }: { children: ReactNode }): ReactNode {
  const [told, setTold] = useState("");
  const [shown, setShown] = useState("");
  const waiting = useRef<number>(undefined);
  const tell = useCallback((text: string) => {
    window.clearTimeout(waiting.current);
    waiting.current = window.setTimeout(() => setTold(text), SETTLED_MS);
  }, []);
  const turn = useRef(0);
  const show = useCallback((text: string) => {
    turn.current += 1;
    // The same words once more are a change, too.
    setShown(text + (turn.current % 2 ? "" : "\u00a0"));
  }, []);
  useEffect(() => {
    const timer = shown ? window.setTimeout(() => setShown(""), SHOWN_MS) : undefined;
    return () => window.clearTimeout(timer);
  }, [shown]);
  const announcer = useMemo(() => ({ tell, show }), [tell, show]);
  return (
    <Context.Provider value={announcer}>
      {children}
      <div className="unseen" role="status" id="told">
        {told}
      </div>
      <div className="shown" role="status" id="shown" data-empty={shown ? undefined : ""}>
        {shown}
      </div>
    </Context.Provider>
  );
}
