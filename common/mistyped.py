"""Which known words a mistyped one is near to."""

from collections.abc import Collection

from rapidfuzz import process
from rapidfuzz.distance import OSA


def near_words(word: str, known: Collection[str], most_edits: int) -> dict[str, int]:
    """The words by how many letters are wrong, missing, too many or swapped."""
    found = process.extract(word, known, scorer=OSA.distance, score_cutoff=most_edits, limit=None)
    return {match: int(edits) for match, edits, _ in found}
