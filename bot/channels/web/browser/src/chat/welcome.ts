// How an empty conversation begins.
import type { Activity, Session } from "../connection/types";
import { label } from "../page/labels";
import { draftsLine, startsOf } from "../plain/choices";

/** What it is, what it can do and whom to call, the user's open drafts, and what is asked most. */
export function welcomeOf(session: Session): Activity {
  const text = [label("welcome"), draftsLine(session.open_drafts)].filter(Boolean).join("\n\n");
  const actions = startsOf(session).map(({ title }) => ({ type: "imBack", title, value: title }));
  return {
    type: "message",
    id: "welcome",
    from: { id: "assistant", role: "bot", name: label("assistant") },
    text,
    textFormat: "plain",
    timestamp: new Date().toISOString(),
    suggestedActions: { actions },
    channelData: { "webchat:sequence-id": 0, "webchat:fallback-text": text },
  };
}
