// The answer for a caller: may they ask, the facts in the order one says them, steps, questions.
import { Button } from "@fluentui/react-components";
import { useState, type ReactNode } from "react";
import type { Answer, Caller, EntryTitle } from "../api/types";
import { whole, type Replies } from "../basket/use-replies";
import type { OnThePhone } from "../caller/caller";
import { Verdict } from "../caller/Verdict";
import { say } from "../shell/config";
import { Icon } from "../shell/Icon";
import { FactList } from "./Facts";
import { Questions, Steps } from "./Steps";
import { WrongFact, type Doubted } from "./WrongFact";

interface AnswerCardProps {
  answer: Answer;
  caller: OnThePhone;
  replies: Replies;
  isPinned: boolean;
  pin: () => void;
  take: (person: Caller) => void;
  request: () => void;
  compare: (other: EntryTitle) => void;
  reload: () => void;
}

export function AnswerCard(props: AnswerCardProps): ReactNode {
  const { answer, caller, replies, take } = props;
  const [doubted, setDoubted] = useState<Doubted | null>(null);
  const doubt = setDoubted;
  return (
    <article className="card answer" aria-labelledby="open-title">
      <header>
        <p className="kicker">{answer.title}</p>
        <h2 id="open-title" tabIndex={-1}>
          {answer.question}
        </h2>
        <p className="summary">{answer.summary}</p>
      </header>
      <Verdict access={answer.access} authority={answer.authority} entry={answer.entry} caller={caller} take={take} />
      {answer.call_first && (
        <p className="call-first">
          <Icon name="phone" />
          {say("answer.call_first")}
        </p>
      )}
      <Actions {...props} />
      <section aria-labelledby="facts-title">
        <h3 id="facts-title">{say("answer.facts")}</h3>
        <FactList answer={answer} replies={replies} doubt={doubt} />
      </section>
      <div className="columns">
        <Steps key={answer.entry} answer={answer} replies={replies} doubt={doubt} />
        <div>
          <Questions answer={answer} replies={replies} doubt={doubt} />
          <Notes notes={answer.notes} />
        </div>
      </div>
      {doubted && (
        <WrongFact
          doubted={doubted}
          close={(isSent) => {
            setDoubted(null);
            if (isSent) props.reload();
          }}
        />
      )}
    </article>
  );
}

function Actions({ answer, replies, isPinned, pin, request, compare }: AnswerCardProps): ReactNode {
  return (
    <div className="actions" role="group" aria-label={say("answer.actions")}>
      <Button appearance="primary" className="main" icon={<Icon name="copy" />} onClick={() => replies.copy(answer, whole(answer))}>
        {say("answer.copy_whole")} <kbd>C</kbd>
      </Button>
      {answer.can_draft && (
        <Button icon={<Icon name="request" />} onClick={request}>
          {say("answer.request")} <kbd>N</kbd>
        </Button>
      )}
      <Button appearance="subtle" icon={<Icon name="collect" />} onClick={() => replies.collect(answer, whole(answer))}>
        {say("answer.collect")} <kbd>A</kbd>
      </Button>
      <Button appearance="subtle" icon={<Icon name="mail" />} onClick={() => replies.mail(answer)}>
        {say("answer.mail")} <kbd>M</kbd>
      </Button>
      <Button appearance="subtle" icon={<Icon name="link" />} onClick={() => replies.link(answer)}>
        {say("answer.link")} <kbd>L</kbd>
      </Button>
      <Button appearance="subtle" icon={<Icon name="pin" />} aria-pressed={isPinned} onClick={pin}>
        {say(isPinned ? "answer.unpin" : "answer.pin")} <kbd>S</kbd>
      </Button>
      <Button as="a" appearance="subtle" icon={<Icon name="page" />} href={answer.help_url} target="_blank" rel="noopener">
        {say("answer.page")}
      </Button>
      {answer.confusable.map((other) => (
        <Button key={other.entry} appearance="subtle" icon={<Icon name="compare" />} onClick={() => compare(other)}>
          {say("answer.compare_with", { title: other.title })}
        </Button>
      ))}
    </div>
  );
}

function Notes({ notes }: { notes: string[] }): ReactNode {
  if (!notes.length) return null;
  return (
    <section aria-labelledby="notes-title">
      <h3 id="notes-title">{say("answer.notes")}</h3>
      <ul className="notes">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </section>
  );
}
