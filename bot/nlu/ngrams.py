"""Cuts a text into n-grams as scikit-learn's vectorizers do, to the letter and in their order."""

import re

_BLANKS = re.compile(r"\s\s+")


def character_ngrams_of(text: str, lengths: tuple[int, int]) -> list[str]:
    """Characters within words, of each length from the first to the last: `char_wb`."""
    shortest, longest = lengths
    grams: list[str] = []
    append = grams.append
    for bare in _BLANKS.sub(" ", text.lower()).split():
        word = f" {bare} "
        for length in range(shortest, longest + 1):
            if length >= len(word):
                append(word)  # a short word counts once
                break
            for start in range(len(word) - length + 1):
                append(word[start : start + length])
    return grams


def word_ngrams_of(text: str, pattern: re.Pattern[str], lengths: tuple[int, int]) -> list[str]:
    """What fits the pattern, and as many of these together as the lengths say: `word`."""
    words = pattern.findall(text.lower())
    shortest, longest = lengths
    return [
        " ".join(words[i : i + length])
        for length in range(shortest, min(longest, len(words)) + 1)
        for i in range(len(words) - length + 1)
    ]
