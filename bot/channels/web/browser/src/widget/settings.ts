// What an intranet page says in the launcher's script element.

export type Theme = "auto" | "light" | "dark";

export interface Settings {
  /** Where the assistant is: the origin of the script itself. */
  origin: string;
  side: "left" | "right";
  label: string;
  theme: Theme;
  /** Whether the panel is open when somebody comes to the page for the first time. */
  open: boolean;
}

/** `data-position`, `data-label`, `data-theme`, `data-open`; anything else is left at its default. */
export function settingsOf(script: HTMLScriptElement, label: string): Settings {
  const { position, label: own, theme, open } = script.dataset;
  return {
    origin: new URL(script.src).origin,
    side: position === "left" ? "left" : "right",
    label: own || label,
    theme: theme === "light" || theme === "dark" ? theme : "auto",
    open: open === "true",
  };
}
