// What the chat API and Web Chat exchange.

export interface CardAction {
  type: string;
  title?: string;
  value?: unknown;
  displayText?: string;
}

export interface Attachment {
  contentType: string;
  content: Record<string, unknown>;
}

export interface Activity {
  type: string;
  id?: string;
  timestamp?: string;
  locale?: string;
  from: { id: string; role: "bot" | "user"; name?: string };
  text?: string;
  /** What is said aloud: a question that is asked, else how the text begins. */
  speak?: string;
  textFormat?: string;
  value?: unknown;
  attachments?: Attachment[];
  suggestedActions?: { actions: CardAction[] };
  channelData?: Record<string, unknown>;
}

export interface SuggestedQuestion {
  title: string;
  text: string;
}

export interface User {
  name: string;
  email: string;
  agency: string;
}

export interface Session {
  user: User | null;
  sign_in: boolean;
  token?: string | null;
  /** Whether the request came with a session: asked twice, a browser that keeps cookies has one. */
  known: boolean;
  messages: Activity[];
  /** Of the signed-in user; 0 for everybody else. */
  open_drafts: number;
  suggested_questions: SuggestedQuestion[];
}

/** What the user sends: text, or the token of a button with its title and the form that it sends. */
export type OutgoingMessage =
  | { text: string }
  | { action: string; title: string; values?: Record<string, string> };
