"""The words of a reply: everything that the object says is in the text, and nothing more."""

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.reply import Audience, TextRenderer
from faq_kb.answers import (
    FACETS,
    HIDDEN_NOTE,
    People,
    clarify_reply,
    facet_reply,
    fallback_reply,
    procedure_reply,
    role_titles,
)
from faq_kb.contract import Contact, ContactsReply, FallbackReason
from faq_kb.knowledge import EMAIL_TOKEN, FORM_TOKEN, PHONE_TOKEN, POLICY_TOKEN, KnowledgeBase
from faq_kb.model import Role
from locales import load_catalog
from replies import FactFormatter, PlainMarkup

CATALOG = load_catalog()
TEXT = TextRenderer(CATALOG)
FACTS = FactFormatter(CATALOG.labels, PlainMarkup())
TOKENS = re.compile("|".join(p.pattern for p in (FORM_TOKEN, POLICY_TOKEN, PHONE_TOKEN)))


def test_what_may_be_left_out_is_marked_and_nothing_else(knowledge: KnowledgeBase) -> None:
    marked: set[bool] = set()
    for entry, procedure in knowledge.procedures.items():
        reply = procedure_reply(knowledge, entry, confidence=1.0)
        text = TEXT.of(reply, Audience.EMPLOYEE)
        for item in procedure.include:
            assert (f"{item.label} (optional)" in text) is not item.required, (entry, item.key)
            marked.add(item.required)
    assert marked == {True, False}


@pytest.mark.parametrize("audience", list(Audience))
def test_every_fact_of_the_object_is_in_the_text(
    knowledge: KnowledgeBase, audience: Audience
) -> None:
    for entry, procedure in knowledge.procedures.items():
        reply = procedure_reply(knowledge, entry, confidence=1.0)
        text = TEXT.of(reply, audience)
        facts = [
            reply.title,
            reply.summary,
            *(form.number for form in reply.forms),
            *(phone.number for phone in reply.phones),
            *(policy.number for policy in reply.policies),
            *reply.steps,
            *reply.notes,
            *(item.label for item in reply.include),
            *(part for place in reply.send_to for part in (place.name, place.email, place.phone)),
            *(reply.approval, reply.lead_time, reply.cost),
            *role_titles([rule.role for rule in procedure.requesters], knowledge.directory),
            reply.source.verified,
        ]
        missing = [fact for fact in facts if fact and fact not in text]
        assert not missing, (entry, missing)


@pytest.mark.parametrize("audience", list(Audience))
def test_no_number_stands_in_the_text_that_is_not_in_the_object(
    knowledge: KnowledgeBase, audience: Audience
) -> None:
    for entry in knowledge.procedures:
        reply = procedure_reply(knowledge, entry, confidence=1.0)
        text = TEXT.of(reply, audience)
        said = reply.model_dump_json()
        for token in TOKENS.findall(text) + EMAIL_TOKEN.findall(text):
            assert token in said, (entry, token)


def test_a_facet_says_its_fact_or_that_there_is_none(
    knowledge: KnowledgeBase, desk_phone: str
) -> None:
    for entry, procedure in knowledge.procedures.items():
        for facet in FACETS:
            reply = facet_reply(knowledge, entry, facet)
            text = TEXT.of(reply)
            assert procedure.title in text
            if not reply.value:
                assert desk_phone in text
            for number in TOKENS.findall(reply.model_dump_json(include={"value"})):
                assert number in text, (entry, facet)


def test_agents_get_the_facts_first(knowledge: KnowledgeBase) -> None:
    reply = procedure_reply(knowledge, "website_unblock", confidence=1.0)
    employee = TEXT.of(reply, Audience.EMPLOYEE)
    agent = TEXT.of(reply, Audience.AGENT)
    assert employee.index(reply.summary) < employee.index("Approval:")
    assert agent.index("Approval:") < agent.index(reply.summary)
    shown = {TEXT.chat("greet", audience, knowledge.directory).message for audience in Audience}
    assert len(shown) == len(Audience)


@pytest.mark.parametrize("audience", Audience)
def test_the_assistant_says_that_it_is_no_person(
    audience: Audience, knowledge: KnowledgeBase, desk_phone: str
) -> None:
    text = TEXT.chat("help", audience, knowledge.directory).message
    assert "automated assistant" in text
    assert audience is Audience.AGENT or desk_phone in text


def test_known_people_are_named(knowledge: KnowledgeBase) -> None:
    person = Contact(
        name="Pat Example",
        role=Role.HR,
        agency="Board of Examples",
        email="pat@example.gov",
        phone="555-0101",
    )
    reply = procedure_reply(knowledge, "vpn_access", 1.0, People((person,)))
    text = TEXT.of(reply, Audience.EMPLOYEE)
    whole = "At Board of Examples: Pat Example (Human Resources Contact), pat@example.gov, 555-0101"
    assert whole in text


def test_who_acts_for_a_whole_cabinet_is_named_with_it(knowledge: KnowledgeBase) -> None:
    people = (AVERY, Contact(name="Oak Heron", role=Role.HR, agency="Cabinet of Trees"))
    shown = People(people, agency="Example Agency")
    text = TEXT.of(facet_reply(knowledge, "vpn_access", "requesters", shown))
    assert "At Example Agency: Avery Birch (Human Resources Contact), avery" in text
    assert "Oak Heron (Human Resources Contact, Cabinet of Trees)" in text


def contacts(**given: object) -> ContactsReply:
    usual = {"agency": "Example Agency", "role": None, "contacts": [], "asked": None}
    return ContactsReply(**{"options": [], "notes": [], **usual, **given})


AVERY = Contact(
    name="Avery Birch", role=Role.HR, agency="Example Agency", email="avery.birch@example.gov"
)


def test_the_agency_is_asked_for_with_what_the_source_says(
    knowledge: KnowledgeBase, desk_phone: str
) -> None:
    asking = contacts(agency=None, role=Role.HR, asked="agency")
    text = TEXT.of(TEXT.ask_agency(asking, knowledge))
    assert "Which agency" in text
    assert "Human Resources Contact" in text
    record = knowledge.procedures["agency_contact_lookup"]
    for fact in (record.summary, record.approval, *record.policies):
        assert fact in text
    unknown = TEXT.of(TEXT.ask_agency(asking, knowledge, unknown="Ministry of Magic"))
    assert 'I don\'t know an agency called "Ministry of Magic".' in unknown
    assert desk_phone in unknown
    choices = contacts(agency=None, asked="agency", options=["Board of A", "Board of B"])
    assert "- Board of B" in TEXT.of(TEXT.ask_agency(choices, knowledge))


def test_people_are_named_with_ways_to_reach_them(
    knowledge: KnowledgeBase, desk_phone: str
) -> None:
    text = TEXT.of(TEXT.contacts(contacts(contacts=[AVERY]), knowledge))
    for fact in ("Example Agency", "Avery Birch", "Human Resources Contact", AVERY.email):
        assert fact in text
    assert desk_phone not in text


def test_nobody_on_record_names_management_and_the_service_desk(
    knowledge: KnowledgeBase, desk_phone: str
) -> None:
    boss = Contact(name="Oak Heron", role=Role.MANAGEMENT, agency="Example Agency")
    text = TEXT.of(TEXT.contacts(contacts(role=Role.SECURITY, contacts=[boss]), knowledge))
    for fact in ("Nobody is on record as Security Contact", "emergency", "Oak Heron"):
        assert fact in text
    assert desk_phone in text
    assert "any contacts on record" in TEXT.of(TEXT.contacts(contacts(), knowledge))


def test_hidden_people_are_not_called_missing(knowledge: KnowledgeBase, desk_phone: str) -> None:
    hidden = {"role": Role.SECURITY, "notes": [HIDDEN_NOTE], "withheld": True}
    text = TEXT.of(TEXT.contacts(contacts(**hidden), knowledge))
    assert text.index(HIDDEN_NOTE) < text.index("Security Contact")
    assert "Nobody" not in text
    assert desk_phone in text


def test_choices_are_named_best_first(knowledge: KnowledgeBase) -> None:
    text = TEXT.of(TEXT.clarify(clarify_reply(knowledge, ["webmail", "vpn_access"])))
    assert text.index(knowledge.procedures["webmail"].title) < text.index(
        knowledge.procedures["vpn_access"].title
    )


def test_fallback_and_apology_give_every_number(knowledge: KnowledgeBase) -> None:
    for reason in get_args(FallbackReason):
        text = TEXT.of(fallback_reply(knowledge.directory, reason))
        for phone in knowledge.directory.service_desk_phones:
            assert phone.number in text


def test_the_service_desk_is_not_told_to_call_itself(knowledge: KnowledgeBase) -> None:
    nobody = contacts(role=Role.SECURITY)
    for reply in (
        fallback_reply(knowledge.directory),
        facet_reply(knowledge, "webmail", "cost"),
        TEXT.contacts(nobody, knowledge),
        TEXT.ask_agency(nobody, knowledge, Audience.AGENT, unknown="Ministry of Magic"),
    ):
        assert "Service Desk" not in TEXT.of(reply, Audience.AGENT)


@given(st.lists(st.text(alphabet="abc", min_size=1), max_size=5))
def test_joined_keeps_every_part_in_order(parts: list[str]) -> None:
    words = re.split(r", | or ", FACTS.joined(parts)) if parts else []
    assert words == parts
