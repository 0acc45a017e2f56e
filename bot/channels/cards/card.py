"""One Adaptive Card for one answer, small enough for every channel."""

import json
from collections.abc import Callable
from typing import Any

from microsoft_teams.cards import AdaptiveCard, TeamsCardProperties

from bot.channels.answer import Answer
from bot.channels.cards.choosing import clarify, fallback, words
from bot.channels.cards.draft import draft
from bot.channels.cards.drafts import drafts
from bot.channels.cards.facet import facet
from bot.channels.cards.kit import Elements, Kit
from bot.channels.cards.people import people
from bot.channels.cards.procedure import procedure
from bot.channels.cards.style import Card, Room, Sign, Style, shortened
from faq_kb.contract import (
    ClarifyReply,
    ContactsReply,
    DraftReply,
    FacetReply,
    FallbackReply,
    Part,
    ProcedureReply,
)
from locales import Labels

MOST_BYTES = 24_000  # Teams refuses a message of more than 28 KB
LONGEST_SPOKEN = 300  # characters
# Tried one after the other until the card is small enough.
ROOMS = (
    Room(),
    Room(value=800, text=6_000, lines=40),
    Room(value=300, text=3_000, lines=20),
    Room(value=100, text=1_500, lines=12),
    Room(value=40, text=600, lines=6),
)


def card(answer: Answer, sign: Sign, labels: Labels, style: Style) -> Card | None:
    """The card; None where the text alone is better, or no card could hold the reply.

    Its `fallbackText` is the whole text, `speak` its beginning.
    """
    return _fitting(_body, answer, Kit(labels, style, sign))


def words_card(answer: Answer, sign: Sign, labels: Labels, style: Style) -> Card | None:
    """The text with its buttons as a card, where buttons can stand in cards alone."""
    return _fitting(words, answer, Kit(labels, style, sign)) if answer.buttons else None


def _fitting(
    build: Callable[[Kit, Answer], Elements | None], answer: Answer, kit: Kit
) -> Card | None:
    for room in ROOMS:
        fresh = Kit(kit.labels, kit.style, kit.sign, room)
        body = build(fresh, answer)
        if body is None:
            return None
        is_shortened = room is not ROOMS[0]
        if is_shortened:
            body += fresh.aside(kit.labels.card.shortened)
        content = _envelope(body, answer, fresh)
        if size(content) <= MOST_BYTES:
            return Card(content, is_shortened)
    return None


def size(content: object) -> int:
    """Bytes of the JSON as it is sent."""
    return len(json.dumps(content, ensure_ascii=False).encode())


def speak(answer: Answer) -> str:
    """What is said aloud: a question that is asked, else how the text begins."""
    lines = [line.strip() for line in answer.text.splitlines() if line.strip()]
    if isinstance(answer.reply, DraftReply) and answer.reply.asked:
        lines = lines[-1:]
    sentences = [
        line if line.endswith((".", "!", "?", ":")) else f"{line}."
        for line in lines
        if not line.startswith("- ")
    ]
    return shortened(" ".join(sentences[:2]), LONGEST_SPOKEN)


def _draft(kit: Kit, answer: Answer, reply: DraftReply) -> Elements | None:
    """One draft, or a list of them."""
    if reply.draft:
        return draft(kit, answer, reply, reply.draft)
    return drafts(kit, answer, reply)


Build = Callable[[Kit, Answer, Any], Elements | None]
BUILDERS: dict[type[Part], Build] = {
    ProcedureReply: procedure,
    ContactsReply: people,
    FacetReply: facet,
    ClarifyReply: clarify,
    FallbackReply: fallback,
    DraftReply: _draft,
}


def _body(kit: Kit, answer: Answer) -> Elements | None:
    build = BUILDERS.get(type(answer.reply)) if answer.reply else None
    return build(kit, answer, answer.reply) if build else None


def _envelope(body: Elements, answer: Answer, kit: Kit) -> dict[str, Any]:
    content = AdaptiveCard(
        version="1.5",
        # Cards know languages without their region.
        lang=kit.labels.lang.partition("-")[0] if kit.style.has_lang else None,
        speak=speak(answer),
        fallback_text=shortened(answer.text, kit.room.text),
        msteams=TeamsCardProperties(width="full") if kit.style.wide else None,
        body=body,
    )
    return content.model_dump(mode="json", by_alias=True, exclude_none=True)
