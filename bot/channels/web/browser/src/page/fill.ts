// Fills the names in braces of a label.

export function fill(text: string, names: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(names[name] ?? whole));
}
