// Shows an Adaptive Card inside a message.
import { hooks } from "botframework-webchat-component";
import { useCallback, useLayoutEffect, useMemo, useRef, type JSX } from "react";
import { label } from "../page/labels";
import { draw } from "./draw";
import { firstField } from "./form";

export const CARD = "application/vnd.microsoft.card.adaptive";

// A button was clicked whose answer may be a form: the user goes on there. A phone would cover half
// of it with its keyboard.
let isExpected = false;
const hasKeyboard = (): boolean => matchMedia("(hover: hover)").matches;

export function CardAttachment({ content }: { content: object }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const perform = hooks.usePerformCardAction();
  const focus = hooks.useFocus();
  const scrollToEnd = hooks.useScrollToEnd();
  // Web Chat gives a new function at each render: the card is drawn once, and asks for the latest.
  const latest = useRef({ perform, focus, scrollToEnd });
  latest.current = { perform, focus, scrollToEnd };

  const onAction = useCallback((data: object, title: string) => {
    latest.current.perform({ type: "postBack", title, image: "", value: { ...data, title } });
    // As after typing: what follows a click on a card further up is to be seen.
    latest.current.scrollToEnd();
    // The answer may ask something: the user goes on there, as after a choice.
    void latest.current.focus("sendBoxWithoutKeyboard");
    isExpected = hasKeyboard();
  }, []);

  const element = useMemo(() => {
    const words = { opensNewWindow: label("opens_new_window"), actions: label("card_actions") };
    return draw(content, words, onAction);
  }, [content, onAction]);

  // Before the browser paints: Web Chat takes an answer that has no height yet for read, and
  // scrolls past its beginning once it has grown.
  useLayoutEffect(() => {
    if (!element) return;
    place.current?.replaceChildren(element);
    if (isExpected) firstField(element)?.focus({ preventScroll: true });
    isExpected = false;
  }, [element]);

  return <div className="card" ref={place} />;
}
