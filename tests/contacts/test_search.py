"""The search of a few words: a role, an agency, and the name that no agency has."""

import pytest

from contacts.agency_finder import AgencyFinder
from contacts.agency_search import AgencySearch
from contacts.queries import Agency
from contacts.registry import Agencies
from contacts.unknown_agency import Vocabulary
from faq_kb.knowledge import KnowledgeBase
from faq_kb.model import Role

NAMES = (
    ("Transportation Cabinet", "KYTC", ("Transportation",)),
    ("Department of Revenue", "DOR", ("Revenue",)),
    ("Personnel Cabinet", "", ("Personnel",)),
    ("Department of Corrections", "DOC", ("Corrections",)),
)
AGENCIES = {
    number: Agency(number, name, acronym, others)
    for number, (name, acronym, others) in enumerate(NAMES)
}


@pytest.fixture(scope="module")
def search() -> AgencySearch:
    """The search over four agencies."""
    return Agencies(AGENCIES, AgencyFinder(AGENCIES.values()), sample=False).search


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("HR at corrections", Role.HR),
        ("who is the security contact of KYTC", Role.SECURITY),
        ("and compliance?", Role.COMPLIANCE),
        ("n the hr one", Role.HR),
        ("who's their IT guy at DOC", Role.IT_SERVICES),
        ("is it true that DOC has somebody for this", None),
        ("who signs at the Personnel Cabinet", None),
        ("HR and security at KYTC", None),
    ],
)
def test_the_role_of_a_question(search: AgencySearch, text: str, role: Role | None) -> None:
    assert search.role(text) is role


@pytest.mark.parametrize("text", ["dor security", "does doc have an hr contact", "IT at revenue?"])
def test_a_role_and_an_agency_say_everything(search: AgencySearch, text: str) -> None:
    assert search.is_terse(text)


@pytest.mark.parametrize(
    "text", ["hr forms at revenue", "what may an HR contact request?", "revenue", "security"]
)
def test_other_words_are_no_look_up(search: AgencySearch, text: str) -> None:
    assert not search.is_terse(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("who signs for the department of magic", "department of magic"),
        ("who signs for the Department of Magic, please?", "Department of Magic"),
        ("who can sign at kyova", "kyova"),
        ("is there an hr person in kytk", "kytk"),
        ("who's IT contact for DOT", "DOT"),
        ("Night Safety Cabinet", "Night Safety Cabinet"),
        ("security contact at Frankfort Waterworks?", "Frankfort Waterworks"),
        # Words that name something else, or nothing.
        ("who signs for ssl", ""),
        ("who signs for VPN requests", ""),
        ("who signs for me", ""),
        ("where is the contact list", ""),
        ("who is our fiscal person", ""),
        ("phone number of the HR contact", ""),
        ("compliance? they got one?", ""),
        ("who signs for https://example.org/kyova", ""),
        ("", ""),
    ],
)
def test_the_name_that_no_agency_has(
    search: AgencySearch, knowledge: KnowledgeBase, text: str, name: str
) -> None:
    assert search.unknown(text, Vocabulary().of(knowledge)) == name


def test_the_nearest_names_come_first(search: AgencySearch) -> None:
    assert search.near("ministry of transport")[0].acronym == "KYTC"
    assert search.near("Dept of Correctoins")[0].acronym == "DOC"
    assert search.near("xq") == []
