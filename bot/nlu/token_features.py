"""What the tagger knows of each token: the encoder's state of it, its neighbors, and its shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.language import Language

from bot.nlu.encoder.runtime import TokenStates

Matrix = NDArray[np.float32]

_SIGNS = frozenset(",;:.?!-")
LONGEST_TOKEN = 12  # letters; more say no more
SHORT_TEXT, LONG_TEXT = 4, 40  # tokens
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
# What values often look like; whether one is a value at all, and of which item, is learned.
_SHAPES = {
    "phone": r"\(?\d{3}\)?[-. ]?\d{3}[-. ]\d{4}|\b\d{3}[-.]\d{4}\b",
    "url": (
        r"\b(?:https?://|www\.)\S+"
        r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|gov|net|edu|io|us|co)\b(?:/\S*)?"
    ),
    "date": (
        rf"\b\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]\d{{2,4}})?\b|\b{_MONTH}\.? {_DAY}(?:,? \d{{4}})?"
        rf"|\b{_DAY}(?: of)? {_MONTH}|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
        r"|\btomorrow\b|\btoday\b"
    ),
    "host_name": r"\b(?=[\w.-]*\d)(?=[\w.-]*[a-z])[a-z][\w.-]{3,}\b|\b[a-z]+[_-][a-z]+[_-][a-z]+\b",
    "file_name": r"\b[\w()& -]*?[\w)]+\.(?:pdf|docx?|xlsx?|png|jpe?g|tiff?)\b",
    "file_path": r"[a-z]:\\\S+|\\\\\S+|/(?:[\w.-]+/)+[\w.-]*",
    "number": r"\b\d{4,6}\b",
    "street": (
        r"\b\d+[\w-]* (?:[nsew]\.? )?(?:[\w.']+ ?){1,4}(?:st|street|ave|avenue|rd|road|dr|drive|"
        r"blvd|boulevard|ln|lane|pike|way|ct|court|pkwy|parkway|hwy|highway|plaza|trail|broadway)\b"
    ),
    "form": r"\b(?:COT[- ]?)?F[- ]?\d{3}(?:EZ)?\b",
    "office": (
        r"\b(?:department|dept|cabinet|commission|office|board|division|bureau|authority|council|"
        r"agency)\b"
    ),
}
SHAPES = [re.compile(pattern, re.IGNORECASE) for pattern in _SHAPES.values()]
_NAMES = re.compile(r"(?:[^\W\d_a-z][\w'.-]+ ){1,3}[^\W\d_a-z][\w'-]+")


class TokenSpan(NamedTuple):
    """Where a token stands in its text."""

    start: int
    end: int


@lru_cache(maxsize=1)
def _language() -> Language:
    return spacy.blank("en")


def tokens_of(text: str) -> list[TokenSpan]:
    """spaCy's tokens without blanks."""
    return [
        TokenSpan(token.idx, token.idx + len(token))
        for token in _language()(text)
        if not token.is_space
    ]


@dataclass
class TokenFeatures:
    """Makes a row of features for each token; the states are first cut to what varies most."""

    mean: Matrix
    projection: Matrix  # of shape (size of a state, dimensions)

    @classmethod
    def learn(cls, states: Iterable[Matrix], dimensions: int) -> TokenFeatures:
        """The directions in which the states of all tokens vary most (principal components)."""
        rows = np.concatenate([*states])
        mean = rows.mean(axis=0)
        centered = rows - mean
        _, directions = np.linalg.eigh(centered.T @ centered)
        return cls(mean, np.ascontiguousarray(directions[:, ::-1][:, :dimensions]))

    def of(self, text: str, tokens: Sequence[TokenSpan], states: Matrix) -> Matrix:
        """The features of the tokens, one row each; `states` as `states_of` gives them."""
        reduced = (states - self.mean) @ self.projection
        looks = np.array([_look(text[span.start : span.end]) for span in tokens], dtype=np.float32)
        return np.concatenate(
            [
                _with_neighbors(reduced, 1),
                _with_neighbors(looks, 2),
                _with_neighbors(_shapes(text, tokens), 1),
                _places(len(tokens)),
            ],
            axis=1,
            dtype=np.float32,
        )


def states_of(tokens: Sequence[TokenSpan], read: TokenStates) -> Matrix:
    """The encoder's state of each token: the mean of the states of its pieces."""
    rows = []
    for token in tokens:
        pieces = [
            number
            for number, (start, end) in enumerate(read.offsets)
            if start < token.end and end > token.start
        ]
        # In the middle of a long text, which the encoder does not read, the last piece stands in.
        rows.append(read.states[pieces or [-1]].mean(axis=0))
    return np.array(rows, dtype=np.float32)


def _look(token: str) -> list[float]:
    return [
        float(token[0].isupper()),
        float(token.isdigit()),
        float(any(map(str.isdigit, token))),
        float(token.isalpha()),
        float(token in _SIGNS),
        float("." in token and len(token) > SHORT_TEXT - 1),
        float("@" in token or "/" in token),
        float(token.isupper() and len(token) > 1),
        min(len(token), LONGEST_TOKEN) / LONGEST_TOKEN,
    ]


def _shapes(text: str, tokens: Sequence[TokenSpan]) -> Matrix:
    found = np.zeros((len(tokens), len(SHAPES) + 1), dtype=np.float32)
    for column, shape in enumerate([*SHAPES, _NAMES]):
        for match in shape.finditer(text):
            for row, token in enumerate(tokens):
                if token.start < match.end() and token.end > match.start():
                    found[row, column] = 1.0
    return found


def _places(count: int) -> Matrix:
    """Where each token stands, and how long the text is."""
    numbers = np.arange(count)
    columns = [
        numbers == 0,
        numbers == count - 1,
        np.full(count, count <= SHORT_TEXT),
        np.full(count, min(count, LONG_TEXT) / LONG_TEXT),
        (numbers + 0.5) / max(1, count),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _with_neighbors(rows: Matrix, reach: int) -> Matrix:
    """Each row beside those up to `reach` before and after it; zeros at the ends."""
    padding = np.zeros((reach, rows.shape[1]), dtype=np.float32)
    padded = np.concatenate([padding, rows, padding])
    count = len(rows)
    return np.concatenate([padded[start : start + count] for start in range(2 * reach + 1)], axis=1)
