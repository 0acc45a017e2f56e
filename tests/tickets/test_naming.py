"""Which item of a request the words of a message name."""

import pytest

from faq_kb.knowledge import KnowledgeBase
from tickets.fields import fields_of
from tickets.naming import named


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
