"""Run the encoder: texts in, one vector of length 1 for each out, or a state for each piece."""

from concurrent.futures import ThreadPoolExecutor
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

Vectors = NDArray[np.float32]


class TokenStates(NamedTuple):
    """The pieces of a text: where each stands in it, and its state in the middle of the network.

    The middle tells what a word is where it stands; the end only what the whole text means.
    """

    offsets: list[tuple[int, int]]
    states: Vectors


class SentenceEncoder:
    """The sentence encoder of a folder written by `build` (model.onnx, tokenizer.json).

    In full precision and each text by itself: the vector of a text is the same beside any other
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

    @property
    def size(self) -> int:
        """Length of a vector."""
        return int(self.session.get_outputs()[0].shape[-1])

    def encode(self, texts: list[str], callers: int = 1) -> Vectors:
        """Vectors of the texts, float32, one row each, of length 1.

        So many `callers` share the work: a core each is faster than all cores on each text.
        """
        with ThreadPoolExecutor(callers) as pool:
            found = list(pool.map(self._vector, texts))
        return np.stack(found) if found else np.zeros((0, self.size), dtype=np.float32)

    def states(self, text: str) -> TokenStates:
        """The state of each piece of the text."""
        offsets, states = self._run(text, MIDDLE)
        return TokenStates(offsets, states)

    def _vector(self, text: str) -> Vectors:
        mean = self._run(text, END)[1].mean(axis=0)
        vector: Vectors = mean / np.linalg.norm(mean)
        return vector

    def _run(self, text: str, output: str) -> tuple[list[tuple[int, int]], Vectors]:
        read = self.tokenizer.encode(text)
        ids, offsets = read.ids, read.offsets
        if len(ids) > MOST_TOKENS:
            half = MOST_TOKENS // 2
            ids, offsets = ids[:half] + ids[-half:], offsets[:half] + offsets[-half:]
        tokens = np.array([ids], dtype=np.int32)
        given = {"input_ids": tokens, "attention_mask": np.ones_like(tokens)}
        (states,) = self.session.run([output], given)
        return offsets, states[0]


@lru_cache
def shared_encoder(folder: Path) -> SentenceEncoder:
    """The encoder of a folder, loaded once for all components of a pipeline."""
    return SentenceEncoder(folder)
