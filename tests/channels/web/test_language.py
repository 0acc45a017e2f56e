"""Every word of the web pages and errors is in the catalog."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.channels.web.api.errors import STATUSES, ApiError, ErrorResponses
from bot.channels.web.branding.brand import Brand
from bot.channels.web.pages.console_page import ConsolePage
from bot.channels.web.pages.rendering import Pages, PageTexts
from bot.channels.web.signin.result_pages import STATUSES as SIGN_IN_KINDS
from bot.channels.web.signin.result_pages import ResultPages
from common.database import Database
from faq_kb.knowledge import KnowledgeBase
from faq_kb.store import load
from locales import Catalog
from tests.support.pseudo_language import pseudo_catalog
from tests.support.web_app import WebAppFixture

SPOKEN = ("title", "aria-label", "alt", "placeholder")


class Words(HTMLParser):
    """What a page shows and what screen readers say."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = False
        self._is_one = False  # what comes belongs to the text before: a number in it is a link

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._silent = tag in ("script", "style")
        self._is_one = (dict(attributes).get("href") or "").startswith("tel:")
        self.found += [value for name, value in attributes if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self._silent = False
        self._is_one = self._is_one and tag == "a"

    def handle_data(self, data: str) -> None:
        if self._is_one:
            self.found[-1] += data.rstrip()
        elif data.strip() and not self._silent:
            self.found.append(data.strip())


def outside_of_brackets(html: str) -> list[str]:
    words = Words()
    words.feed(html)
    assert words.found
    return [text for text in words.found if not (text[0] == "[" and text[-1] == "]")]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return pseudo_catalog(tmp_path_factory.mktemp("locales"))


def test_every_word_of_the_pages(catalog: Catalog, tmp_path: Path) -> None:
    manifest = '{"src/page/main.ts": {"file": "a.js"}, "src/page/icon.svg": {"file": "a.svg"}}'
    (tmp_path / "manifest.json").write_text(manifest)
    pages = Pages(tmp_path, PageTexts.of(catalog))
    assert outside_of_brackets(pages.render("index", "n0nce", "502-555-0100")) == []
    assert outside_of_brackets(pages.render("chat", "n0nce", "502-555-0100")) == []


def test_every_word_of_the_console(catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"src/page/icon.svg": {"file": "a.svg"}}')
    (tmp_path / "console.json").write_text('{"src/console/main.tsx": {"file": "a.js"}}')
    page = ConsolePage(tmp_path, catalog, Brand(), can_sign_in=True)
    assert outside_of_brackets(page.render("n0nce", "502-555-0100")) == []


def test_every_word_of_the_sign_in(catalog: Catalog) -> None:
    pages = ResultPages(catalog.labels)
    shown = [pages.done(), *(pages.failure(kind, "/") for kind in SIGN_IN_KINDS)]
    assert [outside_of_brackets(bytes(page.body).decode()) for page in shown] == [[]] * 5


async def _phones() -> str:
    return "502-555-0100"


@pytest.mark.anyio
async def test_every_error(catalog: Catalog) -> None:
    responses = ErrorResponses(catalog.errors, _phones)
    for code in STATUSES:
        body = bytes(
            (await responses.of(ApiError(code, values={"seconds": 3, "faults": "-"}))).body
        )
        assert b'"message":"[' in body, code


def test_the_transcript(catalog: Catalog, tmp_path: Path, knowledge: KnowledgeBase) -> None:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    database.migrate()
    with database.session() as session:
        load(session, knowledge)
    with WebAppFixture(database, catalog=catalog).client() as user:
        user.begin()
        mine, _ = user.say("hello")
        transcript = user.client.get("/api/transcript").text
        refused = user.client.post("/api/chat", json={"text": "hello"})
    database.close()
    assert mine["locale"] == catalog.labels.lang
    assert f"] {catalog.labels.web.you}:" in transcript
    assert refused.json()["error"]["message"].startswith("[")
