// How Adaptive Cards look: colors and sizes are the tokens of tokens.css, so both themes have the same cards.
import { size } from "../page/tokens";

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
  fontSizes: {
    small: size("text-small"),
    default: size("text-body"),
    medium: size("text-heading"),
    large: size("text-title"),
    extraLarge: size("text-title"),
  },
  fontWeights: { lighter: 400, default: 400, bolder: size("bold") },
  supportsInteractivity: true,
  spacing: {
    small: size("space-1"),
    default: size("space-2"),
    medium: size("space-3"),
    large: size("space-4"),
    extraLarge: size("space-5"),
    padding: size("space-3"),
  },
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
    buttonSpacing: size("space-2"),
    spacing: "default",
    showCard: { actionMode: "inline", inlineTopMargin: size("space-2") },
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
    spacing: size("space-3"),
  },
};
