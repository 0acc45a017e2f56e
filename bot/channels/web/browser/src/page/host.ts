// The intranet page around /chat: it is told to close the panel, and tells the theme.
import { showTheme, currentTheme } from "./theme";

const parameters = new URLSearchParams(location.search);
const host = parameters.get("host") ?? "";

export const outerTheme = parameters.get("theme");

/** Asks the page around this one to close the panel. */
export const askToClose = (): void => tell("close");

/** Tells the page around this one that the assistant has said something. */
export const tellOfMessage = (): void => tell("message");

function tell(what: "close" | "message" | "ready"): void {
  if (host && window.parent !== window) window.parent.postMessage(`service-desk:${what}`, host);
}

/** `onShown` is called whenever the panel has been opened. */
export function listenToHost(onShown: () => void): void {
  if (!host || window.parent === window) return;
  window.addEventListener("message", (event: MessageEvent<unknown>) => {
    if (event.source !== window.parent || event.origin !== host) return;
    if (event.data === "service-desk:shown") onShown();
    const theme = /^service-desk:theme:(auto|light|dark)$/.exec(String(event.data))?.[1];
    if (theme) showTheme(currentTheme(theme));
  });
  window.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) askToClose();
  });
  tell("ready");
}
