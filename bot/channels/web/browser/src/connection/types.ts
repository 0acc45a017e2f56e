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
  textFormat?: string;
  value?: unknown;
  attachments?: Attachment[];
  suggestedActions?: { actions: CardAction[] };
  channelData?: Record<string, unknown>;
}

export interface QuickStart {
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
  quick_starts: QuickStart[];
}

/** What the user says: words, or the token of a button with what the button said. */
export type Said = { text: string } | { action: string; title: string };
