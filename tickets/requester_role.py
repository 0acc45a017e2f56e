"""The role at an agency that somebody says to have: "I'm the IT contact for Tourism"."""

import re
from typing import NamedTuple

from faq_kb.model import Role
from tickets.values.base import plain_quotes

_ROLES = {
    Role.HR: r"(?:hr|human resources?|personnel)",
    Role.IT_SERVICES: r"(?:it|i\.t\.|information technology|tech(?:nology)?)",
    Role.COMPLIANCE: r"(?:compliance|audit)",
    Role.SECURITY: r"(?:(?:information |it |cyber ?)?security)",
}
_KIND = (
    r"(?:services? )?(?:contact|liaison|officer|coordinator|rep(?:resentative)?|poc)(?: person)?"
)
# A point ends a name, but for that of an initial.
_NAME = r"(?-i:[A-Z](?:\.|[\w'-]+)(?:\s[A-Z](?:\.|[\w'-]*)){1,3})"
# What such a contact does or has done: somebody else, of whom the writer tells.
_DOES = (
    r"(?!,?\s+(?:also|already|just|has|had|is|was|will|would|can|could|does|did|said|says|told|tells|"
    r"wants?|needs?|knows?|gave|\w+ed)\b)"
)
# "I'm the", "this is Pat Doe, the", "as our agency's": never "ask our" or "my boss is the".
_ONESELF = (
    rf"(?:\b(?:i'?m|i am|im|i'?m also|i am also|i serve as|speaking as|as)\s+(?:{_NAME},?\s+)?"
    rf"|\b(?:this is|my name is|me,?)\s+{_NAME},?\s+|^\W*{_NAME},\s+)"
    r"(?:(?:the|our|an?|one of (?:the|our)|your|its|their|this|my)\s+)?"
    r"(?:(?:agency|cabinet|department|office|bureau)(?:'s|s)?\s+|(?:designated|authorized|listed)\s+)*"
)
_AGENCY = r"(?:\s+(?:for|at|of|with|in|over at)\s+(?P<agency>[^,.;!?\n]{2,80}))?"
_PATTERNS = {
    role: re.compile(rf"{_ONESELF}{words}\s+{_KIND}\b{_DOES}{_AGENCY}", re.IGNORECASE)
    for role, words in _ROLES.items()
}
_REMARK = re.compile(
    r"\s+(?:btw|by the way|here|so|and|but|if|who|which|my|call)\b.*$", re.IGNORECASE
)


class SaidRole(NamedTuple):
    """A role that somebody says to have; `agency`: the words for where, "" where not said."""

    role: Role
    agency: str


def said_role(text: str) -> SaidRole | None:
    """The role that the writer claims; None of a question, or where it is another person's."""
    plain = plain_quotes(text)
    for role, pattern in _PATTERNS.items():
        match = pattern.search(plain)
        if match and not plain[match.end() :].lstrip().startswith("?"):
            return SaidRole(role, _REMARK.sub("", match["agency"] or "").strip())
    return None
