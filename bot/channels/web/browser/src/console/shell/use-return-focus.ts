// When a dialog closes, the focus goes back to where it was.
import { useEffect, useRef } from "react";

export function useReturnFocus(isOpen: boolean): void {
  const before = useRef<Element | null>(null);
  const was = useRef(false);
  // Before the dialog is drawn and takes the focus.
  if (isOpen && !was.current) before.current = document.activeElement;
  useEffect(() => {
    if (was.current && !isOpen) giveBack(before.current);
    was.current = isOpen;
  }, [isOpen]);
  // A dialog that ends with what drew it.
  useEffect(() => () => void (was.current && giveBack(before.current)), []);
}

function giveBack(element: Element | null): void {
  requestAnimationFrame(() => {
    if (element instanceof HTMLElement && element.isConnected && isLost()) element.focus();
  });
}

/** Nothing has the focus: what had it is gone. */
export const isLost = (): boolean => !document.activeElement || document.activeElement === document.body;
