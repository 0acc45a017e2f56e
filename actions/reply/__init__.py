"""From the contract object to words: one renderer, its templates and phrases beside it."""

from actions.reply.text import Audience, TextRenderer

__all__ = ["Audience", "TextRenderer"]
