// Telephone numbers in a text, as links that call them.

const PHONE = /\+?\d[\d() -]{7,}\d/g;

/** The text as nodes; telephone numbers in it can be called. */
export function withCalls(text: string): Node[] {
  const nodes: Node[] = [];
  let end = 0;
  for (const match of text.matchAll(PHONE)) {
    nodes.push(document.createTextNode(text.slice(end, match.index)));
    const link = document.createElement("a");
    link.href = `tel:${dialable(match[0])}`;
    link.textContent = match[0];
    nodes.push(link);
    end = match.index + match[0].length;
  }
  return [...nodes, document.createTextNode(text.slice(end))];
}

/** The number with its country, as the cards have it. */
function dialable(phone: string): string {
  const digits = phone.replace(/\D/g, "");
  return digits.length === 10 ? `+1${digits}` : `+${digits}`;
}
