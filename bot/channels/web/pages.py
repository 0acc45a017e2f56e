"""The web pages: their HTML around the built assets, and the headers that keep them safe."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

FOLDER = Path(__file__).with_name("pages")
MANIFEST = "manifest.json"
ENTRY = "src/page/main.ts"
ICON = "src/page/icon.svg"
Name = Literal["index", "chat"]

# 'self' is for the built files alone; nothing of other sites is ever asked for.
POLICY = {
    "default-src": "'none'",
    "script-src": "'nonce-{nonce}'",
    "style-src": "'nonce-{nonce}'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "object-src": "'none'",
    "frame-ancestors": "{ancestors}",
}
NOT_ALLOWED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")


class PageError(Exception):
    """The pages cannot be shown; one line says why and what to do."""


@dataclass(frozen=True)
class Assets:
    """Addresses of the built files that a page loads."""

    script: str
    styles: tuple[str, ...]
    icon: str


class _Chunk(BaseModel):
    model_config = ConfigDict(extra="ignore")

    file: str
    css: tuple[str, ...] = ()


_Manifest = TypeAdapter(dict[str, _Chunk])


class Pages:
    """Renders the pages `index` and `chat` (the one inside the widget's panel).

    `dist`: what build_web made; `labels`: the catalog's group `web`; `phones`: the numbers to
    call when the assistant is away, as people read them.
    """

    def __init__(
        self, dist: Path, labels: Mapping[str, str], *, phones: str = "", lang: str = "en-US"
    ) -> None:
        self._dist = dist
        self._labels = {key: text.replace("{phones}", phones) for key, text in labels.items()}
        self._lang = lang
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, name: Name, nonce: str) -> str:
        """The page's HTML. Raises PageError when the web pages are not built."""
        return self._templates.get_template(f"{name}.html.j2").render(
            lang=self._lang,
            labels=self._labels,
            config={"page": name, "lang": self._lang, "labels": self._labels},
            assets=read_assets(self._dist),
            nonce=nonce,
        )


def read_assets(dist: Path) -> Assets:
    """What Vite's manifest says of the page's files. Raises PageError."""
    try:
        manifest = _Manifest.validate_json((dist / MANIFEST).read_bytes())
        main = manifest[ENTRY]
        return Assets(
            script=f"/{main.file}",
            styles=tuple(f"/{file}" for file in main.css),
            icon=f"/{manifest[ICON].file}",
        )
    except (OSError, ValidationError, KeyError) as error:
        raise PageError(
            f"the web pages are not built ({dist / MANIFEST}): `helpdesk run` builds them"
        ) from error


def new_nonce() -> str:
    """For one page, once."""
    return secrets.token_urlsafe(16)


def security_headers(nonce: str, frame_ancestors: Sequence[str]) -> dict[str, str]:
    """The headers of a page; `frame_ancestors`: origins whose pages may frame it, else none may."""
    ancestors = " ".join(frame_ancestors) or "'none'"
    policy = "; ".join(f"{name} {value}" for name, value in POLICY.items())
    return {
        "Content-Security-Policy": policy.format(nonce=nonce, ancestors=ancestors),
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in NOT_ALLOWED),
        "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
        # The nonce is in the page: it must be a new one each time.
        "Cache-Control": "no-store",
    }
