"""Pairs of procedures that are easily taken for one another, as editors list them."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from faq_kb.source.yaml_file import SourceFault, YamlFile

FILE = Path(__file__).parent / "confusable.yml"
MOST = 4
PAIR = 2


@dataclass(frozen=True)
class ConfusablePairs:
    """The pairs, the closest first."""

    pairs: Sequence[tuple[str, str]]

    def of(self, entry: str, known: Container[str]) -> list[str]:
        """The entries, of those that are known, that the entry is worth comparing with."""
        others = (b if a == entry else a for a, b in self.pairs if entry in (a, b))
        return [other for other in dict.fromkeys(others) if other in known][:MOST]


def confusable_pairs(file: Path = FILE) -> ConfusablePairs:
    """The pairs of the file, without lines that are none. Raises SourceError for no YAML."""
    rows = map(_pair, _rows(YamlFile.read(file, file.name)))
    return ConfusablePairs([row for row in rows if row])


def pair_faults(file: YamlFile, entries: Container[str]) -> Iterator[SourceFault]:
    """Lines that are no pair, name what no procedure answers, or stand there twice."""
    seen: set[frozenset[str]] = set()
    for place, row in enumerate(_rows(file)):
        path, pair = ("pairs", place), _pair(row)
        if pair is None:
            yield file.fault(path, "is no pair: write two different entries, [webmail, vpn_access]")
            continue
        for entry in pair:
            if entry not in entries:
                message = f"{entry!r} has no procedure: correct the name or remove the pair"
                yield file.fault(path, message)
        if frozenset(pair) in seen:
            yield file.fault(path, "stands there twice: keep one of them")
        seen.add(frozenset(pair))


def _rows(file: YamlFile) -> list[object]:
    rows = file.content.get("pairs")
    return list(rows) if isinstance(rows, list) else []


def _pair(row: object) -> tuple[str, str] | None:
    names = [one for one in row if isinstance(one, str)] if isinstance(row, list) else []
    return (names[0], names[1]) if len(names) == PAIR == len(set(names)) else None
