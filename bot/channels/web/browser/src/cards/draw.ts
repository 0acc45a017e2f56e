// Draws an Adaptive Card and puts its accessibility right.
import {
  Action,
  AdaptiveCard,
  ExecuteAction,
  GlobalSettings,
  HostConfig,
  OpenUrlAction,
  SubmitAction,
  ToggleVisibilityAction,
} from "adaptivecards";
import { describeInputs } from "./form";
import { hostConfig } from "./host-config";
import { dress } from "./links";
import { asHtml } from "./markdown";

GlobalSettings.setTabIndexAtCardRoot = false;
AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = asHtml(text);
  result.didProcess = true;
};

const looks = new HostConfig(hostConfig);

export interface CardWords {
  opensNewWindow: string;
  actions: string;
}

export type OnAction = (data: object, title: string) => void;

/** The card as an element; `onAction` gets the data of a button with what the button said. */
export function draw(content: object, words: CardWords, onAction: OnAction): HTMLElement | undefined {
  const card = new AdaptiveCard();
  card.hostConfig = looks;
  card.parse(content);
  card.onExecuteAction = (action) => execute(action, onAction);
  const element = card.render();
  if (!element) return undefined;
  for (const action of card.getAllActions()) if (action instanceof OpenUrlAction) asLink(action);
  nameDisclosures(card);
  describeInputs(card);
  for (const link of element.querySelectorAll("a")) dress(link, words.opensNewWindow);
  // Adaptive Cards says here what the card says: it would be read twice.
  element.removeAttribute("aria-label");
  for (const set of element.querySelectorAll(".ac-actionSet")) nameActions(set, words.actions);
  return element;
}

function execute(action: Action, onAction: OnAction): void {
  if (!(action instanceof SubmitAction) && !(action instanceof ExecuteAction)) return;
  const data: unknown = action.data;
  if (typeof data === "object" && data !== null) onAction(data, action.title ?? "");
}

/** A link that looks like a button is still a link: it can be copied, and opened as one likes. */
function asLink(action: OpenUrlAction): void {
  const button = action.renderedElement;
  if (!button || !action.url) return;
  const link = document.createElement("a");
  link.className = button.className;
  link.href = action.url;
  link.append(...button.childNodes);
  button.replaceWith(link);
}

/** Each button says whether its part is open; Adaptive Cards would say it on the part itself.

A button of several parts opens them all, and is gone once they are: the keyboard goes on at the first. */
function nameDisclosures(card: AdaptiveCard): void {
  const toggles = card.getAllActions().filter((action) => action instanceof ToggleVisibilityAction);
  const say = (): void => {
    for (const toggle of toggles) {
      const parts = Object.keys(toggle.targetElements).map((name) => card.getElementById(name));
      const areOpen = parts.every((part) => part?.isVisible);
      for (const part of parts) part?.renderedElement?.removeAttribute("aria-expanded");
      const button = toggle.renderedElement;
      if (parts.length === 1) button?.setAttribute("aria-expanded", String(areOpen));
      else if (button && areOpen) {
        if (button === document.activeElement) toggles[0]?.renderedElement?.focus();
        button.hidden = true;
      }
    }
  };
  say();
  for (const toggle of toggles) toggle.renderedElement?.addEventListener("click", say);
}

/** Adaptive Cards make a menu of buttons; these are buttons. */
function nameActions(set: Element, name: string): void {
  set.removeAttribute("role");
  if (set.querySelectorAll("button, a").length > 1) {
    set.setAttribute("role", "group");
    set.setAttribute("aria-label", name);
  }
  for (const button of set.querySelectorAll("button")) {
    for (const attribute of ["role", "aria-posinset", "aria-setsize"]) {
      button.removeAttribute(attribute);
    }
  }
}
