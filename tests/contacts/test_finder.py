"""Which agency a message names: in an ordinary question, and when an agency was asked for."""

from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.agency_finder import AgencyFinder
from contacts.queries import Agency

# By a short key: the official name, the acronym, the other names.
TABLE = MappingProxyType(
    {
        "kytc": (
            "Transportation Cabinet",
            "KYTC",
            "Transportation",
            "Department of Transportation",
        ),
        "roads": ("Department of Highways", "", "Highways", "State Highway Department"),
        "chfs": (
            "Cabinet for Health and Family Services",
            "CHFS",
            "Health Cabinet",
            "Cabinet for Human Resources",
        ),
        "dph": ("Department for Public Health", "DPH", "Public Health"),
        "dbh": (
            "Department for Behavioral Health, Developmental and Intellectual Disabilities",
            "DBHDID",
            "Behavioral Health",
        ),
        "revenue": ("Department of Revenue", "DOR", "Revenue", "Revenue Cabinet"),
        "kde": ("Department of Education", "KDE", "Education"),
        "labor": ("Education and Labor Cabinet", "ELC", "Education", "Labor", "Labor Cabinet"),
        "ksp": ("Kentucky State Police", "KSP", "State Police"),
        "djj": ("Department of Juvenile Justice", "DJJ", "Juvenile Justice"),
        "justice": ("Justice and Public Safety Cabinet", "JPSC", "Justice"),
        "wildlife": (
            "Department of Fish and Wildlife Resources",
            "KDFWR",
            "Fish & Wildlife",
            "Game and Fish Commission",
        ),
        "parks": ("Kentucky Department of Parks", "", "Parks", "State Parks"),
        "tourism": ("Kentucky Department of Tourism", "", "Tourism", "Department of Travel"),
        "homeland": ("Kentucky Office of Homeland Security", "KOHS", "Homeland Security"),
        "personnel": ("Personnel Cabinet", "", "Personnel", "Department of Personnel"),
        "cot": ("Commonwealth Office of Technology", "COT", "GOT"),
        "insurance": ("Department of Insurance", "DOI", "Insurance"),
        "governor": ("Office of the Governor", "", "Governor", "Governor's Office"),
        "claims": ("Department of Workers' Claims", "DWC", "Workers' Compensation"),
    }
)
KEYS = tuple(TABLE)
AGENCIES = tuple(
    Agency(100 + i, name, acronym, tuple(others))
    for i, (name, acronym, *others) in enumerate(TABLE.values())
)
FINDER = AgencyFinder(AGENCIES)

ORDINARY_QUESTIONS = [
    # Everyday words, and the desk's own provider.
    ("I need a website about education unblocked", ""),
    ("who at COT handles storage", ""),
    ("our park's printer", ""),
    ("health insurance site blocked", ""),
    ("please unblock the tourism page", ""),
    ("can the governor see my calendar", ""),
    ("where do I send revenue reports", ""),
    ("I got a new phone", ""),
    ("I GOT LOCKED OUT, PLEASE HELP ME", ""),
    ("COT-F181 for a new hire", ""),
    ("mail from jane@kytc.ky.gov bounces", ""),
    ("https://www.example.org/KYTC does not load", ""),
    ("human resources needs a laptop", ""),
    ("who is our security contact", ""),
    ("my wife works at Revenue", ""),
    ("does dor matter", ""),
    ("revenu printer", ""),
    # Names and acronyms.
    ("KYTC needs a server", "kytc"),
    ("a kytc laptop is broken", "kytc"),
    ("the transportation cabinet's network is down", "kytc"),
    ("cabinet of transportation, second floor", "kytc"),
    ("DOR laptop", "revenue"),
    ("the KSP's printers", "ksp"),
    ("Kentucky State Police post 7 has no phones", "ksp"),
    ("new scanner for the dept. of revenue", "revenue"),
    ("the old Revenue Cabinet", "revenue"),
    ("storage for the Commonwealth of Kentucky Department of Parks", "parks"),
    ("fish and wildlife wants tablets", "wildlife"),
    ("fish n wildlife wants tablets", "wildlife"),
    ("fish & wildlife wants tablets", "wildlife"),
    ("worker's compensation forms do not print", "claims"),
    ("governors office, room 100", "governor"),
    ("Department for Education", "kde"),
    ("KSP and KYTC share a mailbox", "ksp kytc"),
    # Where somebody works.
    ("I work at Revenue and my mouse is dead", "revenue"),
    ("I work nights at Revenue", "revenue"),
    ("I'm with Parks", "parks"),
    ("here at Tourism nobody can print", "tourism"),
    ("we are the highways people", "roads"),
    ("I work for COT", "cot"),
    ("I work at Personnel", "personnel"),
    ("I work in personnel", ""),
    ("I work in Education", "kde labor"),
    ("I moved to Revenue", "revenue"),
    ("I am not with KYTC, I'm with Parks", "parks"),
]

ASKED = [
    ("KYTC", "kytc"),
    ("kytc please", "kytc"),
    ("ktyc", "kytc"),
    ("KYTV", ""),
    ("transportation", "kytc"),
    ("transporation", "kytc"),
    ("fish & wildlfe", "wildlife"),
    ("wildlife", "wildlife"),
    ("the game commission", "wildlife"),
    ("cabinet for health", "chfs"),
    ("cabnet for helth and famly servces", "chfs"),
    ("health department", "dph dbh"),
    ("dept of revenu", "revenue"),
    ("depratment of revnue", "revenue"),
    ("state pollice", "ksp"),
    ("behavoral health", "dbh"),
    ("juvenil justice", "djj"),
    ("justice", "justice"),
    ("education", "kde labor"),
    ("education department", "kde"),
    ("education cabinet", "labor"),
    ("Department of Travel", "tourism"),
    ("homeland", "homeland"),
    ("COT", "cot"),
    ("who at COT handles storage", "cot"),
    ("personnel", "personnel"),
    ("at Personnel", "personnel"),
    ("the Personnel Cabinet", "personnel"),
    # Questions about an agency.
    ("who is the security contact for kytc", "kytc"),
    ("who can approve purchases at Revenue", "revenue"),
    ("does the parks dept have an IT person", "parks"),
    ("contacts of fish and wildlife", "wildlife"),
    ("who handles insurance at KSP", "ksp"),
    ("who handles COT requests for KYTC", "kytc"),
    ("Revenue or Parks?", "revenue parks"),
    ("KYTC or Revenue", "kytc revenue"),
    ("personnel contact at DJJ", "djj"),
    ("can transporation get a scanner", ""),
    ("who approves scanners at transporation", "kytc"),
    # The later agency.
    ("I moved to Revenue", "revenue"),
    ("I moved from Revenue to Parks", "parks"),
    ("not KSP any more, I'm at Tourism now", "tourism"),
    ("I used to work at KSP, now with DJJ", "djj"),
    ("no, not Education, Revenue", "revenue"),
    # Roles and words that name none.
    ("security contact", ""),
    ("human resources contact", ""),
    ("personnel contact", ""),
    ("who does compliance", ""),
    ("management", ""),
    ("IT", ""),
    ("what is my agency", ""),
    ("the department", ""),
    ("health insurance", ""),
    ("Department of Caves and Sinkholes", ""),
    ("I don't know", ""),
    ("", ""),
]


def named(finder: AgencyFinder, text: str, *, asked: bool) -> str:
    """The keys of the agencies found."""
    return " ".join(KEYS[found - 100] for found in finder.find(text, asked=asked))


@pytest.mark.parametrize(("text", "expected"), ORDINARY_QUESTIONS)
def test_ordinary_question(text: str, expected: str) -> None:
    assert named(FINDER, text, asked=False) == expected


@pytest.mark.parametrize(("text", "expected"), ASKED)
def test_asked_for_an_agency(text: str, expected: str) -> None:
    assert named(FINDER, text, asked=True) == expected


def test_a_new_agency_is_found_at_once() -> None:
    assert FINDER.find("Kentucky Pawpaw Authority", asked=True) == ()
    finder = AgencyFinder([*AGENCIES, Agency(7, "Kentucky Pawpaw Authority", "KPAW")])
    assert finder.find("the Pawpaw Authority has no network") == (7,)
    assert finder.find("a kpaw laptop") == (7,)
    assert finder.find("pawpw", asked=True) == (7,)


def test_same_name_of_several_agencies() -> None:
    twins = [Agency(i, f"Office of {word}", "", ("Old Mill",)) for i, word in enumerate("abc")]
    assert AgencyFinder(twins).find("Old Mill") == (0, 1, 2)


def test_no_more_agencies_than_can_be_offered() -> None:
    boards = [Agency(i, f"Board of River Town {chr(97 + i)}") for i in range(9)]
    assert AgencyFinder(boards).find("river", asked=True) == ()
    acronyms = [Agency(i, f"Board {i}", f"KBQ{chr(65 + i)}") for i in range(9)]
    assert len(AgencyFinder(acronyms).find(" ".join(a.acronym.lower() for a in acronyms))) == 5


@pytest.mark.parametrize("asked", [False, True])
def test_empty_registry(asked: bool) -> None:
    assert AgencyFinder([]).find("KYTC at Revenue", asked=asked) == ()


LINKS = (
    "not",
    "now",
    "at",
    "moved",
    "to",
    "from",
    "I",
    "work",
    ".",
    "@",
    "'",
    "&",
    "Ky.",
    "\n",
    "İ",
)
WORDS = st.sampled_from(
    sorted({*LINKS, *(word for row in TABLE.values() for name in row for word in name.split())})
)


@given(st.one_of(st.text(), st.lists(WORDS, max_size=40).map(" ".join)), st.booleans())
def test_any_text(text: str, asked: bool) -> None:
    found = FINDER.find(text, asked=asked)
    assert len(set(found)) == len(found) <= 5


@settings(max_examples=20)
@given(st.text(max_size=30), st.text(max_size=10), st.text(max_size=30))
def test_any_name(name: str, acronym: str, other: str) -> None:
    finder = AgencyFinder([Agency(1, name, acronym, (other,))])
    assert finder.find(f"{name} {acronym} {other}", asked=True) in ((), (1,))


@pytest.mark.parametrize(("word", "names"), [("labro", True), ("labour", True), ("lager", False)])
def test_two_wrong_letters_in_a_short_word_make_another_word(word: str, names: bool) -> None:
    assert bool(FINDER.find(word, asked=True)) is names
