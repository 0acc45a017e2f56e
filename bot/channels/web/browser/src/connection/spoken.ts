// What is read aloud when a message comes, and is its name among the others.

// Characters. Of a longer answer the beginning is read aloud; all of it stands in its card.
const LONGEST = 300;

/** The whole text where it is short, else `speak` (how the text begins) or its first line. */
export function spoken(whole: string, speak = ""): string {
  return whole.length > LONGEST ? speak || firstLine(whole) : whole;
}

const firstLine = (text: string): string => text.trim().split("\n")[0] ?? "";
