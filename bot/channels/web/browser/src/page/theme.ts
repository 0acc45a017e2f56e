// Light or dark: as the device, or as the user chose here.
import { forThisBrowser } from "./storage";

export type Theme = "auto" | "light" | "dark";
const KEY = "service-desk-theme";

const isTheme = (value: unknown): value is Theme =>
  value === "auto" || value === "light" || value === "dark";

/** What the user chose, else what the page around this one says. */
export function currentTheme(outer: unknown): Theme {
  const chosen = forThisBrowser.getItem(KEY);
  if (isTheme(chosen)) return chosen;
  return isTheme(outer) ? outer : "auto";
}

export function showTheme(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
}

/** Keeps and shows a choice; anything that is no theme is left alone. */
export function chooseTheme(value: string): void {
  if (!isTheme(value)) return;
  forThisBrowser.setItem(KEY, value);
  showTheme(value);
}
