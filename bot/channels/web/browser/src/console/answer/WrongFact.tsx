// "This fact is wrong": a reason, and a few words.
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Radio,
  RadioGroup,
  Textarea,
} from "@fluentui/react-components";
import { useState, type ReactNode } from "react";
import { api } from "../api/client";
import { REASONS, type Reason } from "../api/types";
import { useAnnouncer } from "../shell/announcer";
import { say } from "../shell/config";
import { FaultNotice } from "../shell/FaultNotice";
import { useReturnFocus } from "../shell/use-return-focus";

const LONGEST = 500;

export interface Doubted {
  entry: string;
  key: string;
  label: string;
  text: string;
}

export function WrongFact({ doubted, close }: { doubted: Doubted; close: (isSent: boolean) => void }): ReactNode {
  const [reason, setReason] = useState<Reason>("incorrect");
  const [comment, setComment] = useState("");
  const [fault, setFault] = useState<unknown>(null);
  const { show } = useAnnouncer();
  useReturnFocus(true);
  const send = (): void => {
    api.dispute({ entry: doubted.entry, fact: doubted.key, reason, comment: comment.trim() }).then(() => {
      show(say("answer.wrong_sent"));
      close(true);
    }, setFault);
  };
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && close(false)}>
      <DialogSurface>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <DialogBody>
            <DialogTitle>{say("answer.wrong_title")}</DialogTitle>
            <DialogContent className="form">
              <blockquote>
                <b>{doubted.label}</b> {doubted.text}
              </blockquote>
              <Field label={say("answer.wrong_reason")}>
                <RadioGroup value={reason} onChange={(_, { value }) => setReason(value as Reason)}>
                  {REASONS.map((one) => (
                    <Radio key={one} value={one} label={say(`answer.${one}`)} />
                  ))}
                </RadioGroup>
              </Field>
              <Field label={say("answer.wrong_comment")} hint={say("answer.wrong_comment_hint")}>
                <Textarea value={comment} maxLength={LONGEST} onChange={(_, { value }) => setComment(value)} />
              </Field>
              <FaultNotice fault={fault} />
            </DialogContent>
            <DialogActions>
              <Button type="submit" appearance="primary">
                {say("answer.wrong_send")}
              </Button>
              <Button onClick={() => close(false)}>{say("shell.cancel")}</Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
