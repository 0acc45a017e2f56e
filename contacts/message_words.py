"""The words of a message in a form that can be compared, and what they say about an agency."""

import re
import unicodedata
from collections import Counter
from functools import cache
from itertools import islice, takewhile
from pathlib import Path

from ruamel.yaml import YAML

from common.stop_words import STOP_WORDS

LONGEST = 2_000  # characters of a message that are read
OPAQUE = "@"  # stands for an address, a path or a link, whatever they contain
SENTENCE_END = "."
FEWEST_LETTERS = 4  # of a word that may be mistyped, or of an acronym in small letters
SHORTEST_PLURAL = 5
FEWEST_SHOUTED = 3
LONGEST_BEFORE = 8  # words before a name that are read
LONGEST_EXPRESSION = 4  # words, of word_lists.yml
# So often in the examples that the assistant learns from, a word is no mistyped name.
OFTEN = 10
EXAMPLES = Path(__file__).parents[1] / "data" / "nlu"
_EXAMPLE = re.compile(r"^ +- (?!intent:)(.+)$", re.MULTILINE)
_MARK = re.compile(r"\](?:\([^)]*\)|\{[^}]*\})")  # [KYTC](agency), [KYTC]{"entity": "agency"}
_WRITTEN_OUT = (
    (re.compile(r"[\u2018\u2019`\u00b4]"), "'"),
    # "Compliance, my mistake": nothing of the writer's own is meant.
    (re.compile(r"\bmy (?:mistake|bad|fault|apologies|error)\b", re.IGNORECASE), " "),
    (re.compile(r"n't\b", re.IGNORECASE), " not"),
    (re.compile(r"'m\b", re.IGNORECASE), " am"),
    (re.compile(r"'re\b", re.IGNORECASE), " are"),
    (re.compile(r"'(?:(?:s|ll|d|ve)\b)?", re.IGNORECASE), ""),
    (re.compile(r"(?<=\b[A-Za-z])\.(?=[A-Za-z]\b)"), ""),
    (re.compile(r"\b([A-Z]{2,})s\b"), r"\1"),
    (re.compile(r"\n"), " . "),
)
# A number behind a hyphen belongs to the word: COT-F181 is a form.
_TOKEN = re.compile(r"[^\W_]+(?:-(?=[^\W_]*\d)[^\W_]+)*|[&+]|[.!?;:]+")
_OPAQUE = re.compile(r"\w@\w|://|www\.|\\|\w\.(?:com|edu|gov|net|org)\b", re.IGNORECASE)
_LISTS_FILE = Path(__file__).with_name("word_lists.yml")
_RULES = YAML(typ="safe").load(_LISTS_FILE.read_text(encoding="utf-8"))
_SHORT: dict[str, str] = _RULES.pop("short")


class MessageWords:
    """The words of a text, and what stands around those that name an agency.

    Words are in small letters and without plurals; "the" is left out, "for" reads as "of", and the
    end of a sentence is a word. A name is given by the place of its first word (`start`) and the
    place behind its last one (`end`).
    """

    def __init__(self, text: str) -> None:
        self.words: list[str] = []
        self.capitals: set[int] = set()
        text = unicodedata.normalize("NFKC", text[:LONGEST])[:LONGEST]
        for pattern, replacement in _WRITTEN_OUT:
            text = pattern.sub(replacement, text)
        for chunk in text.split():
            if _OPAQUE.search(chunk):
                self.words.append(OPAQUE)
            else:
                self._read(_TOKEN.findall(chunk))
        # In a shouted message capitals tell no acronym.
        shouted = len(self.capitals)
        if shouted >= FEWEST_SHOUTED and shouted * 2 > len(self.words):
            self.capitals.clear()

    def _read(self, tokens: list[str]) -> None:
        shortened = False
        for written in tokens:
            word = written.lower()
            if word[0] in ".!?;:":
                if not (shortened and word == "."):  # "Dept. of Revenue" goes on
                    self.words.append(SENTENCE_END)
            elif word in _SHORT:
                self.words += _SHORT[word].split()
            elif word != "the":
                if len(written) > 1 and written.isupper():
                    self.capitals.add(len(self.words))
                self.words.append("of" if word == "for" else _singular(word))
            shortened = word in _SHORT

    def before(self, start: int) -> list[str]:
        """The words before a name: "work at" in "I work at our old department of X"."""
        while start and (
            self.words[start - 1] in LISTS["skip"]
            or (self.words[start - 1] == "of" and self.words[max(0, start - 2)] in LISTS["heads"])
        ):
            start -= 1
        sentence = takewhile(lambda word: word != SENTENCE_END, reversed(self.words[:start]))
        return [*islice(sentence, LONGEST_BEFORE)][::-1]

    def follows(self, start: int, *lists: str) -> bool:
        """Whether an expression of one of the lists of word_lists.yml is before a name."""
        before = self.before(start)
        ends = {" ".join(before[-length:]) for length in range(1, LONGEST_EXPRESSION + 1)}
        return any(not ends.isdisjoint(LISTS[name]) for name in lists)

    def follows_preposition(self, start: int) -> bool:
        """Whether a name stands where messages put the agency that they are about."""
        return self.follows(start, "places", "workplace", "newer")

    def is_own_agency(self, start: int, end: int) -> bool:
        """Whether somebody says to work there."""
        before = " ".join(self.before(start))
        at_work = before.endswith(" at") and ("i work " in before or "we work " in before)
        return at_work or self.follows(start, "workplace") or self.is_new_agency(start, end)

    def is_new_agency(self, start: int, end: int) -> bool:
        """Whether somebody says to work there from now on."""
        while self.words[end : end + 1] and self.words[end] in LISTS["skip"]:
            end += 1
        now = self.words[end : end + 1] == ["now"] and self.follows(start, "places")
        return now or self.follows(start, "newer") or self._moved(start, "to")

    def is_former_agency(self, start: int) -> bool:
        """Whether a name is that of an agency that is not meant, or not any more."""
        return self.follows(start, "former") or self._moved(start, "from")

    def _moved(self, start: int, preposition: str) -> bool:
        before = self.before(start)
        return before[-1:] == [preposition] and not LISTS["moved"].isdisjoint(before)

    def is_alone(self, start: int, end: int) -> bool:
        """Whether nothing but ordinary words stands beside a name."""
        beside = {*self.words[:start], *self.words[end:]}
        return beside <= LISTS["stop"] | LISTS["skip"] | LISTS["polite"] | {SENTENCE_END}


def kinds_around(words: list[str], start: int, end: int) -> frozenset[str]:
    """What a name is said to be: "department" of "the education department"."""
    before = takewhile((LISTS["kinds"] | LISTS["leads"] | {"of"}).__contains__, words[:start][::-1])
    return LISTS["kinds"].intersection(
        (*before, *takewhile(LISTS["kinds"].__contains__, words[end:]))
    )


def _singular(word: str) -> str:
    if len(word) > SHORTEST_PLURAL and word.endswith("ies"):
        return word[:-3] + "y"
    plural = len(word) >= SHORTEST_PLURAL and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural else word


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name."""
    return tuple(word for word in MessageWords(name).words if word != SENTENCE_END)


_RULES["stop"] = STOP_WORDS
LISTS = {
    key: frozenset(" ".join(name_words(line)) for line in lines) - {""}
    for key, lines in _RULES.items()
}
LISTS["skip"] |= LISTS["heads"] | LISTS["leads"]
LISTS["kinds"] |= LISTS["heads"]
LISTS["workplace"] |= {f"{who} {works}" for who in ("i", "we") for works in LISTS["works"]}
LISTS["former"] |= LISTS["denial"] | {
    f"{denial} {place}"
    for denial in LISTS["denial"]
    for place in LISTS["places"] | LISTS["works"] | LISTS["workplace"]
}
# Words that tell nothing by themselves.
ORDINARY = LISTS["stop"].union(
    *(LISTS[key] for key in ("kinds", "leads", "generic", "glue", "polite"))
)
# Words that may stand beside a role and an agency in a look-up.
BESIDE = LISTS["stop"] | LISTS["polite"] | LISTS["beside"] | {SENTENCE_END}


def is_distinctive(word: str) -> bool:
    """Whether a word may tell a name: no number, no abbreviation, no word of every message."""
    return len(word) >= FEWEST_LETTERS and word.isalpha() and word not in ORDINARY


@cache
def common_words() -> frozenset[str]:
    """Words that a help desk often reads, by the examples of data/nlu: no mistyped names."""
    counted: Counter[str] = Counter()
    for file in sorted(EXAMPLES.glob("*.yml")):
        examples = "\n".join(_EXAMPLE.findall(file.read_text(encoding="utf-8")))
        words = re.findall(r"[a-z]{4,}", _MARK.sub("", examples).lower())
        counted.update(map(_singular, words))
    return frozenset(word for word, times in counted.items() if times >= OFTEN)


def distinctive_name(name: str) -> str:
    """What tells a name apart: without "Department of" and the like."""
    words = name_words(name)
    distinctive = [word for word in words if word not in LISTS["skip"] | LISTS["glue"]]
    return " ".join(distinctive or words)


def asks_about_own_agency(text: str) -> bool:
    """Whether a text asks about the agency of whoever writes: "who signs for us"."""
    return _has_expression(text, "own")


def speaks_of_oneself(text: str) -> bool:
    """Whether somebody speaks of himself or herself: "I am at Revenue", "Revenue here"."""
    return _has_expression(text, "speaker")


def _has_expression(text: str, name: str) -> bool:
    words = MessageWords(text).words
    expressions = {" ".join(words[i : i + n]) for n in (1, 2) for i in range(len(words))}
    return not expressions.isdisjoint(LISTS[name])
