"""Adaptive Cards 1.5 from the contract object, shared by the web chat and Teams."""

from bot.channels.cards.card import card, size, speak, words_card
from bot.channels.cards.style import Card, Sign, Style, Submit, shortened

__all__ = [
    "Card",
    "Sign",
    "Style",
    "Submit",
    "card",
    "shortened",
    "size",
    "speak",
    "words_card",
]
