"""Replies of contract 1.x are read as 2.0, or give way to their text."""

from typing import Any

import pytest

from faq_kb.contract import FacetReply, ProcedureReply
from faq_kb.contract_upgrade import read_reply

PROCEDURE: dict[str, Any] = {
    "type": "procedure",
    "entry": "vpn_access",
    "title": "VPN access",
    "summary": "Access from outside.",
    "requesters": ["hr", "it_services"],
    "approval": None,
    "forms": [{"number": "COT-F181", "title": "Service Request"}],
    "send_to": [{"name": "Example Desk", "phone": "502-555-0100"}],
    "phones": ["502-555-0100"],
    "include": [{"key": "employee", "label": "the employee", "required": True}],
    "steps": [],
    "lead_time": None,
    "cost": None,
    "policies": ["CIO-072"],
    "notes": ["If abroad: ask first."],
    "source": {"page": "example.gov/faq", "verified": "2026-11-21"},
    "confidence": 0.9,
    "can_draft": True,
    "authorized": [{"name": "Avery Birch", "role": "hr", "agency": "Example Agency"}],
}
DRAFT: dict[str, Any] = {
    "type": "draft",
    "draft": None,
    "asked": None,
    "drafts": [],
    "offered": None,
    "notes": [],
}


def test_a_procedure_keeps_its_facts() -> None:
    reply = read_reply(PROCEDURE)
    assert isinstance(reply, ProcedureReply)
    assert [one.role for one in reply.requesters] == ["hr", "it_services"]
    assert [phone.number for phone in reply.phones] == ["502-555-0100"]
    assert [policy.number for policy in reply.policies] == ["CIO-072"]
    assert reply.notes == PROCEDURE["notes"]
    assert read_reply(reply.model_dump(mode="json")) == reply


def test_a_facet_has_the_shape_of_the_field() -> None:
    stored = {"type": "facet", "entry": "vpn_access", "facet": "phones", "value": ["502-555-0100"]}
    reply = read_reply({**stored, "authorized": [], "notes": []})
    assert isinstance(reply, FacetReply)
    assert reply.value == read_reply(PROCEDURE).phones  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "stored",
    [
        DRAFT,
        {"type": "contacts", "agency": None, "contacts": [], "options": [], "notes": []},
        {
            "type": "clarify",
            "options": [{"entry": "a", "title": "A"}, {"entry": "b", "title": "B"}],
        },
        {"type": "of a later version", "message": ""},
        {},
    ],
)
def test_what_said_facts_in_its_text_alone_gives_way_to_it(stored: dict[str, Any]) -> None:
    assert read_reply(stored) is None
