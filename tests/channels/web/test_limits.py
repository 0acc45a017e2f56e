"""What counts as one address, and how often it may ask."""

import time
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_network
from pathlib import Path

import pytest
import redis
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.api.errors import ApiError
from bot.channels.web.security import rate_windows
from bot.channels.web.security.limits import Limits, RateLimits, network_of
from bot.channels.web.security.rate_windows import RateWindows, SlidingWindow
from tests.support.redis import RedisServer, running_redis


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


@pytest.mark.anyio
@given(st.lists(st.floats(0, 30), max_size=60))
async def test_no_window_has_more_than_the_rate(pauses: list[float]) -> None:
    clock = Clock()
    rate = SlidingWindow("5/minute", clock)
    taken: list[float] = []
    for pause in pauses:
        clock.now += pause
        wait = await rate.hit("a")
        assert (wait > 0) == (sum(clock.now - at < 60 for at in taken) >= 5)
        if not wait:
            taken.append(clock.now)
        else:
            assert clock.now + wait == pytest.approx(taken[-5] + 60)
    assert await rate.hit("another") == 0


@pytest.mark.anyio
async def test_who_does_not_come_again_is_forgotten() -> None:
    clock = Clock()
    rate = SlidingWindow("5/minute", clock)
    for number in range(1_000):
        await rate.hit(str(number))
    clock.now += 60
    await rate.hit("a")
    assert set(rate._times) == {"a"}


@pytest.mark.anyio
async def test_a_clock_that_is_set_changes_no_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    rate = SlidingWindow("1/minute")
    assert await rate.hit("a") == 0
    for moment in (0.0, 4e9):
        monkeypatch.setattr(time, "time", lambda moment=moment: moment)
        assert 0 < await rate.hit("a") <= 60


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


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    with running_redis(tmp_path) as found:
        yield found


def named(name: str) -> str:
    return f"pseudonym of {len(name)} letters"


@pytest.mark.anyio
async def test_two_web_apps_count_together(server: RedisServer) -> None:
    one, other = (RateWindows(server.url, named) for _ in range(2))
    here, there = one.of("conversation", "3/minute"), other.of("conversation", "3/minute")
    assert [await here.hit("abc"), await there.hit("abc"), await here.hit("abc")] == [0, 0, 0]
    assert 0 < await there.hit("abc") <= 60
    assert 0 < await here.wait("abc") <= 60
    assert await there.wait("another") == 0
    assert await there.hit("another") == 0
    assert await there.hit("abcd") == 0
    assert await other.of("address", "3/minute").hit("abc") == 0
    with redis.Redis(port=server.port) as client:
        keys = b" ".join(client.keys())
    assert b"pseudonym" in keys
    assert b"abc" not in keys
    await one.close()
    await other.close()


@pytest.mark.anyio
async def test_without_its_storage_a_web_app_counts_by_itself(
    server: RedisServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_windows, "ASK_AGAIN_S", 0.0)
    windows = RateWindows(server.url)
    window = windows.of("conversation", "2/minute")
    assert await window.hit("a") == 0
    server.stop()
    assert [await window.hit("a"), await window.hit("a")] == [0, 0]
    assert 0 < await window.wait("a") <= 60
    assert "LIMITS_STORAGE does not answer" in caplog.text
    server.start()
    assert await window.hit("a") == 0
    await windows.close()
