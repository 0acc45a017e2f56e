// The way by the Tab key: message box, newest answer and back; Web Chat would keep it out of answers.
import { useEffect, useState } from "react";
import { byId } from "../page/config";

const BOX = '[data-id="webchat-sendbox-input"]';
const CHOICES = ".webchat__suggested-actions";
const TRANSCRIPT = ".webchat__basic-transcript";
const MESSAGE = ".webchat__basic-transcript__activity";
const BODY = ".webchat__basic-transcript__activity-body";
const CONTROLS = "a[href], button, input, select, textarea";

/** Whether somebody goes through the page by the Tab key, and not by mouse or touch. */
export function useKeyboard(): boolean {
  const [isUsed, setUsed] = useState(false);
  useEffect(() => {
    const onKey = ({ key }: KeyboardEvent): void => void (key === "Tab" && setUsed(true));
    const onPointer = (): void => setUsed(false);
    addEventListener("keydown", onKey);
    addEventListener("pointerdown", onPointer);
    return () => {
      removeEventListener("keydown", onKey);
      removeEventListener("pointerdown", onPointer);
    };
  }, []);
  return isUsed;
}

/**
 * Shift+Tab leads from the message box (or the choices above it) to the last button of the newest
 * answer, and out of a message to the conversation; Tab leads into the message that the arrow keys
 * chose, and from its last button to the message box.
 */
export function useTabKey(): void {
  useEffect(() => {
    const place = byId("chat");
    const lead = (event: KeyboardEvent): void => leadTab(event, place);
    place.addEventListener("keydown", lead, { capture: true });
    return () => place.removeEventListener("keydown", lead, { capture: true });
  }, []);
}

function leadTab(event: KeyboardEvent, place: HTMLElement): void {
  const { key, altKey, ctrlKey, metaKey, shiftKey, target } = event;
  if (key !== "Tab" || altKey || ctrlKey || metaKey || !(target instanceof HTMLElement)) return;
  const next = shiftKey ? before(target, place) : after(target, place);
  if (!next) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}

function before(target: HTMLElement, place: HTMLElement): HTMLElement | null | undefined {
  const isBelow = target.matches(BOX) && !place.querySelector(`${CHOICES} button`);
  if (isBelow || target.closest(CHOICES)) return newestControls(place).at(-1);
  const message = target.closest<HTMLElement>(MESSAGE);
  const first = message && controlsOf(message)[0];
  return first && isSameStop(first, target) ? place.querySelector<HTMLElement>(TRANSCRIPT) : null;
}

function after(target: HTMLElement, place: HTMLElement): HTMLElement | null | undefined {
  if (target.matches(TRANSCRIPT)) return controlsOf(chosenMessage(target))[0];
  const message = target.closest<HTMLElement>(MESSAGE);
  const last = message && controlsOf(message).at(-1);
  if (!last || !isSameStop(last, target)) return null;
  const choice = place.querySelector<HTMLElement>(`${CHOICES} button:not([tabindex="-1"])`);
  return choice ?? place.querySelector<HTMLElement>(BOX);
}

function newestControls(place: HTMLElement): HTMLElement[] {
  const messages = [...place.querySelectorAll<HTMLElement>(MESSAGE)];
  return messages.map(controlsOf).findLast((controls) => controls.length) ?? [];
}

function chosenMessage(transcript: HTMLElement): HTMLElement | null {
  const chosen = document.getElementById(transcript.getAttribute("aria-activedescendant") ?? "");
  return chosen?.closest<HTMLElement>(MESSAGE) ?? null;
}

/** What the Tab key stops at in a message. */
function controlsOf(message: HTMLElement | null): HTMLElement[] {
  const controls = [...(message?.querySelector(BODY)?.querySelectorAll<HTMLElement>(CONTROLS) ?? [])];
  return controls.filter(
    (one) => one.tabIndex >= 0 && !one.matches(":disabled") && one.checkVisibility(),
  );
}

/** The Tab key stops once at a group of radio buttons. */
function isSameStop(one: HTMLElement, other: HTMLElement): boolean {
  if (one === other) return true;
  const areRadios = [one, other].every((each) => each.matches('input[type="radio"]'));
  return areRadios && one.getAttribute("name") === other.getAttribute("name");
}
