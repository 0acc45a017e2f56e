"""The form of a draft: an input for every item, with what is wrong at it."""

import datetime as dt
import json
from typing import Any

from microsoft_teams.cards import (
    ActionSet,
    CardElement,
    Choice,
    ChoiceSetInput,
    Container,
    DateInput,
    NumberInput,
    TextInput,
)

from bot.channels.answer import Button
from bot.channels.cards.builder import CardBuilder, Elements
from bot.channels.posted_form import LONGEST_VALUE, NOT_YET, input_value, sending_payload
from faq_kb.cases import YES_NO
from faq_kb.contract import DraftItem, DraftReply, DraftTicket, FormState, RefusedValue
from faq_kb.model import ItemType
from tickets.values.yes_no import HAVE_IT

# Phones show the keys that such a value needs.
STYLES = {ItemType.PHONE: "Tel", ItemType.URL: "Url"}


def draft_form(
    builder: CardBuilder, reply: DraftReply, ticket: DraftTicket, form: FormState
) -> Elements:
    """What was said, the inputs, and the button that sends them; what is to be done comes first.

    No input is required: whatever is not at hand may be left for later, as in words.
    """
    refused = {one.key: one for one in form.refused}
    cut = builder.limits.cut
    # A shortened value must never take the place of the whole one.
    whole = [item for item in ticket.items if cut(input_value(item)) == input_value(item)]
    rows: Elements = []
    first = [*refused, *form.added]
    order = {key: place for place, key in enumerate(first)}
    for item in sorted(ticket.items, key=lambda item: order.get(item.key, len(first))):
        rows += (
            _row(builder, item, refused.get(item.key))
            if item in whole
            else _left_out(builder, item)
        )
    words = builder.labels.draft
    send = Button(words.use_answers, sending_payload(ticket, whole))
    back = Button(words.one_by_one, f"/draft_resume{json.dumps({'draft': ticket.id})}")
    return [
        *builder.plain_text(cut(builder.format.noted(reply))),
        *builder.plain_text(cut(reply.message)),
        *builder.inputs(rows),
        ActionSet(
            spacing="Medium",
            actions=[builder.button(send, sends_form=True), builder.button(back)],
        ),
    ]


def _row(builder: CardBuilder, item: DraftItem, refused: RefusedValue | None) -> Elements:
    """The input, what is wrong with what was typed, and what the item is."""
    name = builder.input_id(item.key)
    return [
        Container(
            spacing="Medium",
            items=[
                _input(builder, item, _held(builder, item, refused)),
                *(builder.note(f"{name}-error", refused.reason, is_error=True) if refused else []),
                *builder.note(f"{name}-help", item.help),
            ],
        )
    ]


def _held(builder: CardBuilder, item: DraftItem, refused: RefusedValue | None) -> str:
    """What was typed is kept, so that it can be corrected."""
    if refused and builder.limits.cut(refused.typed) == refused.typed:
        return refused.typed
    return input_value(item)


def _input(builder: CardBuilder, item: DraftItem, held: str) -> CardElement:
    """The input of the item's type; one that cannot hold what was typed is empty."""
    common: dict[str, Any] = {"id": builder.input_id(item.key), "label": _label(builder, item)}
    if choices := _choices(builder, item):
        value = held if held in {choice.value for choice in choices} else None
        return ChoiceSetInput(**common, choices=choices, value=value, style="expanded", wrap=True)
    if item.type is ItemType.DATE:
        return DateInput(**common, value=held if _is_day(held) else None)
    if item.type is ItemType.COUNT:
        return NumberInput(**common, value=int(held) if held.isdecimal() else None)
    return TextInput(
        **common,
        value=held or None,
        max_length=LONGEST_VALUE,
        is_multiline=item.type is ItemType.LONG_TEXT or None,
        style=STYLES.get(item.type),
    )


def _label(builder: CardBuilder, item: DraftItem) -> str:
    """The item's own words, as the beginning of a line."""
    label = item.label[:1].upper() + item.label[1:]
    return label if item.required else builder.labels.card.optional.format(item=label)


def _choices(builder: CardBuilder, item: DraftItem) -> list[Choice]:
    words = builder.labels.draft
    if item.type is ItemType.YES_NO:
        titles = dict(zip(YES_NO, (words.yes, words.no), strict=True))
    elif item.type is ItemType.ATTACHMENT:
        titles = {HAVE_IT: words.yes, NOT_YET: words.not_yet}
    else:
        titles = {choice: choice for choice in item.choices}
    return [Choice(title=title, value=value) for value, title in titles.items()]


def _is_day(text: str) -> bool:
    try:
        return bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


def _left_out(builder: CardBuilder, item: DraftItem) -> Elements:
    """An answer that the card has no room for."""
    label = _label(builder, item)
    return [builder.paragraph(builder.labels.draft.too_long_to_edit.format(label=label))]
