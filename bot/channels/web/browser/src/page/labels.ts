// The words of the pages: the catalog's group `web`, which the server puts into the page.
import { config } from "./config";
import { fill } from "./fill";
import type catalog from "../../labels.json";

export type Label = keyof typeof catalog;

/** A label with its names in braces filled in; the server has filled in the telephone numbers. */
export function label(key: Label, names: Record<string, string | number> = {}): string {
  return fill(config.labels[key] ?? key, names);
}

/** What to show for an error of the API; nothing for a code that the catalog does not have. */
export function errorText(code: string, names: Record<string, string | number> = {}): string {
  return fill(config.errors[code] ?? "", names);
}
