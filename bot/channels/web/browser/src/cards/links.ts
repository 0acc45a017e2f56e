// Where a link of a card leads, and so how it is opened.

export type Kind = "call" | "file" | "page" | "refused";

/** `call`: telephone or mail program; `file`: a download of ours; `page`: anything on the web. */
export function kindOf(address: string, origin: string): Kind {
  if (!URL.canParse(address, origin)) return "refused";
  const url = new URL(address, origin);
  if (url.protocol === "tel:" || url.protocol === "mailto:") return "call";
  if (url.protocol !== "https:" && url.protocol !== "http:") return "refused";
  return url.origin === origin && url.pathname.startsWith("/api/") ? "file" : "page";
}

/** A mailto link with the separator of the program that opens it.

Outlook takes semicolons and no commas, Apple's programs commas (RFC 6068) and no semicolons. */
export function separated(address: string, agent: string): string {
  if (!/Macintosh|iPhone|iPad/.test(agent)) return address;
  const [to = "", ...fields] = address.split("?");
  return [to.replaceAll(";", ","), ...fields].join("?");
}

/** Gives a link what its kind needs; `hint` tells screen readers of a new window. */
export function dress(link: HTMLAnchorElement, hint: string): void {
  const address = link.getAttribute("href") ?? "";
  const kind = kindOf(address, location.origin);
  if (kind === "refused") link.removeAttribute("href");
  if (kind === "call") link.href = separated(address, navigator.userAgent);
  link.removeAttribute("target");
  if (kind === "file") link.dataset["file"] = address;
  if (kind !== "page") return;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  const words = document.createElement("span");
  words.className = "unseen";
  words.textContent = ` (${hint})`;
  link.append(words);
}
