"""Which agency of the registry a listing may mean by another way of writing its name."""

from collections.abc import Collection, Sequence

from contacts.finder import AgencyFinder
from contacts.names import AgencyNames, NameIndex
from contacts.queries import Agency
from contacts.wording import LISTS, plain


class KnownNames:
    """The names of the agencies in force, read as the chat reads them."""

    def __init__(self, agencies: Sequence[Agency]) -> None:
        names = [AgencyNames(one.id, one.name, one.acronym, one.other_names) for one in agencies]
        self._finder = AgencyFinder(names)
        self._index = NameIndex(names)
        self._agencies = {agency.id: agency for agency in agencies}

    def like(self, name: str) -> list[str]:
        """The agencies that `name` may be another way of writing: "Dept. of Revenue", "CHFS".

        All that tells one agency from another must be said of both: the Office of Revenue Policy
        has a word that the Department of Revenue has not.
        """
        words = [self._index.meant(word)[0] for word in plain(name)]
        found = (self._agencies[number] for number in self._finder.find(name, asked=True))
        return [agency.name for agency in found if _is_same(words, agency)]


def _is_same(words: Collection[str], agency: Agency) -> bool:
    acronym = set(plain(agency.acronym))
    said = {_distinctive(words), _distinctive(set(words) - acronym)}
    names = (agency.name, agency.acronym, *agency.other_names)
    return any(_distinctive(plain(name)) in said for name in names if name)


def _distinctive(words: Collection[str]) -> frozenset[str]:
    """Without "Kentucky", "of" and what kind of agency it is, unless there is nothing else."""
    told = frozenset(words) - LISTS["glue"] - LISTS["leads"]
    return told - LISTS["kinds"] or told
