// The steps as a checklist, and the conditions as questions to ask. What is ticked stays on this page.
import { Checkbox } from "@fluentui/react-components";
import { useState, type ReactNode } from "react";
import type { Answer } from "../api/types";
import { say } from "../shell/config";
import { DisputedBadge, IconButton, type FactActions } from "./Facts";

export function Steps({ answer, replies, doubt }: { answer: Answer } & FactActions): ReactNode {
  const [done, setDone] = useState<ReadonlySet<string>>(new Set());
  if (!answer.steps.length) return null;
  const tick = (key: string, checked: boolean): void =>
    setDone((now) => new Set(checked ? [...now, key] : [...now].filter((one) => one !== key)));
  return (
    <section aria-labelledby="steps-title">
      <h3 id="steps-title">
        {say("answer.steps")}{" "}
        <span className="meta">{say("answer.steps_done", { done: done.size, count: answer.steps.length })}</span>
      </h3>
      <ol className="steps">
        {answer.steps.map((step) => (
          <li key={step.key} data-done={done.has(step.key) ? "" : undefined}>
            <div className="step">
              <Checkbox
                label={step.text}
                checked={done.has(step.key)}
                onChange={(_, { checked }) => tick(step.key, checked === true)}
              />
              <DisputedBadge disputed={step.disputed} />
              {step.picture && (
                <details>
                  <summary>{say("answer.picture")}</summary>
                  <img src={step.picture.url} alt={step.picture.alt} loading="lazy" />
                </details>
              )}
            </div>
            <Tools answer={answer} one={step} text={step.text} label={say("answer.steps")} replies={replies} doubt={doubt} />
          </li>
        ))}
      </ol>
    </section>
  );
}

export function Questions({ answer, replies, doubt }: { answer: Answer } & FactActions): ReactNode {
  if (!answer.questions.length) return null;
  return (
    <section aria-labelledby="questions-title">
      <h3 id="questions-title">{say("answer.questions")}</h3>
      <ul className="questions">
        {answer.questions.map((one) => (
          <li key={one.key}>
            <div>
              <b>{one.question}</b>
              <p>{one.then}</p>
              <DisputedBadge disputed={one.disputed} />
            </div>
            <Tools answer={answer} one={one} text={one.question} label={say("answer.questions")} replies={replies} doubt={doubt} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ToolsProps extends FactActions {
  answer: Answer;
  one: { key: string };
  text: string;
  label: string;
}

function Tools({ answer, one, text, label, replies, doubt }: ToolsProps): ReactNode {
  return (
    <div className="tools">
      <IconButton
        icon="copy"
        words={say("answer.copy_one", { label: text })}
        act={() => replies.copy(answer, { words: text, keys: [one.key] })}
      />
      <IconButton
        icon="collect"
        words={say("answer.collect_one", { label: text })}
        act={() => replies.collect(answer, { words: text, keys: [one.key] })}
      />
      <IconButton
        icon="flag"
        words={say("answer.wrong", { label: text })}
        act={() => doubt({ entry: answer.entry, key: one.key, label, text })}
      />
    </div>
  );
}
