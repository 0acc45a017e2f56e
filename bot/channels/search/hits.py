"""What a search finds: hits of several kinds on one scale, so that they can be ranked together."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from contacts.people_search import PersonMatch
from contacts.queries import Agency
from faq_kb.model import Role
from tickets.draft import Draft

HitKind = Literal["procedure", "form", "policy", "phone", "agency", "person", "role", "draft"]

# Of equals, the first of these comes first.
KINDS: tuple[HitKind, ...] = (
    "draft", "form", "policy", "phone", "agency", "person", "role", "procedure",
)  # fmt: skip
CATALOG: frozenset[HitKind] = frozenset({"procedure", "form"})

# Scores. A procedure or form scores about 1 when its title says all of the query, a little more
# at most; so what is above that comes before every procedure.
EXACT = 3.0  # a number, reference or address as a whole
WHOLE_NAME = 2.0  # of a person
LAST_DIGITS = 1.8  # of a telephone number
BEGUN_NUMBER = 1.5
NAMED = 1.2  # an agency, and nothing else but a role
ROLE_ALONE, ROLE_IN_QUESTION = 1.15, 0.8
BEGUN_NAMES = 1.1  # of a person, two words or more
SURNAME = 1.0
BEGUN_AGENCY = 0.9
FIRST_NAME = 0.8
MENTIONED = 0.6  # an agency in a sentence about something else
BEGUN_NAME, MISSPELT_NAME = 0.62, 0.64
FORM_SHARE = 0.85  # of a form found by its words: the procedure that uses it comes first


@dataclass(frozen=True)
class SearchHit:
    """A record by its key; the higher the score, the better it fits.

    `role`: of an agency that was asked for with one role. `agency`, `person`, `draft`: what the hit
    is, for these kinds.
    """

    kind: HitKind
    key: str
    score: float
    role: Role | None = None
    agency: Agency | None = None
    person: PersonMatch | None = None
    draft: Draft | None = None


def ranked(hits: Collection[SearchHit]) -> list[SearchHit]:
    """The best first, each record once; the order of equals of one kind stays."""
    best: dict[tuple[str, str, Role | None], SearchHit] = {}
    for hit in hits:
        place = (hit.kind, hit.key, hit.role)
        if place not in best or best[place].score < hit.score:
            best[place] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, KINDS.index(hit.kind)))
