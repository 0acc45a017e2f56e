// Copies replies, collects pieces of them, and copies the collection.
import { useState } from "react";
import { api, ApiFault } from "../api/client";
import type { Answer, ReplyPart } from "../api/types";
import { named, type OnThePhone } from "../caller/caller";
import { useAnnouncer } from "../shell/announcer";
import { say } from "../shell/config";
import { faultWords } from "../shell/FaultNotice";
import { copy, linkOf, mailTo } from "./clipboard";

export interface Piece extends ReplyPart {
  words: string;
}

/** What of an answer is copied: everything, or the facts of these kinds. */
export interface Selection {
  words: string;
  keys: string[] | null;
}

export const whole = ({ title }: Answer): Selection => ({ words: say("basket.whole", { title }), keys: null });

export function ofKinds(answer: Answer, ...kinds: string[]): Selection {
  const facts = answer.facts.filter(({ kind }) => kinds.includes(kind));
  const labels = [...new Set(facts.map(({ label }) => label))].join(", ");
  return { words: labels, keys: facts.map(({ key }) => key) };
}

export interface Replies {
  pieces: Piece[];
  copy: (answer: Answer, selection: Selection) => void;
  collect: (answer: Answer, selection: Selection) => void;
  remove: (index: number) => void;
  clear: () => void;
  copyAll: () => void;
  mail: (answer: Answer) => void;
  link: (answer: Answer) => void;
}

export function useReplies(caller: OnThePhone): Replies {
  const [pieces, setPieces] = useState<Piece[]>([]);
  const { show } = useAnnouncer();
  const failed = (fault: unknown): void =>
    show(fault instanceof ApiFault ? faultWords(fault) : say("answer.copy_failed"));
  const reply = (parts: ReplyPart[]) => api.reply(parts, named(caller));
  const done = (work: Promise<void>, words: string): void => void work.then(() => show(words), failed);
  const isEmpty = ({ keys }: Selection): boolean => {
    if (keys?.length !== 0) return false;
    show(say("answer.nothing_to_copy"));
    return true;
  };
  return {
    pieces,
    copy: (answer, selection) => {
      if (isEmpty(selection)) return;
      const words = selection.keys ? say("answer.copied", { what: selection.words }) : say("answer.copied_whole");
      done(copy(reply([{ entry: answer.entry, keys: selection.keys }])), words);
    },
    collect: (answer, selection) => {
      if (isEmpty(selection)) return;
      const { keys } = selection;
      const words = keys ? say("basket.piece", { title: answer.title, label: selection.words }) : selection.words;
      setPieces((now) =>
        now.some((one) => one.words === words) ? now : [...now, { entry: answer.entry, keys, words }],
      );
      show(say("basket.added", { what: selection.words }));
    },
    remove: (index) => setPieces((now) => now.filter((_, place) => place !== index)),
    clear: () => setPieces([]),
    copyAll: () => {
      if (pieces.length) done(copy(reply(pieces.map(({ entry, keys }) => ({ entry, keys })))), say("basket.copied"));
    },
    mail: (answer) => {
      reply([{ entry: answer.entry, keys: null }]).then((whole) => {
        location.href = mailTo(whole.mailto, caller.person?.email ?? "");
        if (whole.mail_in_full === false) done(copy(Promise.resolve(whole)), say("answer.mail_shortened"));
      }, failed);
    },
    link: ({ help_url, question, title }) => {
      const url = new URL(help_url, location.href).href;
      done(copy(Promise.resolve(linkOf(url, question || title))), say("answer.link_copied"));
    },
  };
}
