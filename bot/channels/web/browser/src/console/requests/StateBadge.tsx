// Where a request stands, by word and sign.
import type { ReactNode } from "react";
import type { QueueState } from "../api/types";
import { Icon, type IconName } from "../shell/Icon";

const SIGNS: Record<QueueState, [IconName, string]> = {
  new: ["request", "plain"],
  approval: ["unsure", "unsure"],
  failed: ["warning", "bad"],
  delivered: ["yes", "good"],
  ended: ["close", "plain"],
};

export function StateBadge({ state, words }: { state: QueueState; words: string }): ReactNode {
  const [icon, tone] = SIGNS[state];
  return (
    <span className={`badge ${tone}`}>
      <Icon name={icon} />
      {words}
    </span>
  );
}
