"""The message extension: what agents find, what is never shown, Teams' protocol."""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from microsoft_teams.api.models import MessagingExtensionResponse
from microsoft_teams.cards import AdaptiveCard
from ruamel.yaml import YAML
from sqlalchemy import delete, select

from bot.channels.answer import Answer
from bot.channels.teams.agent_search import AgentSearch
from bot.channels.teams.extension import LARGEST_PAGE, PAGE, Extension, cards_with, without_submits
from bot.channels.teams.hits import Hit
from bot.channels.teams.keywords import Keywords, keywords, read_keywords
from bot.channels.teams.wording import SEARCH_COMMAND, SEARCH_PARAMETER, wording
from bot.operations.settings import ROOT
from common.clock import Clock
from common.database import Database
from contacts.importing import Request, import_listing
from contacts.registry import ContactRegistry, Lookup
from contacts.tables import LookupRow
from faq_kb.answers import HIDDEN_NOTE, SAMPLE_NOTE
from faq_kb.contract import ContactsReply, FacetReply, ProcedureReply
from faq_kb.knowledge import KnowledgeBase
from faq_kb.model import Role
from faq_kb.store import CachedKnowledge, load
from locales import load_catalog

LISTING = """Agency,Acronym,Other names,Role,Name,E-mail,Phone
Transportation Cabinet,KYTC,Transportation,Security,Larkin Ptarmigan,lp@example.gov,502-555-0100
Transportation Cabinet,KYTC,Transportation,HR,Fennel Wagtail,fw@example.gov,502-555-0101
Department of Revenue,DOR,Revenue,Management,Ebony Oxbow,eo@example.gov,502-555-0102
Department of Revenue,DOR,Revenue,IT,Fennel Wagtail,fw@example.gov,502-555-0101
Personnel Cabinet,,Personnel,HR,Zinnia Lockwright,zl@example.gov,502-555-0103
Department of Education,KDE,Education,HR,Moss Elderflower,,502-555-0104
Department of Silence,SIL,,HR,Reed Quiet,,
"""
LABELS = load_catalog().labels
AGENT = Lookup("agent-7", "teams-extension")


def card(answer: Answer) -> dict[str, Any]:
    """A card with everything that one may have."""
    submit = {"type": "Action.Submit", "title": "Draft", "data": {"action": "token"}}
    link = {"type": "Action.OpenUrl", "url": "https://example.gov", "title": "Open"}
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "fallbackText": answer.text,
        "body": [
            {"type": "TextBlock", "text": answer.text, "selectAction": submit},
            {"type": "ActionSet", "actions": [submit]},
            {"type": "Input.Text", "id": "word"},
        ],
        "actions": [submit, link],
    }


def searching(
    database: Database,
    words: Keywords = MappingProxyType({}),
    most_asked: Callable[[], Sequence[str]] = tuple,
) -> Extension:
    knowledge, registry = (
        CachedKnowledge(database),
        ContactRegistry(database, Clock("America/New_York")),
    )
    return Extension(AgentSearch(knowledge, registry, LABELS, words, most_asked), card)


@pytest.fixture(scope="module")
def database(
    tmp_path_factory: pytest.TempPathFactory, knowledge: KnowledgeBase
) -> Iterator[Database]:
    """The knowledge base and a small registry of made-up people."""
    folder: Path = tmp_path_factory.mktemp("extension")
    (folder / "listing.csv").write_text(LISTING, encoding="utf-8")
    database = Database(f"sqlite:///{folder / 'desk.db'}")
    database.migrate()
    with database.session() as session:
        load(session, knowledge)
        import_listing(session, Request(folder / "listing.csv", "test"))
    yield database
    database.close()


@pytest.fixture(scope="module")
def extension(database: Database) -> Extension:
    """The extension with everything that the front door gives it."""
    words = read_keywords(ROOT / "data" / "nlu")
    return searching(database, words)


def titles(found: Sequence[Hit]) -> list[str]:
    return [hit.title for hit in found]


def entries(found: Sequence[Hit]) -> list[str]:
    return [hit.answer.reply.entry for hit in found if isinstance(hit.answer.reply, ProcedureReply)]


def invoke(query: str, **options: object) -> dict[str, Any]:
    return {
        "commandId": SEARCH_COMMAND,
        "parameters": [{"name": SEARCH_PARAMETER, "value": query}],
        "queryOptions": options or {"skip": 0, "count": 25},
    }


def answer_to(extension: Extension, value: object, *, people: bool = False) -> dict[str, Any]:
    body = asyncio.run(extension.query(value, people=people, asking=AGENT))
    MessagingExtensionResponse.model_validate(body)
    found: dict[str, Any] = body["composeExtension"]
    return found


@pytest.mark.parametrize("query", ["F181", "f181", "COT-F181", "cot f181", " F181 "])
def test_a_form_is_found_by_its_number(extension: Extension, query: str) -> None:
    first, *others = extension.search(query)
    assert (first.kind, first.title) == ("form", "COT-F181, Staff Service Request Form")
    assert "Get VPN access" in first.subtitle
    reply = first.answer.reply
    assert isinstance(reply, FacetReply)
    assert [form.number for form in reply.value] == ["COT-F181"]
    assert "Get VPN access" in reply.notes[0]
    assert {"vpn_access", "staff_service_request"} <= set(entries(others))
    assert "COT-F181EZ, Staff Service Request Form" in titles(others)


@pytest.mark.parametrize(
    ("query", "entry"),
    [
        ("vpn", "vpn_access"),
        ("Get VPN access", "vpn_access"),
        ("vp", "vpn_access"),
        ("blocked website", "website_unblock"),
        ("unblok website", "website_unblock"),
        ("passwrd", "password_help"),
        ("stolen laptop", "lost_or_stolen_equipment"),
        ("copier", "managed_print"),
        ("security contacts", "contact_role_security"),
    ],
)
def test_a_procedure_is_found_by_its_words(extension: Extension, query: str, entry: str) -> None:
    assert entry in entries(extension.search(query))[:2]


def test_a_procedure_carries_its_whole_answer(
    extension: Extension, knowledge: KnowledgeBase
) -> None:
    hit = next(hit for hit in extension.search("vpn") if hit.kind == "procedure")
    reply, record = hit.answer.reply, knowledge.procedures["vpn_access"]
    assert isinstance(reply, ProcedureReply)
    assert reply.steps == list(record.steps)
    said = (
        "(the usual form)",
        "Who may submit: Human Resources Contact; IT Services Contact",
        "COT (no address on record: call 502-564-7576)",
    )
    for part in (record.title, record.summary, *record.steps, *reply.notes, *said, "checked 20"):
        assert part in hit.answer.text


def test_every_procedure_and_form_is_found_by_its_own_title(
    extension: Extension, knowledge: KnowledgeBase
) -> None:
    for procedure in knowledge.procedures.values():
        assert procedure.title in titles(extension.search(procedure.title))[:2]
    for number in knowledge.directory.forms:
        assert any(title.startswith(number) for title in titles(extension.search(number))[:2])


def test_questions_that_nobody_tuned_it_for(extension: Extension, knowledge: KnowledgeBase) -> None:
    ranks = []
    for entry in knowledge.procedures:
        unseen = YAML(typ="safe").load((ROOT / "tests" / "nlu" / f"{entry}.yml").read_text())
        for question in unseen["questions"]:
            if question["kind"] == "search":
                right = set(question.get("expected", entry).split("|"))
                found = entries(extension.search(question["text"], limit=LARGEST_PAGE))
                ranks.append(next((i for i, e in enumerate(found) if e in right), 99))
    assert sum(rank < 3 for rank in ranks) / len(ranks) > 0.9
    assert sum(rank < PAGE for rank in ranks) / len(ranks) > 0.95


@pytest.mark.parametrize(
    ("query", "agency", "names"),
    [
        ("KYTC security contact", "Transportation Cabinet", ["Larkin Ptarmigan"]),
        ("security contact at Transportation", "Transportation Cabinet", ["Larkin Ptarmigan"]),
        ("who is HR for kytc", "Transportation Cabinet", ["Fennel Wagtail"]),
        ("KYTC", "Transportation Cabinet", ["Fennel Wagtail", "Larkin Ptarmigan"]),
        ("tranportation", "Transportation Cabinet", ["Fennel Wagtail", "Larkin Ptarmigan"]),
        ("transp", "Transportation Cabinet", ["Fennel Wagtail", "Larkin Ptarmigan"]),
        ("Department of Revenue", "Department of Revenue", ["Fennel Wagtail", "Ebony Oxbow"]),
        ("personnel cabinet hr", "Personnel Cabinet", ["Zinnia Lockwright"]),
        ("Personnel Cabinet", "Personnel Cabinet", ["Zinnia Lockwright"]),
    ],
)
def test_contacts_of_an_agency(
    extension: Extension, query: str, agency: str, names: list[str]
) -> None:
    first, *_ = extension.search(query, people=True)
    reply = first.answer.reply
    assert isinstance(reply, ContactsReply)
    assert reply.agency == agency
    assert [person.name for person in reply.contacts] == names
    assert all(name in first.subtitle and name in first.answer.text for name in names)


def test_where_nobody_is_recorded(extension: Extension) -> None:
    (stand_in, *_) = extension.search("DOR security contact", people=True)
    reply = stand_in.answer.reply
    assert isinstance(reply, ContactsReply)
    assert [person.role for person in reply.contacts] == [Role.MANAGEMENT]
    assert "may act in an emergency" in reply.notes[0]
    (nobody, *_) = extension.search("SIL security contact", people=True)
    assert "Nobody is recorded" in nobody.subtitle
    assert nobody.answer.text == (
        "Department of Silence (SIL): Security Contact.\nNobody is recorded."
    )


@pytest.mark.parametrize("query", ["fennel wagtail", "wagtail", "fennel.wagtail@example.gov"])
def test_a_person_is_found_by_name_with_every_agency(extension: Extension, query: str) -> None:
    found = extension.search(query, people=True)
    replies = [hit.answer.reply for hit in found if hit.title == "Fennel Wagtail"]
    assert {reply.agency for reply in replies if isinstance(reply, ContactsReply)} == {
        "Transportation Cabinet",
        "Department of Revenue",
    }


@pytest.mark.parametrize(
    "query", ["", "KYTC", "KYTC security contact", "Fennel Wagtail", "Revenue"]
)
def test_people_are_named_only_where_they_may_be(
    extension: Extension, database: Database, query: str
) -> None:
    with database.session() as session:
        session.execute(delete(LookupRow))
    said = json.dumps(answer_to(extension, invoke(query), people=False))
    for line in LISTING.splitlines()[1:]:
        private = [part for part in line.split(",")[4:] if part and part != query]
        assert not any(part in said for part in private)
    assert (HIDDEN_NOTE in said) == (query not in ("", "Fennel Wagtail"))
    with database.session() as session:
        assert session.scalars(select(LookupRow)).all() == []


def test_each_look_up_is_written_to_the_audit(extension: Extension, database: Database) -> None:
    with database.session() as session:
        session.execute(delete(LookupRow))
    answer_to(extension, invoke("KYTC security contact"), people=True)
    answer_to(extension, invoke("Fennel Wagtail"), people=True)
    with database.session() as session:
        rows = session.scalars(select(LookupRow).order_by(LookupRow.id)).all()
    assert {(row.user, row.channel) for row in rows} == {(AGENT.user, AGENT.channel)}
    assert sorted((row.roles, row.shown) for row in rows) == [
        ("hr", 1),
        ("it_services", 1),
        ("security", 1),
    ]


def test_sample_data_is_marked(tmp_path: Path, knowledge: KnowledgeBase) -> None:
    (tmp_path / "listing.csv").write_text(LISTING, encoding="utf-8")
    database = Database(f"sqlite:///{tmp_path / 'desk.db'}")
    database.migrate()
    with database.session() as session:
        load(session, knowledge)
        import_listing(session, Request(tmp_path / "listing.csv", "test", sample=True))
    extension = searching(database)
    for query in ("KYTC", "Larkin Ptarmigan"):
        first, *_ = extension.search(query, people=True)
        assert SAMPLE_NOTE in first.answer.text
    database.close()


def test_a_new_listing_and_a_new_knowledge_base_are_found_at_once(
    tmp_path: Path, knowledge: KnowledgeBase
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'desk.db'}")
    database.migrate()
    with database.session() as session:
        load(session, knowledge)
    extension = searching(database)
    assert titles(extension.search("kytc")) == []
    (tmp_path / "listing.csv").write_text(LISTING, encoding="utf-8")
    renamed = knowledge.procedures["vpn_access"].model_copy(
        update={"title": "Tunnel to the office"}
    )
    with database.session() as session:
        import_listing(session, Request(tmp_path / "listing.csv", "test"))
        load(
            session,
            KnowledgeBase(
                directory=knowledge.directory,
                procedures={**knowledge.procedures, "vpn_access": renamed},
            ),
        )
    assert titles(extension.search("kytc"))[0] == "Transportation Cabinet (KYTC)"
    assert titles(extension.search("tunnel"))[0] == "Tunnel to the office"
    database.close()


def test_an_empty_query_shows_what_is_most_useful(
    database: Database, knowledge: KnowledgeBase
) -> None:
    asked = ["webmail", "gone_entry", "vpn_access"]
    extension = searching(database, most_asked=lambda: asked)
    found = entries(extension.search("  ", limit=100))
    assert found[:2] == ["webmail", "vpn_access"]
    rest = set(knowledge.procedures) - {"webmail", "vpn_access"}
    assert found[2:] == sorted(rest)


def test_pages_follow_each_other(extension: Extension) -> None:
    whole = titles(extension.search("contact", limit=12))
    pages = [titles(extension.search("contact", limit=4, offset=skip)) for skip in (0, 4, 8)]
    assert [title for page in pages for title in page] == whole
    assert len(whole) == 12


def test_the_answer_is_in_teams_protocol(extension: Extension) -> None:
    found = answer_to(extension, invoke("F181", skip=0, count=3))
    assert (found["type"], found["attachmentLayout"]) == ("result", "list")
    assert len(found["attachments"]) == 3
    first = found["attachments"][0]
    assert first["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert first["content"]["type"] == "AdaptiveCard"
    assert first["preview"]["contentType"] == "application/vnd.microsoft.card.thumbnail"
    assert first["preview"]["content"]["title"] == "COT-F181, Staff Service Request Form"
    assert first["preview"]["content"]["text"].startswith("Form · Used for: ")
    second = answer_to(extension, invoke("F181", skip=1, count=3))
    assert second["attachments"][0] == found["attachments"][1]


def test_nothing_in_a_card_sends_anything_to_us(extension: Extension) -> None:
    said = json.dumps(answer_to(extension, invoke("vpn")))
    assert "Action.OpenUrl" in said
    for part in ("Action.Submit", "Action.Execute", "Input.", "ActionSet", "token", "selectAction"):
        assert part not in said


def test_the_one_renderer_makes_the_cards(database: Database) -> None:
    knowledge, registry = (
        CachedKnowledge(database),
        ContactRegistry(database, Clock("America/New_York")),
    )
    extension = Extension(AgentSearch(knowledge, registry, LABELS), cards_with(LABELS))
    for query, shown in (
        ("vpn", ("Get VPN access", "COT-F181EZ, Staff Service Request Form (the usual form)")),
        ("F181", ("COT-F181, Staff Service Request Form", "Used for: ", "Get VPN access")),
        ("KYTC security contact", ("Transportation Cabinet", "Larkin Ptarmigan")),
        ("DOR security contact", ("Department of Revenue", "Ebony Oxbow", "in an emergency")),
        ("SIL security contact", ("Department of Silence", "Nobody is recorded")),
        ("Larkin Ptarmigan", ("Transportation Cabinet", "Larkin Ptarmigan")),
    ):
        first, *_ = answer_to(extension, invoke(query), people=True)["attachments"]
        AdaptiveCard.model_validate(first["content"])
        body = json.dumps(first["content"]["body"]).replace("\\\\", "")
        assert all(part in body for part in shown), (query, body)
        assert all(part in first["content"]["fallbackText"] for part in shown), query
    for entry in knowledge.current().procedures.values():
        said = json.dumps(answer_to(extension, invoke(entry.title), people=True))
        assert "Action.Submit" not in said
        assert "Action.Execute" not in said


def test_what_is_left_of_a_card() -> None:
    execute = {"type": "Action.Execute"}
    column = {"type": "Column", "items": [{"type": "ActionSet", "actions": [execute]}]}
    shown = {"type": "Action.ShowCard", "card": {"body": [], "actions": [execute]}}
    whole = {"body": [column], "actions": [shown], "refresh": {"action": execute, "userIds": []}}
    assert without_submits(whole) == {
        "body": [{"type": "Column", "items": []}],
        "actions": [{"type": "Action.ShowCard", "card": {"body": []}}],
    }


def test_nothing_fits(extension: Extension) -> None:
    found = answer_to(extension, invoke("qqqq zzzz"))
    assert found == {
        "type": "message",
        "text": wording()["search"]["nothing"].format(query="qqqq zzzz"),
    }
    beyond = answer_to(extension, invoke("vpn", skip=500, count=10))
    assert beyond == {"type": "result", "attachmentLayout": "list", "attachments": []}


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "vpn",
        {},
        {"parameters": None},
        {"parameters": [None, {"name": SEARCH_PARAMETER}, 3]},
        {"parameters": [{"name": "initialRun", "value": "true"}], "queryOptions": []},
        {"parameters": [{"name": SEARCH_PARAMETER, "value": {"a": 1}}]},
        {"parameters": [], "queryOptions": {"skip": "x", "count": -1}},
        {"commandId": SEARCH_COMMAND, "queryOptions": {"skip": True, "count": None}},
    ],
)
def test_a_malformed_query_is_an_empty_one(extension: Extension, value: object) -> None:
    found = answer_to(extension, value)
    assert found["type"] == "result"
    assert len(found["attachments"]) == PAGE


def test_no_page_is_larger_than_teams_shows(extension: Extension) -> None:
    found = answer_to(extension, invoke("contact", skip=0, count=10_000))
    assert len(found["attachments"]) == LARGEST_PAGE


def test_a_database_that_is_away_is_said_so(tmp_path: Path, knowledge: KnowledgeBase) -> None:
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    extension = searching(database)
    found = answer_to(extension, invoke("vpn"), people=True)
    assert found == {"type": "message", "text": wording()["search"]["away"]}
    database.close()


scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=300)
anything = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@settings(max_examples=30)
@given(anything, anything, st.text(max_size=300))
def test_any_value_is_answered(
    extension: Extension, parameters: object, options: object, query: str
) -> None:
    for value in (
        parameters,
        {"parameters": parameters, "queryOptions": options},
        {"parameters": [{"name": SEARCH_PARAMETER, "value": query}], "queryOptions": options},
    ):
        assert answer_to(extension, value, people=True)["type"] in ("result", "message")


def test_keywords_are_the_words_of_the_questions() -> None:
    found = keywords(["the copier at [KYTC](agency)", "copier again", "our copiers"])
    assert found["copier"] > found["again"] == found["kytc"]
    assert "agency" not in found
    many = keywords(["copier"] * 1000)
    assert found["copier"] < many["copier"] < 1
