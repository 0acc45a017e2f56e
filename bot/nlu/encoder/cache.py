"""Vectors of the training examples, kept from one training to the next."""

import hashlib
import zipfile
from pathlib import Path

import numpy as np

from bot.nlu.encoder.many import encode_many
from bot.nlu.encoder.runtime import SentenceEncoder, Vectors


class VectorCache:
    """Encodes the texts that no training before has encoded.

    The file belongs into the encoder's folder: another encoder is another folder, without it.
    """

    def __init__(self, encoder: SentenceEncoder, file: Path) -> None:
        self.encoder = encoder
        self.file = file

    def encode(self, texts: list[str]) -> Vectors:
        """What `SentenceEncoder.encode` gives; only these texts stay on file."""
        known = self._read()
        keys = [hashlib.sha256(text.encode()).digest() for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        found = encode_many(self.encoder, list(new.values()))
        known.update(zip(new, found, strict=True))
        vectors = np.stack([known[key] for key in keys])
        if new:
            self._write(keys, vectors)
        return vectors

    def _read(self) -> dict[bytes, Vectors]:
        """The vector of each key; a missing or damaged file is an empty one."""
        try:
            with np.load(self.file) as kept:
                return {
                    key.tobytes(): vector
                    for key, vector in zip(kept["keys"], kept["vectors"], strict=True)
                }
        except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile):
            return {}

    def _write(self, keys: list[bytes], vectors: Vectors) -> None:
        rows = np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(keys), -1)
        scratch = self.file.with_name(f".{self.file.name}")
        with scratch.open("wb") as file:
            np.savez(file, keys=rows, vectors=vectors)
        scratch.replace(self.file)
