// A text box with candidates: they are listed, and one is taken only when somebody picks it.
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { useLoad } from "../api/use-load";
import { say } from "../shell/config";
import { TextBox } from "../shell/TextBox";
import { useDelayed } from "../shell/use-delayed";

const SETTLED_MS = 80;

interface SuggestProps<T> {
  label: string;
  placeholder: string;
  text: string;
  onText: (text: string) => void;
  load: (text: string, signal: AbortSignal) => Promise<T[]>;
  keyOf: (item: T) => string | number;
  draw: (item: T) => ReactNode;
  pick: (item: T) => void;
  /** The item whose whole name is typed, so that no other can be meant: it is taken at once. */
  meant?: (items: T[], text: string) => T | undefined;
  none?: string;
  inputRef?: RefObject<HTMLInputElement>;
}

export function Suggest<T>(props: SuggestProps<T>): ReactNode {
  const { label, text, load, pick } = props;
  const id = useId();
  const asked = useDelayed(text.trim(), SETTLED_MS);
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const wanted = isOpen && asked ? asked : "";
  const found = useLoad(wanted, wanted ? (signal) => load(wanted, signal) : null);
  const items = (wanted && found.value) || [];
  const isFresh = asked === text.trim() && !found.isLoading;
  // Enter was pressed before the candidates for what is typed had come.
  const waits = useRef(false);
  const isNone = Boolean(wanted && found.value?.length === 0 && !found.isLoading && props.none);
  const shown = isOpen && (items.length > 0 || isNone);
  const list = useRef<HTMLUListElement>(null);

  const take = (item: T): void => {
    setOpen(false);
    setActive(-1);
    waits.current = false;
    pick(item);
  };
  // Enter takes the only candidate; of several it marks the first, and takes it when pressed again.
  const choose = (): void => {
    const [first] = items;
    waits.current = false;
    const chosen = items[active] ?? (items.length === 1 ? first : undefined);
    if (chosen !== undefined) take(chosen);
    else if (items.length) move(0);
  };
  const move = (to: number): void => {
    setActive(to);
    list.current?.children[to]?.scrollIntoView({ block: "nearest" });
  };
  useEffect(() => {
    if (!isFresh || !items.length) return;
    const meant = props.meant?.(items, asked);
    if (meant !== undefined) take(meant);
    else if (waits.current) choose();
    // The rest is made anew with every drawing.
  }, [found.value, isFresh]);
  const press = (event: KeyboardEvent): void => {
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    if (event.key === "ArrowDown" && items.length) move((active + 1) % items.length);
    else if (event.key === "ArrowUp" && items.length) move((active - 1 + items.length) % items.length);
    else if (event.key === "Enter" && plain && isOpen && text.trim()) {
      if (isFresh) choose();
      else waits.current = true;
    } else if (event.key === "Escape" && shown) setOpen(false);
    else return;
    event.preventDefault();
  };

  return (
    <div className="suggest" onBlur={({ currentTarget, relatedTarget }) => {
      if (!currentTarget.contains(relatedTarget)) setOpen(false);
    }}>
      <label htmlFor={`${id}-input`}>{label}</label>
      <TextBox
        id={`${id}-input`}
        {...(props.inputRef && { ref: props.inputRef })}
        value={text}
        placeholder={props.placeholder}
        autoComplete="off"
        role="combobox"
        aria-expanded={shown}
        aria-autocomplete="list"
        aria-controls={shown ? `${id}-list` : undefined}
        aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
        onChange={(_, { value }) => {
          waits.current = false;
          props.onText(value);
          setOpen(true);
          setActive(-1);
        }}
        onFocus={({ target }) => target.select()}
        onKeyDown={press}
      />
      {shown && items.length > 0 && (
        <ul className="options" id={`${id}-list`} role="listbox" aria-label={say("caller.candidates", { count: items.length })} ref={list}>
          {items.map((item, index) => (
            <li
              key={props.keyOf(item)}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(item)}
            >
              {props.draw(item)}
            </li>
          ))}
        </ul>
      )}
      {shown && isNone && <p className="options none" id={`${id}-list`}>{props.none}</p>}
      <span className="unseen" role="status">
        {shown && (items.length ? say("caller.candidates", { count: items.length }) : props.none)}
      </span>
    </div>
  );
}
