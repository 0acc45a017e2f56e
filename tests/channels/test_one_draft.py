"""A reply shows each draft once: as it stands at its end."""

from typing import Any

from bot.channels.answer import Answer, answers_from


def as_sent(answer: Answer, **changes: Any) -> dict[str, Any]:
    """An answer as Rasa's channel sends it."""
    assert answer.reply
    custom = answer.reply.model_dump(mode="json") | changes
    buttons = [{"title": one.title, "payload": one.payload} for one in answer.buttons]
    return {"text": answer.text, "custom": custom, "buttons": buttons}


def test_of_two_cards_of_one_draft_the_last_is_shown(samples: dict[str, Answer]) -> None:
    last = samples["draft_to_confirm"]
    first = as_sent(last, message="I did not get that.")
    assert answers_from([first, as_sent(last)]) == [Answer("I did not get that.", None), last]
    assert answers_from([as_sent(last), as_sent(last)]) == [last]


def test_other_answers_are_left_alone(samples: dict[str, Answer]) -> None:
    last = samples["draft_to_confirm"]
    offer = as_sent(last, offered="vpn_access")
    said = [offer, as_sent(samples["chat_greet"]), as_sent(last)]
    assert [answer.text for answer in answers_from(said)] == [one["text"] for one in said]
    assert answers_from([as_sent(samples["draft_list"])]) == [samples["draft_list"]]
