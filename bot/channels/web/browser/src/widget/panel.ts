// The panel: a dialog with the assistant's page in a frame, made when it is first opened.
import type { Settings } from "./settings";

// As in style.ts: there the panel covers the page.
const SMALL = "(max-width:480px),(max-height:480px)";

export interface Panel {
  element: HTMLElement;
  show(isByUser: boolean): void;
  hide(): void;
}

/** `told`: the page in the frame asks to be closed; a message has come in it. */
export function createPanel(
  settings: Settings,
  words: { title: string; close: string },
  host: HTMLElement,
  told: { close(): void; message(): void },
): Panel {
  const element = document.createElement("div");
  element.className = "panel";
  element.hidden = true;
  element.setAttribute("role", "dialog");
  element.setAttribute("aria-label", words.title);
  let frame: HTMLIFrameElement | undefined;
  let covered: HTMLElement[] = [];
  // Only somebody who asked for the panel is taken into it.
  let takesFocus = false;
  let isReady = false;

  // Until the page in the frame has its own: a server that is away must not leave it open for ever.
  const close = document.createElement("button");
  close.className = "close";
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", words.close);
  close.addEventListener("click", told.close);
  element.append(close);

  const tell = (message: string): void =>
    frame?.contentWindow?.postMessage(`service-desk:${message}`, settings.origin);

  const fill = (): HTMLIFrameElement => {
    const made = document.createElement("iframe");
    made.title = words.title;
    const query = new URLSearchParams({ host: location.origin, theme: settings.theme });
    made.src = `${settings.origin}/chat?${query}`;
    element.append(made);
    return made;
  };

  window.addEventListener("message", (event: MessageEvent<unknown>) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== settings.origin) return;
    if (event.data === "service-desk:close") told.close();
    if (event.data === "service-desk:message") told.message();
    if (event.data !== "service-desk:ready") return;
    close.hidden = true;
    isReady = true;
    if (takesFocus) tell("shown");
  });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") told.close();
  });

  return {
    element,
    show(isByUser) {
      takesFocus = isByUser;
      frame ??= fill();
      element.hidden = false;
      const isModal = matchMedia(SMALL).matches;
      element.setAttribute("aria-modal", String(isModal));
      covered = isModal ? cover(host) : [];
      if (!isByUser) return;
      frame.focus();
      if (isReady) tell("shown");
    },
    hide() {
      element.hidden = true;
      for (const one of covered) one.inert = false;
      covered = [];
    },
  };
}

/** What the panel covers cannot be reached meanwhile; what already was so is left alone. */
function cover(host: HTMLElement): HTMLElement[] {
  const others = Array.from(host.parentElement?.children ?? []).filter(
    (one): one is HTMLElement => one instanceof HTMLElement && one !== host && !one.inert,
  );
  for (const one of others) one.inert = true;
  return others;
}
