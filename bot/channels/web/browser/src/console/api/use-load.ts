// Loads what a view shows: the newest load counts, stale answers are dropped.
import { useCallback, useEffect, useState } from "react";
import { ApiFault } from "./client";

export interface Loaded<T> {
  value: T | null;
  fault: ApiFault | null;
  isLoading: boolean;
  reload: () => void;
  replace: (value: T) => void;
}

/** `load` null: there is nothing to load. Loads again whenever `key` changes; the old value stays meanwhile. */
export function useLoad<T>(key: string, load: ((signal: AbortSignal) => Promise<T>) | null): Loaded<T> {
  const [state, setState] = useState<{ key: string; value: T | null; fault: ApiFault | null }>({
    key: "",
    value: null,
    fault: null,
  });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!load) return setState({ key, value: null, fault: null });
    const ends = new AbortController();
    load(ends.signal).then(
      (value) => !ends.signal.aborted && setState({ key, value, fault: null }),
      (error: unknown) =>
        !ends.signal.aborted &&
        setState({ key, value: null, fault: error instanceof ApiFault ? error : new ApiFault(0, "") }),
    );
    return () => ends.abort();
    // `load` is made anew with every drawing; `key` says what it loads.
  }, [key, turn]);
  const reload = useCallback(() => setTurn((now) => now + 1), []);
  const replace = useCallback((value: T) => setState((now) => ({ ...now, value })), []);
  return { value: state.value, fault: state.fault, isLoading: state.key !== key, reload, replace };
}
