// What the server put into the page: its words and what it is called.
import { fill } from "../../page/fill";

interface Config {
  lang: string;
  name: string;
  logo: string;
  canSignIn: boolean;
  words: Record<string, Record<string, string>>;
}

const found = document.getElementById("config");
export const config: Config = JSON.parse(found?.textContent ?? "{}");
/** Griffel gives it to the styles that it makes at run time. */
export const nonce: string = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";

/** The words of the catalog under `group.key`, with the names in braces filled in. */
export function say(key: string, names: Record<string, string | number> = {}): string {
  const [group = "", word = ""] = key.split(".");
  const text = config.words[group]?.[word];
  return text === undefined ? key : fill(text, names);
}

/** The words under a key that is put together, or the fallback where there are none. */
export function sayOr(key: string, fallback: string): string {
  const text = say(key);
  return text === key ? fallback : text;
}
