"""One Adaptive Card for one answer, small enough for every channel."""

import json
import re
from collections.abc import Callable
from typing import Any

from microsoft_teams.cards import AdaptiveCard, TeamsCardProperties

from bot.channels.answer import Answer
from bot.channels.cards.builder import CardBuilder, Elements
from bot.channels.cards.choices import clarify_card, fallback_card, text_with_buttons
from bot.channels.cards.contacts import contacts_card
from bot.channels.cards.draft import draft_card
from bot.channels.cards.facet import facet_card
from bot.channels.cards.procedure import procedure_card
from bot.channels.cards.style import Card, Sign, SizeLimits, Style, shortened
from faq_kb.contract import (
    ClarifyReply,
    ContactsReply,
    DraftReply,
    FacetReply,
    FallbackReply,
    ProcedureReply,
    Reply,
)
from locales import Labels

MOST_BYTES = 24_000  # Teams refuses a message of more than 28 KB
LONGEST_SPOKEN = 300  # characters
MOST_SENTENCES = 2
ADDRESS = re.compile(r" <https?://[^>]*>")  # behind its label, in plain text
# Tried one after the other until the card is small enough.
LIMITS = (
    SizeLimits(),
    SizeLimits(value=800, text=6_000, lines=40),
    SizeLimits(value=300, text=3_000, lines=20),
    SizeLimits(value=100, text=1_500, lines=12),
    SizeLimits(value=40, text=600, lines=6),
)


def card(answer: Answer, sign: Sign, labels: Labels, style: Style) -> Card | None:
    """The card; None where the text alone is better, or no card could hold the reply.

    Its `fallbackText` is the whole text, `speak` its beginning.
    """
    return _fitting(_body, answer, CardBuilder(labels, style, sign))


def words_card(answer: Answer, sign: Sign, labels: Labels, style: Style) -> Card | None:
    """The text with its buttons as a card, where buttons can stand in cards alone."""
    return (
        _fitting(text_with_buttons, answer, CardBuilder(labels, style, sign))
        if answer.buttons
        else None
    )


def _fitting(
    build: Callable[[CardBuilder, Answer], Elements | None], answer: Answer, builder: CardBuilder
) -> Card | None:
    for limits in LIMITS:
        fresh = CardBuilder(builder.labels, builder.style, builder.sign, limits)
        body = build(fresh, answer)
        if body is None:
            return None
        is_shortened = limits is not LIMITS[0]
        if is_shortened:
            body += fresh.caption(builder.labels.card.shortened)
        content = _envelope(body, answer, fresh)
        if size(content) <= MOST_BYTES:
            return Card(content, is_shortened)
    return None


def size(content: object) -> int:
    """Bytes of the JSON as it is sent."""
    return len(json.dumps(content, ensure_ascii=False).encode())


def speak(answer: Answer) -> str:
    """What is said aloud: a question that is asked, else how the text begins."""
    question = answer.reply.question if isinstance(answer.reply, DraftReply) else None
    asks = isinstance(answer.reply, DraftReply) and answer.reply.asked and question
    text = question if asks and question else answer.text
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    sentences = [
        line if line.endswith((".", "!", "?", ":")) else f"{line}."
        for line in lines
        if not line.startswith("- ")
    ]
    # Where one fact comes from is not said aloud.
    most = 1 if isinstance(answer.reply, FacetReply) else MOST_SENTENCES
    return shortened(ADDRESS.sub("", " ".join(sentences[:most])), LONGEST_SPOKEN)


Build = Callable[[CardBuilder, Answer, Any], Elements | None]
CARDS: dict[type[Reply], Build] = {
    ProcedureReply: procedure_card,
    ContactsReply: contacts_card,
    FacetReply: facet_card,
    ClarifyReply: clarify_card,
    FallbackReply: fallback_card,
    DraftReply: draft_card,
}


def _body(builder: CardBuilder, answer: Answer) -> Elements | None:
    build = CARDS.get(type(answer.reply)) if answer.reply else None
    return build(builder, answer, answer.reply) if build else None


def _envelope(body: Elements, answer: Answer, builder: CardBuilder) -> dict[str, Any]:
    content = AdaptiveCard(
        version="1.5",
        # Cards know languages without their region.
        lang=builder.labels.lang.partition("-")[0] if builder.style.has_lang else None,
        speak=speak(answer),
        fallback_text=shortened(answer.text, builder.limits.text),
        msteams=TeamsCardProperties(width="full") if builder.style.wide else None,
        body=body,
    )
    return content.model_dump(mode="json", by_alias=True, exclude_none=True)
