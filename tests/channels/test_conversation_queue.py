"""Jobs in the background: their order, how many, and the end."""

import asyncio

import pytest

from bot.channels.conversation_queue import ConversationQueue

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


async def test_one_at_a_time_and_in_order_for_each_key() -> None:
    queue, begun, gate = ConversationQueue(longest=8), [], asyncio.Event()

    async def job(name: str) -> str:
        begun.append(name)
        await gate.wait()
        return name

    tasks = [queue.submit(name[0], lambda name=name: job(name)) for name in ("a1", "a2", "b1")]
    await asyncio.wait([tasks[1]], timeout=0.01)
    assert begun == ["a1", "b1"]
    gate.set()
    assert await asyncio.gather(*tasks) == ["a1", "a2", "b1"]
    assert begun == ["a1", "b1", "a2"]


async def test_bounds_for_each_key_and_for_all() -> None:
    queue, gate = ConversationQueue(longest=2, most=3), asyncio.Event()
    tasks = [queue.submit("a", gate.wait) for _ in range(2)]
    assert queue.is_full("a")
    assert not queue.is_full("b")
    tasks.append(queue.submit("b", gate.wait))
    assert queue.is_full("c")
    gate.set()
    await asyncio.gather(*tasks)
    assert not queue.is_full("a")
    assert not queue._locks
    assert not queue._tasks


async def test_a_failure_does_not_stop_what_comes_after() -> None:
    queue = ConversationQueue(longest=8)

    async def fail() -> None:
        raise KeyError("a secret text")

    async def succeed() -> int:
        return 1

    failing, following = queue.submit("a", fail), queue.submit("a", succeed)
    assert await following == 1
    assert isinstance(failing.exception(), KeyError)


async def test_close_waits_and_then_gives_up() -> None:
    queue, gate = ConversationQueue(longest=8), asyncio.Event()
    tasks = [
        queue.submit("a", gate.wait),
        queue.submit("a", gate.wait),
        queue.submit("b", gate.wait),
    ]
    assert await queue.close(within=0.01) == 3
    assert all(task.cancelled() for task in tasks)
    assert queue.is_full("c")


async def test_a_job_waits_for_its_turn_only_so_long() -> None:
    queue, gate, begun = ConversationQueue(longest=8), asyncio.Event(), []

    async def job(name: str) -> None:
        begun.append(name)
        await gate.wait()

    first = queue.submit("a", lambda: job("first"))
    late = queue.submit("a", lambda: job("late"), within=0.01)
    last = queue.submit("a", lambda: job("last"))
    with pytest.raises(TimeoutError):
        await late
    assert begun == ["first"]
    gate.set()
    await asyncio.gather(first, last)
    assert begun == ["first", "last"]
