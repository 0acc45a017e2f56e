// When a dialog closes, the focus goes back to where it was.
import { useEffect, useRef } from "react";

let open = 0;

/** A dialog lies over the page; one that is fading away does not. */
export const hasDialog = (): boolean => open > 0;

export function useReturnFocus(isOpen: boolean): void {
  const before = useRef<Element | null>(null);
  const was = useRef(false);
  // Before the dialog is drawn and takes the focus.
  if (isOpen && !was.current) before.current = document.activeElement;
  useEffect(() => {
    if (!isOpen) return;
    open += 1;
    return () => void (open -= 1);
  }, [isOpen]);
  useEffect(() => {
    if (was.current && !isOpen) giveBack(before.current);
    was.current = isOpen;
  }, [isOpen]);
  // A dialog that ends with what drew it.
  useEffect(() => () => void (was.current && giveBack(before.current)), []);
}

function giveBack(element: Element | null): void {
  requestAnimationFrame(() => {
    // Unless what the dialog did has moved it already.
    const isInDialog = document.activeElement?.closest("[role=dialog], [role=alertdialog]");
    if (element instanceof HTMLElement && element.isConnected && (isLost() || isInDialog)) element.focus();
  });
}

/** Nothing has the focus: what had it is gone. */
export const isLost = (): boolean => !document.activeElement || document.activeElement === document.body;
