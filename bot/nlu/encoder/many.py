"""Encode many texts, as training does: those of one length share a run of the network."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from bot.nlu.encoder.runtime import (
    END,
    MIDDLE,
    SentenceEncoder,
    TextPieces,
    TokenStates,
    Vectors,
    vector_of,
)

# More make a run no faster for each text.
PIECES_AT_ONCE = 256

Kept = TypeVar("Kept")


def encode_many(encoder: SentenceEncoder, texts: Sequence[str]) -> Vectors:
    """What `SentenceEncoder.encode` gives, by all cores and in half the time."""
    found = _each(encoder, texts, END, lambda _, states: vector_of(states))
    return np.stack(found) if found else encoder.encode([])


def states_of_many(encoder: SentenceEncoder, texts: Sequence[str]) -> list[TokenStates]:
    """What `SentenceEncoder.states` gives for each text."""
    return _each(
        encoder, texts, MIDDLE, lambda pieces, states: TokenStates(pieces.offsets, states.copy())
    )


def _each(
    encoder: SentenceEncoder,
    texts: Sequence[str],
    output: str,
    keep: Callable[[TextPieces, Vectors], Kept],
) -> list[Kept]:
    """What `keep` makes of the pieces and states of each text, in the order of the texts."""
    pieces = [encoder.pieces(text) for text in texts]

    def run(numbers: list[int]) -> list[tuple[int, Kept]]:
        (states,) = encoder.run([pieces[number].ids for number in numbers], output)
        return [(n, keep(pieces[n], one)) for n, one in zip(numbers, states, strict=True)]

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:  # ONNX Runtime has one thread a run
        kept = dict(row for rows in pool.map(run, _batches(pieces)) for row in rows)
    return [kept[number] for number in range(len(texts))]


def _batches(pieces: Sequence[TextPieces]) -> Iterator[list[int]]:
    """Numbers of texts that have the same length: nothing is padded, so no result changes."""
    of_length: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(pieces):
        of_length[len(one.ids)].append(number)
    for length, numbers in of_length.items():
        size = max(1, PIECES_AT_ONCE // length)
        yield from (numbers[start : start + size] for start in range(0, len(numbers), size))
