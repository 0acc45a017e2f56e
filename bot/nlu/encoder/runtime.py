"""Run the encoder: texts in, one vector of length 1 for each text out."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

MAX_TOKENS = 128
BATCH = 4  # more do not stay in a core's cache: 32 take half as long again

Vectors = NDArray[np.float32]


class SentenceEncoder:
    """The sentence encoder of a folder written by `build` (model.onnx, tokenizer.json)."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # The arena never shrinks: one long batch would keep its memory for good.
        options.enable_cpu_mem_arena = False
        self.session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(MAX_TOKENS)
        self.tokenizer.enable_padding()

    @property
    def size(self) -> int:
        """Length of a vector."""
        return int(self.session.get_outputs()[0].shape[-1])

    def encode(self, texts: list[str], callers: int = 1) -> Vectors:
        """Vectors of the texts, float32, one row each, of length 1 (or 0 for no token at all).

        So many `callers` share the work: a core each is faster than all cores on each batch.
        """
        if 0 < len(texts) <= BATCH:
            return self._batch(texts)
        vectors = np.zeros((len(texts), self.size), dtype=np.float32)
        # Texts of like length together: padding is work thrown away.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        with ThreadPoolExecutor(callers) as pool:
            for rows, found in zip(
                batches,
                pool.map(lambda rows: self._batch([texts[row] for row in rows]), batches),
                strict=True,
            ):
                vectors[rows] = found
        return vectors

    def _batch(self, texts: list[str]) -> Vectors:
        encodings = self.tokenizer.encode_batch(texts)
        ids = np.array([encoding.ids for encoding in encodings], dtype=np.int32)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int32)
        (states,) = self.session.run(None, {"input_ids": ids, "attention_mask": mask})
        weights = mask[:, :, None].astype(np.float32)
        means = (states * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0)
        lengths = np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
        result: Vectors = (means / lengths).astype(np.float32)
        return result
