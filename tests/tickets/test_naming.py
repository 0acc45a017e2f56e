"""Which item of a request the words of a message name, and how an item names its form."""

import re

import pytest

from faq_kb.knowledge import KnowledgeBase
from tickets.fields import fields_of
from tickets.naming import named, named_by_word


@pytest.mark.parametrize(
    ("entry", "text", "key"),
    [
        ("website_unblock", "change the Phone number, please", "phone"),
        ("website_unblock", "I have the written approval now", "approval_letter"),
        ("website_unblock", "the approval letter came", "approval_letter"),
        ("website_unblock", "the approval came", "approval_letter"),
        ("website_unblock", "change the number", ""),  # of the phone, or for billing
        ("telecommunications_move", "change the date", "move_date"),
        ("telecommunications_move", "change the new address", "new_address"),
        ("telecommunications_move", "change the address", ""),
        ("server_hosting", "I need to change it", ""),  # "what you need" is a choice
        ("vpn_access", "change it", ""),
    ],
)
def test_the_item_that_is_named(knowledge: KnowledgeBase, entry: str, text: str, key: str) -> None:
    assert named(text, fields_of(entry, knowledge.procedures[entry])) == key


@pytest.mark.parametrize(
    ("entry", "text", "key"),
    [
        ("application_monitoring", "Workflow, whats that", "workflow"),
        ("application_monitoring", "which number is that", ""),
        ("application_monitoring", "are other services and components in it", ""),
        ("telecommunications_move", "what does moving cost", ""),  # all of it is a move
        ("server_hosting", "what I need", ""),
    ],
)
def test_the_item_that_alone_has_a_word(
    knowledge: KnowledgeBase, entry: str, text: str, key: str
) -> None:
    fields = fields_of(entry, knowledge.procedures[entry])
    assert named_by_word(text, fields, without=entry.split("_")) == key


def test_the_help_of_a_form_names_its_number(knowledge: KnowledgeBase) -> None:
    numbers = re.compile(r"COT-F\d+(?:EZ)?")
    for entry, procedure in knowledge.procedures.items():
        forms = {form.number for form in procedure.forms}
        for field in fields_of(entry, procedure):
            named_forms = set(numbers.findall(field.label)) & forms
            if field.key.endswith("_form"):
                assert named_forms <= set(numbers.findall(field.help)) <= forms, (entry, field.key)
