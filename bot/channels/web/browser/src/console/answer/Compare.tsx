// Two procedures that are easily confused, side by side: what differs is marked by a word and a line.
import { Button } from "@fluentui/react-components";
import type { ReactNode } from "react";
import type { Answer, Comparison, EntryTitle, Fact } from "../api/types";
import { say } from "../shell/config";
import { Icon } from "../shell/Icon";
import { FactSource, FactText } from "./Facts";
import { shownVerdict } from "../caller/Verdict";

interface CompareProps {
  comparison: Comparison;
  end: () => void;
  open: (entry: EntryTitle) => void;
}

export function Compare({ comparison, end, open }: CompareProps): ReactNode {
  const { answers, differences } = comparison;
  const kinds = [...new Map(answers.flatMap(({ facts }) => facts.map(({ kind, label }) => [kind, label] as const)))];
  const { length } = differences;
  return (
    <article className="card answer compare" aria-labelledby="open-title">
      <header className="compare-head">
        <h2 id="open-title" tabIndex={-1}>
          {say("answer.compare_title")}{" "}
          <span className="meta">{length ? say("answer.differences", { count: length }) : say("answer.same")}</span>
        </h2>
        <Button icon={<Icon name="close" />} onClick={end}>
          {say("answer.compare_end")}
        </Button>
      </header>
      <div className="scroll" tabIndex={0} role="group" aria-label={say("answer.compare_title")}>
        <table>
          <thead>
            <tr>
              <td />
              {answers.map((answer) => (
                <th key={answer.entry} scope="col">
                  <button type="button" className="as-link" onClick={() => open(answer)}>
                    {answer.title}
                  </button>
                  <p className="small">{answer.question}</p>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Row label={say("verdict.title")} differs={shownVerdict(answers[0]) !== shownVerdict(answers[1])}>
              {answers.map((answer) => (
                <td key={answer.entry}>
                  <b>{say(`verdict.${shownVerdict(answer)}`)}</b>
                  <p className="small">{answer.authority?.sentence ?? answer.access.summary}</p>
                </td>
              ))}
            </Row>
            {kinds.map(([kind, label]) => (
              <Row key={kind} label={label} differs={differences.includes(kind)}>
                {answers.map((answer) => (
                  <td key={answer.entry}>
                    <FactsOfKind answer={answer} kind={kind} />
                  </td>
                ))}
              </Row>
            ))}
            <Row label={say("answer.steps")} differs={differences.includes("steps")}>
              {answers.map((answer) => (
                <td key={answer.entry}>
                  <ol>
                    {answer.steps.map(({ key, text }) => (
                      <li key={key}>{text}</li>
                    ))}
                  </ol>
                </td>
              ))}
            </Row>
          </tbody>
        </table>
      </div>
    </article>
  );
}

function Row({ label, differs, children }: { label: string; differs: boolean; children: ReactNode }): ReactNode {
  return (
    <tr data-differs={differs ? "" : undefined}>
      <th scope="row">
        {label}
        {differs && <span className="badge differs">{say("answer.differs")}</span>}
      </th>
      {children}
    </tr>
  );
}

function FactsOfKind({ answer, kind }: { answer: Answer; kind: string }): ReactNode {
  const facts = answer.facts.filter((fact) => fact.kind === kind);
  if (!facts.length) return <span className="meta">{say("answer.absent")}</span>;
  return facts.map((fact, index) => (
    <p key={fact.key}>
      <FactText fact={fact} /> <FactSource fact={fact} isTold={hasSameSource(fact, facts[index + 1])} />
    </p>
  ));
}

const hasSameSource = (one: Fact, next: Fact | undefined): boolean =>
  next?.source.page === one.source.page && next.source.verified === one.source.verified;
