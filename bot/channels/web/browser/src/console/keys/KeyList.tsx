// The list of keys, and the switch for the single ones.
import {
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from "@fluentui/react-components";
import { useState, type ReactNode } from "react";
import { say } from "../shell/config";
import { useReturnFocus } from "../shell/use-return-focus";
import { letSingleKeysAct, singleKeysAct } from "./keys";

const ANYWHERE: [string[], string][] = [
  [["Ctrl+K"], "keys.search"],
  [["Alt+1", "Alt+2", "Alt+3"], "keys.first"],
  [["↓", "↑", "Enter"], "keys.move"],
  [["Alt+C"], "keys.caller"],
  [["Alt+P"], "keys.pop"],
  [["Ctrl+Enter"], "keys.next"],
  [["Esc"], "keys.back"],
];
const NOT_TYPING: [string[], string][] = [
  [["/"], "keys.search"],
  [["1", "2", "3", "4"], "keys.views"],
  [["?"], "keys.list"],
];
const ON_ANSWER: [string[], string][] = [
  [["C"], "keys.copy_whole"],
  [["W"], "keys.copy_who"],
  [["F"], "keys.copy_form"],
  [["P"], "keys.copy_phone"],
  [["A"], "keys.collect"],
  [["B"], "keys.collected"],
  [["M"], "keys.mail"],
  [["L"], "keys.link"],
  [["N"], "keys.request"],
  [["S"], "keys.pin"],
  [["T"], "keys.called"],
];

export function KeyList({ isOpen, close }: { isOpen: boolean; close: () => void }): ReactNode {
  const [single, setSingle] = useState(singleKeysAct);
  useReturnFocus(isOpen);
  const switchBox = (
    <Checkbox
      checked={single}
      label={say("keys.single")}
      onChange={(_, { checked }) => {
        setSingle(checked === true);
        letSingleKeysAct(checked === true);
      }}
    />
  );
  return (
    <Dialog open={isOpen} onOpenChange={(_, { open }) => !open && close()}>
      <DialogSurface className="keys">
        <DialogBody>
          <DialogTitle>{say("keys.title")}</DialogTitle>
          <DialogContent>
            {switchBox}
            <KeyGroup title={say("keys.anywhere")} keys={ANYWHERE} />
            <KeyGroup title={say("keys.not_typing")} keys={NOT_TYPING} />
            <KeyGroup title={say("keys.on_answer")} keys={ON_ANSWER} />
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={close}>
              {say("shell.close")}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function KeyGroup({ title, keys }: { title: string; keys: [string[], string][] }): ReactNode {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {keys.map(([names, words]) => (
          <div key={words}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{say(words)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
