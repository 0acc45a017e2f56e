"""Whom a user is taken for, by the name of the account."""

import pytest

from bot.channels.addresses import trusted_address


@pytest.mark.parametrize("name", ["ann@example.gov", "Ann.O'Neil@sub.example.gov"])
def test_an_address_is_taken_as_it_is(name: str) -> None:
    assert trusted_address(name) == name


@pytest.mark.parametrize(
    "name",
    [
        *(None, "", 7, ["ann@example.gov"], "ann", "ann@", "@example.gov"),
        *("ann_example.com#EXT#@example.gov", "ann_example.com#ext#@example.gov"),
        *("ann@example.gov\nBcc: ben@example.gov", " ann@example.gov", f"{'a' * 250}@example.gov"),
    ],
)
def test_what_is_no_address_of_our_own_counts_for_nothing(name: object) -> None:
    assert trusted_address(name) == ""
