// How Web Chat looks: every color is a variable of tokens.css, so that a theme is a set of variables.
import type { ReactWebChatProps } from "botframework-webchat-component";
import { size } from "../page/tokens";

// A message is tried again for a minute before it counts as not sent.
const SEND_TIMEOUT_MS = 150_000;
const EDGE = "solid 1px var(--control)";

export const styleOptions: NonNullable<ReactWebChatProps["styleOptions"]> = {
  accent: "var(--accent-fg)",
  subtle: "var(--fg-subtle)",
  backgroundColor: "var(--page)",
  primaryFont: "inherit",
  monospaceFont: "monospace",
  fontSizeSmall: "var(--text-small)",
  rootHeight: "100%",
  rootWidth: "100%",

  bubbleBackground: "var(--bubble)",
  bubbleBorderColor: "var(--line)",
  bubbleBorderRadius: size("radius-large"),
  bubbleTextColor: "var(--fg)",
  bubbleFromUserBackground: "var(--user)",
  bubbleFromUserBorderColor: "var(--user)",
  bubbleFromUserBorderRadius: size("radius-large"),
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
  suggestedActionBorderRadius: size("radius-pill"),
  suggestedActionBorderWidth: 1,
  suggestedActionTextColor: "var(--accent-fg)",
  suggestedActionKeyboardFocusIndicatorBorderColor: "var(--focus)",
  suggestedActionKeyboardFocusIndicatorBorderRadius: size("radius-pill"),
  suggestedActionsVisualKeyboardIndicatorColor: "var(--focus)",

  sendBoxBackground: "var(--bubble)",
  sendBoxTextColor: "var(--fg)",
  sendBoxPlaceholderColor: "var(--fg-subtle)",
  sendBoxDisabledTextColor: "var(--fg-subtle)",
  // An input, with an edge all round, like those of a form.
  sendBoxBorderBottom: EDGE,
  sendBoxBorderLeft: EDGE,
  sendBoxBorderRight: EDGE,
  sendBoxBorderTop: EDGE,
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
