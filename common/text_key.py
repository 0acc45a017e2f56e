"""Names as keys: two spellings that differ only in case or punctuation compare equal."""

import unicodedata


def text_key(text: str) -> str:
    """The text for comparing names: without capitals, punctuation and differences of blanks."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = unicodedata.normalize("NFKC", folded).replace("&", " and ")
    return " ".join("".join(c if _in_word(c) else " " for c in words).split())


def _in_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")
