"""From a typed reply to words: each fact is written once, for text and cards alike."""

from replies.facts import FactFormatter
from replies.first_action import (
    AskRequester,
    Call,
    FillIn,
    FirstAction,
    OpenPage,
    Write,
    ask_title,
    call_title,
    first_action,
)
from replies.markup import Markup, PlainMarkup
from replies.text import Audience, ReplyText

__all__ = [
    "AskRequester",
    "Audience",
    "Call",
    "FactFormatter",
    "FillIn",
    "FirstAction",
    "Markup",
    "OpenPage",
    "PlainMarkup",
    "ReplyText",
    "Write",
    "ask_title",
    "call_title",
    "first_action",
]
