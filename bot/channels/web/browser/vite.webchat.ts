// What we change in Web Chat's packages while the page is built; a build fails where a change no longer fits.
import type { Plugin } from "vite";
import { lang } from "./labels.json";

interface Change {
  module: RegExp;
  place: RegExp;
  become: (found: string) => string;
}

// What Web Chat falls back to.
const FALLBACK = "en";

const isKept = (entry: string): boolean => {
  const [language = ""] = entry.replaceAll('"', "").split(/[-:]/);
  return language === FALLBACK || language === lang.split("-")[0];
};

/** Words of languages that the page is not in are left out: a fifth of the script. */
const languages: Change = {
  module: /botframework-webchat-api\/dist\/botframework-webchat-api\.mjs$/,
  // The table of all languages: `{"ar-EG":a,"ar-JO":b, ...}`.
  place: /\{"ar-EG":[\w$]+,(?:"?[\w-]+"?:[\w$]+,?)+\}/,
  become: (table) => `{${table.slice(1, -1).split(",").filter(isKept).join(",")}}`,
};

/** It scrolls by a script of its own: at once for who wants nothing to move. */
const scrolling: Change = {
  module: /react-scroll-to-bottom\/lib\/esm\/SpineTo\.js$/,
  place: /step\(from, toNumber, [^;]+/,
  become: (next) => `matchMedia("(prefers-reduced-motion: reduce)").matches ? toNumber : ${next}`,
};

const plugin = ({ module, place, become }: Change): Plugin => {
  let isDone = false;
  return {
    name: `change ${module.source}`,
    transform: {
      filter: { id: module },
      handler(code) {
        isDone = place.test(code);
        return { code: code.replace(place, become), map: null };
      },
    },
    buildEnd(error) {
      if (!error && !isDone) this.error(`${module.source} is not as it was: see vite.webchat.ts`);
    },
  };
};

export const changes: Plugin[] = [languages, scrolling].map(plugin);
