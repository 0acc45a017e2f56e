"""The answer about each entry is its record: nothing lost, nothing invented, each fact dated."""

import datetime as dt
from typing import Any, get_args

import pytest

from bot.channels.console.answers.facts import LabelMarkup
from bot.channels.console.answers.review import Reviews
from bot.channels.console.answers.schemas import FactKind
from bot.channels.console.answers.settings import ReviewSettings
from common.database import Database
from faq_kb.answers import procedure_reply
from faq_kb.cases import DECIDING
from faq_kb.confusable import confusable_pairs, pair_faults
from faq_kb.contract import Facet
from faq_kb.knowledge import EMAIL_TOKEN, PHONE_TOKEN, KnowledgeBase
from faq_kb.passages import passages
from faq_kb.source.yaml_file import YamlFile
from locales import load_catalog
from replies import FactFormatter
from tests.support.console import (
    ConsoleServices,
    ScriptedDisputes,
    clock_on,
    console_app,
)
from tests.support.web_app import User

LABELS = load_catalog().labels
FORMAT = FactFormatter(LABELS, LabelMarkup())
PATH = "/api/console"


def answer(agent: User, entry: str, **params: Any) -> Any:
    response = agent.client.get(f"{PATH}/procedures/{entry}", params=params)
    assert response.status_code == 200, response.text
    return response.json()


@pytest.fixture(scope="module")
def answers(agent: User, knowledge: KnowledgeBase) -> dict[str, Any]:
    """All 48, for nobody in particular."""
    return {entry: answer(agent, entry) for entry in knowledge.procedures}


def test_the_facts_are_those_of_the_record(
    answers: dict[str, Any], knowledge: KnowledgeBase
) -> None:
    assert len(answers) == 48
    for entry, found in answers.items():
        procedure = knowledge.procedures[entry]
        reply = procedure_reply(knowledge, entry, confidence=1.0)
        for kind in get_args(FactKind):
            said = [fact["text"] for fact in found["facts"] if fact["kind"] == kind]
            if kind == "approval":
                assert said == ([procedure.approval] if procedure.approval else [])
                continue
            facet: Facet = kind
            assert said == FORMAT.fact(facet, getattr(reply, kind)), (entry, kind)
        assert [step["text"] for step in found["steps"]] == reply.steps
        pairs = [(one["when"], one["then"]) for one in found["questions"]]
        assert pairs == [(one.when, one.then) for one in procedure.conditions]
        assert found["notes"] == reply.notes
        for field in ("title", "question", "summary", "call_first", "can_draft"):
            assert found[field] == getattr(reply, field)
        assert found["topic"] == procedure.topic
        assert found["help_url"] == f"/help/{entry}"


def test_each_passage_of_the_record_stands_under_its_key(
    answers: dict[str, Any], knowledge: KnowledgeBase
) -> None:
    for entry, found in answers.items():
        procedure = knowledge.procedures[entry]
        keys = [one["key"] for part in ("facts", "steps", "questions") for one in found[part]]
        assert len(keys) == len(set(keys))
        deciding = {f"include.{i.key}" for i in procedure.include if i.type in DECIDING}
        known = {one.key for one in passages(procedure, knowledge.directory)}
        assert {*keys, "summary"} == known | deciding, entry


def test_facts_come_in_the_order_one_says_them(answers: dict[str, Any]) -> None:
    order = list(get_args(FactKind))
    assert order[:5] == ["requesters", "approval", "forms", "send_to", "phones"]
    for found in answers.values():
        places = [order.index(fact["kind"]) for fact in found["facts"]]
        assert places == sorted(places)


def test_each_link_leads_where_its_fact_says(
    answers: dict[str, Any], knowledge: KnowledgeBase
) -> None:
    directory = knowledge.directory
    reachable = {phone.number for phone in directory.phones.values()}
    schemes = set()
    for found in answers.values():
        for fact in found["facts"]:
            numbers = PHONE_TOKEN.findall(fact["text"])
            assert set(numbers) <= reachable
            href = fact["link"]["href"] if fact["link"] else ""
            schemes.add(href.partition(":")[0])
            if href.startswith("tel:"):
                assert href == f"tel:+1{fact['link']['text'].replace('-', '')}"
                assert fact["link"]["text"] in numbers
            elif href.startswith("mailto:"):
                assert href.removeprefix("mailto:") in EMAIL_TOKEN.findall(fact["text"])
            elif not href:
                assert fact["kind"] != "phones"
    assert {"tel", "mailto", "https"} <= schemes


def test_each_fact_has_its_source_and_the_day_of_its_review(
    agent: User, answers: dict[str, Any], knowledge: KnowledgeBase
) -> None:
    days = {"phones": 90, "forms": 180, "requesters": 180, "approval": 180}
    for entry, found in answers.items():
        verified = knowledge.procedures[entry].source.verified
        for fact in found["facts"]:
            assert fact["source"]["verified"] == verified.isoformat()
            assert fact["source"]["page"] == procedure_reply(knowledge, entry, 1.0).source.page
            due = verified + dt.timedelta(days=days.get(fact["kind"], 365))
            assert fact["review"] == {"due": due.isoformat(), "is_due": False}


def test_a_review_is_due_from_its_day_on() -> None:
    day = dt.date(2026, 11, 21)
    settings = ReviewSettings(phones=9)
    for today, is_due in (
        (day, False),
        (dt.date(2026, 11, 29), False),
        (dt.date(2026, 11, 30), True),
    ):
        found = Reviews(settings, clock_on(today)).of("phones", day)
        assert (found.due, found.is_due) == (dt.date(2026, 11, 30), is_due)


def test_a_condition_is_asked_as_a_question(answers: dict[str, Any]) -> None:
    asked = [one for found in answers.values() for one in found["questions"]]
    assert len(asked) == 46
    for one in asked:
        assert one["question"].endswith("?")
        assert one["question"] != one["when"]


def test_who_may_ask_is_said_whoever_is_calling(
    agent: User, answers: dict[str, Any], knowledge: KnowledgeBase
) -> None:
    access = answers["website_unblock"]["access"]
    assert access["kind"] == "restricted"
    assert access["summary"].startswith("Who may ask: IT Services Contact (to forward")
    assert [one["role"] for one in access["roles"]] == ["it_services", "management"]
    assert access["approval"] == knowledge.procedures["website_unblock"].approval
    assert answers["webmail"]["access"]["kind"] == "public"
    assert all(found["authority"] is None for found in answers.values())
    listed = agent.client.get(f"{PATH}/procedures").json()["procedures"]
    assert {one["entry"] for one in listed} == set(knowledge.procedures)
    titles = [one["title"].casefold() for one in listed]
    assert titles == sorted(titles)
    for one in listed:
        assert one["is_public"] == (answers[one["entry"]]["access"]["kind"] == "public")
        assert one["topic_title"]


def test_the_caller_s_authority_stands_in_the_answer(
    agent: User, people: dict[str, int], agencies: dict[str, int]
) -> None:
    person = people["Ebony Oxbow"]
    found = answer(agent, "backup_request", agency=agencies["DOB"], person=person)["authority"]
    assert found["verdict"] == "authorized"
    assert found["call_back"] == {"phone": "502-555-0103", "label": "Ebony Oxbow"}
    assert [one["name"] for one in found["who"]] == ["Ebony Oxbow"]
    assert found["sample"] is False
    for params in ({"agency": 999999}, {"agency": agencies["DOB"], "person": 0}):
        response = agent.client.get(f"{PATH}/procedures/backup_request", params=params)
        assert response.status_code == (404 if "person" not in params else 422)
    assert agent.client.get(f"{PATH}/procedures/no_such_entry").status_code == 404


def test_open_disputes_stand_beside_their_facts(services: ConsoleServices) -> None:
    since = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
    keys = ("phones.service_desk", "conditions.forgot_password", "summary")
    disputes = ScriptedDisputes({"password_help": dict.fromkeys(keys, (since, 2))})
    with console_app(services, disputes=disputes).client() as agent:
        found = answer(agent, "password_help")
    marked = {
        one["key"]: one["disputed"]
        for part in ("facts", "steps", "questions")
        for one in found[part]
        if one["disputed"]
    }
    expected = {"since": "2026-11-29T12:00:00Z", "count": 2}
    assert marked == dict.fromkeys(keys[:2], expected)


def test_two_answers_are_compared_fact_by_fact(agent: User, agencies: dict[str, int]) -> None:
    params: dict[str, Any] = {
        "entries": "vpn_access,staff_service_request",
        "agency": agencies["DOB"],
    }
    found = agent.client.get(f"{PATH}/compare", params=params).json()
    one, other = found["answers"]
    assert (one["entry"], other["entry"]) == ("vpn_access", "staff_service_request")
    assert one["authority"]["verdict"] == "agency_only"
    for kind in get_args(FactKind):
        texts = [[f["text"] for f in each["facts"] if f["kind"] == kind] for each in (one, other)]
        assert (kind in found["differences"]) == (texts[0] != texts[1])
    same = agent.client.get(f"{PATH}/compare", params={"entries": "webmail,webmail"}).json()
    assert same["differences"] == []


@pytest.mark.parametrize(
    ("entries", "status"),
    [("webmail", 422), ("webmail,vpn_access,spam_report", 422), ("webmail,x", 404), ("", 422)],
)
def test_what_is_no_pair_is_not_compared(agent: User, entries: str, status: int) -> None:
    response = agent.client.get(f"{PATH}/compare", params={"entries": entries})
    assert response.status_code == status


def test_confusable_pairs_name_entries_and_are_offered_both_ways(
    answers: dict[str, Any], knowledge: KnowledgeBase
) -> None:
    pairs = confusable_pairs().pairs
    assert len(pairs) > 30
    assert all(
        one in knowledge.procedures and other in knowledge.procedures for one, other in pairs
    )
    offered = {entry: [one["entry"] for one in a["confusable"]] for entry, a in answers.items()}
    assert all(len(found) <= 4 and entry not in found for entry, found in offered.items())
    assert offered["vpn_access"] == ["staff_service_request"]
    assert "mailbox_delegation" in offered["shared_mailbox_access"]
    assert "shared_mailbox_access" in offered["mailbox_delegation"]


def test_a_line_that_is_no_pair_is_a_fault() -> None:
    rows = {"pairs": [["a", "b"], ["b", "a"], ["a"], "a", ["a", "a"], ["a", "x"]]}
    faults = list(pair_faults(YamlFile("confusable.yml", rows), {"a", "b"}))
    said = [fault.message.split(":")[0] for fault in faults]
    assert said == ["stands there twice", *["is no pair"] * 3, "'x' has no procedure"]


def test_with_a_public_address_help_is_linked_in_full(filled: Database) -> None:
    services = ConsoleServices(filled, public_url="https://help.example.gov")
    with console_app(services).client() as agent:
        found = answer(agent, "spam_report")
    assert found["help_url"] == "https://help.example.gov/help/spam_report"
    # Pictures are the page's own.
    pictures = [step["picture"] for step in found["steps"] if step["picture"]]
    assert all(one["url"].startswith("/help/pictures/") and one["alt"] for one in pictures)
