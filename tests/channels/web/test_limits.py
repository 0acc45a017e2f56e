"""What counts as one address, and how often it may ask."""

import time
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.api.errors import ApiError
from bot.channels.web.security.limits import Limits, RateLimits, SlidingWindow, network_of


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_one_however_it_is_written(address: IPv4Address) -> None:
    assert network_of(str(address)) == str(address)
    assert network_of(f"::ffff:{address}") == str(address)


@given(st.ip_addresses(v=6, network="2001:db8::/32"), st.integers(0, 2**64 - 1))
def test_all_of_one_ipv6_network_are_one(address: IPv6Address, host: int) -> None:
    network = ip_network((address.packed, 64), strict=False)
    assert network_of(str(address)) == network_of(str(network[host])) == str(network)


@pytest.mark.parametrize("name", ["unknown", "testclient", "/run/web_app.sock", ""])
def test_what_is_no_address_counts_as_it_is(name: str) -> None:
    assert network_of(name) == name


class Clock:
    """Goes on as it is told."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.floats(0, 30), max_size=60))
def test_no_window_has_more_than_the_rate(pauses: list[float]) -> None:
    clock = Clock()
    rate = SlidingWindow("5/minute", clock)
    taken: list[float] = []
    for pause in pauses:
        clock.now += pause
        wait = rate.hit("a")
        assert (wait > 0) == (sum(clock.now - at < 60 for at in taken) >= 5)
        if not wait:
            taken.append(clock.now)
        else:
            assert clock.now + wait == pytest.approx(taken[-5] + 60)
    assert rate.hit("another") == 0


def test_who_does_not_come_again_is_forgotten() -> None:
    clock = Clock()
    rate = SlidingWindow("5/minute", clock)
    for number in range(1_000):
        rate.hit(str(number))
    clock.now += 60
    rate.hit("a")
    assert set(rate._times) == {"a"}


def test_a_clock_that_is_set_changes_no_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    rate = SlidingWindow("1/minute")
    assert rate.hit("a") == 0
    for moment in (0.0, 4e9):
        monkeypatch.setattr(time, "time", lambda moment=moment: moment)
        assert 0 < rate.hit("a") <= 60


@pytest.mark.anyio
async def test_a_network_shares_one_rate_whichever_of_its_addresses_asks() -> None:
    rates = RateLimits(Limits(address="2/minute"))
    counts = (rates.count_address, rates.count_open)
    for count in counts:
        await count("2001:db8::1")
        await count("2001:db8::2")
        with pytest.raises(ApiError):
            await count("2001:db8::3")
        await count("2001:db8:1::1")
