"""Parts of a plain text: put together, closed by full stops, numbered."""

from collections.abc import Sequence


def sentences(*parts: str | None) -> str:
    """The parts that are there, each closed by a full stop."""
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)


def optional_line(pattern: str, **values: str | None) -> list[str]:
    """The pattern filled in, unless there is nothing to fill in."""
    return [pattern.format(**values)] if all(values.values()) else []


def spaced(*parts: str) -> str:
    """The parts that are there, with a blank between them."""
    return " ".join(filter(None, parts))


def numbered(lines: Sequence[str]) -> list[str]:
    """The lines with their numbers before them."""
    return [f"{number}. {line}" for number, line in enumerate(lines, 1)]
