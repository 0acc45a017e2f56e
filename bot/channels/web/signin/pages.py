"""The pages of the sign-in: done, or why not; with nothing from outside."""

import secrets
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.channels.web.signin.failures import Kind
from bot.channels.web.signin.paths import HOME
from locales import load_catalog

FOLDER = Path(__file__).parent
TEMPLATE = Environment(
    loader=FileSystemLoader(FOLDER),
    undefined=StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
).get_template("page.html.j2")
WORDS = load_catalog().labels.sign_in.model_dump()
DONE_SCRIPT = (FOLDER / "done.js").read_text(encoding="utf-8")
STATUSES: dict[Kind, int] = {"declined": 403, "stale": 400, "refused": 403, "away": 503}
RETRY_S = "60"
# For every answer of the sign-in: addresses of some hold codes that must not be kept or passed on.
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
POLICY = (
    "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

Links = Sequence[tuple[str, str]]


def done_page() -> HTMLResponse:
    """For a window of its own: tells its opener and closes."""
    return _page(WORDS["done"], script=DONE_SCRIPT)


def failure_page(kind: Kind, back: str) -> HTMLResponse:
    """Why nobody is signed in, and the ways on; `back`: where a second try should lead."""
    again = f"/auth/login?next={quote(back, safe='/')}"
    page = _page(WORDS[kind], links=[(again, WORDS["again"]), (HOME, WORDS["home"])])
    page.status_code = STATUSES[kind]
    if kind == "away":
        page.headers["Retry-After"] = RETRY_S
    return page


def _page(words: dict[str, str], *, links: Links = (), script: str = "") -> HTMLResponse:
    nonce = secrets.token_urlsafe(16)
    html = TEMPLATE.render(
        **words,
        links=links,
        script=Markup(script),  # noqa: S704  (our own file)
        nonce=nonce,
    )
    headers = {
        **PRIVATE,
        "Content-Security-Policy": POLICY.format(nonce=nonce),
    }
    return HTMLResponse(html, headers=headers)
