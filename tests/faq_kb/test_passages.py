"""Every passage of a record has a key that lasts, and says what the record says."""

import pytest

from faq_kb.cases import DECIDING
from faq_kb.directory_records import ContactPoint
from faq_kb.knowledge import KnowledgeBase, free_text
from faq_kb.passages import passages


def texts(knowledge: KnowledgeBase, entry: str) -> dict[str, str]:
    found = passages(knowledge.procedures[entry], knowledge.directory)
    return {passage.key: passage.text for passage in found}


def test_every_passage_of_every_record_has_a_text_and_a_key_of_its_own(
    knowledge: KnowledgeBase,
) -> None:
    for procedure in knowledge.procedures.values():
        found = passages(procedure, knowledge.directory)
        assert all(passage.text.strip() for passage in found)
        assert len({passage.key for passage in found}) == len(found)
        said = "\n".join(passage.text for passage in found)
        # What decides the case is said by the steps and conditions.
        deciding = {item.label for item in procedure.include if item.type in DECIDING}
        names = {("title",), ("question",)}
        told = [text for path, text in free_text(procedure) if path not in names]
        assert all(text in said for text in told if text not in deciding)


def test_the_keys_are_those_of_the_record_in_a_fixed_order(knowledge: KnowledgeBase) -> None:
    assert list(texts(knowledge, "security_incident_report")) == [
        "summary",
        "steps.call_service_desk",
        "steps.fill_in_form",
        "conditions.sensitive_incident",
        "requesters.anyone",
        "forms.COT-F012",
        "send_to.sensitive_incidents",
        "phones.service_desk",
        "phones.security_office",
        "include.what_happened",
        "include.completed_form",
        "policies.CIO-090",
    ]


def test_a_key_stays_when_the_steps_change_places(knowledge: KnowledgeBase) -> None:
    procedure = knowledge.procedures["lost_or_stolen_equipment"]
    turned = procedure.model_copy(update={"steps": procedure.steps[::-1]})
    before, after = (passages(one, knowledge.directory) for one in (procedure, turned))
    assert before != after
    assert set(before) == set(after)


@pytest.mark.parametrize(
    ("entry", "key", "expected"),
    [
        ("internet_connection", "lead_time", "A new location takes 90 business days to "),
        ("desktop_fax", "cost", "Xerox bills for the service."),
        ("computer_upgrade", "approval", "The request goes to COT only if "),
        ("password_help", "conditions.forgot_password", "You forgot your password: Choose the "),
        ("lost_or_stolen_equipment", "requesters.anyone", "anyone (reports the loss or theft)"),
        ("webmail", "requesters.anyone", "anyone"),
        ("staff_move", "forms.COT-F181EZ", "COT-F181EZ, Staff Service Request Form (may be used "),
        ("mailbox_delegation", "forms.COT-F084", "COT-F084 (only for full access, "),
        ("backup_request", "send_to.service_desk", "Commonwealth Service Desk, Commonwealth"),
        ("vpn_access", "include.employee", "the employee who needs VPN"),
        (
            "password_help",
            "phones.service_desk_toll_free",
            "Commonwealth Service Desk, toll-free: ",
        ),
        ("data_center_equipment", "policies.CIO-059", "CIO-059, Equipment Installation and "),
        ("server_hosting", "policies.Kentucky IT Standards", "Kentucky IT Standards"),
    ],
)
def test_each_part_is_said_with_its_facts(
    knowledge: KnowledgeBase, entry: str, key: str, expected: str
) -> None:
    text = texts(knowledge, entry)[key]
    assert text.startswith(expected)
    assert text == expected or expected.endswith((" ", "Commonwealth"))


def test_a_place_is_said_with_what_is_known_of_it(knowledge: KnowledgeBase) -> None:
    directory, procedure = knowledge.directory, knowledge.procedures["webmail"]
    phones = directory.phones
    desk, office = phones["service_desk"], phones["security_office"]

    def said(**facts: str) -> str:
        place = ContactPoint.model_validate({"name": "Webmail", "phone": "service_desk"} | facts)
        points = {**directory.contact_points, "webmail": place}
        known = directory.model_copy(update={"contact_points": points})
        return next(one.text for one in passages(procedure, known) if one.key == "send_to.webmail")

    assert said() == f"Webmail, {desk.number} ({desk.label})"
    assert said(name=office.label, phone="security_office") == f"{office.label}, {office.number}"
    assert said(email="mail@example.gov", url="https://example.gov") == (
        "Webmail, mail@example.gov, https://example.gov"
    )
