// An answer that is text alone; telephone numbers in it can be called.
import type { JSX } from "react";
import { partsOf } from "../page/calls";

export function Words({ text }: { text: string }): JSX.Element {
  return (
    <p className="webchat__text-content plain-words">
      {partsOf(text).map(({ text: part, address }, index) =>
        address ? (
          <a key={index} href={address}>
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </p>
  );
}
