"""Who may act for an agency, and whether somebody may: to those who may see people, audited."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from actions.services import Services
from common.database import Database
from contacts.tables import LookupRow
from faq_kb.knowledge import KnowledgeBase
from tests.support.tracker import Conversation, services_of

Talk = Callable[..., Conversation]
PAT = {"id": "u1", "email": "pat@example.gov"}
LOOKUP, CHECK = "agency_contact_lookup", "contact_check"
KYTC, DOC = "Transportation Cabinet", "Department of Corrections"


def audited(store: Database) -> list[tuple[str, str, int]]:
    """What the audit has, in order."""
    with store.session() as session:
        rows = session.scalars(select(LookupRow).order_by(LookupRow.id)).all()
        return [(row.user, row.roles, row.shown) for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        "is Cyan Blackthorn authorized for KYTC?",
        "is cyan.blackthorn@example.gov authorized for KYTC",
        "may 502-555-0157 request for Transportation",
    ],
)
def test_a_person_is_authorized(talk: Talk, store: Database, text: str) -> None:
    answer = talk(user=PAT).say(text, CHECK)
    assert answer["text"].startswith(
        f"Yes, Cyan Blackthorn is authorized: IT Services Contact at {KYTC}, since 2023-03-21,"
    )
    assert "cyan.blackthorn@example.gov, 502-555-0157" in answer["text"]
    assert audited(store) == [("u1", "it_services", 1)]


def test_a_person_is_not_authorized_for_another_agency(talk: Talk, store: Database) -> None:
    answer = talk(user=PAT).say("is Cyan Blackthorn authorized for Corrections?", CHECK)
    assert answer["text"].startswith(f"No, Cyan Blackthorn isn't listed for {DOC}.")
    assert f"Here's what is listed: IT Services Contact at {KYTC}" in answer["text"]
    assert ("u1", "hr it_services compliance security management", 0) in audited(store)


def test_a_person_is_not_authorized_in_another_role(talk: Talk) -> None:
    answer = talk(user=PAT).say("is Cyan Blackthorn an HR contact?", CHECK)
    assert "No, Cyan Blackthorn isn't listed as Human Resources Contact." in answer["text"]


@pytest.mark.parametrize(
    "text",
    [
        "is Pat Doe authorized for Corrections?",
        "is pat.doe@example.gov authorized for Corrections?",
        "502-555-0000, may they sign for Corrections?",
        "is Pat Doe authorized",
    ],
)
def test_nobody_of_that_name_is_listed(talk: Talk, store: Database, text: str) -> None:
    answer = talk(user=PAT).say(text, CHECK)
    assert answer["text"].startswith("No. I can't find anyone with that name")
    assert answer["custom"]["contacts"] == []
    assert [shown for _, _, shown in audited(store)] == [0]


def test_a_last_name_offers_who_may_be_meant(talk: Talk, store: Database) -> None:
    conversation = talk(user=PAT)
    asked = conversation.say("is blackthorn authorized for transportation", CHECK)
    assert asked["custom"]["options"] == ["Cyan Blackthorn"]
    assert asked["custom"]["contacts"] == []
    assert audited(store) == [("u1", "it_services", 1)]
    answer = conversation.click(asked["buttons"][0])
    assert answer["text"].startswith("Yes, Cyan Blackthorn is authorized")


def test_nobody_learns_who_is_listed_without_signing_in(talk: Talk, store: Database) -> None:
    listed = talk().say("is Cyan Blackthorn authorized for KYTC?", CHECK)
    unlisted = talk().say("is Pat Doe authorized", CHECK)
    assert listed == unlisted
    assert listed["custom"]["withheld"]
    assert "Yes" not in listed["text"]
    assert audited(store) == [("anonymous", "hr it_services compliance security management", 0)] * 2


def test_a_person_of_an_unknown_agency(talk: Talk) -> None:
    text = "is Cyan Blackthorn authorized for the department of magic?"
    answer = talk(user=PAT).say(text, CHECK)["text"]
    assert answer.startswith('I don\'t know an agency called "department of magic".')


def test_agency_and_procedure_together_name_its_requesters(talk: Talk) -> None:
    agent = talk(audience="agent")
    answer = agent.say("caller is at KDLA, needs ssl, who signs", LOOKUP)
    assert answer["custom"]["entry"] == "ssl_certificate"
    roles = {contact["role"] for contact in answer["custom"]["authorized"]}
    assert roles == {"security"}
    assert "At Department for Libraries and Archives: Petal Haywardine" in answer["text"]


@pytest.mark.parametrize("text", ["who may sign for my agency", "who is our security contact?"])
def test_names_that_cannot_be_shown_are_said_so_first(talk: Talk, text: str) -> None:
    answer = talk(channel="web").say(text, LOOKUP)
    assert answer["custom"]["asked"] is None
    assert answer["text"].startswith("I can't show names here.")
    assert "Security Contact" in answer["text"]
    assert "sign in" not in answer["text"]


def test_sign_in_is_named_where_there_is_one(
    talk: Talk, store: Database, knowledge: KnowledgeBase
) -> None:
    services = services_of(store, knowledge, sign_in=True)
    text = "who is our security contact?"
    assert "sign in" in talk(services=services, channel="web").say(text, LOOKUP)["text"]
    assert "sign in" not in talk(services=services, channel="cli").say(text, LOOKUP)["text"]
    teams = talk(services=services, channel="teams-channel", user=PAT).say(text, LOOKUP)["text"]
    assert "chat of your own" in teams


def test_a_look_up_whose_names_are_withheld_is_audited(talk: Talk, store: Database) -> None:
    talk().say("security contact of KYTC", LOOKUP)
    assert audited(store) == [("anonymous", "security", 0)]


def test_an_agent_sees_people_and_is_not_told_to_call_the_service_desk(talk: Talk) -> None:
    agent = talk(audience="agent", channel="cli")
    assert "Larkin Ptarmigan" in agent.say("security contact of KYTC", LOOKUP)["text"]
    for text, intent in (("department of magic hr", LOOKUP), ("what is 2 + 2", "nlu_fallback")):
        assert "Service Desk" not in agent.say(text, intent)["text"]
    overheard = talk("channel", audience="agent", channel="teams-channel")
    assert "Ptarmigan" not in overheard.say("security contact of KYTC", LOOKUP)["text"]


def test_every_reply_with_people_says_of_which_agency(talk: Talk, services: Services) -> None:
    conversation = talk(user=PAT)
    conversation.say("I work for the Department of Corrections", "inform_agency")
    for text, intent in (
        ("vpn", "vpn_access"),
        ("who signs?", "facet_requesters"),
        ("who is our HR contact", LOOKUP),
    ):
        answer = conversation.say(text, intent)
        custom = answer["custom"]
        people = custom.get("authorized") or custom.get("contacts")
        assert people
        assert {person["agency"] for person in people} == {DOC}
        assert f"At {DOC}: " in answer["text"]
        assert "your agency:" not in answer["text"].lower()


def test_a_draft_s_people_have_its_agency(talk: Talk) -> None:
    conversation = talk(user=PAT)
    conversation.say("I work for the Department of Corrections", "inform_agency")
    opened = conversation.click('/draft_start{"entry": "ssl_certificate"}')
    people = opened["custom"]["draft"]["authorized"]
    assert people
    assert {person["agency"] for person in people} == {DOC}


def test_a_follow_up_without_a_procedure_names_none_by_accident(talk: Talk) -> None:
    def asked(share: float) -> str:
        ranking = [{"name": "facet_forms", "confidence": 1 - share}]
        ranking.append({"name": "vpn_access", "confidence": share})
        found = {"standalone": "vpn_access", "intent_ranking": ranking}
        reply = talk().say("what was that form again?", "facet_forms", **found)["custom"]
        return str(reply["type"])

    assert asked(0.0001) == "chat"
    assert asked(0.3) == "procedure"


def test_who_may_not_see_names_is_told_of_which_agency_they_are(talk: Talk) -> None:
    conversation = talk()
    answer = conversation.say("who are the contacts of KYTC", "agency_contact_lookup")
    assert "Transportation Cabinet" in answer["text"]
    role = {"role": "compliance"}
    answer = conversation.say("and compliance?", "agency_contact_lookup", entities=role)
    assert (answer["custom"]["agency"], answer["custom"]["contacts"]) == (
        "Transportation Cabinet",
        [],
    )
    assert "Compliance Contact of Transportation Cabinet" in answer["text"]
    other = conversation.say("and at the department of magic?", "agency_contact_lookup")
    assert other["custom"]["agency"] is None
    assert "Transportation" not in other["text"]


READ = {"reading": "contacts", "reading_confidence": 0.9}


def test_a_look_up_goes_on_with_what_is_not_said_again(talk: Talk) -> None:
    conversation = talk(user=PAT)
    conversation.say("who is the security contact of KYTC?", LOOKUP)

    def found(text: str, intent: str = LOOKUP, **entities: str) -> tuple[str, str]:
        answer = conversation.say(text, intent, entities=entities, **READ)["custom"]
        return answer["agency"], answer["role"]

    assert found("and compliance?", "contact_role_compliance") == (KYTC, "compliance")
    assert found("same for HR?", "contact_role_hr", role="hr") == (KYTC, "hr")
    assert found("what about corrections") == (DOC, "hr")
    assert found("and how about it at the Department of Revenue then?") == (
        "Department of Revenue",
        "hr",
    )
    # A whole question is about every role.
    assert found("who are the contacts of KYTC?") == (KYTC, None)
    assert found("security of corrections?") == (DOC, "security")


def test_another_agency_after_another_topic_is_no_follow_up(talk: Talk) -> None:
    conversation = talk(user=PAT)
    conversation.say("who is the security contact of KYTC?", LOOKUP)
    conversation.say("how do I get VPN access?", "vpn_access")
    answer = conversation.say("contact at corrections please", LOOKUP, **READ)["custom"]
    assert (answer["agency"], answer["role"]) == (DOC, None)


def test_who_starts_it_after_an_answer_is_told_the_roles(talk: Talk) -> None:
    """Where no name may be shown, the roles that the procedure names are the answer."""
    conversation = talk()
    conversation.say("we need VPN", "vpn_access")
    answer = conversation.say("ok, and who gets this started", LOOKUP)
    assert answer["custom"]["type"] == "facet"
    assert "Human Resources Contact or IT Services Contact" in answer["text"]
    assert "I can't show names here." in answer["text"]
    assert conversation.say("what form?", "facet_forms")["custom"]["entry"] == "vpn_access"


@pytest.mark.parametrize(
    ("text", "entities"),
    [("and who is it at KYTC", {}), ("who is our security contact", {"role": "security"})],
)
def test_whoever_names_an_agency_or_a_role_asks_for_its_people(
    talk: Talk, text: str, entities: dict[str, str]
) -> None:
    conversation = talk()
    conversation.say("we need VPN", "vpn_access")
    answer = conversation.say(text, LOOKUP, entities=entities)
    assert answer["custom"]["type"] == "contacts"
    assert answer["custom"]["withheld"]
