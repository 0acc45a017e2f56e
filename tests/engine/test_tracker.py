"""Conversations are loaded as Rasa does it, faster."""

from collections.abc import Iterator

import pytest
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.utils.common import all_subclasses

from bot.engine.tracker import remember_event_types


@pytest.fixture
def originally() -> Iterator[object]:
    """Rasa's own search, which is there again after the test."""
    search = Event.resolve_by_type
    yield search
    Event.resolve_by_type = staticmethod(search)


def test_every_event_has_the_class_that_rasa_finds(originally: object) -> None:
    names = [kind.type_name for kind in all_subclasses(Event) if hasattr(kind, "type_name")]
    expected = {name: Event.resolve_by_type(name) for name in names}
    remember_event_types()
    for _ in range(2):
        assert {name: Event.resolve_by_type(name) for name in names} == expected
    assert Event.resolve_by_type("slot") is SlotSet
    assert Event.resolve_by_type("topic") is None
    with pytest.raises(ValueError, match="Unknown event name"):
        Event.resolve_by_type("no such event")
