"""The telephone numbers of the registry in sorted arrays, found by their beginning or end."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

NUMBER_DIGITS, LOCAL_DIGITS, LAST_DIGITS = 10, 7, 4
NUMBER = re.compile(r"\d{3}-\d{3}-\d{4}")
EXTENSION = re.compile(r"ext\. (\d+)$")
# A person's place stands behind the number, both in one integer.
PLACE_BITS = 24


class NumberIndex:
    """Whose number is which, by the people's places: of all telephone numbers as `parse_phone`."""

    def __init__(self, phones: Iterable[str]) -> None:
        numbers, extensions = array("Q"), array("Q")
        for place, phone in enumerate(phones):
            if found := NUMBER.match(phone):
                numbers.append(_packed(found[0].replace("-", ""), place))
            if found := EXTENSION.search(phone):
                extensions.append(_packed(found[1], place))
        self._numbers, self._extensions = _sorted(numbers), _sorted(extensions)
        self._local = _sorted(_shortened(numbers, LOCAL_DIGITS))
        self._last = _sorted(_shortened(numbers, LAST_DIGITS))

    def having(self, digits: str) -> tuple[Sequence[int], Sequence[int]]:
        """Who has the number, with or without its area; and who has one of which it is a part.

        Four digits are an extension or the end of a number, seven and more its beginning.
        """
        if len(digits) == NUMBER_DIGITS:
            return _places(self._numbers, int(digits)), ()
        if len(digits) == LAST_DIGITS:
            either = (_places(one, int(digits)) for one in (self._extensions, self._last))
            return (), [place for places in either for place in places]
        if LOCAL_DIGITS <= len(digits) < NUMBER_DIGITS:
            missing = 10 ** (NUMBER_DIGITS - len(digits))
            begun = _places(self._numbers, int(digits) * missing, missing)
            is_local = len(digits) == LOCAL_DIGITS
            return (_places(self._local, int(digits)) if is_local else ()), begun
        return (), ()

    def extended(self, digits: str) -> Sequence[int]:
        """Who has the extension."""
        return _places(self._extensions, int(digits))


def _packed(digits: str, place: int) -> int:
    return int(digits) << PLACE_BITS | place


def _shortened(numbers: Iterable[int], digits: int) -> Iterator[int]:
    """The last digits of each number."""
    for packed in numbers:
        number, place = packed >> PLACE_BITS, packed & (1 << PLACE_BITS) - 1
        yield number % 10**digits << PLACE_BITS | place


def _sorted(packed: Iterable[int]) -> array[int]:
    return array("Q", sorted(packed))


def _places(known: array[int], first: int, count: int = 1) -> list[int]:
    """Who has the number, or one of `count` numbers from it on."""
    start = bisect_left(known, first << PLACE_BITS)
    end = bisect_left(known, (first + count) << PLACE_BITS, start)
    return [packed & (1 << PLACE_BITS) - 1 for packed in known[start:end]]
