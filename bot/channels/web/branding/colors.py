"""The accent colors that follow from one color of the operator, each with enough contrast."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass

# WCAG 1.4.6 (AAA) for text of any size.
ENOUGH = 7.0
WHITE, BLACK = "#ffffff", "#000000"
# Of the surfaces in tokens.css the one on which accent text is hardest to read.
LIGHT_SURFACE, DARK_SURFACE = "#e8edf3", "#2a323c"
HEX = re.compile(r"#?([0-9a-f]{6})")
STEPS = 100


@dataclass(frozen=True)
class AccentColors:
    """The accent tokens of tokens.css for light pages or for dark ones."""

    accent_fg: str
    button: str
    button_hover: str
    button_fg: str
    user: str
    user_fg: str
    bar: str
    bar_fg: str

    @property
    def css(self) -> str:
        """Declarations of the tokens."""
        colors = asdict(self).items()
        return "".join(f"--{token.replace('_', '-')}:{color};" for token, color in colors)


def checked_color(color: str) -> str:
    """The color in lower case, or nothing. Raises ValueError where no text can be read on it."""
    color = color.strip().lower()
    if not color:
        return ""
    found = HEX.fullmatch(color)
    if not found:
        raise ValueError("is not a color: write it as #0b4f8a")
    color = f"#{found[1]}"
    best = contrast(color, text_on(color))
    if best >= ENOUGH:
        return color
    darker = next(each for each in toward(color, BLACK) if contrast(each, WHITE) >= ENOUGH)
    lighter = next(each for each in toward(color, WHITE) if contrast(each, BLACK) >= ENOUGH)
    raise ValueError(
        f"text on it has a contrast of {best:.1f}:1 at most, and {ENOUGH:.0f}:1 is needed: "
        f"take a darker color like {darker}, or a lighter one like {lighter}"
    )


def light_colors(color: str) -> AccentColors:
    """For light pages: the color itself, and a darker shade of it for text."""
    text = text_on(color)
    hover = mix(color, BLACK if text == WHITE else WHITE, 0.25)
    accent = next(each for each in toward(color, BLACK) if contrast(each, LIGHT_SURFACE) >= ENOUGH)
    return AccentColors(accent, color, hover, text, color, text, color, text)


def dark_colors(color: str) -> AccentColors:
    """For dark pages: a light shade for text and buttons, dark ones for areas."""
    accent = next(each for each in toward(color, WHITE) if contrast(each, DARK_SURFACE) >= ENOUGH)
    hover = mix(accent, WHITE, 0.35)
    area = next(each for each in toward(color, BLACK) if contrast(each, WHITE) >= ENOUGH)
    return AccentColors(accent, accent, hover, BLACK, area, WHITE, mix(area, BLACK, 0.5), WHITE)


def text_on(color: str) -> str:
    """White or black, whichever can be read better on the color."""
    return max(WHITE, BLACK, key=lambda text: contrast(color, text))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2: from 1 (the same) to 21 (black and white)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mix(color: str, other: str, share: float) -> str:
    """The color with this share of the other in it, from 0 to 1."""
    channels = zip(_channels(color), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in channels)


def toward(color: str, end: str) -> Iterator[str]:
    """The color, then shades of it that come closer to the other until they are it."""
    return (mix(color, end, step / STEPS) for step in range(STEPS + 1))


def _channels(color: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(color.removeprefix("#"))
    return red, green, blue


def _luminance(color: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
