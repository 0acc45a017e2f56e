"""What the pages and the launcher show of the operator: name, colors, logo and icon."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from bot.channels.web.branding.colors import dark_colors, light_colors, text_on
from bot.channels.web.branding.logo import SVG, Logo, read_logo

ICON_PATH, STYLE_PATH = "/brand/icon", "/brand/style.css"
# Our own icon, in the colors that are replaced.
ICON_FILE = Path(__file__).parents[1] / "browser" / "src" / "page" / "icon.svg"
ICON_COLOR, ICON_SIGN = "#0b4f8a", "#fff"


@dataclass(frozen=True)
class Brand:
    """`name`: empty for the catalog's; `color`: as checked_color gives it, or empty."""

    name: str = ""
    color: str = ""
    logo: Logo | None = None

    @classmethod
    def of(cls, name: str, color: str, logo: Path | None) -> Self:
        """The brand of these settings. Raises ValueError when the logo cannot be read."""
        return cls(name, color, read_logo(logo) if logo else None)

    @cached_property
    def icon(self) -> Logo | None:
        """The logo, else our own icon in the color; None: the built icon."""
        if self.logo or not self.color:
            return self.logo
        drawing = ICON_FILE.read_text("utf-8").replace(ICON_SIGN, text_on(self.color))
        return Logo(drawing.replace(ICON_COLOR, self.color).encode(), SVG)

    @property
    def icon_url(self) -> str:
        """The path of the icon; empty: the built one."""
        return f"{ICON_PATH}?v={self.icon.digest}" if self.icon else ""

    @cached_property
    def css(self) -> str:
        """Tokens that win over those of tokens.css, for pages and widget."""
        if not self.color:
            return ""
        light, dark = light_colors(self.color).css, dark_colors(self.color).css
        return (
            f":root:root,:host{{{light}}}"
            "@media (prefers-color-scheme:dark){"
            f':root:root:not([data-theme="light"]),:host(:not([theme="light"])){{{dark}}}}}'
            f':root:root[data-theme="dark"],:host([theme="dark"]){{{dark}}}'
        )

    @property
    def page_css(self) -> str:
        """The same for pages, whose header has the icon."""
        icon = f':root{{--icon:url("{self.icon_url}")}}' if self.icon_url else ""
        return self.css + icon

    @property
    def style_url(self) -> str:
        """The path of the page's tokens, for pages without a style of their own; empty: none."""
        css = self.page_css
        return f"{STYLE_PATH}?v={hashlib.sha256(css.encode()).hexdigest()[:16]}" if css else ""

    @property
    def is_in_launcher(self) -> bool:
        """Whether the launcher shows anything of it."""
        return bool(self.name or self.color)

    def launcher(self, script: str) -> str:
        """The built script of the launcher, which finds the brand in a constant."""
        brand = json.dumps({"name": self.name, "css": self.css})
        return f"(()=>{{const SERVICE_DESK_BRAND={brand};\n{script}\n}})();"
