"""Fidelity: what each entry's source lines state is in its answer, and nothing of another's.

The table facts.yml was written from the sources alone, by somebody who had not seen the product.
"""

import re

import pytest
from ruamel.yaml import YAML

from actions.reply import Audience, TextRenderer
from bot.operations.settings import ROOT
from faq_kb.answers import procedure_reply
from faq_kb.knowledge import EMAIL_TOKEN, FORM_TOKEN, PHONE_TOKEN, POLICY_TOKEN, KnowledgeBase
from locales import load_catalog

FACTS = YAML(typ="safe").load(ROOT / "tests" / "replies" / "facts.yml")
TEXT = TextRenderer(load_catalog())
SERVICE_DESK = "502-564-7576"
# CIO-085 names the five lists of contacts; it is the policy behind every entry about contacts.
CONTACT_POLICY = "CIO-085"
CONTACT_ENTRIES = re.compile("contact_role_|agency_contact_lookup|requesting_services")
EACH_ENTRY = pytest.mark.parametrize("entry", sorted(FACTS))


def test_every_entry_has_facts(knowledge: KnowledgeBase) -> None:
    assert set(FACTS) == set(knowledge.procedures)


@EACH_ENTRY
def test_forms_phones_policies_and_roles_are_those_of_the_source(
    knowledge: KnowledgeBase, entry: str
) -> None:
    facts = FACTS[entry]
    reply = procedure_reply(knowledge, entry, confidence=1.0)
    assert {form.number for form in reply.forms} == set(facts["forms"])
    assert {phone.number for phone in reply.phones} == set(facts["phones"])
    extra = {CONTACT_POLICY} if CONTACT_ENTRIES.match(entry) else set()
    assert {policy.number for policy in reply.policies} == set(facts["policies"]) | extra
    assert set(facts["requesters"]) <= {str(one.role) for one in reply.requesters}


@EACH_ENTRY
@pytest.mark.parametrize("audience", list(Audience))
def test_the_text_holds_every_fact(
    knowledge: KnowledgeBase, entry: str, audience: Audience
) -> None:
    reply = procedure_reply(knowledge, entry, confidence=1.0)
    text = " ".join(TEXT.of(reply, audience).split())
    missing = [
        ways
        for ways in FACTS[entry]["mentions"]
        if not any(re.search(way, text, re.IGNORECASE) for way in ways)
    ]
    assert not missing


@EACH_ENTRY
def test_no_number_of_another_entry(knowledge: KnowledgeBase, entry: str) -> None:
    reply = procedure_reply(knowledge, entry, confidence=1.0)
    said = reply.model_dump_json() + TEXT.of(reply, Audience.EMPLOYEE)
    own = knowledge.procedures[entry]
    places = [knowledge.directory.contact_points[key] for key in own.send_to]
    allowed_phones = {
        SERVICE_DESK,
        *(phone.number for phone in reply.phones),
        *(knowledge.directory.phones[place.phone].number for place in places),
    }
    assert set(FORM_TOKEN.findall(said)) <= {use.number for use in own.forms}
    assert set(POLICY_TOKEN.findall(said)) <= set(own.policies)
    assert set(PHONE_TOKEN.findall(said)) <= allowed_phones
    assert set(EMAIL_TOKEN.findall(said)) <= {place.email for place in places}
