// Which view is open, in the address (`#/desk/vpn_access`): a link leads there, Back goes back. Nothing of a caller is in it.
import { useCallback, useSyncExternalStore } from "react";

export type View = "desk" | "requests" | "upkeep" | "figures";
export const VIEWS: readonly View[] = ["desk", "requests", "upkeep", "figures"];

/** `open`: an entry, or the reference of a request; `extra`: the entry to compare with, or "request". */
export interface Place {
  view: View;
  open: string;
  extra: string;
}

export function parse(hash: string): Place {
  const [view = "", open = "", extra = ""] = hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  const isView = (VIEWS as readonly string[]).includes(view);
  return isView ? { view: view as View, open, extra } : { view: "desk", open: "", extra: "" };
}

export function hashOf(place: Partial<Place>): string {
  const parts = [place.view ?? "desk", place.open ?? "", place.extra ?? ""];
  while (parts.at(-1) === "") parts.pop();
  return `#/${parts.map(encodeURIComponent).join("/")}`;
}

function listen(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

export function usePlace(): [Place, (place: Partial<Place>) => void] {
  const hash = useSyncExternalStore(listen, () => location.hash);
  const go = useCallback((place: Partial<Place>) => {
    const next = hashOf(place);
    if (next !== location.hash) location.hash = next;
  }, []);
  return [parse(hash), go];
}

/** What a telephone system put into the address, which is taken out of it at once. */
export interface ScreenPop {
  phone: string;
  q: string;
}

export function takeScreenPop(): ScreenPop {
  const parameters = new URLSearchParams(location.search);
  const pop = { phone: parameters.get("phone") ?? "", q: parameters.get("q") ?? "" };
  if (!pop.phone && !pop.q) return pop;
  parameters.delete("phone");
  parameters.delete("q");
  const rest = parameters.size ? `?${parameters}` : "";
  history.replaceState(history.state, "", location.pathname + rest + location.hash);
  return pop;
}
