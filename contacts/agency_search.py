"""Finds agencies and roles in a few words, for the chat, Teams' search box and imports."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from common.mistyped import near_words
from common.search_index import Document, Index
from common.text_key import text_key
from contacts.agency_finder import AgencyFinder
from contacts.agency_names import without_glue
from contacts.columns import role_words
from contacts.contact_file.cells import emails_in, phones_in
from contacts.message_words import (
    BESIDE,
    LISTS,
    SENTENCE_END,
    MessageWords,
    common_words,
    distinctive_name,
    name_words,
)
from contacts.queries import Agency
from contacts.unknown_agency import has_unknown_word, unknown_agency
from faq_kb.model import Role

# Above 1 an agency comes before every procedure.
NAMED, MENTIONED = 1.2, 0.9
_ROLE_WORDS = frozenset(word for key in role_words() for word in key.split())
LONGEST_ROLE = max(len(words.split()) for words in role_words())
CONTACT = frozenset({"contact", "contacts", "who", "is", "are", "the", "for", "of", "at", "in"})
PRONOUN = "it"  # in a sentence "it" is no role, "IT" is
MOST_NEAR, LEAST_LIKE = 3, 40.0
SHORTEST_BEGINNING, SHORTEST_MISSPELT = 3, 5  # letters
# What may stand around a name that is the whole message.
AROUND = LISTS["glue"] | LISTS["skip"] | LISTS["places"] | LISTS["polite"] | {SENTENCE_END}


@dataclass(frozen=True)
class AgencyMatch:
    """An agency that a query names; `role` when it asks for one only."""

    agency: Agency
    role: Role | None
    score: float


class AgencySearch:
    """The agencies of one state of the registry."""

    def __init__(
        self,
        agencies: Mapping[int, Agency],
        finder: AgencyFinder,
        named: Callable[[str], Agency | None],
    ) -> None:
        self._by_id = agencies
        self._finder = finder
        self._named = named
        self._index = Index(
            Document(str(agency.id), " ".join(agency.names)) for agency in agencies.values()
        )
        self._words = {
            word
            for agency in agencies.values()
            for name in agency.names
            for word in MessageWords(name).words
        }
        # A word of an agency's name that is read often may name another agency.
        self._common = common_words() - self._words
        self._distinctive = {
            (agency.id, place): distinctive_name(name)
            for agency in agencies.values()
            for place, name in enumerate(agency.names)
        }

    def find(self, query: str) -> list[AgencyMatch]:
        """The agencies, best first."""
        if exact := self._named(query):
            return [AgencyMatch(exact, None, NAMED)]
        for role, rest in _roles_in(query):
            if ids := self._ids(rest):
                return self._matches(ids, role, NAMED)
        surely = self._finder.find(query)
        ids = surely or self._ids(query)
        return self._matches(ids, None, NAMED if surely else MENTIONED)

    def role(self, text: str) -> Role | None:
        """The one role that a text asks for beside the agencies that it names."""
        named = set(self._finder.find(text, asked=True))
        found = [
            (role, rest)
            for role, rest in _roles_in(text)
            if named == set(self._finder.find(rest, asked=True))
        ]
        roles = {role for _, rest in found[:1] for role, _ in _roles_in(rest)}
        return found[0][0] if found and roles <= {found[0][0]} else None

    def is_terse(self, text: str) -> bool:
        """Whether a text is a role, an agency and nothing else that says anything."""
        for _, rest in _roles_in(text):
            words = [word for word in MessageWords(rest).words if word not in BESIDE]
            if words and self._names(" ".join(words)):
                return True
        return False

    def role_alone(self, text: str) -> Role | None:
        """The role that a text names and nothing else: "and compliance?"."""
        found = (
            role for role, rest in _roles_in(text) if BESIDE.issuperset(MessageWords(rest).words)
        )
        return next(found, None)

    def is_name_alone(self, text: str) -> bool:
        """Whether a text is an agency's name, with "please" or "and" at most."""
        words = [word for word in MessageWords(text).words if word not in AROUND]
        return bool(words) and self._names(" ".join(words))

    def role_only(self, text: str) -> Role | None:
        """The role that a text is about, said in more words: "the compliance officer"."""
        beside = BESIDE | LISTS["generic"] | CONTACT
        typing = _last_word(text)
        found = (
            role
            for role, rest in _roles_in(text)
            if all(_is_one_of(word, beside, typing) for word in MessageWords(rest).words)
        )
        return next(found, None)

    def rest_of(self, text: str, match: AgencyMatch) -> list[str]:
        """The words of a text that names an agency which are about something else."""
        roles = _ROLE_WORDS if match.role else frozenset[str]()
        beside = AROUND | BESIDE | CONTACT | LISTS["kinds"] | LISTS["leads"] | roles
        typing, key = _last_word(text), str(match.agency.id)

        def is_told(word: str) -> bool:
            return _is_one_of(word, beside, typing) or key in self._index.records_with(word)

        return [one for one in text.split() if not all(map(is_told, MessageWords(one).words))]

    def names_wholly(self, text: str, match: AgencyMatch) -> bool:
        """Whether the words beside the role are a whole name of the agency, not a part of one."""
        return any(
            role is match.role and match.agency.id in self._finder.find(rest)
            for role, rest in _roles_in(text)
        ) or any(
            role is match.role
            and (named := self._named(_without_contact(rest))) is not None
            and named.id == match.agency.id
            for role, rest in _roles_in(text)
        )

    def names_somebody(self, text: str) -> bool:
        """Whether a text has an address, a number or a word that may be somebody's name."""
        known = self._common | self._words | _ROLE_WORDS
        return bool(emails_in(text) or phones_in(text)) or has_unknown_word(text, known)

    def unknown(self, text: str, known: Collection[str]) -> str:
        """The name in a text that no agency has, as it was typed; empty where there is none.

        `known` are words that name something else: those of the knowledge base.
        """
        return unknown_agency(text, {*known, *_ROLE_WORDS}, self._common)

    def near(self, name: str) -> list[Agency]:
        """The agencies whose names look most like one that is unknown."""
        found = process.extract(
            distinctive_name(name),
            self._distinctive,
            scorer=fuzz.token_sort_ratio,
            score_cutoff=LEAST_LIKE,
            limit=None,
        )
        ids = dict.fromkeys(number for _, _, (number, _) in found)
        return [self._by_id[number] for number in ids][:MOST_NEAR]

    def _names(self, words: str) -> bool:
        """Whether the words are nothing but the name of an agency, or of some."""
        ids = self._finder.find(words, asked=True)
        found = {int(match.key) for match in self._index.find(words, all_words=True)}
        return bool(found & set(ids))

    def _ids(self, text: str) -> tuple[int, ...]:
        """Agencies named in the text, or whose name it begins."""
        named = self._finder.find(text, asked=True)
        words = _without_contact(text)
        begun = self._index.find(words, all_words=True) if words and not named else []
        return named or tuple(int(match.key) for match in begun)

    def _matches(self, ids: tuple[int, ...], role: Role | None, score: float) -> list[AgencyMatch]:
        return [AgencyMatch(self._by_id[number], role, score) for number in ids]


def _without_contact(text: str) -> str:
    return " ".join(word for word in text_key(text).split() if word not in CONTACT)


def _last_word(text: str) -> str:
    return next(reversed(MessageWords(text).words), "")


def _is_one_of(word: str, known: frozenset[str], typing: str) -> bool:
    """Whether a word is one of those, with a letter wrong perhaps, or begins one as one types."""
    if word in known:
        return True
    begins = word == typing and len(word) >= SHORTEST_BEGINNING
    if begins and any(one.startswith(word) for one in known):
        return True
    return len(word) >= SHORTEST_MISSPELT and bool(near_words(word, known, 1))


def _roles_in(query: str) -> Iterator[tuple[Role, str]]:
    """Every role that the words of a query may mean, the longest first, and the other words."""
    words = query.split()
    keys = [text_key(word) for word in words]
    for length in range(min(LONGEST_ROLE, len(words)), 0, -1):
        # Of equals the last one: "Personnel Cabinet HR".
        for start in range(len(words) - length, -1, -1):
            key = " ".join(keys[start : start + length])
            if key == PRONOUN and not words[start].strip("?!.,").isupper() and len(words) > 4:
                continue
            if role := role_words().get(key):
                yield role, " ".join((*words[:start], *words[start + length :]))


class KnownNames:
    """The names of the agencies in force, read as the chat reads them."""

    def __init__(self, agencies: Sequence[Agency]) -> None:
        self._finder = AgencyFinder(agencies)
        self._agencies = {agency.id: agency for agency in agencies}

    def like(self, name: str) -> list[str]:
        """The agencies that `name` may be another way of writing: "Dept. of Revenue", "CHFS".

        All that tells one agency from another must be said of both: the Office of Revenue Policy
        has a word that the Department of Revenue does not have.
        """
        words = [self._finder.index.candidates(word)[0] for word in name_words(name)]
        found = (self._agencies[number] for number in self._finder.find(name, asked=True))
        return [agency.name for agency in found if _is_same(words, agency)]


def _is_same(words: Collection[str], agency: Agency) -> bool:
    acronym = set(name_words(agency.acronym))
    said = {_without_kind(words), _without_kind(set(words) - acronym)}
    return any(_without_kind(name_words(name)) in said for name in agency.names)


def _without_kind(words: Collection[str]) -> frozenset[str]:
    """Without "Kentucky", "of" and what kind of agency it is, unless there is nothing else."""
    distinctive = without_glue(words)
    return distinctive - LISTS["kinds"] or distinctive
