"""What the outside hand of calls.yml calls by other words than the records."""

from collections.abc import Callable

OTHER_WORDS: dict[str, tuple[str, ...]] = {}
REFUTED_BY: dict[str, Callable[[str, str], bool]] = {}
LISTED: dict[str, str] = {}
