// What was typed outlives a reload of the page.
import { byId } from "./config";
import { forThisTab } from "./storage";

const KEY = "service-desk-typed";

export function keepTyped(): void {
  forThisTab.setItem(KEY, byId<HTMLTextAreaElement>("plain-input").value);
}

/** Puts it back, once; what was typed before this script came stays. */
export function restoreTyped(): void {
  const input = byId<HTMLTextAreaElement>("plain-input");
  input.value ||= forThisTab.getItem(KEY) ?? "";
  forThisTab.removeItem(KEY);
}
