"""How unlikely tagged messages are under the weights of a random field, and the gradient."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.nlu.token_features import Matrix

# How a tag follows another: nothing stays, a value begins, ends, goes on, another one begins.
STAYS, BEGINS, ENDS, GOES_ON, CHANGES = range(5)
IMPOSSIBLE = -1e4
Wide = NDArray[np.float64]


class TaggedTokens(NamedTuple):
    """A message to learn from: features, a tag for each token, the tags that could be, the asked.

    `possible` and `asked` have a number (0 or 1) for each tag of the model; tag 0 is none.
    """

    features: Matrix
    tags: Sequence[int]
    possible: Matrix
    asked: Matrix


def step(before: Wide, follow: Wide) -> Wide:
    """The weight of each tag after those of the token before, each row a message."""
    nothing, values = before[:, :1], before[:, 1:].sum(axis=1, keepdims=True)
    after = np.empty_like(before)
    after[:, :1] = nothing * follow[STAYS] + values * follow[ENDS]
    after[:, 1:] = (
        nothing * follow[BEGINS]
        + before[:, 1:] * (follow[GOES_ON] - follow[CHANGES])
        + values * follow[CHANGES]
    )
    return after


def step_back(after: Wide, follow: Wide) -> Wide:
    """The same the other way round."""
    nothing, values = after[:, :1], after[:, 1:].sum(axis=1, keepdims=True)
    before = np.empty_like(after)
    before[:, :1] = nothing * follow[STAYS] + values * follow[BEGINS]
    before[:, 1:] = (
        nothing * follow[ENDS]
        + after[:, 1:] * (follow[GOES_ON] - follow[CHANGES])
        + values * follow[CHANGES]
    )
    return before


class TagLikelihood:
    """How unlikely the examples are under weights, and the gradient: all messages at once.

    Messages are sorted, longest first, so that those with a token at a place come first.
    """

    def __init__(
        self, examples: Sequence[TaggedTokens], rows: Matrix, types: Matrix, strength: float
    ) -> None:
        self.rows, self.types, self.strength = rows, types, strength
        lengths = np.array([len(example.tags) for example in examples])
        begins = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        order = np.argsort(-lengths, kind="stable")
        self.messages = len(examples)
        self.places = [
            begins[order[: int((lengths > place).sum())]] + place for place in range(lengths.max())
        ]
        self.tags = np.array([tag for example in examples for tag in example.tags])
        self.numbers = np.arange(len(self.tags))
        self.possible = np.repeat([one.possible > 0 for one in examples], lengths, axis=0)
        self.asked = np.repeat([one.asked for one in examples], lengths, axis=0)
        self.followed = np.zeros(5)
        for example in examples:
            for before, after in pairwise(example.tags):
                self.followed[_following(before, after)] += 1
        width = rows.shape[1]
        self.shapes = [(width, types.shape[1]), (width, len(types)), (width, len(types)), (5,)]
        self.size = sum(int(np.prod(shape)) for shape in self.shapes)

    def effective(self, weights: Matrix) -> tuple[Matrix, Matrix, Matrix]:
        """The weights of each tag, those added for the asked one, and of what follows what."""
        of_tags, of_types, of_asked, following = self._parts(weights)
        return of_tags + of_types @ self.types, of_asked @ self.types, following

    def __call__(self, weights: Wide) -> tuple[float, Wide]:
        """The penalized negative log-likelihood for each token, and its gradient."""
        parts = self._parts(weights.astype(np.float32))
        of_tags, asked, following = self.effective(weights.astype(np.float32))
        fits = self.rows @ of_tags + self.asked * (self.rows @ asked)
        fits[~self.possible] = IMPOSSIBLE
        log_total, shares, expected = self._expected(fits, np.exp(following.astype(np.float64)))
        right = fits[self.numbers, self.tags].sum() + float((self.followed * following).sum())
        shares[self.numbers, self.tags] -= 1
        error = (shares / len(fits)).astype(np.float32)
        slope = self.rows.T @ error
        slope_asked = self.rows.T @ (error * self.asked)
        penalties = [self.strength, self.strength / 2, self.strength / 2]
        slopes = [slope, slope @ self.types.T, slope_asked @ self.types.T]
        gradient = [
            (one + penalty * part).ravel()
            for one, penalty, part in zip(slopes, penalties, parts[:-1], strict=True)
        ]
        gradient.append((expected - self.followed) / len(fits))
        penalty = sum(
            factor / 2 * float((part**2).sum())
            for factor, part in zip(penalties, parts[:-1], strict=True)
        )
        value = (log_total - float(right)) / len(fits) + penalty
        return value, np.concatenate(gradient).astype(np.float64)

    def _parts(self, weights: Matrix) -> list[Matrix]:
        sizes = np.cumsum([int(np.prod(shape)) for shape in self.shapes])[:-1]
        return [
            part.reshape(shape)
            for part, shape in zip(np.split(weights, sizes), self.shapes, strict=True)
        ]

    def _expected(self, fits: Matrix, follow: Wide) -> tuple[float, Wide, Wide]:
        """The log of the sum over all tags, the share of each tag, and how often what follows."""
        highest = fits.max(axis=1, keepdims=True)
        weights = np.exp(fits - highest).astype(np.float64)
        log_total = float(highest.sum())
        forward: list[Wide] = []
        sums: list[Wide] = []
        for place, found in enumerate(self.places):
            row = weights[found]
            if place:
                row = step(forward[-1][: len(found)], follow) * row
            sums.append(row.sum(axis=1, keepdims=True))
            forward.append(row / sums[-1])
            log_total += float(np.log(sums[-1]).sum())
        shares, expected = np.zeros_like(weights), np.zeros(5)
        backward = np.ones_like(forward[-1])
        for place in range(len(self.places) - 1, -1, -1):
            found = self.places[place]
            if place + 1 < len(self.places):
                later = self.places[place + 1]
                after = weights[later] * backward / sums[place + 1]
                expected += _expected_following(forward[place][: len(later)], after, follow)
                backward = np.ones_like(forward[place])
                backward[: len(later)] = step_back(after, follow)
            shares[found] = forward[place] * backward
        return log_total, shares, expected


def _following(before: int, after: int) -> int:
    """How a tag follows another; 0 is NOTHING."""
    if before == after:
        return GOES_ON if before else STAYS
    if not before:
        return BEGINS
    return CHANGES if after else ENDS


def _expected_following(before: Wide, after: Wide, follow: Wide) -> Wide:
    nothing, values = before[:, :1], before[:, 1:].sum(axis=1, keepdims=True)
    later_nothing, later_values = after[:, :1], after[:, 1:].sum(axis=1, keepdims=True)
    same = float((before[:, 1:] * after[:, 1:]).sum())
    counts = np.array(
        [
            float((nothing * later_nothing).sum()),
            float((nothing * later_values).sum()),
            float((values * later_nothing).sum()),
            same,
            float((values * later_values).sum()) - same,
        ]
    )
    result: Wide = counts * follow
    return result
