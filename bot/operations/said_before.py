"""What was said before a message, line by line (bot/nlu/conversation.py): checked, or read off."""

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

# How each reply before a message begins; `begins` is none, it names the request that is meant.
ABOUT_ENTRY = frozenset({"procedure", "detail", "draft", "begins"})
CLARIFY = "clarify"
BEFORE = ABOUT_ENTRY | {CLARIFY, "contacts", "asks", "fallback", "repair", "chat"}
# Intents after which the assistant names contacts or asks whose.
OF_CONTACTS = frozenset({"agency_contact_lookup", "contact_check", "inform_agency"})
FEWEST_CHOICES = 2
_NAME = re.compile(r"\w+")


def is_reply(line: str, entries: Collection[str]) -> bool:
    """Whether a line is meant as a reply of the assistant: all others are a user's words.

    One that names an entry under a word that is none of ours is a mistyped reply.
    """
    kind, _, rest = line.strip().partition(" ")
    return kind in BEFORE or rest in entries


def reply_faults(reply: str, entries: Collection[str]) -> Iterator[str]:
    """What is wrong with a reply before a message."""
    kind, _, rest = reply.partition(" ")
    if kind not in BEFORE:
        yield f"{kind!r} is no reply: begin with one of {', '.join(sorted(BEFORE))}"
    if kind == CLARIFY:
        names = [part.partition(":")[0].strip() for part in rest.split("|")]
    else:
        names = [*_NAME.findall(rest)[:1]] or [""] if kind in ABOUT_ENTRY else []
    for name in names:
        if name not in entries:
            near = get_close_matches(name, entries, n=1)
            remedy = f"did you mean {near[0]!r}?" if near else "correct it"
            yield f"{name!r} is no procedure, in {reply!r}: {remedy}"


def reply_to(parsed: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """The line of the reply that a parsed message gets; `titles` has the title of each entry."""
    kind, specific = parsed["intent"]["name"], parsed["specific_intent"]
    if specific in OF_CONTACTS:
        return "contacts"
    if kind in ("fact", "detail"):
        entry = parsed["explanation"]["entry"]
        key = parsed["passages"][0]["key"] if parsed["passages"] else specific
        return f"detail {entry} {key}" if entry else "chat"
    if len(parsed["choices"]) >= FEWEST_CHOICES:
        options = [f"{entry}: {titles[entry]}" for entry in parsed["choices"]]
        return f"{CLARIFY} {' | '.join(options)}"
    lines = {"procedure": f"procedure {specific}", "unsupported": "fallback", "repair": "repair"}
    return lines.get(kind, "chat")
