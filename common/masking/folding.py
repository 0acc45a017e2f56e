"""The text that the rules see: look-alike characters made plain, found secrets made one mark."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

Span = tuple[int, int]
Spans = Iterator[Span]
_NAMES = {"ssn": "social security number", "card": "card number", "password": "password"}
_NAMES |= {"private_key": "private key", "token": "access token", "secret": "secret key or code"}
MARKERS = {kind: f"[removed: {name}]" for kind, name in _NAMES.items()}
# While the rules run, each secret is one private character that no rule takes for a letter.
MARKS = dict(zip(_NAMES, "\ue000\ue001\ue002\ue003\ue004\ue006", strict=True))
OLD_MARK = "\ue005"  # a marker, or a character that must not pass for a mark
_PIECE = re.compile(rf"\[removed: (?:{'|'.join(_NAMES.values())})\]|.", re.DOTALL)
_ALIKE = str.maketrans("\u2212\u02d7\u2043\u201c\u201d\u201e`\u2018\u2019\t\r", '---""""\'\' \n')


def fold(text: str) -> tuple[list[str], str]:
    """The text in pieces, and for each the plain character that the rules see."""
    cells, letters = [""], [" "]
    for piece in _PIECE.findall(text):
        if letter := _plain(piece):
            cells.append(piece)
            letters.append(letter)
        else:
            cells[-1] += piece
    return cells, "".join(letters)


@lru_cache(maxsize=4096)
def _plain(piece: str) -> str:
    """A look-alike as what it stands for, an invisible character as nothing."""
    if len(piece) > 1 or unicodedata.category(piece) == "Co":
        return OLD_MARK
    letter = unicodedata.normalize("NFKC", piece).translate(_ALIKE)
    letter = letter if len(letter) == 1 else piece
    category = unicodedata.category(letter)
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    return {"Cf": "", "Me": "", "Pd": "-", "Zs": " ", "Zl": "\n"}.get(category, letter)
