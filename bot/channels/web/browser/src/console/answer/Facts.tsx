// The facts of a procedure, each with its source and what one can do with it.
import type { ReactNode } from "react";
import type { Answer, Disputed, Fact } from "../api/types";
import { say } from "../shell/config";
import { day } from "../shell/dates";
import { Icon, type IconName } from "../shell/Icon";
import type { Replies } from "../basket/use-replies";
import type { Doubted } from "./WrongFact";

export interface FactActions {
  replies: Replies;
  doubt: (doubted: Doubted) => void;
}

export function IconButton({ icon, words, act }: { icon: IconName; words: string; act: () => void }): ReactNode {
  return (
    <button type="button" className="small-icon" aria-label={words} title={words} onClick={act}>
      <Icon name={icon} />
    </button>
  );
}

export function DisputedBadge({ disputed }: { disputed: Disputed | null }): ReactNode {
  if (!disputed) return null;
  return (
    <span className="badge bad">
      <Icon name="flag" />
      {say("answer.disputed", { date: day(disputed.since) })}
    </span>
  );
}

export function FactList({ answer, replies, doubt }: { answer: Answer } & FactActions): ReactNode {
  return (
    <dl className="facts">
      {answer.facts.map((fact, index) => (
        <div key={fact.key} className="fact" data-kind={fact.kind}>
          {/* The same label once for all that follow. */}
          <Label text={fact.label} isAgain={answer.facts[index - 1]?.label === fact.label} />
          <dd className="said">
            <FactText fact={fact} />
            <FactSource fact={fact} />
          </dd>
          <dd className="tools">
            <IconButton
              icon="copy"
              words={say("answer.copy_one", { label: `${fact.label}, ${fact.text}` })}
              act={() => replies.copy(answer, { words: fact.text, keys: [fact.key] })}
            />
            <IconButton
              icon="collect"
              words={say("answer.collect_one", { label: `${fact.label}, ${fact.text}` })}
              act={() => replies.collect(answer, { words: fact.label, keys: [fact.key] })}
            />
            <IconButton
              icon="flag"
              words={say("answer.wrong", { label: `${fact.label}, ${fact.text}` })}
              act={() => doubt({ entry: answer.entry, key: fact.key, label: fact.label, text: fact.text })}
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Label({ text, isAgain }: { text: string; isAgain: boolean }): ReactNode {
  return <dt data-again={isAgain ? "" : undefined}>{isAgain ? <span className="unseen">{text}</span> : text}</dt>;
}

/** The text of a fact; its number or address leads there. */
export function FactText({ fact: { text, link } }: { fact: Fact }): ReactNode {
  if (!link) return <span className="text">{text}</span>;
  const outside = link.href.startsWith("http") ? { target: "_blank", rel: "noopener" } : {};
  const start = text.indexOf(link.text);
  const anchor = (
    <a href={link.href} {...outside}>
      {link.text}
    </a>
  );
  if (start < 0)
    return (
      <span className="text">
        {text} {anchor}
      </span>
    );
  return (
    <span className="text">
      {text.slice(0, start)}
      {anchor}
      {text.slice(start + link.text.length)}
    </span>
  );
}

/** `isTold`: its source is told with another fact of the same. */
export function FactSource({ fact, isTold = false }: { fact: Fact; isTold?: boolean }): ReactNode {
  const { source, review, disputed } = fact;
  const page = source.url ? new URL(source.url).hostname : source.page;
  const words = say("answer.source", { page, date: day(source.verified) });
  return (
    <span className="source">
      {!isTold && (
        <span>
          {source.url ? (
            <a href={source.url} title={source.page} target="_blank" rel="noopener">
              {words}
            </a>
          ) : (
            words
          )}
        </span>
      )}
      {review.is_due && (
        <span className="badge bad">
          <Icon name="warning" />
          {say("answer.review_due", { date: day(review.due) })}
        </span>
      )}
      <DisputedBadge disputed={disputed} />
    </span>
  );
}
