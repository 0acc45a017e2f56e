// Telephone numbers in a text, as links that call them.

const PHONE = /\+?\d[\d() -]{7,}\d/g;

interface Part {
  text: string;
  /** Where the text is a number: what calls it. */
  address?: string;
}

/** The text in parts: its telephone numbers, and what stands between them. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(PHONE)) {
    parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: match[0], address: `tel:${dialable(match[0])}` });
    end = match.index + match[0].length;
  }
  return [...parts, { text: text.slice(end) }];
}

/** The text as nodes; telephone numbers in it can be called. */
export function withCalls(text: string): Node[] {
  return partsOf(text).map((part) => {
    if (!part.address) return document.createTextNode(part.text);
    const link = document.createElement("a");
    link.href = part.address;
    link.textContent = part.text;
    return link;
  });
}

/** The number with its country, as the cards have it. */
function dialable(phone: string): string {
  const digits = phone.replace(/\D/g, "");
  return digits.length === 10 ? `+1${digits}` : `+${digits}`;
}
