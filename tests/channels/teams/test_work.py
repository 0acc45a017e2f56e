"""Work in the background: order, bounds and the end."""

import asyncio

import pytest

from bot.channels.teams.work import Work

pytestmark = pytest.mark.anyio


async def test_one_at_a_time_and_in_order_for_each_key() -> None:
    work, begun, gate = Work(), [], asyncio.Event()

    async def job(name: str) -> str:
        begun.append(name)
        await gate.wait()
        return name

    tasks = [work.submit(name[0], lambda name=name: job(name)) for name in ("a1", "a2", "b1")]
    await asyncio.wait([tasks[1]], timeout=0.01)
    assert begun == ["a1", "b1"]
    gate.set()
    assert await asyncio.gather(*tasks) == ["a1", "a2", "b1"]
    assert begun == ["a1", "b1", "a2"]


async def test_bounds_for_each_key_and_for_all() -> None:
    work, gate = Work(longest=2, most=3), asyncio.Event()
    tasks = [work.submit("a", gate.wait) for _ in range(2)]
    assert work.is_full("a")
    assert not work.is_full("b")
    tasks.append(work.submit("b", gate.wait))
    assert work.is_full("c")
    gate.set()
    await asyncio.gather(*tasks)
    assert not work.is_full("a")
    assert not work._last
    assert not work._tasks


async def test_a_failure_does_not_stop_what_comes_after(caplog: pytest.LogCaptureFixture) -> None:
    work = Work()

    async def fail() -> None:
        raise KeyError("a secret text")

    async def succeed() -> int:
        return 1

    failing, following = work.submit("a", fail), work.submit("a", succeed)
    assert await following == 1
    assert isinstance(failing.exception(), KeyError)
    assert "KeyError (test_work.py:" in caplog.text
    assert "secret" not in caplog.text


async def test_close_waits_and_then_gives_up(caplog: pytest.LogCaptureFixture) -> None:
    work, gate = Work(), asyncio.Event()
    tasks = [work.submit("a", gate.wait), work.submit("a", gate.wait), work.submit("b", gate.wait)]
    await work.close(within=0.01)
    assert all(task.cancelled() for task in tasks)
    assert "3 messages from Teams" in caplog.text
    assert work.is_full("c")
