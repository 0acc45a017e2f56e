// The keys. Letters never act while somebody types; those with Ctrl or Alt act from everywhere.
import { useLayoutEffect, useRef } from "react";
import { forThisBrowser } from "../../page/storage";
import { hasDialog } from "../shell/use-return-focus";

const SINGLE = "service-desk-console-single-keys";

/** What each key does, by its name: "/", "c", "Ctrl+K", "Alt+1", "Escape". True: it was for us. */
export type Keys = Record<string, () => boolean | void>;

export const singleKeysAct = (): boolean => forThisBrowser.getItem(SINGLE) !== "off";
export const letSingleKeysAct = (act: boolean): void => forThisBrowser.setItem(SINGLE, act ? "on" : "off");

const TYPED_INTO = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=combobox]";

export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(TYPED_INTO) !== null;

/** The name of the key that was pressed; letters and digits by their place where Alt changes them. */
export function nameOf(event: KeyboardEvent): string {
  const place = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1];
  const { key } = event;
  if (event.altKey && !event.ctrlKey && !event.metaKey) return `Alt+${place ?? key}`;
  if (event.ctrlKey || event.metaKey)
    return event.altKey || event.shiftKey ? "" : `Ctrl+${key.length === 1 ? key.toUpperCase() : key}`;
  return key.length === 1 ? key.toLowerCase() : key;
}

function isOurs(event: KeyboardEvent, name: string): boolean {
  if (event.defaultPrevented || event.isComposing || event.repeat) return false;
  // What lies over the page has its own keys; "next caller" is for everywhere.
  if (name !== "Ctrl+Enter" && hasDialog()) return false;
  if (name.length > 1) return true;
  return !isTyping(event.target) && singleKeysAct();
}

export function useKeys(keys: Keys): void {
  const newest = useRef(keys);
  newest.current = keys;
  // Before anything has the focus: a key that is pressed at once acts, too.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const name = nameOf(event);
      const act = newest.current[name];
      if (!act || !isOurs(event, name)) return;
      if (act() !== false) event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
