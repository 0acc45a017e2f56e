"""From a typed reply to words: each fact is written once, for text and cards alike."""

from replies.facts import FactFormatter
from replies.markup import Markup, PlainMarkup
from replies.text import Audience, ReplyText

__all__ = ["Audience", "FactFormatter", "Markup", "PlainMarkup", "ReplyText"]
