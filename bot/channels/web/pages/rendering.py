"""The HTML of the web pages around the built files, and the headers that keep them safe."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, Self

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from bot.channels.web.branding.brand import Brand
from bot.channels.web.pages.calls import with_calls
from locales import Catalog

FOLDER = Path(__file__).with_name("templates")
MANIFEST, CONSOLE_MANIFEST = "manifest.json", "console.json"
ENTRY = "src/page/main.ts"
HELP_STYLE = "src/help/help.css"
CONSOLE_ENTRY = "src/console/main.tsx"
ICON = "src/page/icon.svg"
Name = Literal["index", "chat"]

# 'self' covers the built files; nothing is ever loaded from another site.
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
    """The pages are not built; the message says what to do."""


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


@dataclass(frozen=True)
class PageTexts:
    """The words of the pages; `errors`: what the browser shows for an error, by its code."""

    lang: str
    labels: Mapping[str, str]
    errors: Mapping[str, str]

    @classmethod
    def of(cls, catalog: Catalog) -> Self:
        """The texts of a catalog."""
        labels = catalog.labels
        return cls(labels.lang, labels.web.model_dump(), catalog.errors.model_dump())

    def named(self, name: str) -> Self:
        """The same with the operator's name for the assistant, if there is one."""
        titles = {"title": name, "short_title": name} if name else {}
        return replace(self, labels={**self.labels, **titles})

    def with_phones(self, phones: str) -> Self:
        """The same with the numbers to call filled in; other names stay for the browser."""
        labels, errors = (
            {key: text.replace("{phones}", phones) for key, text in texts.items()}
            for texts in (self.labels, self.errors)
        )
        return replace(self, labels=labels, errors=errors)


class Pages:
    """Renders the pages `index` and `chat` (the one inside the widget's panel).

    `dist`: the built files.
    """

    def __init__(self, dist: Path, texts: PageTexts, brand: Brand | None = None) -> None:
        self._dist, self._brand = dist, brand or Brand()
        self._texts = texts.named(self._brand.name)
        self._templates = templates()

    def render(self, name: Name, nonce: str, phones: str) -> str:
        """The page's HTML; `phones`: the numbers to call instead. Raises PageError."""
        texts = self._texts.with_phones(phones)
        return self._templates.get_template(f"{name}.html.j2").render(
            lang=texts.lang,
            labels=texts.labels,
            config={"page": name, **asdict(texts)},
            assets=read_assets(self._dist),
            brand=self._brand,
            nonce=nonce,
        )


def templates() -> Environment:
    """The templates of all pages; what is filled in is escaped."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["with_calls"] = with_calls
    return made


def read_assets(dist: Path) -> Assets:
    """What Vite's manifest says of the chat page's files. Raises PageError."""
    return _assets(dist, ENTRY, styles=lambda chunk: chunk.css)


def read_help_assets(dist: Path) -> Assets:
    """What Vite's manifest says of the catalog pages' style. Raises PageError."""
    return _assets(dist, HELP_STYLE, styles=lambda chunk: (chunk.file,))


def read_console_assets(dist: Path) -> Assets:
    """What the console's own manifest says of its files. Raises PageError."""
    return _assets(dist, CONSOLE_ENTRY, styles=lambda chunk: chunk.css, name=CONSOLE_MANIFEST)


def _assets(
    dist: Path, entry: str, styles: Callable[[_Chunk], tuple[str, ...]], name: str = MANIFEST
) -> Assets:
    try:
        main = _manifest(dist, name)[entry]
        return Assets(
            script=f"/{main.file}",
            styles=tuple(f"/{file}" for file in styles(main)),
            icon=f"/{_manifest(dist, MANIFEST)[ICON].file}",
        )
    except (OSError, ValidationError, KeyError) as error:
        raise PageError(
            f"the web pages are not built ({dist / name}): `helpdesk run` builds them"
        ) from error


def _manifest(dist: Path, name: str) -> dict[str, _Chunk]:
    return _Manifest.validate_json((dist / name).read_bytes())


def new_nonce() -> str:
    """A random value for one response."""
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
