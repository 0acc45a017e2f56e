"""The catalog pages: complete, safe, kept by browsers, and there without the engine."""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from bot.channels.help_addresses import help_page, picture_address
from bot.channels.search.desk_search import DeskSearch, UnderstandingSearch
from bot.channels.search.record_search import RecordSearch
from bot.channels.web.api.errors import ApiError
from bot.channels.web.pages.help_pages import HelpPages
from bot.channels.web.pages.help_routes import HelpServices, help_router
from bot.channels.web.pages.rendering import PageError
from common.clock import Clock
from common.database import Database, StoreError
from contacts.registry import ContactRegistry
from faq_kb.answers import fallback_reply
from faq_kb.contract import FallbackReply
from faq_kb.knowledge import KnowledgeBase
from faq_kb.source import read_knowledge_base
from faq_kb.store import CachedKnowledge, load
from locales import load_catalog
from tests.support.web_app import ORIGIN, WebAppFixture

CATALOG = load_catalog()
WORDS = CATALOG.help
START = CATALOG.replies.draft.button["start"]
PUBLIC_URL = "https://help.example.gov"
ENTRIES = sorted(read_knowledge_base().procedures)
Understand = Callable[[str], dict[str, float]]


class Help:
    """The pages with an understanding, a knowledge base and a limit that a test may change."""

    def __init__(self, database: Database, dist: Path) -> None:
        self.stored = CachedKnowledge(database)
        self.understand: Understand = lambda _: {}
        self.is_away = self.is_too_much = False
        registry = ContactRegistry(database, Clock("America/New_York"))
        search = DeskSearch(RecordSearch(self.stored, None), registry, database)
        services = HelpServices(
            pages=HelpPages(dist, CATALOG, PUBLIC_URL),
            search=UnderstandingSearch(search, self, 1.0),
            knowledge=self.knowledge,
            desk=self.desk,
            words=WORDS,
            start_words=START,
            count=self.count,
        )
        self.web_app = WebAppFixture(database, extra=[help_router(services)])

    async def likely_entries(self, text: str) -> dict[str, float]:
        return self.understand(text)

    def knowledge(self) -> KnowledgeBase:
        if self.is_away:
            raise StoreError("away")
        return self.stored.current()

    async def desk(self) -> FallbackReply:
        return fallback_reply(self.stored.current().directory, "unavailable")

    async def count(self, request: Request) -> None:
        if self.is_too_much:
            raise ApiError("rate_limited", 7, {"seconds": 7})


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """What a build leaves, as far as the catalog pages read it."""
    manifest = {
        "src/help/help.css": {"file": "assets/help-1.css"},
        "src/page/icon.svg": {"file": "assets/icon-3.svg"},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    return tmp_path


@pytest.fixture
def pages(tmp_path: Path, dist: Path, knowledge: KnowledgeBase) -> Iterator[Help]:
    database = Database(f"sqlite:///{tmp_path / 'help.db'}")
    database.migrate()
    with database.session() as session:
        load(session, knowledge)
    yield Help(database, dist)
    database.close()


@pytest.fixture
def client(pages: Help) -> Iterator[TestClient]:
    with TestClient(pages.web_app.app, base_url=ORIGIN) as client:
        yield client


def words_of(html: str) -> str:
    """What a reader sees."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def plain(text: str) -> str:
    return " ".join(text.split())


def test_the_index_links_to_every_entry_once(client: TestClient, knowledge: KnowledgeBase) -> None:
    html = client.get("/help").text
    links = re.findall(r'href="(/help/[^"]+)"', html)
    assert sorted(links) == [help_page(entry) for entry in ENTRIES]
    for topic in knowledge.directory.topics.values():
        assert f"{topic.title}</h2>" in html.replace("&amp;", "&")
    for phone in knowledge.directory.service_desk_phones:
        assert f'href="tel:+1{phone.number.replace("-", "")}"' in html


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_entry_has_a_page_with_all_of_its_facts(
    client: TestClient, knowledge: KnowledgeBase, entry: str
) -> None:
    response = client.get(help_page(entry))
    assert response.status_code == 200
    html, record, directory = response.text, knowledge.procedures[entry], knowledge.directory
    said = words_of(html)
    assert f"<h1>{record.question}</h1>" in unescape(html)
    facts = [
        record.summary,
        record.approval,
        record.lead_time,
        record.cost,
        *(step.text for step in record.steps),
        *(one.then for one in record.conditions),
        *(item.label for item in record.include),
        *(use.number for use in record.forms),
        *(CATALOG.labels.roles[rule.role] for rule in record.requesters),
        *(directory.contact_points[key].name for key in record.send_to),
        *(directory.phones[key].number for key in record.phones),
        *record.policies,
        directory.pages[record.source.page].address,
        record.source.verified.isoformat(),
    ]
    assert [fact for fact in facts if fact and plain(fact) not in said] == []
    for part in (*record.steps, *record.conditions):
        if part.picture:
            assert picture_address(part.picture.name) in html
            assert part.picture.alt in unescape(html)
    assert f'href="/?ask={entry}"' in html
    assert (f'href="/?draft={entry}"' in html) is record.can_draft
    assert f'<link rel="canonical" href="{PUBLIC_URL}/help/{entry}">' in html
    assert not re.search(r"<script|\sstyle=|\son\w+=", html)


def test_what_the_directory_has_an_address_of_is_a_link(client: TestClient) -> None:
    html = client.get("/help/contact_role_it").text
    assert '<a href="https://technology.ky.gov/policy/Pages/CIO-085.aspx">CIO-085</a>' in html
    html = client.get("/help/password_help").text
    assert "adssaccess.aspx" in html
    assert 'href="mailto:CommonwealthServiceDesk@ky.gov"' in html
    faq = "technology.ky.gov/help/Pages/frequently-asked-questions.aspx"
    assert f'<a href="https://{faq}">{faq}</a>' in html


def test_a_page_is_kept_until_it_changes(client: TestClient) -> None:
    first = client.get("/help/webmail")
    policy = first.headers["Content-Security-Policy"]
    assert "script-src" not in policy
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self';")
    assert first.headers["Cache-Control"] == "no-cache"
    tag = first.headers["ETag"]
    again = client.get("/help/webmail", headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/help/webmail", headers={"If-None-Match": '"old"'}).status_code == 200
    assert client.get("/help/vpn_access").headers["ETag"] != tag
    head = client.head("/help/webmail")
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", tag)


@pytest.mark.parametrize("path", ["/help/nowhere", "/help/%3Cb%3E", "/help/pictures/x.svg"])
def test_an_unknown_page_offers_the_search(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert WORDS.not_found_title in response.text
    assert 'role="search"' in response.text


def test_a_search_finds_forms_and_mistyped_words(client: TestClient) -> None:
    html = client.get("/help", params={"q": "f059"}).text
    first = html.index("COT-F059, Equipment Installation/Removal Form")
    assert html.index("/help/data_center_equipment", first)
    assert html.count('href="/help/data_center_equipment"') == 1
    response = client.get("/help", params={"q": "unblok website"})
    links = re.findall(r'href="(/help/[^"]+)"', response.text)
    assert links[0] == "/help/website_unblock"
    assert response.headers["Cache-Control"] == "no-store"


def test_a_search_understands(client: TestClient, pages: Help) -> None:
    pages.understand = lambda text: {"lost_or_stolen_equipment": 0.97} if "took" in text else {}
    html = client.get("/help", params={"q": "somebody took my stuff"}).text
    assert re.findall(r'href="(/help/[^"]+)"', html)[0] == "/help/lost_or_stolen_equipment"


def test_what_was_typed_stays_text(client: TestClient) -> None:
    query = '"><script>alert(1)</script>{{7*7}}'
    html = client.get("/help", params={"q": query}).text
    assert "<script" not in html
    assert query in unescape(html)
    assert WORDS.nothing.format(query=query) in unescape(html)


def test_too_many_searches_are_refused_and_pages_are_not(client: TestClient, pages: Help) -> None:
    pages.is_too_much = True
    assert client.get("/help", params={"q": "vpn"}).status_code == 429
    assert client.get("/help").status_code == 200


def test_without_the_store_the_numbers_are_there(client: TestClient, pages: Help) -> None:
    numbers = [phone.number for phone in pages.stored.current().directory.service_desk_phones]
    pages.is_away = True
    for path in ("/help", "/help?q=vpn", "/help/webmail"):
        response = client.get(path)
        assert response.status_code == 503
        assert all(number in response.text for number in numbers)


def test_a_link_into_the_chat_says_what_the_catalog_has(
    client: TestClient, knowledge: KnowledgeBase
) -> None:
    for entry, record in knowledge.procedures.items():
        opening = client.get(f"/help/{entry}/opening").json()
        draft = START if record.can_draft else None
        assert opening == {"ask": record.question, "draft": draft}
    assert client.get("/help/nowhere/opening").status_code == 404


def test_pictures_are_drawings_that_cannot_do_anything(
    client: TestClient, knowledge: KnowledgeBase
) -> None:
    for record in knowledge.procedures.values():
        for part in (*record.steps, *record.conditions):
            if part.picture:
                for kind, media in (("svg", "image/svg+xml"), ("png", "image/png")):
                    response = client.get(f"/help/pictures/{part.picture.name}.{kind}")
                    assert response.headers["Content-Type"] == media
                    assert response.headers["Content-Security-Policy"] == "default-src 'none'"
    assert client.get("/help/pictures/..%2Fmodel.py").status_code == 404


def test_pages_that_are_not_built_are_named_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(PageError, match="not built"):
        HelpPages(tmp_path, CATALOG)
