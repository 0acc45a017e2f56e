// What the server put into the page.

interface Config {
  page: "index" | "chat";
  lang: string;
  labels: Record<string, string>;
  /** What to show for an error of the API, by its code. */
  errors: Record<string, string>;
}

export function byId<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as T;
}

export const config: Config = JSON.parse(byId("config").textContent ?? "{}");
/** Web Chat gives it to the styles that it makes at run time. */
export const nonce: string = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
