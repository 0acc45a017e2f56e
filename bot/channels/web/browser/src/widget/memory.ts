// Whether the panel is open, kept for this tab on the page that embeds it.

const KEY = "service-desk-open";

/** What was kept, or null where nothing is or may be. */
export function wasOpen(): boolean | null {
  try {
    const kept = sessionStorage.getItem(KEY);
    return kept === null ? null : kept === "1";
  } catch {
    return null;
  }
}

export function keepOpen(isOpen: boolean): void {
  try {
    sessionStorage.setItem(KEY, isOpen ? "1" : "0");
  } catch {
    // A page that may keep nothing has a panel that is closed on the next one.
  }
}
