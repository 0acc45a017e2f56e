// "Was this helpful?" under an answer: yes or no counts at once, a word may follow.
import { useEffect, useId, useRef, useState, type FormEvent, type JSX } from "react";
import { label } from "../page/labels";
import { forThisTab } from "../page/storage";

export type Judge = (message: string, helpful: boolean, word: string) => Promise<void>;

const JUDGED = "service-desk-judged";
const LONGEST_WORD = 500;

type Step = "asked" | "word" | "thanked";

export function Helpful({ message, judge }: { message: string; judge: Judge }): JSX.Element | null {
  const [wasJudged] = useState(() => judged().includes(message));
  const [step, setStep] = useState<Step>("asked");
  const [isHelpful, setHelpful] = useState(true);
  const [said, setSaid] = useState("");
  const question = useId();
  const group = useRef<HTMLDivElement>(null);

  const tell = async (helpful: boolean, word: string, next: Step): Promise<void> => {
    try {
      await judge(message, helpful, word);
    } catch {
      return setSaid(label("helpful_failed"));
    }
    remember(message);
    setHelpful(helpful);
    setStep(next);
    setSaid(label("helpful_thanks"));
    // What had the focus is gone; it must not fall back to the top of the page.
    if (next === "thanked") group.current?.focus();
  };

  if (wasJudged) return null;
  return (
    <div className="helpful" role="group" aria-labelledby={question} tabIndex={-1} ref={group}>
      <span id={question} className={step === "asked" ? undefined : "unseen"}>
        {label("helpful")}
      </span>
      <span role="status">{said}</span>
      {step === "asked" && (
        <>
          <Answer text={label("helpful_yes")} onClick={() => tell(true, "", "word")} />
          <Answer text={label("helpful_no")} onClick={() => tell(false, "", "word")} />
        </>
      )}
      {step === "word" && (
        <Word
          hint={label(isHelpful ? "helpful_word_yes" : "helpful_word")}
          onWord={(word) => (word ? tell(isHelpful, word, "thanked") : setStep("thanked"))}
        />
      )}
    </div>
  );
}

function Answer({ text, onClick }: { text: string; onClick: () => void }): JSX.Element {
  return (
    <button type="button" className="small" onClick={onClick}>
      {text}
    </button>
  );
}

function Word({ hint, onWord }: { hint: string; onWord: (word: string) => void }): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => field.current?.focus(), []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onWord(field.current?.value.trim() ?? "");
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor={id}>{hint}</label>
      <input id={id} ref={field} maxLength={LONGEST_WORD} autoComplete="off" />
      <button type="submit" className="small">
        {label("helpful_send")}
      </button>
      <button type="button" className="small plain" onClick={() => onWord("")}>
        {label("helpful_skip")}
      </button>
    </form>
  );
}

function judged(): string[] {
  return JSON.parse(forThisTab.getItem(JUDGED) ?? "[]");
}

function remember(message: string): void {
  forThisTab.setItem(JUDGED, JSON.stringify([...new Set([...judged(), message])]));
}
