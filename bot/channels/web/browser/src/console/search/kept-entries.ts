// What an agent looked up last, and what they pinned: procedures only, in this browser only.
import { useCallback, useState } from "react";
import { forThisBrowser } from "../../page/storage";
import type { EntryTitle } from "../api/types";

const MOST = 20;
const KEYS = { recent: "service-desk-console-recent", pinned: "service-desk-console-pinned" };

function read(key: string): EntryTitle[] {
  try {
    const kept: unknown = JSON.parse(forThisBrowser.getItem(key) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one): one is EntryTitle => Boolean(one?.entry && one.title)) : [];
  } catch {
    return [];
  }
}

function write(key: string, entries: EntryTitle[]): EntryTitle[] {
  const kept = entries.map(({ entry, title }) => ({ entry, title }));
  forThisBrowser.setItem(key, JSON.stringify(kept));
  return kept;
}

export interface KeptEntries {
  recent: EntryTitle[];
  pinned: EntryTitle[];
  visit: (entry: EntryTitle) => void;
  pin: (entry: EntryTitle) => void;
}

export function useKeptEntries(): KeptEntries {
  const [recent, setRecent] = useState(() => read(KEYS.recent));
  const [pinned, setPinned] = useState(() => read(KEYS.pinned));
  const visit = useCallback((one: EntryTitle) => {
    // Another tab may have added some.
    const others = read(KEYS.recent).filter(({ entry }) => entry !== one.entry);
    setRecent(write(KEYS.recent, [one, ...others].slice(0, MOST)));
  }, []);
  const pin = useCallback((one: EntryTitle) => {
    const all = read(KEYS.pinned);
    const others = all.filter(({ entry }) => entry !== one.entry);
    setPinned(write(KEYS.pinned, others.length < all.length ? others : [...all, one]));
  }, []);
  return { recent, pinned, visit, pin };
}
