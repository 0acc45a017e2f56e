// How Adaptive Cards look: every color is a variable of chat.css, so both themes have the same cards.

const COLORS = {
  default: "fg",
  dark: "fg",
  light: "fg",
  accent: "accent-fg",
  good: "good-fg",
  warning: "warning-fg",
  attention: "error-fg",
} as const;

function foregroundColors(): object {
  return Object.fromEntries(
    Object.entries(COLORS).map(([name, variable]) => [
      name,
      { default: `var(--${variable})`, subtle: "var(--fg-subtle)" },
    ]),
  );
}

const style = (backgroundColor: string): object => ({
  backgroundColor,
  borderColor: "var(--line)",
  foregroundColors: foregroundColors(),
});

const raised = style("var(--raised)");

export const hostConfig = {
  fontFamily: "inherit",
  fontSizes: { small: 13, default: 15, medium: 17, large: 19, extraLarge: 22 },
  fontWeights: { lighter: 400, default: 400, bolder: 600 },
  supportsInteractivity: true,
  spacing: { small: 6, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 12 },
  separator: { lineThickness: 1, lineColor: "var(--line)" },
  containerStyles: {
    default: style("transparent"),
    emphasis: raised,
    accent: raised,
    good: raised,
    warning: raised,
    attention: raised,
  },
  imageSizes: { small: 40, medium: 80, large: 160 },
  actions: {
    maxActions: 20,
    actionAlignment: "left",
    actionsOrientation: "horizontal",
    buttonSpacing: 8,
    spacing: "default",
    showCard: { actionMode: "inline", inlineTopMargin: 8 },
  },
  inputs: {
    label: { requiredInputs: { weight: "bolder" }, optionalInputs: { weight: "bolder" } },
    errorMessage: { color: "attention" },
  },
  adaptiveCard: { allowCustomStyle: false },
  textBlock: { headingLevel: 3 },
  factSet: {
    title: { weight: "bolder", wrap: true, maxWidth: 140 },
    value: { wrap: true },
    spacing: 12,
  },
};
