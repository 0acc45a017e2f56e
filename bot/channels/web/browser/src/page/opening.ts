// What a link to the page asks for: a draft by its number, or an entry of the catalog by its name.
import { config } from "./config";

const DRAFT = /^HD-[0-9A-Z]{6}$/;
const ENTRY = /^[a-z][a-z0-9_]{0,63}$/;
const PARAMETERS = ["ask", "draft"];

/** The messages to send, in their order; asked once, and not again when the page is reloaded. */
export async function openingMessages(): Promise<string[]> {
  const address = new URL(location.href);
  const [ask, draft] = PARAMETERS.map((name) => address.searchParams.get(name) ?? "");
  if (config.page !== "index" || !PARAMETERS.some((name) => address.searchParams.has(name))) return [];
  for (const name of PARAMETERS) address.searchParams.delete(name);
  history.replaceState(null, "", address);
  if (draft && DRAFT.test(draft)) return [`show ${draft}`];
  return wordsOf(draft || ask || "", draft !== "");
}

/** The question of an entry, and what its button "Start a request" says; nothing for an unknown one. */
async function wordsOf(entry: string, isRequest: boolean): Promise<string[]> {
  if (!ENTRY.test(entry)) return [];
  try {
    const response = await fetch(`/help/${entry}/opening`);
    if (!response.ok) return [];
    const words = (await response.json()) as { ask: string; draft: string | null };
    return isRequest && words.draft ? [words.ask, words.draft] : [words.ask];
  } catch {
    return []; // The chat opens without it, and one can type.
  }
}
