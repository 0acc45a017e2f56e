"""What the console's box finds in tests: whatever has all the words."""

from collections.abc import Iterator, Sequence
from typing import Any

from faq_kb.knowledge import KnowledgeBase
from tests.browser.console_data import Listing, Record

MOST = 20


def has_words(query: str, *texts: str) -> bool:
    """Whether each word of the query is somewhere in the texts."""
    text = " ".join(texts).lower()
    return all(word in text for word in query.lower().split())


def found_hits(
    knowledge: KnowledgeBase, listing: Listing, requests: Sequence[Record], q: str
) -> list[Record]:
    """Hits of mixed kinds, the best first."""
    hits = [
        *_procedures(knowledge, q),
        *_forms(knowledge, q),
        *_people(listing, q),
        *_drafts(requests, q),
    ]
    return sorted(hits, key=lambda hit: -float(hit["score"]))[:MOST]


def _procedures(knowledge: KnowledgeBase, q: str) -> Iterator[Record]:
    for entry, one in knowledge.procedures.items():
        if has_words(q, one.title, one.question, entry.replace("_", " ")):
            yield _hit("procedure", entry, one.title, one.question)
        elif has_words(q, one.summary, *(use.number for use in one.forms)):
            yield _hit("procedure", entry, one.title, one.question, score=0.4)


def _forms(knowledge: KnowledgeBase, q: str) -> Iterator[Record]:
    for number, form in knowledge.directory.forms.items():
        if has_words(q, number, form.title):
            used = [
                {"entry": entry, "title": one.title}
                for entry, one in knowledge.procedures.items()
                if number in {use.number for use in one.forms}
            ]
            yield _hit("form", number, number, form.title, score=0.9, entries=used)


def _people(listing: Listing, q: str) -> Iterator[Record]:
    for person in listing.people.values():
        if has_words(q, person["name"], person["email"], person["phone"]):
            roles = ", ".join(one["role_title"] for one in person["authorizations"])
            yield _hit(
                "person", str(person["person"]), person["name"],
                f"{roles}, {person['agency']['name']}", score=0.8, agency=person["agency"],
            )  # fmt: skip
    for agency in listing.agencies.values():
        if has_words(q, agency["name"], agency["acronym"]):
            named = {"id": agency["id"], "name": agency["name"]}
            yield _hit(
                "agency", str(agency["id"]), agency["name"], agency["cabinet"], score=0.7,
                agency=named,
            )  # fmt: skip


def _drafts(requests: Sequence[Record], q: str) -> Iterator[Record]:
    for one in requests:
        if has_words(q, one["reference"], one["requester"]):
            detail = f"{one['title']}, {one['requester']}, {one['status_words']}"
            yield _hit("draft", one["reference"], one["reference"], detail, score=0.6)


def _hit(kind: str, key: str, title: str, detail: str, **given: Any) -> Record:
    return {
        "kind": kind, "key": key, "title": title, "detail": detail,
        "score": 1.0, "entries": [], "agency": None, "role": None, **given,
    }  # fmt: skip
