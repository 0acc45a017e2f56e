// Puts a reply into the clipboard as plain text and as HTML, so that it looks the same wherever it is pasted.

interface Copied {
  text: string;
  html: string;
}

const blob = (text: string, type: string): Blob => new Blob([text], { type });

/**
 * Copies what `reply` will be. The browser lets a page write only at once after a key or a click, and so the
 * clipboard gets the promise. Raises what `reply` raises, or an error where the browser refuses.
 */
export async function copy(reply: Promise<Copied>): Promise<void> {
  if (typeof ClipboardItem === "undefined" || !navigator.clipboard?.write) return copyOldWay(await reply);
  const item = new ClipboardItem({
    "text/plain": reply.then(({ text }) => blob(text, "text/plain")),
    "text/html": reply.then(({ html }) => blob(html, "text/html")),
  });
  try {
    await navigator.clipboard.write([item]);
  } catch (error) {
    await reply;
    throw error;
  }
}

/** Without HTTPS a page has no clipboard of its own, but hears of copying. */
function copyOldWay({ text, html }: Copied): void {
  let isDone = false;
  const fill = (event: ClipboardEvent): void => {
    event.clipboardData?.setData("text/plain", text);
    event.clipboardData?.setData("text/html", html);
    event.preventDefault();
    isDone = true;
  };
  document.addEventListener("copy", fill, { once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", fill);
  if (!isDone) throw new Error("copying is not allowed");
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A link, as text and as HTML. */
export const linkOf = (url: string, title: string): Copied => ({
  text: url,
  html: `<a href="${escaped(url)}">${escaped(title)}</a>`,
});

/** The link of a reply with the caller as its receiver. */
export function mailTo(mailto: string, email: string): string {
  return email ? mailto.replace(/^mailto:[^?]*/, `mailto:${encodeURIComponent(email).replace("%40", "@")}`) : mailto;
}
