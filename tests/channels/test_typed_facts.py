"""Every channel is written from the typed reply: with one word as its text, no fact is lost."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pydantic import BaseModel

from bot.channels.answer import Answer
from bot.channels.teams import render as teams
from bot.channels.terminal.render import screen
from bot.channels.web import render as web
from faq_kb.contract import (
    ContactsReply,
    DraftReply,
    DraftTicket,
    FormState,
    PhoneRef,
    ProcedureReply,
    Reply,
)
from faq_kb.model import Role
from locales import Labels
from tests.channels.cards import Element, card_of, shown_in, token

SAID_AT = dt.datetime(2026, 11, 21, 15, 30, tzinfo=dt.UTC)
WORD = "Word."
# What programs read, and what is shown by another name or only where it is of use.
TECHNICAL = frozenset(
    {
        *("type", "entry", "key", "facet", "reason", "intent", "asked", "offered", "confidence"),
        *("can_draft", "call_first", "withheld", "consolidated", "required", "in_full", "noted"),
        *("status", "delivery", "fields", "missing", "mailto", "eml", "mail", "version"),
        *("created_at", "updated_at", "may_submit", "receivers", "url", "phone_label"),
    }
)


def facts(part: object, labels: Labels) -> Iterator[str]:
    """Every fact in a reply, as a reader sees it."""
    match part:
        case Role():
            yield labels.roles[part]
        case str():
            yield from part.splitlines()
        case Reply():
            yield from facts(_of_reply(part), labels)
        case PhoneRef():
            yield part.number
        case DraftTicket():
            yield from facts(_of_ticket(part), labels)
        case BaseModel():
            yield from facts(_read(part), labels)
        case list() | tuple():
            for one in part:
                yield from facts(one, labels)


def _of_reply(reply: Reply) -> list[object]:
    match reply:
        case DraftReply(draft=draft, form=form) if draft and form:
            # Who may submit it is said where it is to be saved.
            items = [fact for item in draft.items for fact in (item.label, item.value, item.help)]
            return [draft.id, draft.title, reply.message, *items, *_reasons(form)]
        case DraftReply(draft=draft) if draft:
            notes = reply.notes if reply.in_full or draft.status != "collecting" else []
            return [draft, reply.message, reply.question, notes]
        case ContactsReply(asked="agency"):  # which role is asked for is what the user said
            return _read(reply, "role")
        case ProcedureReply(phones=phones):
            # The question is the title in other words; who reads a text sees no picture.
            read = _read(reply, "question", "pictures")
            return [*read, *(phone.label for phone in phones)]
        case _:
            return _read(reply)


def _reasons(form: FormState) -> list[str]:
    return [fact for one in form.refused for fact in (one.typed, one.reason)]


def _of_ticket(ticket: DraftTicket) -> list[object]:
    is_open = ticket.status in ("collecting", "ready")
    values = [item.value for item in ticket.items]
    missing = [item.label for item in ticket.items if item.value is None and is_open]
    receivers = ticket.receivers if ticket.status in ("ready", "handed_over") else []
    if ticket.mail and ticket.mail.to:  # then a place without an address of its own is not named
        receivers = [one for one in receivers if one.email or one.url]
    return [*_read(ticket, "items", "agency"), *values, *missing, *receivers]


def _read(part: BaseModel, *besides: str) -> list[object]:
    hidden = {*TECHNICAL, *besides}
    return [getattr(part, name) for name in type(part).model_fields if name not in hidden]


def shown_on(message: Element, labels: Labels) -> str:
    """What a reader sees of a message."""
    card = card_of(message)
    buttons = message.get("suggestedActions", {}).get("actions", [])
    titles = " ".join(button["title"] for button in buttons)
    return f"{shown_in(card) if card else message['text']} {titles}"


def plain(text: str) -> str:
    """Without what isolates typed text, and with single blanks."""
    marks = dict.fromkeys(map(ord, "\u2066\u2069\u2060"))
    return " ".join(text.translate(marks).split())


def missing(reply: Reply, shown: str, labels: Labels) -> list[str]:
    text = plain(shown).casefold()
    return [fact for fact in facts(reply, labels) if plain(fact).casefold() not in text]


def test_no_fact_of_a_card_is_in_the_text_alone(samples: dict[str, Answer], labels: Labels) -> None:
    for name, answer in samples.items():
        if answer.reply is None:
            continue
        bare = replace(answer, text=WORD)
        on_web = web.activity(bare, token, labels, number=1, at=SAID_AT)
        for message in (on_web, teams.activity(bare, token, labels)):
            lost = missing(answer.reply, shown_on(message, labels), labels)
            assert not lost, (name, lost)


@pytest.mark.parametrize("is_full", [True, False])
def test_the_terminal_is_written_from_the_reply(
    samples: dict[str, Answer], labels: Labels, is_full: bool
) -> None:
    """A draft is told as far as the text tells of it: its message, or all of it."""
    for name, answer in samples.items():
        reply = answer.reply
        in_full = reply.in_full or not reply.draft if isinstance(reply, DraftReply) else True
        if reply is None or in_full is not is_full:
            continue
        shown = screen([replace(answer, text=WORD)], labels).text
        if isinstance(reply, DraftReply) and not is_full:
            assert plain(reply.message) in plain(shown), name
            assert plain(reply.question or "") in plain(shown), name
        else:
            lost = missing(reply, shown, labels)
            assert not lost, (name, lost)
