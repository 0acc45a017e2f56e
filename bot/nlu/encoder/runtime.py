"""Run the encoder: texts in, one vector of length 1 for each out, or a state for each piece."""

from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

# The outputs of the graph: states after the last layer, and after the one in the middle.
END, MIDDLE = "states", "middle_states"
MOST_TOKENS = 128  # of a longer text the first half of them and the last are read
# Texts whose result is kept: one message asks for its vector, then for its states.
MOST_KEPT = 8

Vectors = NDArray[np.float32]


class TokenStates(NamedTuple):
    """The pieces of a text: where each stands in it, and its state in the middle of the network.

    The middle tells what a word is where it stands; the end only what the whole text means.
    """

    offsets: list[tuple[int, int]]
    states: Vectors


class EncodedText(NamedTuple):
    """All that one run of the network says of a text."""

    vector: Vectors
    tokens: TokenStates


class TextPieces(NamedTuple):
    """The pieces of a text as the network takes them, and where each stands in it."""

    ids: list[int]
    offsets: list[tuple[int, int]]


class SentenceEncoder:
    """The sentence encoder of a folder that `build` wrote.

    In full precision and without padding: the vector of a text is the same beside any other
    texts, and the same to the last bits on any processor.
    """

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # The arena never shrinks: one long text would keep its memory for good.
        options.enable_cpu_mem_arena = False
        self.session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self._kept: OrderedDict[str, EncodedText] = OrderedDict()

    @property
    def size(self) -> int:
        """Length of a vector."""
        return int(self.session.get_outputs()[0].shape[-1])

    def encode(self, texts: list[str]) -> Vectors:
        """Vectors of the texts, float32, one row each, of length 1.

        One text after the other: for thousands of them there is `encode_many`.
        """
        found = [self._encoded(text).vector for text in texts]
        return np.stack(found) if found else np.zeros((0, self.size), dtype=np.float32)

    def states(self, text: str) -> TokenStates:
        """The state of each piece of the text."""
        return self._encoded(text).tokens

    def _encoded(self, text: str) -> EncodedText:
        """The result of a text, from the last ones where it is among them."""
        found = self._kept.pop(text, None) or self._run(text)
        self._kept[text] = found
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return found

    def _run(self, text: str) -> EncodedText:
        pieces = self.pieces(text)
        (end,), (middle,) = self.run([pieces.ids], END, MIDDLE)
        return EncodedText(vector_of(end), TokenStates(pieces.offsets, middle))

    def pieces(self, text: str) -> TextPieces:
        """The pieces of a text; of a long one those of both ends."""
        read = self.tokenizer.encode(text)
        ids, offsets = read.ids, read.offsets
        if len(ids) > MOST_TOKENS:
            half = MOST_TOKENS // 2
            ids, offsets = ids[:half] + ids[-half:], offsets[:half] + offsets[-half:]
        return TextPieces(ids, offsets)

    def run(self, ids: Sequence[Sequence[int]], *outputs: str) -> list[Vectors]:
        """Each output for texts that have the same number of pieces: (texts, pieces, size)."""
        tokens = np.array(ids, dtype=np.int32)
        given = {"input_ids": tokens, "attention_mask": np.ones_like(tokens)}
        found: list[Vectors] = self.session.run(list(outputs), given)
        return found


def vector_of(states: Vectors) -> Vectors:
    """The vector of a text: the mean of its states, of length 1."""
    mean = states.mean(axis=0)
    vector: Vectors = mean / np.linalg.norm(mean)
    return vector


@lru_cache
def shared_encoder(folder: Path) -> SentenceEncoder:
    """The encoder of a folder, loaded once for all components of a pipeline."""
    return SentenceEncoder(folder)
