// A double click is one click: the second would send a choice again, and leave the text box locked.

/** Ignores the second click of a double click on every button inside the element. */
export function ignoreDoubleClicks(element: HTMLElement): void {
  element.addEventListener(
    "click",
    (event) => {
      const isSecond = event.detail > 1;
      if (!isSecond || !(event.target instanceof Element) || !event.target.closest("button")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );
}
