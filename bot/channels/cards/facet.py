"""The card of one fact about a procedure."""

from collections.abc import Callable
from typing import Any

from bot.channels.answer import Answer
from bot.channels.cards.kit import Elements, Kit
from bot.channels.cards.markdown import bullets, escape
from bot.channels.cards.pieces import Pieces
from faq_kb.contract import Facet, FacetReply


def facet(kit: Kit, answer: Answer, reply: FacetReply) -> Elements:
    """The fact with its people and notes; where nothing is known, the text says whom to ask."""
    label = kit.labels.facts[reply.facet]
    if not reply.value:
        return [*kit.said(answer.text), *kit.buttons(answer.buttons)]
    pieces = Pieces(kit, answer.text)
    return [
        kit.heading(reply.title),
        kit.label(label),
        kit.markdown(_value(pieces, reply.facet, reply.value)),
        *kit.facts([(kit.labels.card.approval, escape(reply.approval or ""))]),
        *pieces.authorized(reply.authorized),
        *pieces.notes(reply.notes),
        *kit.buttons(answer.buttons),
    ]


def _value(pieces: Pieces, facet: Facet, value: Any) -> str:
    """The fact as markdown; the contract has checked that it has the facet's shape."""
    shapes: dict[Facet, Callable[[], str]] = {
        "requesters": lambda: pieces.requesters(value),
        "forms": lambda: bullets(pieces.forms(value)),
        "phones": lambda: pieces.phones(value),
        "send_to": lambda: pieces.places(value),
        "include": lambda: bullets(pieces.included(value)),
        "steps": lambda: bullets([escape(step) for step in value], numbered=True),
        "lead_time": lambda: escape(value),
        "cost": lambda: escape(value),
        "policies": lambda: pieces.policies(value),
        "detail": lambda: bullets([escape(passage.text) for passage in value]),
    }
    return shapes[facet]()
