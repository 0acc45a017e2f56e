// How many messages came while the panel was closed: a number on the button, words for screen readers.
import { fill } from "../page/fill";

export interface Badge {
  /** One more message has come. */
  add(): void;
  clear(): void;
}

export function createBadge(
  button: HTMLElement,
  box: HTMLElement,
  words: { one: string; many: string },
): Badge {
  let count = 0;
  const number = document.createElement("span");
  number.className = "badge";
  number.setAttribute("aria-hidden", "true");
  // Said when it changes, and again with the button's name.
  const said = document.createElement("p");
  said.className = "said";
  said.id = "news";
  said.setAttribute("role", "status");
  button.setAttribute("aria-describedby", said.id);
  button.append(number);
  box.append(said);

  const show = (): void => {
    number.hidden = !count;
    number.textContent = count > 9 ? "9+" : String(count);
    said.textContent = count ? (count === 1 ? words.one : fill(words.many, { count })) : "";
  };
  show();
  return {
    add() {
      count += 1;
      show();
    },
    clear() {
      count = 0;
      show();
    },
  };
}
