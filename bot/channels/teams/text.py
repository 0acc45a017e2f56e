"""What a user wrote, out of what Teams makes of it."""

import html
import re

from bot.channels.teams.html_part import with_addresses
from bot.channels.teams.sdk import MentionEntity, MessageActivity

HTML = "text/html"
LONGEST_TEXT = 4_000
# What is read at all; tags come on top of the words.
MOST_READ = 4 * LONGEST_TEXT
# No part of a tag runs over the next `<`: else half tags would cost time without end.
AT = re.compile(r"<at\b[^<>]*>([^<]*)</at>", re.IGNORECASE)
# The placeholder of a message that is replied to.
QUOTE = re.compile(r"<quoted\b[^<>]*>(?:</quoted>)?", re.IGNORECASE)
SPACES = re.compile(r"[ \t\u00a0]+")


def mentions_bot(activity: MessageActivity) -> bool:
    """Whether the bot itself is meant."""
    return any(mention.mentioned.id == activity.recipient.id for mention in _mentions(activity))


def words_of(activity: MessageActivity) -> str:
    """The words without mentions of the bot; others who are mentioned keep their names.

    Who gets more than LONGEST_TEXT characters has to say so: nothing is cut off in silence.
    """
    text = activity.text[:MOST_READ]
    names = {(activity.recipient.name or "").casefold()}
    for mention in _mentions(activity):
        # Teams splits a long name into several mentions, each with a part of it.
        if mention.mentioned.id == activity.recipient.id:
            names.add((mention.mentioned.name or "").casefold())
            if mention.text:
                text = text.replace(mention.text, " ")
    text = QUOTE.sub(" ", text)
    text = AT.sub(lambda at: " " if _plain(at[1]).casefold() in names else at[1], text)
    return with_addresses(_plain(text), _html_of(activity))


def _mentions(activity: MessageActivity) -> list[MentionEntity]:
    return [entity for entity in activity.entities or () if isinstance(entity, MentionEntity)]


def _html_of(activity: MessageActivity) -> str:
    parts = (part for part in activity.attachments or () if part.content_type == HTML)
    return next((part.content for part in parts if isinstance(part.content, str)), "")


def _plain(text: str) -> str:
    # Half a character that JSON can spell cannot be passed on.
    whole = html.unescape(text).encode("utf-8", "replace").decode()
    return SPACES.sub(" ", whole).strip()
