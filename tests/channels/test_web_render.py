"""The web chat gets activities that it shows, reads aloud and clicks."""

import datetime as dt
import json
from typing import Any

from bot.channels.answer import Answer
from bot.channels.web.render import activity, user_activity
from faq_kb.knowledge import KnowledgeBase
from locales import Labels
from tests.channels.cards import card_of, of_type, shown_in, token
from tests.channels.draft_answers import huge

EASTERN = dt.timezone(dt.timedelta(hours=-5))
SAID_AT = dt.datetime(2026, 11, 21, 10, 30, 1, 234_567, tzinfo=EASTERN)


def shown(answer: Answer, labels: Labels, number: int = 17) -> dict[str, Any]:
    return activity(answer, token, labels, number=number, at=SAID_AT)


def test_an_answer_is_a_message_of_the_assistant(
    samples: dict[str, Answer], labels: Labels
) -> None:
    for answer in samples.values():
        message = shown(answer, labels)
        assert message["type"] == "message"
        assert message["id"] == "17"
        assert message["timestamp"] == "2026-11-21T15:30:01.234Z"
        assert message["from"] == {"id": "assistant", "role": "bot"}
        assert message["textFormat"] == "plain"
        assert message["locale"] == "en-US"
        json.dumps(message)


def test_what_a_card_says_is_not_said_beside_it(samples: dict[str, Answer], labels: Labels) -> None:
    for name, answer in samples.items():
        message = shown(answer, labels)
        has_card = card_of(message) is not None
        assert ("text" in message) is not has_card, name
        assert message.get("text", answer.text) == answer.text


def test_everything_can_be_read_aloud(samples: dict[str, Answer], labels: Labels) -> None:
    for answer in samples.values():
        message = shown(answer, labels)
        assert message["channelData"]["webchat:fallback-text"] == answer.text
        assert message["speak"]


def test_no_card_names_its_language(samples: dict[str, Answer], labels: Labels) -> None:
    """Adaptive Cards 3.0 refuses every other card that does, and Web Chat then shows nothing."""
    for answer in samples.values():
        assert "lang" not in (card_of(shown(answer, labels)) or {})


def test_words_without_a_card_have_suggested_actions(
    samples: dict[str, Answer], labels: Labels
) -> None:
    message = shown(samples["text_with_buttons"], labels)
    assert message["suggestedActions"] == {
        "actions": [
            {
                "type": "postBack",
                "title": "Yes",
                "value": {"action": "signed:/affirm"},
                "displayText": "Yes",
            }
        ]
    }
    with_card = shown(samples["clarify"], labels)
    assert "suggestedActions" not in with_card
    assert len(of_type(with_card, "Action.Submit")) == 3


def test_only_answers_are_asked_whether_they_helped(
    samples: dict[str, Answer], labels: Labels
) -> None:
    helpful = {
        name for name, answer in samples.items() if shown(answer, labels)["channelData"]["helpful"]
    }
    asked = {"contacts_asked", "contacts_ambiguous"}
    kinds = ("procedure", "facet", "contacts")
    assert helpful == {name for name in samples if name.startswith(kinds)} - asked


def test_ids_of_two_messages_are_never_the_same(samples: dict[str, Answer], labels: Labels) -> None:
    answer = samples["draft_to_confirm"]
    first, second = (json.dumps(shown(answer, labels, number)) for number in (1, 11))
    assert "message1-part1" in first
    assert "message1-part1" not in second


def test_downloads_are_of_the_same_server(samples: dict[str, Answer], labels: Labels) -> None:
    (download,) = of_type(shown(samples["draft_ready"], labels), "Action.OpenUrl")
    assert download["url"] == "/api/drafts/HD-4KM9XC.eml"


def test_a_shortened_card_comes_with_the_whole_text(
    knowledge: KnowledgeBase, labels: Labels
) -> None:
    answer = huge(knowledge)
    message = shown(answer, labels)
    assert message["text"] == answer.text
    card = card_of(message)
    assert card
    assert labels.card.shortened in shown_in(card)


def test_what_users_say_is_plain_text() -> None:
    message = user_activity("**x**", number=3, at=SAID_AT, key="8c0f-1")
    assert message == {
        "type": "message",
        "id": "3",
        "timestamp": "2026-11-21T15:30:01.234Z",
        "from": {"id": "user", "role": "user"},
        "textFormat": "plain",
        "locale": "en-US",
        "text": "**x**",
        "channelData": {"helpful": False, "key": "8c0f-1"},
    }
    assert "key" not in user_activity("x", number=3, at=SAID_AT)["channelData"]
