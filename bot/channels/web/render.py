"""Messages as the Bot Framework activities that the web chat takes."""

import datetime as dt
from typing import Any

from bot.channels.answer import Answer
from bot.channels.cards import Card, Sign, Style, Submit, card, speak
from bot.channels.cards.style import CARD
from common.plain_text import isolated
from locales import Labels

# Web Chat reads this aloud in place of text, card and buttons.
ALOUD = "webchat:fallback-text"

Activity = dict[str, Any]


def activity(
    answer: Answer, sign: Sign, labels: Labels, *, number: int, at: dt.datetime
) -> Activity:
    """One answer: a card where there is one, else text with suggested actions.

    `number` counts the messages of the conversation, `at` is when it was said (aware).
    """
    # Web Chat's parser refuses every other card that names its language; its page names it.
    style = Style(
        Submit.POST, has_downloads=True, prefix=f"message{number}-", has_lang=False, site=""
    )
    shown = card(answer, sign, labels, style)
    reply = answer.reply
    return {
        **_message("assistant", "bot", number, at, labels.lang),
        **_content(answer, shown, sign, labels),
        "speak": speak(answer),
        "channelData": {
            "helpful": reply is not None and reply.is_answer,
            ALOUD: answer.text,
        },
    }


def user_activity(
    text: str, number: int, at: dt.datetime, key: str = "", locale: str = "en-US"
) -> Activity:
    """What the user said, as plain text; `key` is the idempotency key that it came with."""
    data: dict[str, Any] = {"helpful": False}
    return {
        **_message("user", "user", number, at, locale),
        "text": isolated(text),
        "channelData": data | ({"key": key} if key else {}),
    }


def _message(name: str, role: str, number: int, at: dt.datetime, locale: str) -> Activity:
    return {
        "type": "message",
        "id": str(number),
        "timestamp": f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z",
        "from": {"id": name, "role": role},
        "textFormat": "plain",
        "locale": locale,
    }


def _content(answer: Answer, shown: Card | None, sign: Sign, labels: Labels) -> Activity:
    if shown:
        # The text would say everything twice, unless the card had no room for all of it.
        text = {"text": answer.text} if shown.is_shortened else {}
        return {**text, "attachments": [{"contentType": CARD, "content": shown.content}]}
    content: Activity = {"text": isolated(answer.shown_text(labels))}
    if not answer.buttons:
        return content
    actions = [
        {
            "type": "postBack",
            "title": button.title,
            "value": {"action": sign(button.payload)},
            "displayText": button.title,
        }
        for button in answer.buttons
    ]
    return {**content, "suggestedActions": {"actions": actions}}
