"""What a message is in its conversation: a new need, a detail, a choice, a repair...

A reading's score is a sum of few, named features, each with a weight for every reading and, on top
of it, one for what was said last (`who` after an answer asks about it; after a look-up of contacts
it does not). The features come from the other models: how likely the entries are, how near the
passages of the current entry, how the words alone sound (`sounds_like_...`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.nlu import conversation as said
from bot.nlu.conversation import ConversationState, Option
from bot.nlu.features import Floats
from bot.nlu.intent_model import IntentModel
from bot.nlu.passage_model import NONE, PassageRank

DETAIL, PROCEDURE, PICK, CONTACTS, AGENCY = "detail", "procedure", "pick", "contacts", "agency"
VALUE, COMMAND, ITEM_QUESTION, REPAIR = "value", "command", "item_question", "repair"
RETURN, VAGUE, SEVERAL, PERSON = "return", "vague", "several", "person"
REQUEST, UNKNOWN = "request", "unknown"
# Readings that only some conversations allow: which.
NEEDS_ENTRY = frozenset({DETAIL})
NEEDS_OPTIONS = frozenset({PICK})
NEEDS_QUESTION = frozenset({AGENCY})
NEEDS_DRAFT = frozenset({VALUE, UNKNOWN, COMMAND, ITEM_QUESTION})
NEEDS_BEFORE = frozenset({REPAIR, RETURN})

_CUES = {
    "asks": r"\b(?:who|whats?|which|where|when|why|how|does|do|is|are|can|could|should|will)\b",
    "begins_with_connective": r"^\W*(?:and|but|or|so|also|what if|what about|how about|n|same)\b",
    "has_pronoun": r"\b(?:it|that|this|those|these|they|them|ones?|s?he|him|hers?|his|their)\b",
    "has_choice_word": (
        r"\b(?:first|second|third|fourth|fifth|last|1st|2nd|3rd|former|latter|middle|top|bottom|"
        r"both|all|neither|none|#?\d)\b"
    ),
    "ends_with_question_mark": r"\?\s*$",
    "denies": (
        r"\b(?:no|nope|nah|not|never|none|neither|wrong|cannot|"
        r"(?:do|does|did|is|are|was|were|has|have|had|ca|wo|could|would|should|ai)n['\u2019]?t)\b"
    ),
    # Tells us to begin: "open a ticket", "put in a request", "order me", "file it".
    "orders": (
        r"\b(?:open|create|start|file|raise|log|submit|draft|put\s+in|prepare|write(?:\s+up)?|"
        r"enter|begin|make)\b(?:\s+(?!how\b|who\b|what\b)[\w'-]+){0,5}?\s+"
        r"(?:ticket|tkt|request|req|draft|case|order|application|incident|report)s?\b"
        r"|\bput\s+(?:an?\s+)?(?:ticket|request|order)\s+in\b"
        r"|\b(?:need|want|get)\s+(?:an?|the|this)?\s*(?:ticket|tkt)\b"
        r"|^\W*(?:(?:please|pls|kindly)\s+)?(?:order|request|file|draft|submit)\s+\w+"
        r"|\b(?:to|can\s+you|could\s+you|please)\s+(?:order|request|file|draft)\b"
    ),
}
CUES = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _CUES.items()}
_QUESTION = re.compile(
    r"^\W*(?:(?:hi|hello|hey|ok|okay|so|and|but|um+|wait|first|sorry)\W+)*"
    r"(?:how|who|whom|whose|what|whats|which|where|when|why|is|are|does|do|did|am|should|shall)\b"
    r"|\b(?:how|what|who)(?:'s|\s+(?:is|are|do|does|can|would|should))\b[^.!]*$",
    re.IGNORECASE,
)
SHORT = 3  # words
LEAST = 1e-6
_WORDS = re.compile(r"\w{3,}")
Features = dict[str, float]


class Evidence(NamedTuple):
    """What the other models say of a message; shares are of one probability."""

    text: str
    kinds: Mapping[str, float]
    procedures: Sequence[tuple[str, float]]
    passages: Sequence[PassageRank]
    aspects: Mapping[str, float]
    # The likeness of the text to the title of each option.
    titles: Sequence[float]


def features(evidence: Evidence, conversation: ConversationState) -> Features:
    """The named features of a message in its conversation, but for how its words sound."""
    length = len(evidence.text.split())
    found = {name: float(bool(cue.search(evidence.text))) for name, cue in CUES.items()}
    found["length"] = float(np.log1p(length))
    found["is_short"] = float(length <= SHORT)
    found |= {f"kind_{name}": _log(share) for name, share in evidence.kinds.items()}
    found |= {f"aspect_{name}": _log(share) for name, share in evidence.aspects.items()}
    best, second = [_log(share) for _, share in evidence.procedures[:2]]
    found["best_entry"] = best
    found["best_entry_over_next"] = best - second
    shares = dict(evidence.procedures)
    found["best_entry_is_earlier"] = float(evidence.procedures[0][0] in conversation.earlier)
    found["earlier_over_best"] = max(
        (_log(shares.get(entry, 0.0)) - best for entry in conversation.earlier), default=_log(0.0)
    )
    if conversation.entry:
        found |= _of_current_entry(evidence, conversation.entry)
    if conversation.options:
        found |= _of_options(evidence, conversation.options)
    return found


def _of_current_entry(evidence: Evidence, entry: str) -> Features:
    """How much the message is about the current entry."""
    others = [_log(share) for name, share in evidence.procedures if name != entry]
    found = {
        "has_entry": 1.0,
        "current_over_other": _log(dict(evidence.procedures).get(entry, 0.0)) - others[0],
        "other_over_next": others[0] - others[1],
    }
    known = [passage for passage in evidence.passages if passage.key != NONE]
    if known:
        nothing = sum(one.share for one in evidence.passages if one.key == NONE)
        found["passage_likeness"] = known[0].likeness
        found["passage_share"] = _log(known[0].share)
        found["no_passage"] = _log(nothing)
    return found


def _of_options(evidence: Evidence, options: Sequence[Option]) -> Features:
    """How much the message names one of the options."""
    shares = dict(evidence.procedures)
    best, best_share = evidence.procedures[0]
    words = set(_WORDS.findall(evidence.text.lower()))
    titles = [set(_WORDS.findall(option.title.lower())) for option in options]
    offered = max(shares.get(option.entry, 0.0) for option in options)
    return {
        "best_entry_is_option": float(best in {option.entry for option in options}),
        "option_over_best": _log(offered) - _log(best_share),
        "option_likeness": max(evidence.titles, default=0.0),
        "option_words": max(len(words & title) for title in titles) / max(1, len(words)),
    }


class ReadingScore(NamedTuple):
    """A reading and its share of the probability."""

    name: str
    share: float


@dataclass
class ReadingModel:
    """Weights of the named features for each reading."""

    readings: list[str]
    names: list[str]
    means: Floats
    deviations: Floats
    weights: Floats  # of shape (features and their copies, readings)
    offsets: Floats
    words: IntentModel

    @classmethod
    def train(
        cls,
        rows: list[Features],
        conversations: list[ConversationState],
        readings: list[str],
        words: IntentModel,
        *,
        strength: float,
    ) -> ReadingModel:
        """Fit on the features of the examples; `words` is the model of how they sound."""
        # Imported late: an engine that serves does not need it, and it is 25 MB.
        from sklearn.linear_model import LogisticRegression

        names = sorted({name for row in rows for name in row})
        table = np.array([[row.get(name, 0.0) for name in names] for row in rows])
        means, deviations = table.mean(axis=0), table.std(axis=0) + LEAST
        matrix = np.stack(
            [
                _with_copies(row, one)
                for row, one in zip((table - means) / deviations, conversations, strict=True)
            ]
        )
        regression = LogisticRegression(C=strength, max_iter=400).fit(matrix, readings)
        return cls(
            readings=[str(name) for name in regression.classes_],
            names=names,
            means=means.astype(np.float32),
            deviations=deviations.astype(np.float32),
            weights=regression.coef_.T.astype(np.float32),
            offsets=regression.intercept_.astype(np.float32),
            words=words,
        )

    def rank(self, found: Features, conversation: ConversationState) -> list[ReadingScore]:
        """The readings that the conversation allows, likeliest first."""
        scores = self._row(found, conversation) @ self.weights + self.offsets
        allowed = np.array([is_possible(name, conversation) for name in self.readings])
        shares = np.exp(np.where(allowed, scores, -np.inf) - scores[allowed].max())
        shares /= shares.sum()
        return [
            ReadingScore(self.readings[number], float(shares[number]))
            for number in np.argsort(-shares)
            if shares[number] > 0
        ]

    def reasons(
        self, found: Features, conversation: ConversationState, reading: str, most: int = 5
    ) -> list[tuple[str, float]]:
        """The features that speak most for a reading or against it, and by how much."""
        terms = self._row(found, conversation) * self.weights[:, self.readings.index(reading)]
        # A feature and its copies count together; what was said last is in the last rows.
        sums = terms[: -len(said.LAST)].reshape(-1, len(self.names)).sum(axis=0)
        strongest = np.argsort(-np.abs(sums))[:most]
        return [(self.names[number], round(float(sums[number]), 2)) for number in strongest]

    def _row(self, found: Features, conversation: ConversationState) -> NDArray[np.float32]:
        row = np.array([found.get(name, 0.0) for name in self.names], dtype=np.float32)
        return _with_copies((row - self.means) / self.deviations, conversation)


def is_question(text: str) -> bool:
    """Whether a text begins or ends as a question about something: "how's that submitted"."""
    return bool(_QUESTION.search(text))


def is_order(text: str) -> bool:
    """Whether a text says in so many words that a request is to be begun: "open a ticket"."""
    return bool(CUES["orders"].search(text))


def is_denial(text: str) -> bool:
    """Whether a text has a word that takes something back: "no", "not", "wrong", "isn't"."""
    return bool(CUES["denies"].search(text))


def is_possible(reading: str, conversation: ConversationState) -> bool:
    """Whether a message can be this in the conversation."""
    if reading in NEEDS_ENTRY:
        return bool(conversation.entry)
    if reading in NEEDS_OPTIONS:
        return bool(conversation.options)
    if reading in NEEDS_QUESTION:
        return conversation.last == said.ASKS_AGENCY
    if reading in NEEDS_DRAFT:
        return conversation.last in (said.DRAFT_QUESTION, said.DRAFT)
    if reading in NEEDS_BEFORE:
        return conversation.last != said.NOTHING
    return True


def _with_copies(row: NDArray[np.float32], conversation: ConversationState) -> NDArray[np.float32]:
    """The features, a copy of them for what was said last, and what that was."""
    last = np.array([float(name == conversation.last) for name in said.LAST], dtype=np.float32)
    copies = np.outer(last, row).ravel()
    result: NDArray[np.float32] = np.concatenate([row, copies, last])
    return result


def _log(share: float) -> float:
    return float(np.log(max(share, LEAST)))
