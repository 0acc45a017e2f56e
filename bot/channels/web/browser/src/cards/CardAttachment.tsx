// Shows an Adaptive Card inside a message.
import { hooks } from "botframework-webchat-component";
import { useCallback, useLayoutEffect, useMemo, useRef, type JSX } from "react";
import { label } from "../page/labels";
import { draw } from "./draw";
import { firstField } from "./form";

export const CARD = "application/vnd.microsoft.card.adaptive";

// A button was clicked whose answer may be a form: the user goes on there.
let isExpected = false;
// A phone would cover half of the form with its own keyboard.
const hasKeyboard = (): boolean => matchMedia("(hover: hover)").matches;
// Above a card, in pixels: the end of what was clicked can be seen, as above other answers.
const ABOVE = 72;
// Web Chat goes on scrolling to the end of what it had before.
const SETTLES_MS = 600;
const BY_USER = ["wheel", "touchstart", "pointerdown", "keydown"] as const;

export function CardAttachment({ content }: { content: object }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const perform = hooks.usePerformCardAction();
  const focus = hooks.useFocus();
  const scrollToEnd = hooks.useScrollToEnd();
  const scrollTo = hooks.useScrollTo();
  // Web Chat gives a new function at each render: the card is drawn once, and asks for the latest.
  const latest = useRef({ perform, focus, scrollTo, scrollToEnd });
  latest.current = { perform, focus, scrollTo, scrollToEnd };

  const onAction = useCallback((data: object, title: string) => {
    latest.current.perform({ type: "postBack", title, image: "", value: { ...data, title } });
    // As after typing: what follows a click on a card further up is to be seen.
    latest.current.scrollToEnd();
    // The answer may ask something: the user goes on there, as after a choice.
    void latest.current.focus("sendBoxWithoutKeyboard");
    isExpected = true;
  }, []);

  const element = useMemo(() => {
    const words = { opensNewWindow: label("opens_new_window"), actions: label("card_actions") };
    return draw(content, words, onAction);
  }, [content, onAction]);

  // Before the browser paints: Web Chat takes an answer that has no height yet for read, and
  // scrolls past its beginning once it has grown.
  useLayoutEffect(() => {
    if (!element) return undefined;
    place.current?.replaceChildren(element);
    const first = isExpected ? firstField(element) : null;
    isExpected = false;
    if (first && hasKeyboard()) first.focus({ preventScroll: true });
    // It is read from its top, wherever Web Chat was leading the view to when it came.
    return whileItSettles(() => {
      if (!first && !isLongAndLast(element)) return;
      const top = topOf(element);
      if (Math.abs(top - (scrollableOf(element)?.scrollTop ?? top)) < 1) return;
      latest.current.scrollTo({ scrollTop: top }, { behavior: "auto" });
    });
  }, [element]);

  return <div className="card" ref={place} />;
}

/** Does it in each frame until Web Chat has come to rest, or the user does something; a way to stop it. */
function whileItSettles(act: () => void): () => void {
  const end = performance.now() + SETTLES_MS;
  let isStopped = false;
  const stop = (): void => void (isStopped = true);
  for (const type of BY_USER) addEventListener(type, stop, { once: true, passive: true });
  const step = (): void => {
    if (isStopped) return;
    act();
    if (performance.now() < end) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
  return stop;
}

const scrollableOf = (card: HTMLElement): Element | null => card.closest(".webchat__basic-transcript__scrollable");

/** Whether the card is the last thing that was said, and does not fit into the view as a whole. */
function isLongAndLast(card: HTMLElement): boolean {
  const scrolled = scrollableOf(card);
  const last = [...(scrolled?.querySelectorAll("article") ?? [])].at(-1);
  return !!scrolled && !!last?.contains(card) && card.offsetHeight + ABOVE > scrolled.clientHeight;
}

/** How far the conversation is scrolled down when the card stands at its top. */
function topOf(card: HTMLElement): number {
  const scrolled = scrollableOf(card);
  if (!scrolled) return 0;
  const distance = card.getBoundingClientRect().top - scrolled.getBoundingClientRect().top;
  return scrolled.scrollTop + distance - ABOVE;
}
