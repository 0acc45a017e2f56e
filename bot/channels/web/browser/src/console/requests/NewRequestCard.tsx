// The request that an agent types for the caller: prefilled from the call, checked by the server, saved once.
import { Button, Checkbox } from "@fluentui/react-components";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { api, ApiFault } from "../api/client";
import { useLoad } from "../api/use-load";
import type { Answer, Caller, RequestField, RequestForm, Saved } from "../api/types";
import { whom, type OnThePhone } from "../caller/caller";
import { Verdict } from "../caller/Verdict";
import { useAnnouncer } from "../shell/announcer";
import { say } from "../shell/config";
import { FaultNotice } from "../shell/FaultNotice";
import { Icon } from "../shell/Icon";
import { asRequest, CALLER_KEYS, callerKey, fromCaller, refusedBy, valueOf, type Typed } from "./request-values";
import { fieldId, RequestFieldBox } from "./RequestFieldBox";

interface NewRequestCardProps {
  answer: Answer;
  caller: OnThePhone;
  typed: Typed;
  setTyped: (typed: Typed) => void;
  take: (person: Caller) => void;
  back: () => void;
  show: (reference: string) => void;
  startOver: () => void;
}

const GROUPS: RequestField["group"][] = ["caller", "request", "notes"];

export function NewRequestCard(props: NewRequestCardProps): ReactNode {
  const { answer, caller } = props;
  const [saved, setSaved] = useState<Saved | null>(null);
  const given = whom(caller);
  const form = useLoad(`${answer.entry}:${given.agency}:${given.person}:${given.unlisted}`, (signal) =>
    api.requestForm(answer.entry, given, signal),
  );
  return (
    <article className="card answer" aria-labelledby="open-title">
      <header className="stack">
        <Button size="small" icon={<Icon name="back" />} onClick={props.back}>
          {say("request.back")}
        </Button>
        <h2 id="open-title" tabIndex={-1}>
          {say("request.heading", { title: answer.title })}
        </h2>
        <p className="summary">{say("request.about")}</p>
      </header>
      <FaultNotice fault={form.fault} retry={form.reload} />
      {saved ? (
        <Outcome
          saved={saved}
          {...props}
          startOver={() => {
            setSaved(null);
            props.startOver();
          }}
        />
      ) : (
        form.value && <Form {...props} form={form.value} replace={form.replace} done={setSaved} />
      )}
    </article>
  );
}

interface FormProps extends NewRequestCardProps {
  form: RequestForm;
  replace: (form: RequestForm) => void;
  done: (saved: Saved) => void;
}

function Form({ answer, form, replace, done, ...props }: FormProps): ReactNode {
  const { caller, typed, setTyped } = props;
  const [fault, setFault] = useState<unknown>(null);
  const [isSending, setSending] = useState(false);
  const { show } = useAnnouncer();
  const toFirst = useRef(false);
  const known = fromCaller(caller);
  const fields = withCallerFields(form.fields);
  const refused = { ...serverRefusals(fields, typed), ...typed.refused };
  const count = Object.keys(typed.refused).length;
  const keys = new Set(fields.map(({ key }) => key));
  const withoutField = Object.entries(typed.refused).flatMap(([key, reason]) => (keys.has(key) ? [] : [reason]));
  const authority = form.authority ?? answer.authority;

  useEffect(() => {
    if (!toFirst.current) return;
    toFirst.current = false;
    const first = fields.find(({ key }) => typed.refused[key]);
    if (first) document.getElementById(fieldId(first.key))?.focus();
  });
  const type = (key: string, value: string): void => {
    const { [key]: _, ...others } = typed.refused;
    setTyped({
      ...typed,
      values: { ...typed.values, [key]: value },
      touched: new Set([...typed.touched, key]),
      refused: others,
    });
  };
  const current = (): Record<string, string> => asRequest(form, fields, newest.current, caller).values;
  const newest = useRef(typed);
  newest.current = typed;
  // Asked for after the value has been taken.
  const check = (): void => {
    window.setTimeout(() => {
      api.checkRequest(form.entry, current()).then(
        (checked) => replace({ ...checked, authority: form.authority }),
        () => undefined, // said when it is saved
      );
    });
  };
  const save = (): void => {
    setSending(true);
    setFault(null);
    api
      .saveRequest(asRequest(form, fields, typed, caller))
      .then(
        (saved) => {
          show(say("request.done", { reference: saved.reference }));
          done(saved);
        },
        (error: unknown) => {
          setFault(error);
          if (!(error instanceof ApiFault) || !error.refused.length) return;
          toFirst.current = true;
          setTyped({ ...typed, refused: refusedBy(error.refused) });
        },
      )
      .finally(() => setSending(false));
  };
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSending) save();
      }}
    >
      <Verdict access={answer.access} authority={authority} entry={form.entry} caller={caller} take={props.take} />
      {GROUPS.map((group) => {
        const shown = fields.filter((field) => field.group === group);
        if (!shown.length) return null;
        return (
          <fieldset key={group}>
            <legend>{say(`request.group_${group}`)}</legend>
            {shown.map((field) => (
              <RequestFieldBox
                key={field.key}
                field={field}
                value={valueOf(field, typed, known)}
                refused={refused[field.key]}
                onChange={(value) => type(field.key, value)}
                onDone={check}
              />
            ))}
          </fieldset>
        );
      })}
      {authority?.call_back && (
        <Checkbox
          checked={typed.calledBack}
          label={say("request.called_back")}
          onChange={(_, { checked }) => setTyped({ ...typed, calledBack: checked === true })}
        />
      )}
      {count > 0 && (
        <div className="fault" role="alert">
          <Icon name="warning" />
          <p>
            {say("request.missing", { count })}
            {withoutField.map((reason) => (
              <span key={reason}> {reason}</span>
            ))}
          </p>
        </div>
      )}
      {count === 0 && <FaultNotice fault={fault} />}
      <div className="actions">
        <Button type="submit" appearance="primary" size="large" disabledFocusable={isSending}>
          {say("request.submit")}
        </Button>
        <Button size="large" onClick={props.back}>
          {say("request.back")}
        </Button>
      </div>
    </form>
  );
}

/** What the server has refused of the values that are still the same. */
function serverRefusals(fields: RequestField[], typed: Typed): Record<string, string> {
  const refused = fields.filter(({ key, value, refused }) => refused && (typed.values[key] ?? value) === value);
  return Object.fromEntries(refused.map(({ key, refused }) => [key, refused ?? ""]));
}

/** The four that every request has, where the form of the server has none of its own for them. */
function withCallerFields(fields: RequestField[]): RequestField[] {
  const has = new Set(fields.map(callerKey));
  const missing = CALLER_KEYS.filter((key) => !has.has(key)).map(
    (key): RequestField => ({
      key,
      label: say(`request.${key}`),
      question: "",
      help: "",
      type: key === "name" || key === "agency" ? "text" : key,
      choices: [],
      required: key === "name",
      value: "",
      refused: null,
      group: "caller",
    }),
  );
  return [...fields, ...missing];
}

interface OutcomeProps {
  saved: Saved;
  show: (reference: string) => void;
  startOver: () => void;
  back: () => void;
}

function Outcome({ saved, show, startOver, back }: OutcomeProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="verdict good">
      <div className="sign">
        <Icon name="yes" />
      </div>
      <div className="told">
        <h3 ref={heading} tabIndex={-1}>
          {say("request.done", { reference: saved.reference })}
        </h3>
        <p>{saved.outcome}</p>
        {saved.missing.length > 0 && <p>{say("request.still_missing", { labels: saved.missing.join(", ") })}</p>}
        <div className="actions">
          <Button appearance="primary" onClick={() => show(saved.reference)}>
            {say("request.show")}
          </Button>
          <Button onClick={startOver}>{say("request.another")}</Button>
          <Button onClick={back}>{say("request.back")}</Button>
        </div>
      </div>
    </section>
  );
}
