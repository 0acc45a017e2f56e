// Fluent's theme in the colors and sizes of tokens.css, so that brand, light and dark hold for its controls, too.
import { webDarkTheme, webLightTheme, type Theme } from "@fluentui/react-components";
import { useSyncExternalStore } from "react";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** Fluent's name of a color, and ours. */
const COLORS: Partial<Theme> = {
  ...each("var(--fg)", [
    "colorNeutralForeground1",
    "colorNeutralForeground1Hover",
    "colorNeutralForeground1Pressed",
    "colorNeutralForeground1Selected",
  ]),
  ...each("var(--fg-subtle)", [
    "colorNeutralForeground2",
    "colorNeutralForeground3",
    "colorNeutralForeground4",
    "colorNeutralForegroundDisabled",
  ]),
  ...each("var(--fg)", [
    "colorNeutralForeground2Hover",
    "colorNeutralForeground2Pressed",
    "colorNeutralForeground2Selected",
    "colorNeutralForeground3Hover",
  ]),
  ...each("var(--accent-fg)", [
    "colorBrandForeground1",
    "colorBrandForeground2",
    "colorBrandForegroundLink",
    "colorBrandForegroundLinkHover",
    "colorBrandForegroundLinkPressed",
    "colorNeutralForeground2BrandHover",
    "colorNeutralForeground2BrandPressed",
    "colorNeutralForeground2BrandSelected",
    "colorNeutralForeground3BrandHover",
    "colorCompoundBrandForeground1",
    "colorCompoundBrandForeground1Hover",
    "colorCompoundBrandForeground1Pressed",
  ]),
  ...each("var(--bubble)", ["colorNeutralBackground1"]),
  ...each("var(--raised)", [
    "colorNeutralBackground1Hover",
    "colorNeutralBackground1Pressed",
    "colorNeutralBackground1Selected",
    "colorSubtleBackgroundHover",
    "colorSubtleBackgroundPressed",
    "colorSubtleBackgroundSelected",
    "colorNeutralBackground3",
    "colorNeutralBackgroundDisabled",
  ]),
  ...each("var(--page)", ["colorNeutralBackground2"]),
  ...each("var(--control)", [
    "colorNeutralStroke1",
    "colorNeutralStroke1Hover",
    "colorNeutralStroke1Pressed",
    "colorNeutralStrokeAccessible",
    "colorNeutralStrokeAccessibleHover",
    "colorNeutralStrokeAccessiblePressed",
    "colorNeutralStrokeDisabled",
  ]),
  ...each("var(--line)", ["colorNeutralStroke2", "colorNeutralStroke3"]),
  ...each("var(--button)", [
    "colorBrandBackground",
    "colorCompoundBrandBackground",
    "colorCompoundBrandStroke",
    "colorBrandStroke1",
  ]),
  ...each("var(--button-hover)", [
    "colorBrandBackgroundHover",
    "colorBrandBackgroundPressed",
    "colorBrandBackgroundSelected",
    "colorCompoundBrandBackgroundHover",
    "colorCompoundBrandBackgroundPressed",
    "colorCompoundBrandStrokeHover",
    "colorCompoundBrandStrokePressed",
  ]),
  ...each("var(--button-fg)", ["colorNeutralForegroundOnBrand", "colorNeutralForegroundInverted"]),
  ...each("var(--focus)", ["colorStrokeFocus2"]),
  ...each("var(--error-fg)", [
    "colorPaletteRedForeground1",
    "colorPaletteRedForeground3",
    "colorPaletteRedBorder2",
    "colorStatusDangerForeground1",
  ]),
};

function each(value: string, names: (keyof Theme)[]): Partial<Theme> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

const SIZES: Partial<Theme> = {
  fontFamilyBase: "var(--font)",
  fontSizeBase200: "var(--text-small)",
  fontSizeBase300: "var(--text-body)",
  fontSizeBase400: "var(--text-heading)",
  fontSizeBase500: "var(--text-title)",
  borderRadiusMedium: "var(--radius)",
  borderRadiusXLarge: "var(--radius-large)",
};

const LIGHT = { ...webLightTheme, ...COLORS, ...SIZES };
const DARK = { ...webDarkTheme, ...COLORS, ...SIZES };

function listen(changed: () => void): () => void {
  dark.addEventListener("change", changed);
  return () => dark.removeEventListener("change", changed);
}

/** As the device is, light or dark. */
export function useTheme(): Theme {
  return useSyncExternalStore(listen, () => dark.matches) ? DARK : LIGHT;
}
