"""Answers as message activities of Microsoft Teams."""

from typing import Any

from bot.channels.answer import Answer
from bot.channels.cards import (
    Card,
    Sign,
    Style,
    Submit,
    card,
    shortened,
    size,
    speak,
    words_card,
)
from bot.channels.cards.style import CARD
from faq_kb.contract import DraftReply
from locales import Labels

# Teams refuses messages of more than 28 KB, however they are made up.
MOST_BYTES = 27_000
SHORTER_TEXTS = (None, 12_000, 6_000, 3_000, 1_000, 300)

Activity = dict[str, Any]


def activity(
    answer: Answer,
    sign: Sign,
    labels: Labels,
    *,
    is_shared: bool = False,
    site: str | None = None,
) -> Activity:
    """One answer in the Bot Framework's JSON: a card, or text where there is none.

    `is_shared`: others read along, so nobody is named. The answer to a button of a draft takes the
    place of the draft's card; every other answer follows below what was clicked. `site`: the https
    address of the help pages; None where they have none.
    """
    if is_shared:
        answer = answer.without_contacts(labels)
    # Its clients open pages by buttons, and calls by links alone (AdaptiveCards#3905).
    style = Style(_submit(answer), wide=True, dials=False, site=site, pictures="png")
    shown = card(answer, sign, labels, style) or words_card(answer, sign, labels, style)
    message: Activity = {"type": "message", "textFormat": "plain", "locale": labels.lang}
    if shown is None:
        return _with_text(message, answer.shown_text(labels))
    message |= {"summary": speak(answer), "attachments": [_attachment(shown)]}
    return _with_text(message, answer.text) if shown.is_shortened else message


def _submit(answer: Answer) -> Submit:
    is_draft = isinstance(answer.reply, DraftReply) and answer.reply.draft is not None
    return Submit.EXECUTE if is_draft else Submit.MESSAGE_BACK


def _attachment(shown: Card) -> Activity:
    return {"contentType": CARD, "content": shown.content}


def _with_text(message: Activity, text: str) -> Activity:
    """The message with as much of the text as it may hold."""
    for longest in SHORTER_TEXTS:
        whole = {**message, "text": shortened(text, longest)}
        if size(whole) <= MOST_BYTES:
            return whole
    return message
