"""The pages that end a sign-in: done, or why not. They load nothing from outside."""

import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.channels.web.signin.failures import Kind
from locales import Labels
from locales.labels import Notice

FOLDER = Path(__file__).parent
TEMPLATE = Environment(
    loader=FileSystemLoader(FOLDER),
    undefined=StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
).get_template("result_page.html.j2")
DONE_SCRIPT = (FOLDER / "done.js").read_text(encoding="utf-8")
STATUSES: dict[Kind, int] = {"declined": 403, "stale": 400, "refused": 403, "unavailable": 503}
RETRY_S = "60"
# For every answer of the sign-in: addresses of some hold codes that must not be kept or passed on.
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
POLICY = (
    "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HOME, DONE = "/", "/auth/done"
LONGEST_PATH = 500  # it waits in the session
# The second character of another site's address would be a slash, or what browsers take for one.
# A path of ours has no character that browsers leave out or change.
PATH = re.compile(r"/(?:[A-Za-z0-9._~!$&'()*+,;=:@%?#-][A-Za-z0-9._~!$&'()*+,;=:@%/?#-]*)?")

Links = Sequence[tuple[str, str]]


def same_site(path: str) -> str:
    """The path if a browser stays on this site with it, else the home page."""
    if len(path) > LONGEST_PATH or not PATH.fullmatch(path):
        return HOME
    # Signing in must not lead to signing in.
    return HOME if path.startswith("/auth/") and path != DONE else path


class ResultPages:
    """The pages in the words of the catalog."""

    def __init__(self, labels: Labels) -> None:
        self._lang, self._texts = labels.lang, labels.sign_in

    def done(self) -> HTMLResponse:
        """For a window of its own: tells its opener and closes."""
        return result_page(self._lang, self._texts.done, script=DONE_SCRIPT)

    def failure(self, kind: Kind, back: str) -> HTMLResponse:
        """Why nobody is signed in, and how to go on; `back`: where a second try should lead."""
        again = f"/auth/login?next={quote(back, safe='/')}"
        links = [(again, self._texts.again), (HOME, self._texts.home)]
        page = result_page(self._lang, getattr(self._texts, kind), links=links)
        page.status_code = STATUSES[kind]
        if kind == "unavailable":
            page.headers["Retry-After"] = RETRY_S
        return page


def result_page(lang: str, notice: Notice, *, links: Links = (), script: str = "") -> HTMLResponse:
    """A page that says how it ended; `script`: our own."""
    nonce = secrets.token_urlsafe(16)
    html = TEMPLATE.render(
        lang=lang,
        title=notice.title,
        text=notice.text,
        links=links,
        script=Markup(script),  # noqa: S704  (our own file)
        nonce=nonce,
    )
    policy = POLICY.format(nonce=nonce)
    return HTMLResponse(html, headers={**PRIVATE, "Content-Security-Policy": policy})
