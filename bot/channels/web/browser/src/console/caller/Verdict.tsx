// Whether the caller may ask for this: first thing on the card, by words and sign, not by color alone.
import { Checkbox } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { api } from "../api/client";
import { useLoad } from "../api/use-load";
import type { Answer, Authority, Caller, VerdictKind } from "../api/types";
import { useAnnouncer } from "../shell/announcer";
import { say } from "../shell/config";
import { moment } from "../shell/dates";
import { FaultNotice, faultWords } from "../shell/FaultNotice";
import { Icon, type IconName } from "../shell/Icon";
import type { OnThePhone } from "./caller";
import { AuthorizationLine, PersonCard, phoneLink } from "./People";

type Shown = VerdictKind | "unchecked" | "depends";
type Tone = "good" | "bad" | "unsure" | "plain";

const SIGNS: Record<Shown, [IconName, Tone]> = {
  open: ["open", "good"],
  authorized: ["yes", "good"],
  partly: ["partly", "unsure"],
  not_authorized: ["no", "bad"],
  unknown: ["unsure", "unsure"],
  agency_only: ["lock", "plain"],
  unchecked: ["lock", "plain"],
  depends: ["partly", "plain"],
};

/** The role of who needs no authorization, where it is for part of it only. */
const ANYONE = "anyone";

export function shownVerdict({ access, authority }: Pick<Answer, "access" | "authority">): Shown {
  if (authority) return authority.verdict;
  if (access.kind === "public") return "open";
  return access.roles.some((one) => one.role === ANYONE) ? "depends" : "unchecked";
}

/** For the live region. */
export function verdictWords(answer: Answer): string {
  const sentence = answer.authority?.sentence ?? answer.access.summary;
  return `${say(`verdict.${shownVerdict(answer)}`)}. ${sentence}`;
}

interface VerdictProps {
  access: Answer["access"];
  authority: Authority | null;
  entry: string;
  caller: OnThePhone;
  take: (caller: Caller) => void;
}

export function Verdict({ access, authority, entry, caller, take }: VerdictProps): ReactNode {
  const shown = shownVerdict({ access, authority });
  const [icon, tone] = SIGNS[shown];
  return (
    <section className={`verdict ${tone}`} aria-label={say("verdict.title")}>
      <div className="sign">
        <Icon name={icon} />
      </div>
      <div className="told">
        <h3>{say(`verdict.${shown}`)}</h3>
        <p className="sentence">{authority?.sentence ?? access.summary}</p>
        {(shown === "unchecked" || shown === "depends") && <p className="small">{say("verdict.unchecked_text")}</p>}
        {authority?.authorizations.map((one) => (
          <p key={`${one.role}-${one.agency}`} className="small">
            <AuthorizationLine one={one} withAgency />
          </p>
        ))}
        {authority?.call_back && <CallBack {...authority.call_back} entry={entry} caller={caller} />}
        {authority && <Who authority={authority} caller={caller} take={take} />}
        {authority?.sample && (
          <p className="small warning">
            <Icon name="warning" />
            {say("verdict.sample")}
          </p>
        )}
      </div>
    </section>
  );
}

function Who({ authority, caller, take }: { authority: Authority; caller: OnThePhone; take: (one: Caller) => void }): ReactNode {
  const { verdict, who } = authority;
  if (verdict === "open" || verdict === "authorized" || !caller.agency) return null;
  const agency = caller.agency.name;
  return (
    <div className="who">
      <h4>{say(who.length ? "verdict.who" : "verdict.who_none", { agency })}</h4>
      {who.map((one) => (
        <PersonCard key={one.person ?? one.name} caller={one} {...(verdict === "agency_only" && { take })} />
      ))}
    </div>
  );
}

interface CallBackProps {
  phone: string;
  label: string;
  entry: string;
  caller: OnThePhone;
}

function CallBack({ phone, label, entry, caller }: CallBackProps): ReactNode {
  const person = caller.person?.person ?? null;
  const { show } = useAnnouncer();
  const before = useLoad(String(person), person === null ? null : (signal) => api.calledBack(person, signal));
  const at = before.value?.called_back_at;
  const tick = (): void => {
    if (at || person === null) return;
    api.callBack(person, entry).then(
      () => {
        show(say("verdict.called_logged"));
        before.reload();
      },
      (fault: unknown) => show(faultWords(fault)),
    );
  };
  return (
    <div className="call-back">
      <Icon name="phone" />
      <span>
        {say("verdict.call_back")} <a href={phoneLink(phone)}>{phone}</a> <span className="meta">{label}</span>
      </span>
      {person !== null && (
        <Checkbox
          id="called-back"
          checked={Boolean(at)}
          onChange={tick}
          label={at ? say("verdict.called_before", { time: moment(at), name: before.value?.by ?? "" }) : say("verdict.called")}
        />
      )}
      <FaultNotice fault={before.fault} retry={before.reload} />
    </div>
  );
}
