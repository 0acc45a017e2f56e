// One field of a request, by its type; a value that was refused stays, with the reason below it.
import { Field, Input, Select, Textarea } from "@fluentui/react-components";
import type { ReactNode } from "react";
import type { RequestField } from "../api/types";
import { say } from "../shell/config";

interface RequestFieldBoxProps {
  field: RequestField;
  value: string;
  refused: string | undefined;
  onChange: (value: string) => void;
  /** The value may change which fields apply. */
  onDone: () => void;
}

const INPUT_TYPES: Record<string, "date" | "email" | "tel" | "url" | "text"> = {
  date: "date",
  email: "email",
  phone: "tel",
};

export const fieldId = (key: string): string => `field-${key}`;

export function RequestFieldBox(props: RequestFieldBoxProps): ReactNode {
  const { field, refused } = props;
  const words = field.question && field.question !== field.label ? field.question : "";
  const hint = [words, field.help].filter(Boolean).join(" ");
  return (
    <Field
      label={
        <>
          {field.label} <span className="meta">{say(field.required ? "request.required" : "request.optional")}</span>
        </>
      }
      {...(hint && { hint })}
      {...(refused && { validationMessage: { children: refused, role: "none" }, validationState: "error" })}
    >
      <Control {...props} />
    </Field>
  );
}

function Control({ field, value, onChange, onDone }: RequestFieldBoxProps): ReactNode {
  const shared = { id: fieldId(field.key), value, "aria-required": field.required };
  const offered = field.type === "yes_no" && !field.choices.length ? ["yes", "no"] : field.choices;
  // A value that was taken may be called otherwise than the choice that it came from.
  const choices = offered.length && value && !offered.includes(value) ? [...offered, value] : offered;
  if (choices.length)
    return (
      <Select
        {...shared}
        onChange={(_, data) => {
          onChange(data.value);
          onDone();
        }}
      >
        <option value="">{say("request.choose")}</option>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice === "yes" || choice === "no" ? say(`request.${choice}`) : choice}
          </option>
        ))}
      </Select>
    );
  if (field.type === "long_text" || field.group === "notes")
    return <Textarea {...shared} resize="vertical" onBlur={onDone} onChange={(_, data) => onChange(data.value)} />;
  return (
    <Input
      {...shared}
      type={INPUT_TYPES[field.type] ?? "text"}
      autoComplete="off"
      {...(field.type === "count" && { inputMode: "numeric" as const })}
      onBlur={onDone}
      onChange={(_, data) => onChange(data.value)}
    />
  );
}
