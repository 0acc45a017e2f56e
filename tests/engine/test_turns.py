"""Each message is said once: while its turn runs, and after a restart."""

import asyncio
from typing import Any

import pytest
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    SessionStarted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sanic.exceptions import InvalidUsage

from bot.engine.turns import Turns, read_message_id, stored_answers

ANSWER = {"recipient_id": "web-1", "text": "Hello"}


def test_a_repeated_message_joins_the_turn_that_runs() -> None:
    async def both() -> tuple[list[Any], int]:
        turns, begun, go_on = Turns(), [], asyncio.Event()

        async def turn() -> list[dict[str, Any]]:
            begun.append(1)
            await go_on.wait()
            return [ANSWER]

        asks = [asyncio.ensure_future(turns.once("web-1", "m1", turn)) for _ in range(3)]
        other = asyncio.ensure_future(turns.once("web-2", "m1", turn))
        await asyncio.sleep(0)
        go_on.set()
        return await asyncio.gather(*asks, other), len(begun)

    answers, begun = asyncio.run(both())
    assert answers == [[ANSWER]] * 4
    assert begun == 2


def test_in_a_rush_a_message_that_was_begun_is_finished_before_the_next_ones_begin() -> None:
    async def rush() -> tuple[list[int], list[int]]:
        turns, begun, done, go_on = Turns(at_once=2), [], [], asyncio.Event()

        def turn_of(number: int) -> Any:
            async def turn() -> list[dict[str, Any]]:
                begun.append(number)
                await go_on.wait()
                done.append(number)
                return [ANSWER]

            return turn

        asks = [turns.once(f"web-{number}", "m1", turn_of(number)) for number in range(5)]
        waiting = asyncio.ensure_future(asyncio.gather(*asks))
        for _ in range(20):
            await asyncio.sleep(0)
        begun_at_first = list(begun)
        go_on.set()
        assert await waiting == [[ANSWER]] * 5
        return begun_at_first, done

    assert asyncio.run(rush()) == ([0, 1], [0, 1, 2, 3, 4])


def test_a_turn_is_finished_though_nobody_waits_any_more() -> None:
    async def left() -> tuple[list[str], list[Any]]:
        turns, done, go_on = Turns(), [], asyncio.Event()

        async def turn() -> list[dict[str, Any]]:
            await go_on.wait()
            done.append("to its end")
            return [ANSWER]

        first = asyncio.ensure_future(turns.once("web-1", "m1", turn))
        await asyncio.sleep(0)
        first.cancel()  # as Sanic does when the connection is lost
        second = asyncio.ensure_future(turns.once("web-1", "m1", turn))
        await asyncio.sleep(0)
        go_on.set()
        return done, await second

    assert asyncio.run(left()) == (["to its end"], [ANSWER])


def said(message: str, *answers: BotUttered) -> list[Any]:
    return [UserUttered("hi", message_id=message), ActionExecuted("action_small_talk"), *answers]


def test_what_was_said_before_a_restart_is_found_with_all_its_answers() -> None:
    first = BotUttered("Hello", {"custom": {"type": "chat"}, "buttons": None})
    second = BotUttered("More", {"buttons": [{"title": "A", "payload": "/a"}]})
    events = [
        SessionStarted(),
        *said("m1", first, second),
        SessionStarted(),
        *said("m2", BotUttered("Other")),
        *said("m3"),
    ]
    store = InMemoryTrackerStore(Domain.empty())

    async def found(message: str) -> Any:
        await store.save(DialogueStateTracker.from_events("web-1", events))
        return await stored_answers(store, "web-1", message)

    assert asyncio.run(found("m1")) == [
        {"recipient_id": "web-1", "text": "Hello", "custom": {"type": "chat"}},
        {"recipient_id": "web-1", "text": "More", "buttons": [{"title": "A", "payload": "/a"}]},
    ]
    assert asyncio.run(found("m3")) == []
    assert asyncio.run(found("m4")) is None


def test_an_id_is_a_short_text_and_only_true_means_repeated() -> None:
    assert read_message_id({"message_id": "m1"}) == ("m1", False)
    assert read_message_id({"message_id": "m1", "repeated": True}) == ("m1", True)
    assert not read_message_id({"message_id": "m1", "repeated": "yes"}).repeated
    assert read_message_id({}).value != read_message_id({}).value
    for wrong in ("", 7, "x" * 65):
        with pytest.raises(InvalidUsage, match="`message_id`"):
            read_message_id({"message_id": wrong})


def test_what_is_being_processed_is_finished_before_the_end() -> None:
    async def end() -> tuple[list[int], list[int]]:
        turns, done, go_on = Turns(), [], asyncio.Event()

        async def turn() -> list[dict[str, Any]]:
            await go_on.wait()
            done.append(1)
            return [ANSWER]

        asking = asyncio.ensure_future(turns.once("web-1", "m1", turn))
        await asyncio.sleep(0)
        asking.cancel()  # its connection is lost
        await turns.finish(0.01)
        before = list(done)
        go_on.set()
        await turns.finish(20)
        return before, done

    assert asyncio.run(end()) == ([], [1])
