// Messages by door, procedure and agency: beside each percentage stands what it is of.
import { useState, type ReactNode } from "react";
import { api } from "../api/client";
import { useLoad } from "../api/use-load";
import { OUTCOMES, type Figures, type Outcomes } from "../api/types";
import { say, sayOr } from "../shell/config";
import { number } from "../shell/dates";
import { FaultNotice } from "../shell/FaultNotice";
import { Period } from "./Period";

export function FiguresView({ openEntry }: { openEntry: (entry: string) => void }): ReactNode {
  const [days, setDays] = useState(30);
  const found = useLoad(`figures:${days}`, (signal) => api.figures(days, signal));
  const figures = found.value;
  return (
    <section className="card figures" aria-labelledby="figures-title">
      <header className="row">
        <h2 id="figures-title" tabIndex={-1}>{say("figures.title")}</h2>
        <Period days={days} choose={setDays} />
      </header>
      <p className="meta">{say("figures.about")}</p>
      <FaultNotice fault={found.fault} retry={found.reload} />
      {figures && (
        <>
          <p>
            <b>
              {say("figures.total", {
                messages: number(figures.messages),
                people: number(figures.people),
                days: figures.days,
              })}
            </b>
          </p>
          {figures.messages === 0 && <p className="none">{say("figures.none")}</p>}
          <Table
            title={say("figures.doors")}
            first={say("figures.door")}
            rows={figures.doors.map((one) => ({ ...one, key: one.door, name: doorName(one) }))}
          />
          <Table
            title={say("figures.entries")}
            first={say("figures.entry")}
            rows={figures.entries.map((one) => ({
              ...one,
              key: one.entry,
              name: (
                <button type="button" className="as-link" onClick={() => openEntry(one.entry)}>
                  {one.title}
                </button>
              ),
            }))}
          />
          <Table
            title={say("figures.agencies")}
            first={say("figures.agency")}
            rows={figures.agencies.map((one) => ({ ...one, key: one.agency, name: one.agency }))}
          />
        </>
      )}
    </section>
  );
}

interface FigureRow {
  key: string;
  name: ReactNode;
  messages: number;
  outcomes: Outcomes;
}

function Table({ title, first, rows }: { title: string; first: string; rows: FigureRow[] }): ReactNode {
  if (!rows.length) return null;
  return (
    <div className="scroll" tabIndex={0} role="group" aria-label={title}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            <th scope="col">{say("figures.messages")}</th>
            {OUTCOMES.map((one) => (
              <th key={one} scope="col">
                {say(`figures.${one}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, messages, outcomes }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td>{number(messages)}</td>
              {OUTCOMES.map((one) => (
                <td key={one}>{share(outcomes[one] ?? 0, messages)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function doorName({ door, others }: Figures["doors"][number]): ReactNode {
  const name = sayOr(`queue.${door}`, door);
  if (!others) return name;
  return (
    <>
      {name} <span className="meta">{say("figures.others", { count: number(others) })}</span>
    </>
  );
}

function share(count: number, total: number): string {
  if (!total) return "";
  return say("figures.share", { percent: Math.round((100 * count) / total), count: number(count), total: number(total) });
}
