"""Telephone numbers in a text of a page, as links that call them."""

import phonenumbers
from markupsafe import Markup, escape

from bot.channels.cards.markdown import phone_address

LINK = Markup('<a href="{address}">{number}</a>')


def with_calls(text: str) -> Markup:
    """The text as HTML; each telephone number in it is a link."""
    parts: list[Markup] = []
    end = 0
    for match in phonenumbers.PhoneNumberMatcher(text, "US"):
        if address := phone_address(match.raw_string):
            parts += [
                escape(text[end : match.start]),
                LINK.format(address=address, number=match.raw_string),
            ]
            end = match.end
    return Markup().join([*parts, escape(text[end:])])
