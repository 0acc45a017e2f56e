// How Web Chat looks: every colour is a variable of chat.css, so that a theme is a set of variables.
import type { ReactWebChatProps } from "botframework-webchat-component";

import { LONGEST_TEXT } from "../connection/outbox";
// A message is tried again for a minute before it counts as not sent.
const SEND_TIMEOUT_MS = 150_000;

export const LIMIT = LONGEST_MESSAGE;

export const styleOptions: NonNullable<ReactWebChatProps["styleOptions"]> = {
  accent: "var(--accent-fg)",
  subtle: "var(--fg-subtle)",
  backgroundColor: "var(--page)",
  primaryFont: "inherit",
  monospaceFont: "monospace",
  fontSizeSmall: 13,
  rootHeight: "100%",
  rootWidth: "100%",

  bubbleBackground: "var(--bubble)",
  bubbleBorderColor: "var(--line)",
  bubbleBorderRadius: 10,
  bubbleTextColor: "var(--fg)",
  bubbleFromUserBackground: "var(--user)",
  bubbleFromUserBorderColor: "var(--user)",
  bubbleFromUserBorderRadius: 10,
  bubbleFromUserTextColor: "var(--user-fg)",
  bubbleMaxWidth: 640,
  bubbleMinWidth: 0,
  messageActivityWordBreak: "break-word",

  suggestedActionLayout: "flow",
  suggestedActionBackgroundColor: "var(--bubble)",
  suggestedActionBackgroundColorOnHover: "var(--raised)",
  suggestedActionBackgroundColorOnActive: "var(--raised)",
  suggestedActionBackgroundColorOnFocus: "var(--bubble)",
  suggestedActionBorderColor: "var(--control)",
  suggestedActionBorderRadius: 20,
  suggestedActionBorderWidth: 1,
  suggestedActionTextColor: "var(--accent-fg)",
  suggestedActionKeyboardFocusIndicatorBorderColor: "var(--focus)",
  suggestedActionKeyboardFocusIndicatorBorderRadius: 18,
  suggestedActionsVisualKeyboardIndicatorColor: "var(--focus)",

  sendBoxBackground: "var(--bubble)",
  sendBoxTextColor: "var(--fg)",
  sendBoxPlaceholderColor: "var(--fg-subtle)",
  sendBoxDisabledTextColor: "var(--fg-subtle)",
  sendBoxBorderTop: "solid 1px var(--line)",
  sendBoxHeight: 48,
  sendBoxTextWrap: true,
  sendBoxButtonColor: "var(--accent-fg)",
  sendBoxButtonColorOnActive: "var(--accent-fg)",
  sendBoxButtonColorOnFocus: "var(--accent-fg)",
  sendBoxButtonColorOnHover: "var(--accent-fg)",
  sendBoxButtonColorOnDisabled: "var(--fg-subtle)",
  sendBoxButtonShadeColorOnActive: "var(--raised)",
  sendBoxButtonShadeColorOnDisabled: "transparent",
  sendBoxButtonShadeColorOnHover: "var(--raised)",
  sendBoxButtonKeyboardFocusIndicatorBorderColor: "var(--focus)",
  // A long answer is shown from its beginning, with the end of the question above it.
  autoScrollSnapOnPage: true,
  autoScrollSnapOnPageOffset: -56,
  hideUploadButton: true,
  maxMessageLength: LONGEST_TEXT,
  sendTimeout: SEND_TIMEOUT_MS,

  timestampColor: "var(--fg-subtle)",
  timestampFormat: "relative",
  groupTimestamp: 300_000,
  emojiSet: {},
  hideToaster: true,
  spinnerAnimationBackgroundImage: "none",
  typingAnimationBackgroundImage: "none",

  transcriptActivityVisualKeyboardIndicatorColor: "var(--focus)",
  transcriptVisualKeyboardIndicatorColor: "var(--focus)",
  transcriptTerminatorBackgroundColor: "var(--raised)",
  transcriptTerminatorColor: "var(--fg)",
  transcriptOverlayButtonBackground: "var(--button)",
  transcriptOverlayButtonBackgroundOnFocus: "var(--button)",
  transcriptOverlayButtonBackgroundOnHover: "var(--button-hover)",
  transcriptOverlayButtonColor: "var(--button-fg)",
  transcriptOverlayButtonColorOnFocus: "var(--button-fg)",
  transcriptOverlayButtonColorOnHover: "var(--button-fg)",
};
