"""The message extension: what agents find, what is never shown, Teams' protocol."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from microsoft_teams.api.models import MessagingExtensionResponse
from microsoft_teams.cards import AdaptiveCard
from ruamel.yaml import YAML
from sqlalchemy import delete, select

from bot.channels.search.desk_search import DeskSearch
from bot.channels.search.record_index import keywords_of
from bot.channels.search.record_search import EXAMPLES, RecordSearch
from bot.channels.teams.search import SEARCH_COMMAND, SEARCH_PARAMETER
from bot.channels.teams.search.agent_search import AgentSearch
from bot.channels.teams.search.extension import LARGEST_PAGE, PAGE, MessageExtension
from bot.channels.teams.search.search_results import SearchResult
from bot.operations.settings import ROOT
from common.clock import Clock
from common.database import Database
from contacts.importing import ImportRequest, import_contacts
from contacts.registry import ContactRegistry, Lookup
from contacts.tables import LookupRow
from faq_kb.answers import SAMPLE_NOTE
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
CATALOG = load_catalog()
LABELS, WORDS = CATALOG.labels, CATALOG.teams.search
AGENT = Lookup("agent-7", "teams-extension")


def make_search(
    database: Database, examples: Path | None = None, public_url: str = ""
) -> AgentSearch:
    registry = ContactRegistry(database, Clock("America/New_York"))
    records = RecordSearch(CachedKnowledge(database), examples)
    search = DeskSearch(records, registry, database)
    return AgentSearch(search, registry, LABELS, WORDS, public_url)


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
        import_contacts(session, ImportRequest(folder / "listing.csv", "test"))
    yield database
    database.close()


@pytest.fixture(scope="module")
def search(database: Database) -> AgentSearch:
    """The search with everything that the web app gives it."""
    return make_search(database, EXAMPLES)


@pytest.fixture(scope="module")
def extension(search: AgentSearch) -> MessageExtension:
    return MessageExtension(search, LABELS, WORDS)


def titles(found: Sequence[SearchResult]) -> list[str]:
    return [hit.title for hit in found]


def entries(found: Sequence[SearchResult]) -> list[str]:
    return [hit.answer.reply.entry for hit in found if isinstance(hit.answer.reply, ProcedureReply)]


def invoke(query: str, **options: object) -> dict[str, Any]:
    return {
        "commandId": SEARCH_COMMAND,
        "parameters": [{"name": SEARCH_PARAMETER, "value": query}],
        "queryOptions": options or {"skip": 0, "count": 25},
    }


def answer_to(
    extension: MessageExtension, value: object, asking: Lookup | None = None
) -> dict[str, Any]:
    body = asyncio.run(extension.query(value, asking=asking))
    MessagingExtensionResponse.model_validate(body)
    found: dict[str, Any] = body["composeExtension"]
    return found


@pytest.mark.parametrize("query", ["F181", "f181", "COT-F181", "cot f181", " F181 "])
def test_a_form_is_found_by_its_number(search: AgentSearch, query: str) -> None:
    first, *others = search.find(query, PAGE)
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
def test_a_procedure_is_found_by_its_words(search: AgentSearch, query: str, entry: str) -> None:
    assert entry in entries(search.find(query, PAGE))[:2]


def test_a_result_carries_the_whole_reply(search: AgentSearch, knowledge: KnowledgeBase) -> None:
    hit = next(hit for hit in search.find("vpn", PAGE) if hit.kind == "procedure")
    reply, record = hit.answer.reply, knowledge.procedures["vpn_access"]
    assert isinstance(reply, ProcedureReply)
    assert reply.steps == [step.text for step in record.steps]
    assert hit.answer.text.startswith(f"{record.title}\nProcedure · {record.summary}")


def test_every_procedure_and_form_is_found_by_its_own_title(
    search: AgentSearch, knowledge: KnowledgeBase
) -> None:
    for procedure in knowledge.procedures.values():
        assert procedure.title in titles(search.find(procedure.title, PAGE))[:2]
    for number in knowledge.directory.forms:
        assert any(title.startswith(number) for title in titles(search.find(number, PAGE))[:2])


def test_questions_that_nobody_tuned_it_for(search: AgentSearch, knowledge: KnowledgeBase) -> None:
    ranks = []
    for entry in knowledge.procedures:
        unseen = YAML(typ="safe").load((ROOT / "tests" / "nlu" / f"{entry}.yml").read_text())
        for question in unseen["questions"]:
            if question["kind"] == "search":
                right = set(question.get("expected", entry).split("|"))
                found = entries(search.find(question["text"], LARGEST_PAGE))
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
    search: AgentSearch, query: str, agency: str, names: list[str]
) -> None:
    first, *_ = search.find(query, PAGE, asking=AGENT)
    reply = first.answer.reply
    assert isinstance(reply, ContactsReply)
    assert reply.agency == agency
    assert [person.name for person in reply.contacts] == names
    assert all(name in first.subtitle and name in first.answer.text for name in names)


def test_where_nobody_is_recorded(search: AgentSearch) -> None:
    (stand_in, *_) = search.find("DOR security contact", PAGE, asking=AGENT)
    reply = stand_in.answer.reply
    assert isinstance(reply, ContactsReply)
    assert [person.role for person in reply.contacts] == [Role.MANAGEMENT]
    assert "may act in an emergency" in reply.notes[0]
    (nobody, *_) = search.find("SIL security contact", PAGE, asking=AGENT)
    assert "Nobody is on record" in nobody.subtitle
    assert nobody.title == "Department of Silence (SIL)"


@pytest.mark.parametrize("query", ["fennel wagtail", "wagtail", "fennel.wagtail@example.gov"])
def test_a_person_is_found_by_name_with_every_agency(search: AgentSearch, query: str) -> None:
    found = search.find(query, PAGE, asking=AGENT)
    replies = [hit.answer.reply for hit in found if hit.title == "Fennel Wagtail"]
    assert {reply.agency for reply in replies if isinstance(reply, ContactsReply)} == {
        "Transportation Cabinet",
        "Department of Revenue",
    }


@pytest.mark.parametrize(
    "query", ["", "KYTC", "KYTC security contact", "Fennel Wagtail", "Revenue"]
)
def test_people_are_named_only_where_they_may_be(
    extension: MessageExtension, database: Database, query: str
) -> None:
    with database.session() as session:
        session.execute(delete(LookupRow))
    said = json.dumps(answer_to(extension, invoke(query)))
    for line in LISTING.splitlines()[1:]:
        private = [part for part in line.split(",")[4:] if part and part != query]
        assert not any(part in said for part in private)
    assert (WORDS.hidden in said) == (query not in ("", "Fennel Wagtail"))
    with database.session() as session:
        assert session.scalars(select(LookupRow)).all() == []


def test_each_look_up_is_written_to_the_audit(
    extension: MessageExtension, database: Database
) -> None:
    with database.session() as session:
        session.execute(delete(LookupRow))
    answer_to(extension, invoke("KYTC security contact"), AGENT)
    answer_to(extension, invoke("Fennel Wagtail"), AGENT)
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
        import_contacts(session, ImportRequest(tmp_path / "listing.csv", "test", sample=True))
    search = make_search(database)
    for query in ("KYTC", "Larkin Ptarmigan"):
        first, *_ = search.find(query, PAGE, asking=AGENT)
        assert isinstance(first.answer.reply, ContactsReply)
        assert SAMPLE_NOTE in first.answer.reply.notes
    database.close()


def test_a_new_listing_and_a_new_knowledge_base_are_found_at_once(
    tmp_path: Path, knowledge: KnowledgeBase
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'desk.db'}")
    database.migrate()
    with database.session() as session:
        load(session, knowledge)
    search = make_search(database)
    assert titles(search.find("kytc", PAGE)) == []
    (tmp_path / "listing.csv").write_text(LISTING, encoding="utf-8")
    renamed = knowledge.procedures["vpn_access"].model_copy(
        update={"title": "Tunnel to the office"}
    )
    with database.session() as session:
        import_contacts(session, ImportRequest(tmp_path / "listing.csv", "test"))
        load(
            session,
            KnowledgeBase(
                directory=knowledge.directory,
                procedures={**knowledge.procedures, "vpn_access": renamed},
            ),
        )
    assert titles(search.find("kytc", PAGE))[0] == "Transportation Cabinet (KYTC)"
    assert titles(search.find("tunnel", PAGE))[0] == "Tunnel to the office"
    database.close()


def test_an_empty_query_lists_all_procedures_by_title(
    database: Database, knowledge: KnowledgeBase
) -> None:
    found = entries(make_search(database).find("  ", 100))
    procedures = knowledge.procedures
    assert found == sorted(procedures, key=lambda entry: procedures[entry].title.casefold())


def test_pages_follow_each_other(search: AgentSearch) -> None:
    whole = titles(search.find("contact", 12))
    pages = [titles(search.find("contact", 4, skip)) for skip in (0, 4, 8)]
    assert [title for page in pages for title in page] == whole
    assert len(whole) == 12


def test_the_answer_is_in_teams_protocol(extension: MessageExtension) -> None:
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


def test_the_cards_of_the_chat_show_what_is_found(extension: MessageExtension) -> None:
    for query, shown in (
        ("vpn", ("Get VPN access", "COT-F181EZ, Staff Service Request Form (the usual form)")),
        ("F181", ("COT-F181, Staff Service Request Form", "Used for: ", "Get VPN access")),
        ("KYTC security contact", ("Transportation Cabinet", "Larkin Ptarmigan")),
        ("DOR security contact", ("Department of Revenue", "Ebony Oxbow", "in an emergency")),
        ("SIL security contact", ("Department of Silence", "Nobody is on record")),
        ("Larkin Ptarmigan", ("Transportation Cabinet", "Larkin Ptarmigan")),
    ):
        first, *_ = answer_to(extension, invoke(query), AGENT)["attachments"]
        AdaptiveCard.model_validate(first["content"])
        body = json.dumps(first["content"]["body"]).replace("\\\\", "")
        assert all(part in body for part in shown), (query, body)


def test_nothing_in_a_card_sends_anything_to_us(
    extension: MessageExtension, knowledge: KnowledgeBase
) -> None:
    queries = [entry.title for entry in knowledge.procedures.values()]
    for query in [*queries, *knowledge.directory.forms, "KYTC", "SIL security contact", "Wagtail"]:
        said = json.dumps(answer_to(extension, invoke(query), AGENT))
        for part in ("Action.Submit", "Action.Execute", "Input.", '"refresh"', "authentication"):
            assert part not in said, query


def test_nothing_fits(extension: MessageExtension) -> None:
    found = answer_to(extension, invoke("qqqq zzzz"))
    assert found == {
        "type": "message",
        "text": WORDS.nothing.format(query="qqqq zzzz"),
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
def test_a_malformed_query_is_an_empty_one(extension: MessageExtension, value: object) -> None:
    found = answer_to(extension, value)
    assert found["type"] == "result"
    assert len(found["attachments"]) == PAGE


def test_no_page_is_larger_than_teams_shows(extension: MessageExtension) -> None:
    found = answer_to(extension, invoke("contact", skip=0, count=10_000))
    assert len(found["attachments"]) == LARGEST_PAGE


def test_a_database_that_is_away_is_said_so(tmp_path: Path, knowledge: KnowledgeBase) -> None:
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    extension = MessageExtension(make_search(database), LABELS, WORDS)
    found = answer_to(extension, invoke("vpn"), AGENT)
    assert found == {"type": "message", "text": WORDS.unavailable}
    database.close()


scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=300)
anything = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@settings(max_examples=30)
@given(anything, anything, st.text(max_size=300))
def test_any_value_is_answered(
    extension: MessageExtension, parameters: object, options: object, query: str
) -> None:
    for value in (
        parameters,
        {"parameters": parameters, "queryOptions": options},
        {"parameters": [{"name": SEARCH_PARAMETER, "value": query}], "queryOptions": options},
    ):
        assert answer_to(extension, value, AGENT)["type"] in ("result", "message")


def test_keywords_are_the_words_of_the_questions() -> None:
    found = keywords_of(["the copier at [KYTC](agency)", "copier again", "our copiers"])
    assert found["copier"] > found["again"] == found["kytc"]
    assert "agency" not in found
    many = keywords_of(["copier"] * 1000)
    assert found["copier"] < many["copier"] < 1


@pytest.mark.parametrize("public_url", ["", "https://help.example.gov"])
def test_a_procedure_links_to_its_page_where_it_has_an_address(
    database: Database, public_url: str
) -> None:
    found = make_search(database, public_url=public_url)
    value = {"parameters": [{"name": SEARCH_PARAMETER, "value": "vpn"}]}
    body = asyncio.run(MessageExtension(found, LABELS, WORDS).query(value, asking=None))
    card = body["composeExtension"]["attachments"][0]["content"]
    urls = [action["url"] for action in card.get("actions", [])]
    assert urls == ([f"{public_url}/help/vpn_access"] if public_url else [])
    AdaptiveCard.model_validate(card)
