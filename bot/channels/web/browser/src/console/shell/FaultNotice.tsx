// What went wrong, in the server's own words, and what to do.
import { Button } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { ApiFault } from "../api/client";
import { say } from "./config";
import { Icon } from "./Icon";

export function faultWords(fault: unknown): string {
  if (!(fault instanceof ApiFault) || fault.status === 0) return say("shell.offline");
  if (fault.status === 401) return say("shell.expired");
  return fault.message || say("shell.offline");
}

export function FaultNotice({ fault, retry }: { fault: unknown; retry?: () => void }): ReactNode {
  if (!fault) return null;
  return (
    <div className="fault" role="alert">
      <Icon name="warning" />
      <p>{faultWords(fault)}</p>
      {retry && (
        <Button size="small" onClick={retry}>
          {say("shell.retry")}
        </Button>
      )}
    </div>
  );
}
