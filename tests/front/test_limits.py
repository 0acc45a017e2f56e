"""What counts as one address."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.front.limits import network_of


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_one_however_it_is_written(address: IPv4Address) -> None:
    assert network_of(str(address)) == str(address)
    assert network_of(f"::ffff:{address}") == str(address)


@given(st.ip_addresses(v=6, network="2001:db8::/32"), st.integers(0, 2**64 - 1))
def test_all_of_one_ipv6_network_are_one(address: IPv6Address, host: int) -> None:
    network = ip_network((address.packed, 64), strict=False)
    assert network_of(str(address)) == network_of(str(network[host])) == str(network)


@pytest.mark.parametrize("name", ["unknown", "testclient", "/run/front.sock", ""])
def test_what_is_no_address_counts_as_it_is(name: str) -> None:
    assert network_of(name) == name
