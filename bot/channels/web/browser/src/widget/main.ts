// The launcher: one script on an intranet page, a button, and the panel when it is asked for.
import { close, launcher, new_messages, one_new_message, title } from "../../labels.json";
import { createBadge } from "./badge";
import { keepOpen, wasOpen } from "./memory";
import { brand } from "./brand";
import { createPanel } from "./panel";
import { settingsOf } from "./settings";
import { css } from "./style";

const BUBBLE = "M4 4h16v12H11l-5 4v-4H4z";

function start(script: HTMLScriptElement): void {
  const settings = settingsOf(script, brand.name || launcher);
  const host = document.createElement("service-desk");
  host.setAttribute("theme", settings.theme);
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  const box = document.createElement("div");
  box.className = settings.side;

  const button = document.createElement("button");
  button.className = "open";
  button.type = "button";
  const words = document.createElement("span");
  words.textContent = settings.label;
  button.append(icon(), words);

  const badge = createBadge(button, box, { one: one_new_message, many: new_messages });

  const setOpen = (isOpen: boolean, isByUser: boolean): void => {
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) {
      panel.show(isByUser);
      badge.clear();
    } else panel.hide();
    if (isByUser) keepOpen(isOpen);
    if (isByUser && !isOpen) button.focus();
  };
  const panel = createPanel(settings, { title: brand.name || title, close }, host, {
    close: () => setOpen(false, true),
    message: () => {
      if (panel.element.hidden) badge.add();
    },
  });
  button.addEventListener("click", () => setOpen(Boolean(panel.element.hidden), true));
  button.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.element.hidden) setOpen(false, true);
  });

  box.append(button, panel.element);
  root.append(box);
  document.body.append(host);
  setOpen(wasOpen() ?? settings.open, false);
}

function icon(): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", BUBBLE);
  svg.append(path);
  return svg as SVGElement;
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement && !document.querySelector("service-desk")) {
  if (document.body) start(script);
  else addEventListener("DOMContentLoaded", () => start(script));
}
