// Web Chat's own strings that our catalog replaces; the others stay as Web Chat has them.
import { label } from "../page/labels";

// Instead of an empty text Web Chat would use its own; a space is not read aloud.
const SILENCE = " ";

const hint = (isRestored: boolean): string => (isRestored ? label("interactive_hint") : SILENCE);

/**
 * `isRestored`: restored buttons must not be announced as if they were new.
 * `usesKeyboard`: the message box says how one gets from it to the buttons.
 */
export const strings = (isRestored: boolean, usesKeyboard: boolean): Record<string, string> => ({
  ACTIVITY_INTERACTIVE_FOOTNOTE_ALT: label("message_hint"),
  ACTIVITY_INTERACTIVE_REASON_INTERACTIVE_CONTENT_ALT: SILENCE,
  ACTIVITY_INTERACTIVE_REASON_LINK_ALT: SILENCE,
  ACTIVITY_NUM_ATTACHMENTS_ONE_ALT: SILENCE,
  ACTIVITY_BOT_ATTACHED_ALT: label("assistant_sent"),
  ACTIVITY_BOT_SAID_ALT: label("assistant_said"),
  ACTIVITY_STATUS_SEND_FAILED_RETRY: `${label("not_sent_short")} [${label("retry")}][RETRY]`,
  ACTIVITY_YOU_SAID_ALT: label("you_said"),
  SUGGESTED_ACTIONS_LABEL_ALT: label("choices"),
  TEXT_INPUT_ALT: label("input"),
  TEXT_INPUT_PLACEHOLDER: label(usesKeyboard ? "placeholder_keyboard" : "placeholder"),
  TEXT_INPUT_SEND_BUTTON_ALT: label("send"),
  TRANSCRIPT_ARIA_LABEL_ALT: label("history_hint"),
  TRANSCRIPT_ARIA_ROLE_ALT: label("conversation"),
  TRANSCRIPT_LIVE_REGION_INTERACTIVE_LABEL_ALT: hint(isRestored),
  TRANSCRIPT_LIVE_REGION_INTERACTIVE_WITH_LINKS_LABEL_ALT: hint(isRestored),
  TRANSCRIPT_LIVE_REGION_SEND_FAILED_ALT: label("not_sent_short"),
  TRANSCRIPT_TERMINATOR_TEXT: label("history_end"),
  TYPING_INDICATOR_ALT: label("typing"),
  TYPING_INDICATOR_SINGLE_TEXT: label("typing"),
});
