"""The contract object: its schema is the published one, and every reply keeps to it."""

import json
from typing import Annotated, Literal

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from bot.operations.settings import ROOT
from faq_kb.answers import (
    FACETS,
    clarify_reply,
    facet_reply,
    fallback_reply,
    procedure_reply,
)
from faq_kb.contract import (
    PERSONAL,
    ClarifyReply,
    Contact,
    ContactsReply,
    FacetReply,
    Part,
    Passage,
    PersonCheck,
    PolicyRef,
    Reply,
    ReplyAdapter,
    SmallTalkReply,
    json_schema,
)
from faq_kb.knowledge import KnowledgeBase
from faq_kb.model import Role

SCHEMA = ROOT / "docs" / "contract.schema.json"
VALIDATOR = Draft202012Validator(json_schema())


def require_valid(reply: Reply) -> None:
    VALIDATOR.validate(reply.model_dump(mode="json"))


def test_the_published_schema_is_the_schema() -> None:
    assert json.loads(SCHEMA.read_text()) == json_schema(), (
        "write it anew: `helpdesk contract > docs/contract.schema.json`"
    )


def test_every_entry_and_facet_keeps_to_the_schema(knowledge: KnowledgeBase) -> None:
    for entry in knowledge.procedures:
        require_valid(procedure_reply(knowledge, entry, confidence=0.5))
        for facet in FACETS:
            require_valid(facet_reply(knowledge, entry, facet))


def test_the_other_replies_keep_to_the_schema(knowledge: KnowledgeBase) -> None:
    require_valid(clarify_reply(knowledge, ["webmail", "vpn_access"]))
    require_valid(fallback_reply(knowledge.directory))
    said = [Passage(key="cost", text="Nothing.")]
    require_valid(fallback_reply(knowledge.directory, "not_in_source", "webmail", said))
    require_valid(facet_reply(knowledge, "webmail", "detail", lead=said))
    require_valid(SmallTalkReply(intent="greet"))
    require_valid(
        ContactsReply(agency=None, role=None, contacts=[], asked="agency", options=["A"], notes=[])
    )


def test_one_choice_is_no_choice(knowledge: KnowledgeBase) -> None:
    with pytest.raises(ValidationError):
        clarify_reply(knowledge, ["webmail"])
    with pytest.raises(ValidationError):
        ClarifyReply(options=[])


def test_unknown_is_left_out_and_nothing_is_null(knowledge: KnowledgeBase) -> None:
    whole = procedure_reply(knowledge, "change_request", confidence=1.0).model_dump(mode="json")
    assert whole["approval"] is None
    assert all("url" not in form for form in whole["forms"])
    assert all("email" not in place for place in whole["send_to"])


def test_an_empty_address_is_replaced_by_the_number(
    knowledge: KnowledgeBase, desk_phone: str
) -> None:
    places = procedure_reply(knowledge, "spam_report", 1.0).model_dump(mode="json")["send_to"]
    assert places == [
        {
            "name": "COT Phishing Reporting",
            "phone": desk_phone,
            "phone_label": "Commonwealth Service Desk",
        }
    ]


def test_a_known_address_needs_no_number(knowledge: KnowledgeBase) -> None:
    places = procedure_reply(knowledge, "storage_request", 1.0).model_dump(mode="json")["send_to"]
    assert places == [
        {"name": "Commonwealth Service Desk", "email": "CommonwealthServiceDesk@ky.gov"}
    ]


def test_a_fact_has_the_shape_of_its_facet() -> None:
    """A form and a policy have the same fields: the facet tells which it is."""
    usual = {"type": "facet", "entry": "a", "title": "A", "authorized": []}
    policy = {"number": "CIO-1", "title": "Sample"}
    reply = ReplyAdapter.validate_python({**usual, "facet": "policies", "value": [policy]})
    assert isinstance(reply, FacetReply)
    assert reply.value == [PolicyRef(**policy)]
    assert ReplyAdapter.validate_json(reply.model_dump_json()) == reply
    with pytest.raises(ValidationError):
        ReplyAdapter.validate_python({**usual, "facet": "phones", "value": ["502-555-0100"]})


class Pair(Part):
    """A part of a type that nobody thought of."""

    first: Contact
    others: dict[str, list[Contact]]


class NewReply(Reply):
    """A reply of a type that nobody thought of."""

    type: Literal["new"] = "new"
    pair: Pair
    checks: list[PersonCheck]
    letter: Annotated[str | None, PERSONAL]


def test_people_can_be_taken_out_of_any_reply() -> None:
    person = Contact(name="Avery Birch", role=Role.HR, agency="A", email="avery@example.gov")
    other = Contact(name="Rowan Ash", role=Role.HR, agency="A", phone="502-555-0107")
    check = PersonCheck(
        name="Morgan Elm", agency=None, role=None, authorized=True, authorizations=[]
    )
    reply = NewReply(
        message="Here they are.\nAvery Birch is in HR.",
        notes=["Call 502-555-0107.", "Ask Morgan Elm.", "Be kind."],
        pair=Pair(first=person, others={"a": [other]}),
        checks=[check],
        letter="Dear Avery",
    )
    assert reply.people == [person, other]
    bare = reply.without_people()
    assert not bare.people
    said = str(bare)
    assert not any(name in said for name in ("Avery", "Rowan", "Morgan", "502-555-0107"))
    assert (bare.message, bare.notes) == ("Here they are.", ["Be kind."])
    assert bare.pair.others == {"a": []}
