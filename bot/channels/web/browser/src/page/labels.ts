// The words of the pages: the catalog's group `web`, which the server puts into the page.
import { config } from "./config";
import type catalog from "../../labels.json";

export type Label = keyof typeof catalog;

/** A label with its names in braces filled in; the server has filled in the telephone numbers. */
export function label(key: Label, names: Record<string, string | number> = {}): string {
  const text = config.labels[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(names[name] ?? whole));
}
