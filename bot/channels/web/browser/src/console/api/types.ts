// What /api/console answers, type by type.

export interface Me {
  name: string;
  email: string;
}

export interface Named<K = string> {
  id: K;
  name: string;
}

export interface EntryTitle {
  entry: string;
  title: string;
}

export type HitKind = "procedure" | "form" | "policy" | "phone" | "agency" | "person" | "role" | "draft";

export interface Hit {
  kind: HitKind;
  key: string;
  title: string;
  detail: string;
  score: number;
  entries: EntryTitle[];
  agency: Named<number> | null;
  role: string | null;
}

export interface Authorization {
  role: string;
  role_title: string;
  agency: string;
  since: string | null;
  until: string | null;
  verified: string | null;
  source: string;
  imported: string | null;
}

export interface Caller {
  person: number | null;
  name: string;
  email: string;
  phone: string;
  title: string;
  agency: Named<number> | null;
  authorizations: Authorization[];
}

export interface AgencyLine {
  id: number;
  name: string;
  acronym: string;
  cabinet: string;
}

export interface AgencyCard extends AgencyLine {
  consolidated: boolean | null;
  people: Caller[];
  gaps: string[];
}

export interface CalledBack {
  called_back_at: string | null;
  by: string | null;
}

export interface Procedure extends EntryTitle {
  question: string;
  topic: string;
  topic_title: string;
  is_public: boolean;
}

export type VerdictKind = "open" | "authorized" | "partly" | "not_authorized" | "unknown" | "agency_only";

export interface Authority {
  verdict: VerdictKind;
  sentence: string;
  authorizations: Authorization[];
  who: Caller[];
  call_back: { phone: string; label: string } | null;
  sample: boolean;
}

export interface Source {
  page: string;
  url: string | null;
  verified: string;
}

export interface Disputed {
  since: string;
  count: number;
}

export interface Fact {
  key: string;
  kind: string;
  label: string;
  text: string;
  link: { href: string; text: string } | null;
  source: Source;
  review: { due: string; is_due: boolean };
  disputed: Disputed | null;
}

export interface Step {
  key: string;
  text: string;
  picture: { url: string; alt: string } | null;
  disputed: Disputed | null;
}

export interface Question {
  key: string;
  when: string;
  question: string;
  then: string;
  disputed: Disputed | null;
}

export interface Answer extends EntryTitle {
  question: string;
  summary: string;
  topic: string;
  help_url: string;
  call_first: boolean;
  can_draft: boolean;
  access: {
    kind: "public" | "restricted";
    summary: string;
    roles: { role: string; title: string; note: string | null }[];
    approval: string | null;
  };
  authority: Authority | null;
  facts: Fact[];
  steps: Step[];
  questions: Question[];
  notes: string[];
  source: Source;
  confusable: EntryTitle[];
}

export interface Comparison {
  answers: [Answer, Answer];
  differences: string[];
}

export interface ReplyPart {
  entry: string;
  keys: string[] | null;
}

export interface Reply {
  text: string;
  html: string;
  subject: string;
  mailto: string;
  /** False: the link had no room for all of it. */
  mail_in_full?: boolean;
}

export interface RequestField {
  key: string;
  label: string;
  question: string;
  help: string;
  type: string;
  choices: string[];
  required: boolean;
  value: string;
  refused: string | null;
  group: "request" | "caller" | "notes";
}

export interface RequestForm extends EntryTitle {
  fields: RequestField[];
  authority: Authority | null;
}

export interface Requester {
  name: string;
  email: string;
  phone: string;
  agency: string;
}

export interface NewRequest {
  key: string;
  entry: string;
  person: number | null;
  caller: Requester;
  values: Record<string, string>;
  called_back: boolean;
}

export interface Saved {
  reference: string;
  status: string;
  outcome: string;
  missing: string[];
}

export interface Refused {
  key: string;
  reason: string;
}

export type QueueState = "new" | "approval" | "failed" | "delivered" | "ended";
export const QUEUE_STATES: readonly QueueState[] = ["new", "approval", "failed", "delivered", "ended"];

export interface RequestLine extends EntryTitle {
  reference: string;
  requester: string;
  agency: string;
  state: QueueState;
  status: string;
  status_words: string;
  channel: string;
  typed_by: string | null;
  updated: string;
  created: string;
  number: string | null;
  cause: string | null;
}

export interface RequestPage {
  requests: RequestLine[];
  next: string | null;
  counts: Partial<Record<QueueState | "all", number>>;
}

export interface RequestDetails extends RequestLine {
  fields: { label: string; value: string }[];
  missing: string[];
  authorized: { name: string; role: string; agency: string; email?: string; phone?: string }[];
  log: { at: string; words: string }[];
  deliveries: {
    recipient: string;
    state: string;
    attempts: number;
    error: string | null;
    number: string | null;
    at: string | null;
  }[];
  conversation: { from: "user" | "assistant"; text: string; at: string }[];
  can_retry: boolean;
  can_withdraw: boolean;
}

export type Reason = "incorrect" | "outdated" | "incomplete" | "other";
export const REASONS: readonly Reason[] = ["incorrect", "outdated", "incomplete", "other"];

export interface Dispute extends EntryTitle {
  id: number;
  fact: string;
  text: string;
  reason: Reason;
  comment: string;
  by: string;
  since: string;
  ended: string | null;
}

export type MissCause = "refused" | "not_clicked" | "thumbs_down" | "rephrased";

export interface Misses {
  groups: {
    id: string | number;
    people: number;
    messages: number;
    examples: { text: string; cause: MissCause; at: string }[];
    suggested: EntryTitle[];
  }[];
  days: number;
  total: number;
}

export const OUTCOMES = ["answered", "one_click", "refused", "handed_over", "came_back", "gave_up"] as const;
export type Outcomes = Record<(typeof OUTCOMES)[number], number>;

export interface Figures {
  days: number;
  /** `others`: messages that ask nothing, such as thanks. */
  doors: { door: string; messages: number; outcomes: Outcomes; others?: number }[];
  entries: (EntryTitle & { messages: number; outcomes: Outcomes })[];
  agencies: { agency: string; messages: number; outcomes: Outcomes }[];
  people: number;
  messages: number;
}
