// Dates and times as people read them.
import { config } from "./config";

const DATE = new Intl.DateTimeFormat(config.lang, { dateStyle: "medium", timeZone: "UTC" });
const TIME = new Intl.DateTimeFormat(config.lang, { dateStyle: "medium", timeStyle: "short" });
const WHOLE_NUMBER = new Intl.NumberFormat(config.lang);

const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

/** "Nov 21, 2026" of a date, or of a time in the device's zone. */
export function day(text: string): string {
  if (isDate(text)) return DATE.format(new Date(`${text}T00:00:00Z`));
  return new Intl.DateTimeFormat(config.lang, { dateStyle: "medium" }).format(new Date(text));
}

export const moment = (text: string): string => TIME.format(new Date(text));
export const number = (value: number): string => WHOLE_NUMBER.format(value);
