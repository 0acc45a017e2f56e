"""Questions about a passage of a record, several picks, answers taken back, who wants a person."""

from collections.abc import Callable
from typing import Any

import pytest

from faq_kb.knowledge import KnowledgeBase
from tests.support.tracker import Conversation, Reply

Talk = Callable[..., Conversation]
PAT = {"id": "u1", "email": "pat@example.gov"}
SERVER, VPN, WEBMAIL = "server_database_access", "vpn_access", "webmail"
VENDOR = "conditions.outside_vendor"
SORRY = "Sorry, that's not what you meant."


def passages(entry: str, *keys: str) -> list[dict[str, Any]]:
    """What the pipeline found, best first."""
    return [{"entry": entry, "key": key, "confidence": 0.9} for key in keys]


def ask(conversation: Conversation, text: str, entry: str, *keys: str, **parsed: Any) -> Reply:
    """The reply to a question about passages of an entry."""
    found = passages(entry, *keys)
    return conversation.say(text, entry, kind="detail", passages=found, **parsed)


def take_back(conversation: Conversation, *choices: str) -> Reply:
    """The reply to who says that the answer was not what was meant."""
    return conversation.say("no, that's not what I meant", "repair", choices=list(choices))


def test_an_exception_is_answered_with_it_alone(talk: Talk) -> None:
    conversation = talk()
    answer = ask(conversation, "do vendors need the F085?", SERVER, VENDOR)
    said, source = answer["text"].splitlines()
    assert said == (
        "Get server or database access: If a vendor or support entity outside state government "
        "gets access: COT-F085 is required as well."
    )
    assert source.startswith("Source: https://technology.ky.gov/")
    (whole,) = answer["buttons"]
    assert whole["payload"] == f"/{SERVER}"
    assert answer["custom"]["facet"] == "detail"
    assert [one["key"] for one in answer["custom"]["lead"]] == [VENDOR]
    # What follows is about the same entry.
    assert conversation.say("what form?", "facet_forms")["custom"]["entry"] == SERVER


def test_a_passage_of_a_fact_comes_first_and_then_the_whole_fact(talk: Talk) -> None:
    answer = ask(talk(), "which form for IT staff?", VPN, "forms.COT-F181")
    assert answer["custom"]["facet"] == "forms"
    assert [form["number"] for form in answer["custom"]["value"]] == ["COT-F181EZ", "COT-F181"]
    assert answer["text"].startswith("Get VPN access: COT-F181, Staff Service Request Form")
    assert answer["text"].index("COT-F181,") < answer["text"].index("COT-F181EZ,")


@pytest.mark.parametrize(
    ("entry", "key", "said"),
    [
        ("internet_connection", "lead_time", "90 business days"),
        (SERVER, "policies.CIO-072", "CIO-072"),
        (SERVER, "requesters.it_services", "IT Services Contact"),
    ],
)
def test_a_passage_that_is_the_whole_fact_is_said_once(
    talk: Talk, entry: str, key: str, said: str
) -> None:
    answer = ask(talk(), "and this?", entry, key)
    assert answer["text"].count(said) == 1
    assert [one["key"] for one in answer["custom"]["lead"]] == [key]


def test_who_may_request_is_answered_with_the_people_of_the_agency(talk: Talk) -> None:
    conversation = talk(user=PAT)
    conversation.say("I work for the Department of Corrections", "inform_agency")
    answer = ask(conversation, "may our HR contact ask for it?", VPN, "requesters.hr")
    assert "At Department of Corrections: " in answer["text"]
    assert answer["custom"]["authorized"]


def test_what_the_record_does_not_say_is_said_so(talk: Talk, desk_phone: str) -> None:
    conversation = talk()
    answer = ask(conversation, "do interns get it?", SERVER, "none", VENDOR)
    assert answer["text"].startswith(
        'My source doesn\'t say that about "Get server or database access". '
        "What comes closest: If a vendor or support entity"
    )
    assert desk_phone in answer["text"]
    assert "I don't have a procedure" not in answer["text"]
    assert (answer["custom"]["reason"], answer["custom"]["entry"]) == ("not_in_source", SERVER)
    assert conversation.say("what form?", "facet_forms")["custom"]["entry"] == SERVER


def test_what_an_editor_removed_is_answered_with_what_is_left(talk: Talk) -> None:
    gone = ask(talk(), "and that?", VPN, "conditions.long_gone")
    assert (gone["custom"]["type"], gone["custom"]["entry"]) == ("procedure", VPN)
    assert gone["custom"]["lead"] == []
    for key in ("none", VENDOR):
        assert ask(talk(), "and that?", "removed_entry", key)["custom"]["type"] == "fallback"


def test_a_procedure_begins_with_the_passage_that_was_asked_for(talk: Talk) -> None:
    found = passages(SERVER, VENDOR, "summary")
    answer = talk().say("does a vendor need the F085 too?", SERVER, passages=found)
    title, first, second, *_ = answer["text"].splitlines()
    assert title == "Get server or database access"
    assert first.startswith("If a vendor")
    assert answer["text"].count(second) == 1


def test_several_picks_are_each_answered_and_the_first_is_current(talk: Talk) -> None:
    conversation = talk()
    conversation.say("both", WEBMAIL, entries=[WEBMAIL, VPN, "removed_entry"])
    assert [reply["custom"]["entry"] for reply in conversation.replies] == [WEBMAIL, VPN]
    assert conversation.slots["current_entry"] == WEBMAIL


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("vague", "Which of these is it?"),
        ("two_needs", "Which one first?"),
        ("nonsense", "Is it one of these?"),
        (None, "Is it one of these?"),
    ],
)
def test_choices_are_offered_for_a_reason(talk: Talk, reason: str | None, said: str) -> None:
    answer = talk().say("access", "clarify", choices=[VPN, SERVER, WEBMAIL], clarify_reason=reason)
    assert said in answer["text"].splitlines()[0]
    assert "- Get VPN access" in answer["text"]
    assert len(answer["buttons"]) == len(answer["custom"]["options"]) == 3


def test_an_answer_is_taken_back_for_other_choices(talk: Talk) -> None:
    conversation = talk()
    conversation.say("remote access", VPN)
    answer = take_back(conversation, SERVER, WEBMAIL)
    assert answer["text"].startswith(SORRY)
    assert "other words" in answer["text"]
    assert answer["custom"]["reason"] == "repair"
    # Nothing sticks: neither the entry nor the question which agency it is.
    assert conversation.slots["current_entry"] is None
    assert conversation.slots["pending_agency"] is None
    clicked = conversation.click(answer["buttons"][1])
    assert clicked["custom"]["entry"] == WEBMAIL


def test_one_choice_that_is_left_is_a_button(talk: Talk, desk_phone: str) -> None:
    conversation = talk()
    conversation.say("remote access", VPN)
    answer = take_back(conversation, WEBMAIL)
    assert answer["text"].startswith(f"{SORRY} Did you mean this: Read email in a browser?")
    assert desk_phone in answer["text"]
    assert conversation.click(answer["buttons"][0])["custom"]["entry"] == WEBMAIL


@pytest.mark.parametrize("first", [(SERVER, WEBMAIL), (WEBMAIL,), ()])
def test_after_a_second_miss_a_person_helps(
    talk: Talk, first: tuple[str, ...], desk_phone: str
) -> None:
    conversation = talk()
    conversation.say("remote access", VPN)
    assert take_back(conversation, *first)["text"].startswith(SORRY)
    again = take_back(conversation, SERVER, WEBMAIL)
    assert again["text"].startswith("Sorry, I still don't have what you need.")
    assert (again["custom"]["type"], again["buttons"]) == ("fallback", [])
    assert desk_phone in again["text"]
    # A new answer is a new beginning.
    conversation.say("vpn", VPN)
    assert take_back(conversation, SERVER, WEBMAIL)["custom"]["type"] == "clarify"


def test_who_wants_a_person_learns_what_this_is_and_whom_to_call(
    talk: Talk, knowledge: KnowledgeBase
) -> None:
    conversation = talk()
    conversation.say("vpn", VPN)
    answer = conversation.say("this is useless, get me a human", "person")
    assert "automated assistant, not a person" in answer["text"]
    numbers = [phone.number for phone in knowledge.directory.service_desk_phones]
    assert [phone["number"] for phone in answer["custom"]["phones"]] == numbers
    assert all(number in answer["text"] for number in numbers)
    assert conversation.slots["current_entry"] == VPN
    agent = talk("agent", audience="agent").say("are you a bot?", "person")
    assert "automated assistant, not a person" in agent["text"]
    assert "Service Desk" not in agent["text"]


def test_a_fact_that_is_asked_for_while_choices_are_open_names_them_again(talk: Talk) -> None:
    conversation = talk()
    conversation.say("mail", "clarify", choices=[WEBMAIL, "email_account"])
    answer = conversation.say("who do I ask?", "facet_requesters", standalone="clarify")
    assert answer["custom"]["type"] == "clarify"
    assert [one["entry"] for one in answer["custom"]["options"]] == [WEBMAIL, "email_account"]
