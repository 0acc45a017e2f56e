// How many days back one looks.
import { Select } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { say } from "../shell/config";

const PERIODS = [7, 30, 90];

export function Period({ days, choose }: { days: number; choose: (days: number) => void }): ReactNode {
  return (
    <Select aria-label={say("upkeep.period")} value={String(days)} onChange={(_, { value }) => choose(Number(value))}>
      {PERIODS.map((one) => (
        <option key={one} value={one}>
          {say("upkeep.days", { count: one })}
        </option>
      ))}
    </Select>
  );
}
