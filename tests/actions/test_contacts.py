"""Who may act for an agency: the right agency, by its name, to those who may see people."""

from collections.abc import Callable

from tests.support.tracker import Conversation

Talk = Callable[..., Conversation]


def test_names_are_withheld_from_anonymous_users(talk: Talk) -> None:
    answer = talk().say("security contact of KYTC", "agency_contact_lookup")
    assert answer["custom"]["agency"] == "Transportation Cabinet"
    assert answer["custom"]["contacts"] == []


def test_a_draft_is_filled_in(talk: Talk) -> None:
    conversation = talk(user={"id": "u1", "email": "pat@example.gov"})
    conversation.say("I need VPN access", "vpn_access")
    question = conversation.click('/draft_start{"entry": "vpn_access"}')
    assert question["custom"]["type"] == "draft"
    assert conversation.loop == "draft_form"
    conversation.say("who signs for KYTC?", "agency_contact_lookup")
    assert [reply["custom"]["type"] for reply in conversation.replies] == ["contacts", "draft"]
    conversation.say("later", "draft_pause")
    assert conversation.loop is None
