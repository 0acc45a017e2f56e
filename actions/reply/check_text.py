"""What is said about whether somebody is authorized, in the words of phrases.yml."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.reply import words
from contacts.queries import Authorized
from faq_kb.contract import Contact
from faq_kb.knowledge import Directory
from faq_kb.model import Role


@dataclass(frozen=True)
class CheckResult:
    """What the listing has of one person: for the agency that was asked about, and at all.

    Without an agency `there` is everything that is listed.
    """

    name: str
    agency: str
    role: Role | None
    there: Sequence[Authorized]
    listed: Sequence[Authorized]


class CheckText:
    """Yes or no, with the roles."""

    def __init__(self, phrases: Mapping[str, Any]) -> None:
        self._phrases = phrases

    def is_authorized(self, result: CheckResult, directory: Directory) -> str:
        """Yes with the roles, or no with what is listed instead."""
        role = result.role
        fitting = [one for one in result.there if role in (None, one.role)]
        if fitting:
            found = words.authorizations(fitting, directory)
            return self._say("yes", name=result.name, authorizations=found)
        title = directory.roles[role].title if role else ""
        key = "not_there" if not role else "not_there_in_role" if result.agency else "not_in_role"
        no = self._say(key, name=result.name, agency=result.agency, role=title)
        listed = words.authorizations(result.listed, directory)
        return f"{no} {self._say('listed', authorizations=listed)}"

    def nobody(self, agency: str) -> str:
        """Nobody of that name, address or number is in the listing."""
        return self._say("nobody_at" if agency else "nobody", agency=agency)

    def which(self, names: Sequence[str]) -> str:
        """People of that last name, to choose from."""
        return "\n".join([self._say("which"), *(f"- {name}" for name in names)])

    def whole(self, lines: Sequence[str], people: Sequence[Contact], directory: Directory) -> str:
        """The lines, and how to reach the people."""
        reach = {
            person.name: ", ".join(part for part in (person.email, person.phone) if part)
            for person in people
        }
        ways = "; ".join(f"{name}: {way}" for name, way in reach.items() if way)
        return " ".join(filter(None, [*lines, words.sentences(ways)]))

    def _say(self, key: str, **values: str) -> str:
        text: str = self._phrases[key]
        return text.format(**values)
