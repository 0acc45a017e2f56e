// A text box with candidates: they are listed, and one is taken only when somebody picks it.
import { useId, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from "react";
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
  const isNone = Boolean(wanted && found.value?.length === 0 && !found.isLoading && props.none);
  const shown = isOpen && (items.length > 0 || isNone);
  const list = useRef<HTMLUListElement>(null);

  const take = (item: T): void => {
    setOpen(false);
    setActive(-1);
    pick(item);
  };
  const move = (to: number): void => {
    setActive(to);
    list.current?.children[to]?.scrollIntoView({ block: "nearest" });
  };
  const press = (event: KeyboardEvent): void => {
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    if (event.key === "ArrowDown" && items.length) move((active + 1) % items.length);
    else if (event.key === "ArrowUp" && items.length) move((active - 1 + items.length) % items.length);
    else if (event.key === "Enter" && plain && shown && items[active] !== undefined) take(items[active]);
    else if (event.key === "Escape" && shown) setOpen(false);
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
