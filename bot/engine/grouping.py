"""Groups texts that mean much the same, by their sentence vectors; nothing of them is kept."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from sanic.exceptions import InvalidUsage

from bot.nlu.encoder import Vectors

# Of a request: texts, and characters of each that are read.
MOST_TEXTS, MOST_CHARACTERS = 2_000, 300
# Cosine from which two texts are alike (docs/decisions.md has the measurement).
LEAST_LIKENESS = 0.55
MOST_VECTORS = 8_000

Encode = Callable[[list[str]], Vectors]


class TextGroups:
    """Puts each text to the first one that it is like. Vectors stay under the text's digest."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._vectors: OrderedDict[bytes, Vectors] = OrderedDict()

    def of(self, texts: list[str]) -> list[int]:
        """For each text the place of the text that begins its group.

        Texts that follow never change the group of those before: give the oldest first.
        """
        if not texts:
            return []
        vectors = self._vectors_of(texts)
        leaders = [0]
        groups = [0]
        for place in range(1, len(texts)):
            likeness = vectors[leaders] @ vectors[place]
            best = int(np.argmax(likeness))
            if likeness[best] >= LEAST_LIKENESS:
                groups.append(leaders[best])
            else:
                groups.append(place)
                leaders.append(place)
        return groups

    def _vectors_of(self, texts: list[str]) -> Vectors:
        keys = [hashlib.sha256(text.encode("utf-8", "replace")).digest() for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._vectors}
        found = self._encode(list(new.values()))
        self._vectors.update(zip(new, found, strict=True))
        vectors = np.stack([self._vectors[key] for key in keys])
        for key in keys:
            self._vectors.move_to_end(key)
        while len(self._vectors) > MOST_VECTORS:
            self._vectors.popitem(last=False)
        return vectors


def read_texts(body: object) -> list[str]:
    """The texts of a request; InvalidUsage (400) says what is wrong."""
    texts = body.get("texts") if isinstance(body, dict) else None
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise InvalidUsage("the body must be a JSON object with `texts`, a list of texts")
    if len(texts) > MOST_TEXTS:
        raise InvalidUsage(f"`texts` holds {len(texts)}: send at most {MOST_TEXTS}")
    return [text[:MOST_CHARACTERS] or " " for text in texts]


def encode_with_our_encoder(texts: list[str]) -> Vectors:
    """The vectors by the encoder that the pipeline has loaded."""
    from bot.nlu.encoder import shared_encoder
    from bot.nlu.intent_classifier import ENCODER_FOLDER

    return shared_encoder(ENCODER_FOLDER).encode(texts)
