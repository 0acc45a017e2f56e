"""Rows of listings for the tests."""

from hypothesis import strategies as st

HEADINGS = (
    "Agency",
    "Acronym",
    "Other names",
    "Cabinet",
    "Role",
    "Name",
    "E-mail",
    "Phone",
    "Title",
    "Covers departments",
    "Valid from",
    "Valid until",
    "Verified on",
)


def row(**cells: str) -> dict[str, str]:
    """A row about Avery Birch, Human Resources Contact of the Department of Trees."""
    usual = {
        "Agency": "Department of Trees",
        "Acronym": "DT",
        "Role": "Human Resources",
        "Name": "Avery Birch",
        "E-mail": "avery.birch@example.gov",
        "Phone": "502-555-0100",
        "Title": "HR Administrator",
        "Verified on": "2026-10-01",
    }
    return {**usual, **cells}


@st.composite
def rows_of(draw: st.DrawFn) -> dict[str, str]:
    """A row with one of a few agencies, roles and people, so that listings overlap."""
    agency = draw(st.sampled_from(["Department of Trees", "Board of Stones", "Office of Birds"]))
    name = draw(st.sampled_from(["Avery Birch", "Marlow Finch", "Juniper Slate", "Ash Heron"]))
    role = draw(st.sampled_from(["hr", "security", "management"]))
    email = f"{name.lower().replace(' ', '.')}@example.gov"
    return {"Agency": agency, "Role": role, "Name": name, "E-mail": email}
