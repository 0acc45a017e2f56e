"""The index of people: what is typed of a name, an address or a number finds its owner."""

from hypothesis import given
from hypothesis import strategies as st

from common.text_key import text_key
from contacts.people_index import Fit, IndexedPerson, PeopleIndex

PEOPLE = (
    IndexedPerson(7, "Avery Birch", "avery.birch@example.gov", "502-555-0100 ext. 4321"),
    IndexedPerson(8, "Birch, Marlow", "mb77@example.gov", "502-555-0101"),
    IndexedPerson(9, "Juniper Slate-Birchwood", "", "859-555-0100"),
    IndexedPerson(10, "Slate Avery Jr", "slate.avery@example.gov", ""),
)
INDEX = PeopleIndex(PEOPLE)
names = st.lists(
    st.text("abcdefg", min_size=3, max_size=7), min_size=2, max_size=3
).map(lambda words: " ".join(words).title())  # fmt: skip


def found(query: str, limit: int = 9) -> list[tuple[int, Fit]]:
    return [tuple(one) for one in INDEX.named(query, limit)]


def test_surnames_come_before_first_names_and_beginnings() -> None:
    assert found("birch") == [(7, Fit.SURNAME), (8, Fit.SURNAME), (9, Fit.BEGINNING)]
    assert found("avery") == [(10, Fit.SURNAME), (7, Fit.WORD)]
    assert found("marlow birch") == [(8, Fit.NAME)]
    assert found("bir mar") == found("marl birch") == [(8, Fit.BEGINNINGS)]
    assert found("mb77") == [(8, Fit.WORD)]
    assert found("birhc") == [(7, Fit.MISSPELT), (8, Fit.MISSPELT)]
    assert found("avery brich") == [(7, Fit.BEGINNINGS)]
    assert found("birch", limit=1) == [(7, Fit.SURNAME)]
    for query in ("", "b", "birch oak", "!!", "a b c d e f g", "zzzz"):
        assert found(query) == []


def test_numbers_by_their_end_and_their_beginning() -> None:
    def numbers(digits: str) -> list[int]:
        return [one.person for one in INDEX.with_number(digits, 9)]

    assert numbers("5025550100") == numbers("15025550100") == [7]
    assert numbers("5550100") == [7, 9]
    assert numbers("0100") == [7, 9]
    assert numbers("4321") == [7]
    assert numbers("50255501") == [7, 8]
    assert numbers("55501") == numbers("") == numbers("9" * 30) == []
    assert [one.person for one in INDEX.with_extension("4321", 9)] == [7]
    assert [one.person for one in INDEX.with_extension("0101", 9)] == [8]


@given(st.lists(names, min_size=1, max_size=40, unique=True), st.data())
def test_every_beginning_of_a_name_finds_it(people: list[str], data: st.DataObject) -> None:
    index = PeopleIndex(IndexedPerson(n, name, "", "") for n, name in enumerate(people))
    number = data.draw(st.integers(0, len(people) - 1))
    words = text_key(people[number]).split()
    begun = [word[: data.draw(st.integers(2, len(word)))] for word in words]
    assert number in {one.person for one in index.named(" ".join(begun), len(people))}
    assert number in {one.person for one in index.named(words[-1][:3], len(people))}
