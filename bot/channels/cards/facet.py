"""The card of one fact about a procedure."""

from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter

from bot.channels.answer import Answer
from bot.channels.cards.kit import Elements, Kit
from bot.channels.cards.markdown import bullets, escape
from bot.channels.cards.pieces import Pieces
from bot.channels.cards.said import title_in
from faq_kb.contract import Facet, FacetReply, FormRef, Item, SendTo
from faq_kb.model import Role

LISTS: tuple[Facet, ...] = ("forms", "include", "steps")
ROLES: TypeAdapter[list[Role]] = TypeAdapter(list[Role])
FORMS: TypeAdapter[list[FormRef]] = TypeAdapter(list[FormRef])
PLACES: TypeAdapter[list[SendTo]] = TypeAdapter(list[SendTo])
ITEMS: TypeAdapter[list[Item]] = TypeAdapter(list[Item])
STRINGS: TypeAdapter[list[str]] = TypeAdapter(list[str])


def facet(kit: Kit, answer: Answer, reply: FacetReply) -> Elements:
    """The fact with its people and notes; where nothing is known, the text says whom to ask."""
    title = title_in(answer.text)
    label = kit.labels.facts[reply.facet]
    if not reply.value:
        return [*kit.said(answer.text), *kit.buttons(answer.buttons)]
    if title and reply.facet not in LISTS:
        # One sentence, and more exact than the object: it says for what, and whose a number is.
        said = answer.text.removeprefix(title).removeprefix(":")
        return [kit.heading(title), kit.label(label), *kit.said(said), *kit.buttons(answer.buttons)]
    pieces = Pieces(kit, answer.text)
    return [
        kit.heading(title or label),
        *([kit.label(label)] if title else []),
        kit.markdown(_value(pieces, reply.facet, reply.value)),
        *pieces.authorized(reply.authorized),
        *pieces.notes(reply.notes),
        *kit.buttons(answer.buttons),
    ]


def _value(pieces: Pieces, facet: Facet, value: Any) -> str:
    """The fact as markdown; raises ValidationError when it has not the facet's shape."""
    shapes: dict[Facet, Callable[[], str]] = {
        "requesters": lambda: pieces.requesters(ROLES.validate_python(value)),
        "forms": lambda: bullets(pieces.forms(FORMS.validate_python(value))),
        "phones": lambda: pieces.phones(STRINGS.validate_python(value)),
        "send_to": lambda: pieces.places(PLACES.validate_python(value)),
        "include": lambda: bullets(pieces.included(ITEMS.validate_python(value))),
        "steps": lambda: bullets(
            [escape(step) for step in STRINGS.validate_python(value)], numbered=True
        ),
        "lead_time": lambda: escape(str(value)),
        "cost": lambda: escape(str(value)),
        "policies": lambda: pieces.policies(STRINGS.validate_python(value)),
    }
    return shapes[facet]()
