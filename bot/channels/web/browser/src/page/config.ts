// What the server put into the page.

interface Config {
  page: "index" | "chat";
  lang: string;
  labels: Record<string, string>;
}

function element<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as T;
}

export const byId = element;
export const config: Config = JSON.parse(element("config").textContent ?? "{}");
/** Web Chat gives it to the styles that it makes at run time. */
export const nonce: string = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
