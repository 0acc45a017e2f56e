// "Was this helpful?" under an answer: yes or no counts at once, a comment may follow.
import { useEffect, useId, useRef, useState, type FormEvent, type JSX } from "react";
import { label } from "../page/labels";
import { forThisTab } from "../page/storage";

export type Rate = (message: string, helpful: boolean, comment: string) => Promise<void>;

const RATED = "service-desk-rated";
const LONGEST_COMMENT = 500;

type Step = "question" | "comment" | "thanks";

export function Helpful({ message, rate }: { message: string; rate: Rate }): JSX.Element | null {
  const [wasRated] = useState(() => ratedMessages().includes(message));
  const [step, setStep] = useState<Step>("question");
  const [isHelpful, setHelpful] = useState(true);
  const [status, setStatus] = useState("");
  const question = useId();
  const group = useRef<HTMLDivElement>(null);

  const send = async (helpful: boolean, comment: string, next: Step): Promise<void> => {
    try {
      await rate(message, helpful, comment);
    } catch {
      return setStatus(label("helpful_failed"));
    }
    remember(message);
    setHelpful(helpful);
    setStep(next);
    setStatus(label("helpful_thanks"));
    // What had the focus is gone; it must not fall back to the top of the page.
    if (next === "thanks") group.current?.focus();
  };

  if (wasRated) return null;
  return (
    <div className="helpful" role="group" aria-labelledby={question} tabIndex={-1} ref={group}>
      <span id={question} className={step === "question" ? undefined : "unseen"}>
        {label("helpful")}
      </span>
      <span role="status">{status}</span>
      {step === "question" && (
        <>
          <Answer text={label("helpful_yes")} onClick={() => send(true, "", "comment")} />
          <Answer text={label("helpful_no")} onClick={() => send(false, "", "comment")} />
        </>
      )}
      {step === "comment" && (
        <Comment
          hint={label(isHelpful ? "helpful_comment_yes" : "helpful_comment")}
          onComment={(comment) =>
            comment ? send(isHelpful, comment, "thanks") : setStep("thanks")
          }
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

function Comment({
  hint,
  onComment,
}: {
  hint: string;
  onComment: (comment: string) => void;
}): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => field.current?.focus(), []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onComment(field.current?.value.trim() ?? "");
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor={id}>{hint}</label>
      <input id={id} ref={field} maxLength={LONGEST_COMMENT} autoComplete="off" />
      <button type="submit" className="small">
        {label("helpful_send")}
      </button>
      <button type="button" className="small plain" onClick={() => onComment("")}>
        {label("helpful_skip")}
      </button>
    </form>
  );
}

function ratedMessages(): string[] {
  return JSON.parse(forThisTab.getItem(RATED) ?? "[]");
}

function remember(message: string): void {
  forThisTab.setItem(RATED, JSON.stringify([...new Set([...ratedMessages(), message])]));
}
