// The sizes of tokens.css for libraries that take numbers only.

/** The number of pixels of a token, or its plain number. */
export function size(token: string): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue(`--${token}`));
}
