// The desk's state: what is looked for, who is calling, what is open, and what each key does there.
import { useEffect, useRef, useState, type MouseEvent, type RefObject } from "react";
import { api } from "../api/client";
import { useLoad, type Loaded } from "../api/use-load";
import type { Answer, Caller, Comparison, Hit, Named } from "../api/types";
import { ofKinds, useReplies, whole, type Replies } from "../basket/use-replies";
import { NOBODY, whom, withAgency, withPerson, type OnThePhone } from "../caller/caller";
import { verdictWords } from "../caller/Verdict";
import type { Keys } from "../keys/keys";
import { fresh, type Typed } from "../requests/request-values";
import { useKeptEntries, type KeptEntries } from "../search/kept-entries";
import { takeScreenPop, type Place } from "./address";
import { useAnnouncer } from "./announcer";
import { say } from "./config";
import { isLost } from "./use-return-focus";

const REQUEST = "request";
const pop = takeScreenPop();

export interface DeskState {
  q: string;
  setQ: (q: string) => void;
  caller: OnThePhone;
  setCaller: (caller: OnThePhone) => void;
  take: (person: Caller) => void;
  takeAgency: (agency: Named<number>) => void;
  hit: Hit | null;
  openHit: (hit: Hit) => void;
  openEntry: (one: { entry: string }) => void;
  answer: Loaded<Answer>;
  comparison: Loaded<Comparison>;
  entry: string;
  other: string;
  isRequest: boolean;
  show: (extra: string) => void;
  showRequest: (reference: string) => void;
  typed: Typed;
  setTyped: (typed: Typed) => void;
  replies: Replies;
  kept: KeptEntries;
  next: () => void;
  asksToClear: boolean;
  clear: (sure: boolean) => void;
  boxRef: RefObject<HTMLInputElement>;
  callerRef: RefObject<HTMLInputElement>;
  openNumber: { current: (number: number) => void };
  skip: (event: MouseEvent) => void;
  keys: Keys;
}

export function useDesk(place: Place, go: (place: Partial<Place>) => void): DeskState {
  const [q, putQ] = useState(pop.q);
  const [caller, setCaller] = useState<OnThePhone>({ ...NOBODY, phone: pop.phone });
  const [hit, setHit] = useState<Hit | null>(null);
  const [requests, setRequests] = useState<Record<string, Typed>>({});
  const [asksToClear, setAsksToClear] = useState(false);
  const boxRef = useRef<HTMLInputElement>(null);
  const callerRef = useRef<HTMLInputElement>(null);
  const openNumber = useRef<(number: number) => void>(() => undefined);
  const replies = useReplies(caller);
  const kept = useKeptEntries();
  const { tell, show: showWords } = useAnnouncer();

  const isDesk = place.view === "desk";
  const entry = isDesk ? place.open : "";
  const isRequest = isDesk && place.extra === REQUEST;
  const other = isDesk && !isRequest ? place.extra : "";
  const given = whom(caller);
  const call = `${given.agency}:${given.person}:${given.unlisted}`;
  const answer = useLoad(`${entry}:${call}`, entry ? (signal) => api.answer(entry, given, signal) : null);
  const comparison = useLoad(
    `${entry}:${other}:${call}`,
    entry && other ? (signal) => api.compare(entry, other, given, signal) : null,
  );

  // What has opened is read from its heading; a change of the caller only says what it means.
  const opened = `${entry}:${place.extra}:${hit ? hit.kind + hit.key : ""}`;
  const seen = useRef("");
  const wantsFocus = useRef(false);
  const isThere = Boolean(hit || (other ? comparison.value : answer.value?.entry === entry));
  // Whoever goes on meanwhile is not pulled away: what they type would act as keys.
  const keepFocus = (): void => {
    wantsFocus.current = false;
  };
  const setQ = (text: string): void => {
    keepFocus();
    putQ(text);
  };
  useEffect(() => {
    if (!isThere || seen.current === opened) return;
    seen.current = opened;
    if (wantsFocus.current) document.getElementById("open-title")?.focus();
    keepFocus();
  }, [opened, isThere]);
  useEffect(() => {
    const value = answer.value;
    if (!value || value.entry !== entry || hit) return;
    kept.visit(value);
    tell(verdictWords(value));
  }, [answer.value, entry, hit, kept.visit, tell]);

  useEffect(() => {
    if (entry) setHit(null); // the way back leads from a person to the entry before
  }, [entry]);
  // The candidates are gone with the pick: the focus goes on to what it is for.
  useEffect(() => {
    if (!caller.person) return;
    requestAnimationFrame(() => {
      if (isLost()) (document.getElementById("open-title") ?? boxRef.current)?.focus();
    });
  }, [caller.person]);

  const toBox = (): void => {
    keepFocus();
    const focus = (): void => {
      boxRef.current?.focus();
      boxRef.current?.select();
    };
    // At once: a letter that is typed before would act as a key.
    if (isDesk) return focus();
    go({ view: "desk" });
    requestAnimationFrame(focus); // after the desk is drawn again
  };
  const open = (to: Partial<Place>): void => {
    wantsFocus.current = true;
    seen.current = "";
    go(to);
  };
  const openEntry = (one: { entry: string }): void => {
    setHit(null);
    open({ view: "desk", open: one.entry });
  };
  const openHit = (one: Hit): void => {
    if (one.kind === "procedure") return openEntry({ entry: one.key });
    if (one.kind === "draft") return open({ view: "requests", open: one.key });
    const [only] = one.entries;
    if (only && one.entries.length === 1 && !one.agency) return openEntry(only);
    setHit(one);
    open({ view: "desk" });
  };
  const show = (extra: string): void => open({ view: "desk", open: entry, extra });
  const take = (one: Caller): void => {
    setCaller(withPerson(caller, one));
    showWords(say("caller.set_person", { name: one.name }));
  };
  const takeAgency = (one: Named<number>): void => {
    setCaller(withAgency(caller, one));
    showWords(say("caller.set_agency", { agency: one.name }));
  };

  const clear = (sure: boolean): void => {
    setAsksToClear(false);
    if (!sure) return;
    setQ("");
    setCaller(NOBODY);
    setHit(null);
    setRequests({});
    replies.clear();
    tell("");
    go({ view: "desk" });
    toBox();
    if (asksToClear) requestAnimationFrame(toBox); // once the question has closed
    showWords(say("caller.cleared"));
  };
  const isTypedInto = Object.values(requests).some(({ touched }) => touched.size > 0);
  const next = (): void => (isTypedInto ? setAsksToClear(true) : clear(true));

  const back = (): boolean | void => {
    const inBox = document.activeElement === boxRef.current;
    if (!isDesk) {
      if (place.open) return go({ view: place.view });
      return toBox();
    }
    if (place.extra) return show("");
    if (!inBox) return toBox();
    if (q) return setQ("");
    if (!entry && !hit) return false;
    setHit(null);
    go({ view: "desk" });
  };
  const current = !hit && !other && answer.value?.entry === entry ? answer.value : null;
  const onAnswer = (act: (answer: Answer) => void) => (): boolean | void => (current ? act(current) : false);
  // The only candidate of a screen pop is taken; of several the first has the focus.
  const takeCandidate = (): boolean => {
    const [first, ...others] = document.querySelectorAll<HTMLElement>(".pop .option");
    if (others.length) first?.focus();
    else first?.click();
    return Boolean(first);
  };
  const keys: Keys = {
    "Ctrl+K": toBox,
    "/": toBox,
    "Ctrl+Enter": next,
    Escape: back,
    "Alt+C": () => {
      keepFocus();
      callerRef.current?.focus();
      callerRef.current?.select();
    },
    "Alt+P": takeCandidate,
    ...Object.fromEntries([1, 2, 3].map((number) => [`Alt+${number}`, () => openNumber.current(number)])),
    c: onAnswer((one) => replies.copy(one, whole(one))),
    w: onAnswer((one) => replies.copy(one, ofKinds(one, "requesters", "approval"))),
    f: onAnswer((one) => replies.copy(one, ofKinds(one, "forms"))),
    p: onAnswer((one) => replies.copy(one, ofKinds(one, "phones"))),
    a: onAnswer((one) => replies.collect(one, whole(one))),
    m: onAnswer(replies.mail),
    l: onAnswer(replies.link),
    s: onAnswer(kept.pin),
    n: onAnswer(({ can_draft }) => can_draft && show(REQUEST)),
    t: () => document.getElementById("called-back")?.click(),
    b: () => replies.copyAll(),
  };
  const empty = useRef<Record<string, Typed>>({});
  const typed = requests[entry] ?? (empty.current[entry] ??= fresh());

  return {
    q,
    setQ,
    caller,
    setCaller,
    take,
    takeAgency,
    hit,
    openHit,
    openEntry,
    answer,
    comparison,
    entry,
    other,
    isRequest,
    show,
    showRequest: (reference) => open({ view: "requests", open: reference }),
    typed,
    setTyped: (now) => setRequests((all) => ({ ...all, [entry]: now })),
    replies,
    kept,
    next,
    asksToClear,
    clear,
    boxRef,
    callerRef,
    openNumber,
    skip: (event) => {
      event.preventDefault();
      toBox();
    },
    keys,
  };
}
