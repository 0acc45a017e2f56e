"""Teams gets messages that it accepts, with a card for each and nobody's name in a channel."""

import json
from typing import Any

from bot.channels.answer import Answer, Button
from bot.channels.cards import size
from bot.channels.teams.render import MOST_BYTES, activity
from bot.channels.teams.transport.sdk import MessageActivityInput
from faq_kb.contract import Contact, ContactsReply
from faq_kb.knowledge import KnowledgeBase
from faq_kb.model import Role
from locales import Labels
from tests.channels.answers import AVERY, MORGAN, contacts
from tests.channels.cards import card_of, of_type, shown_in, token
from tests.channels.draft_answers import huge

NAMES = ("Avery", "Rowan", "Morgan", "avery.birch", "rowan.ash", "502-555-0107")


def shown(answer: Answer, labels: Labels, **given: Any) -> dict[str, Any]:
    return activity(answer, token, labels, **given)


def test_the_library_of_teams_takes_every_message(
    samples: dict[str, Answer], labels: Labels
) -> None:
    for answer in samples.values():
        message = shown(answer, labels)
        again = MessageActivityInput.model_validate(message)
        sent = again.model_dump(mode="json", by_alias=True, exclude_none=True)
        assert {key: sent[key] for key in message} == message
        assert size(sent) < MOST_BYTES


def test_a_card_comes_with_its_text_and_a_line_for_the_notification(
    samples: dict[str, Answer], labels: Labels
) -> None:
    for name, answer in samples.items():
        message = shown(answer, labels)
        card = card_of(message)
        if card is None:
            assert message["text"] == answer.text, name
            assert not answer.buttons
        else:
            assert card["fallbackText"] == answer.text
            assert card["msteams"] == {"width": "full"}
            assert card["lang"] == "en"
            assert message["summary"]
            assert "text" not in message


def test_a_click_on_a_draft_changes_its_card(samples: dict[str, Answer], labels: Labels) -> None:
    draft = shown(samples["draft_ready"], labels)
    assert of_type(draft, "Action.Execute")
    assert not of_type(draft, "Action.Submit")
    for name in ("clarify", "procedure", "draft_list", "text_with_buttons"):
        message = shown(samples[name], labels)
        assert of_type(message, "Action.Submit"), name
        assert not of_type(message, "Action.Execute")


def test_no_downloads(samples: dict[str, Answer], labels: Labels) -> None:
    """The files of drafts need a session of the web app."""
    assert not of_type(shown(samples["draft_ready"], labels), "Action.OpenUrl")


def test_is_shareds_name_nobody(samples: dict[str, Answer], labels: Labels) -> None:
    named = 0
    for name, answer in samples.items():
        said = json.dumps(shown(answer, labels, is_shared=True))
        assert not any(person in said for person in NAMES), name
        named += any(person in json.dumps(shown(answer, labels)) for person in NAMES)
    assert named > 5


def test_an_is_shared_says_that_names_are_left_out(
    knowledge: KnowledgeBase, labels: Labels
) -> None:
    answer = contacts(knowledge, contacts=[AVERY, MORGAN])
    card = card_of(shown(answer, labels, is_shared=True))
    assert card
    assert labels.card.no_names_here in shown_in(card)
    assert not any(name in str(card) for name in ("Avery", "Morgan", "502-555-01"))


def test_a_line_with_a_number_of_somebody_alone_is_left_out(labels: Labels) -> None:
    pat = Contact(
        name="Pat Doe",
        role=Role.HR,
        agency="Office of Samples",
        email="pat@example.gov",
        phone="502-555-0100",
    )
    reply = ContactsReply(
        message="Pat Doe\npat@example.gov\nCall 502-555-0100\nOffice hours: 8 to 5",
        agency="Office of Samples",
        role=None,
        contacts=[pat],
        asked=None,
        options=[],
    )
    shown = Answer("whatever", reply).without_contacts(labels).text
    assert shown == f"Office hours: 8 to 5 {labels.card.no_names_here}"


def test_people_to_choose_from_are_not_named_where_others_read_along(labels: Labels) -> None:
    reply = ContactsReply(
        message="Which one do you mean?\nAvery Birch or Rowan Ash?",
        agency=None,
        role=None,
        contacts=[],
        asked=None,
        options=["Avery Birch", "Rowan Ash"],
    )
    buttons = tuple(Button(name, f"/inform_person{name}") for name in reply.options)
    answer = Answer("whatever", reply, (*buttons, Button("Nobody of them", "/deny")))
    said = json.dumps(shown(answer, labels, is_shared=True))
    assert "Which one do you mean?" in said
    assert "Nobody of them" in said
    assert not any(person in said for person in NAMES)


def test_agencies_can_be_chosen_where_others_read_along(
    samples: dict[str, Answer], labels: Labels
) -> None:
    answer = samples["contacts_ambiguous"]
    assert answer.buttons
    assert answer.without_contacts(labels) is answer


def test_an_is_shared_gets_no_mail_to_people(samples: dict[str, Answer], labels: Labels) -> None:
    said = json.dumps(shown(samples["draft_handed_over"], labels, is_shared=True))
    assert "mailto:" not in said


def test_an_is_shared_keeps_what_names_nobody(samples: dict[str, Answer], labels: Labels) -> None:
    for name in (
        "procedure",
        "facet_phones",
        "contacts_none",
        "clarify",
        "draft_asked",
        "fallback",
    ):
        assert samples[name].without_contacts(labels) is samples[name]
    answer = samples["procedure_with_people"]
    lines = set(answer.text.splitlines()) - set(answer.without_contacts(labels).text.splitlines())
    assert [line[:15] for line in lines] == ["At Example Agen"]


def test_a_huge_answer_is_shortened_to_what_teams_takes(
    knowledge: KnowledgeBase, labels: Labels
) -> None:
    answer = huge(knowledge)
    message = shown(answer, labels)
    assert size(message) <= MOST_BYTES
    assert card_of(message)
    assert answer.text.startswith(str(message["text"]).removesuffix("…"))
    words = Answer("\N{SNOWMAN} " * 20_000, None)
    assert 5_000 < size(shown(words, labels)) <= MOST_BYTES
