"""Which tokens of a message are the value of which item: a conditional random field.

How well a tag fits a token is linear in the token's features. The weights are the sum of those of
the tag, of its type (an item with few examples reads like others of its type), and once more of
its type for the item that was asked for. Five more weights say how tags follow each other. Only
tags of the request's own items are possible, in training as well: a message is never torn between
items that do not stand in one request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from bot.nlu.tag_likelihood import (
    IMPOSSIBLE,
    TaggedTokens,
    TagLikelihood,
    Wide,
    step,
    step_back,
)
from bot.nlu.token_features import Matrix

NOTHING = "O"
ANY = ""  # a type of its own, which all tags have
OFFSET = 3.0  # the constant feature
LEAST_DEVIATION = 0.05


class TagSpan(NamedTuple):
    """Tokens from `start` up to `end` that have a tag, and how sure that is."""

    start: int
    end: int
    tag: str
    confidence: float


@dataclass
class TagModel:
    """The weights; `types` has a row for each type and says which tags are of it."""

    tags: list[str]
    types: Matrix
    means: Matrix
    deviations: Matrix
    weights: Matrix  # (features, tags), those of the types included
    asked_weights: Matrix  # (features, tags)
    following: Matrix  # STAYS to CHANGES

    @classmethod
    def train(
        cls,
        examples: Sequence[TaggedTokens],
        tags: list[str],
        types: Sequence[str],
        *,
        strength: float,
        rounds: int,
    ) -> TagModel:
        """Fit the weights; `tags` begins with NOTHING, `types` has the type of each other tag."""
        # Imported late: an engine that serves does not need it, and it is 20 MB.
        from scipy.optimize import minimize

        kinds = [ANY, *sorted(set(types))]
        of_type = np.array(
            [[0.0, *(float(kind in (ANY, one)) for one in types)] for kind in kinds],
            dtype=np.float32,
        )
        rows = np.concatenate([example.features for example in examples])
        means = rows.mean(axis=0)
        deviations = np.maximum(rows.std(axis=0), LEAST_DEVIATION)
        likelihood = TagLikelihood(examples, _standard(rows, means, deviations), of_type, strength)
        found = minimize(
            likelihood,
            np.zeros(likelihood.size),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": rounds},
        )
        weights, asked, following = likelihood.effective(found.x.astype(np.float32))
        return cls(tags, of_type, means, deviations, weights, asked, following)

    def tag(self, features: Matrix, possible: Matrix, asked: Matrix) -> list[TagSpan]:
        """The values in a message; `possible` and `asked` as in an example."""
        rows = _standard(features, self.means, self.deviations)
        fits = rows @ self.weights + asked * (rows @ self.asked_weights)
        fits = np.where(possible > 0, fits, IMPOSSIBLE).astype(np.float64)
        shares = _shares(fits, np.exp(self.following.astype(np.float64)))
        return [*self._values(shares)]

    def _values(self, shares: Wide) -> list[TagSpan]:
        best = shares.argmax(axis=1)
        edges = [0, *(np.flatnonzero(np.diff(best)) + 1), len(best)]
        return [
            TagSpan(
                int(start),
                int(end),
                self.tags[best[start]],
                float(shares[start:end, best[start]].mean()),
            )
            for start, end in pairwise(edges)
            if start < end and self.tags[best[start]] != NOTHING
        ]


def _standard(rows: Matrix, means: Matrix, deviations: Matrix) -> Matrix:
    constant = np.full((len(rows), 1), OFFSET, dtype=np.float32)
    result: Matrix = np.concatenate([(rows - means) / deviations, constant], axis=1)
    return result.astype(np.float32)


def _shares(fits: Wide, follow: Wide) -> Wide:
    """How likely each tag is for each token of one message (forward and backward)."""
    weights = np.exp(fits - fits.max(axis=1, keepdims=True))
    forward, backward = np.empty_like(weights), np.ones_like(weights)
    forward[0] = weights[0] / weights[0].sum()
    for number in range(1, len(weights)):
        row = step(forward[number - 1 : number], follow)[0] * weights[number]
        forward[number] = row / row.sum()
    for number in range(len(weights) - 2, -1, -1):
        row = step_back((weights[number + 1] * backward[number + 1])[None], follow)[0]
        backward[number] = row / row.sum()
    shares = forward * backward
    result: Wide = shares / shares.sum(axis=1, keepdims=True)
    return result
