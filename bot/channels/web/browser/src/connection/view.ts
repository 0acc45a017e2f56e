// What shows the conversation: the plain one that comes with the page, then Web Chat.
import type { Connection } from "./connection";

export interface View {
  /** Shows another conversation; sends the messages of the opening once. */
  show(connection: Connection, opening: readonly string[]): void;
  /** Puts the focus into the text box. */
  focus(): void;
}

/** What stands in a text box that another one takes the place of. */
export interface Typed {
  text: string;
  start: number;
  end: number;
  hasFocus: boolean;
}
