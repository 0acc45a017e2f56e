"""Finds what procedures refer to: forms and policies by number, phones, and roles by title."""

import re
from collections.abc import Iterator

from bot.channels.search.hits import BEGUN_NUMBER, EXACT, LAST_DIGITS, HitKind, SearchHit
from bot.channels.search.typed_numbers import forms_in, phone_digits, policies_in
from common.search_index import Document, Index
from common.text_key import text_key
from faq_kb.knowledge import KnowledgeBase
from faq_kb.model import Procedure, Role

# What people call them, beside their names.
CALLED = {
    "policy": "policy policies enterprise",
    "phone": "phone number telephone call line hotline",
    "role": "role contact requester",
}
# Words that ask for a record of a kind; "phone" is a subject, too, but with two words beside it.
ASKED: dict[HitKind, frozenset[str]] = {
    "form": frozenset({"form", "forms"}),
    "policy": frozenset({"policy", "policies"}),
    "phone": frozenset({"number", "hotline", "telephone", "line", "toll", "extension"}),
}
IN_KIND, IN_OTHER_NAME = 0.6, 0.8  # what such a word is worth, and one of a role's other names
LAST = 4  # digits by which a number is known
STEP = 0.01  # between the very number and those that only begin so
MOST_USERS = 8
WORDS_OF_PHONE = 3
AREA = re.compile(r"\b(?P<digits>[2-9]\d{2})\b")


class DirectoryIndex:
    """The directory of one knowledge base."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._directory = directory = knowledge.directory
        self._users = users = _users(knowledge)
        named: list[tuple[HitKind, str, str]] = [
            *(
                ("policy", key, f"{key} {one.title or ''}")
                for key, one in directory.policies.items()
            ),
            *(
                ("phone", one.number, f"{one.label} {key.replace('_', ' ')}")
                for key, one in directory.phones.items()
            ),
            *(("role", role, one.title) for role, one in directory.roles.items()),
        ]
        others: dict[str, list[tuple[str, float]]] = {
            role: [(words, IN_OTHER_NAME) for words in one.also_called]
            for role, one in directory.roles.items()
        }
        self._index = Index(
            Document(f"{kind} {key}", title, ((CALLED[kind], IN_KIND), *others.get(key, ())))
            for kind, key, title in named
            if kind != "role" or users.get((kind, key))
        )

    def find(self, query: str) -> Iterator[SearchHit]:
        """Policies, phones and roles by the words of their names."""
        for match in self._index.find(query):
            kind, _, key = match.key.partition(" ")
            for known in ("policy", "phone", "role"):
                if kind == known:
                    yield SearchHit(known, key, match.score)

    def numbered(self, query: str) -> Iterator[SearchHit]:
        """Forms, policies and phones whose number the query has."""
        forms = [number for number in self._directory.forms if self._users.get(("form", number))]
        for place, form in enumerate(forms_in(query, forms)):
            yield SearchHit("form", form.number, _score(form.is_whole) - place * STEP)
        for place, policy in enumerate(policies_in(query, self._directory.policies)):
            yield SearchHit("policy", policy.number, _score(policy.is_whole) - place * STEP)
        digits = phone_digits(query)
        if not digits and "phone" in asked_kinds(query) and (area := AREA.search(query)):
            digits = area["digits"]  # "the 800 number"
        if digits:
            for phone in self._directory.phones.values():
                if score := _phone_score(digits, phone.number.replace("-", "")):
                    yield SearchHit("phone", phone.number, score)

    def users(self, kind: HitKind, key: str) -> list[str]:
        """The entries of the procedures that use a record, by title."""
        return self._users.get((kind, key), [])[:MOST_USERS]


def asked_kinds(query: str) -> frozenset[HitKind]:
    """The kinds of the directory that a query names: "the toll-free number"."""
    words = set(text_key(query).split())
    asked = {kind for kind, names in ASKED.items() if not words.isdisjoint(names)}
    if "phone" in words and len(words) >= WORDS_OF_PHONE:
        asked.add("phone")
    return frozenset(asked)


def _score(is_whole: bool) -> float:
    return EXACT if is_whole else BEGUN_NUMBER


def _phone_score(digits: str, number: str) -> float | None:
    if digits == number or (len(digits) == len("5550123") and number.endswith(digits)):
        return EXACT
    if len(digits) == LAST:
        return LAST_DIGITS + STEP if number.endswith(digits) else None
    return BEGUN_NUMBER if number.startswith(digits) else None


def _users(knowledge: KnowledgeBase) -> dict[tuple[str, str], list[str]]:
    """The procedures that use each record of the directory."""
    users: dict[tuple[str, str], list[str]] = {}
    procedures = knowledge.procedures
    for entry in sorted(procedures, key=lambda entry: procedures[entry].title.casefold()):
        for place in dict.fromkeys(_used(procedures[entry], knowledge)):
            users.setdefault(place, []).append(entry)
    return users


def _used(procedure: Procedure, knowledge: KnowledgeBase) -> Iterator[tuple[str, str]]:
    directory = knowledge.directory
    yield from (("form", use.number) for use in procedure.forms)
    yield from (("policy", number) for number in procedure.policies)
    points = (directory.contact_points[key].phone for key in procedure.send_to)
    yield from (("phone", directory.phones[key].number) for key in (*procedure.phones, *points))
    yield from (
        ("role", rule.role) for rule in procedure.requesters if rule.role is not Role.ANYONE
    )
