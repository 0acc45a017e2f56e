"""A draft's life: single steps by table, and any order of steps against a model of our own."""

import copy
from collections.abc import Callable

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from faq_kb.contract import Contact
from faq_kb.model import ItemType, Role
from tests.support.drafts import new_draft
from tickets.draft import Draft, DraftError, Status
from tickets.events import Event, EventType
from tickets.fields import RequestField
from tickets.snapshot import Correspondent

COLLECTING, READY, HANDED_OVER = Status.COLLECTING, Status.READY, Status.HANDED_OVER
SUBMITTED, WITHDRAWN, EXPIRED = Status.SUBMITTED, Status.WITHDRAWN, Status.EXPIRED
EDITABLE = (COLLECTING, READY)
FIXED = (HANDED_OVER, SUBMITTED, WITHDRAWN, EXPIRED)
# By hand, so that a change of the product's own table is seen.
ALLOWED = {
    ("collecting", "ready"),
    ("collecting", "handed_over"),
    ("collecting", "withdrawn"),
    ("collecting", "expired"),
    ("ready", "collecting"),
    ("ready", "handed_over"),
    ("ready", "withdrawn"),
    ("ready", "expired"),
    ("handed_over", "handed_over"),
    ("handed_over", "submitted"),
    ("handed_over", "withdrawn"),
    ("handed_over", "expired"),
    ("submitted", "withdrawn"),
    ("submitted", "resolved"),
    ("resolved", "submitted"),
}


def item(key: str, *, required: bool = True) -> RequestField:
    return RequestField(key, f"the {key}", key, ItemType.TEXT, required, f"What is the {key}?")


ITEMS = (item("what"), item("note", required=False), item("start"), item("requester_name"))


@pytest.mark.parametrize(
    ("fields", "skipped", "missing", "asked_next"),
    [
        ({}, (), ["what", "start", "requester_name"], "what"),
        ({"what": "vpn"}, (), ["start", "requester_name"], "start"),
        ({"start": "today"}, (), ["what", "requester_name"], "what"),
        ({}, ("what",), ["what", "start", "requester_name"], "start"),
        ({}, ("what", "start", "requester_name"), ["what", "start", "requester_name"], None),
        ({"what": "a", "start": "b"}, ("requester_name",), ["requester_name"], None),
        ({"what": "a", "start": "b", "requester_name": "c"}, (), [], None),
        ({"what": "", "start": "b", "requester_name": "c"}, (), [], None),
        (
            {"note": "only what nobody needs"},
            ("note",),
            ["what", "start", "requester_name"],
            "what",
        ),
        ({"unknown": "x"}, ("unknown",), ["what", "start", "requester_name"], "what"),
    ],
)
def test_missing_and_the_next_question(
    fields: dict[str, str], skipped: tuple[str, ...], missing: list[str], asked_next: str | None
) -> None:
    draft = new_draft(fields=fields, skipped=skipped)
    assert [one.key for one in draft.missing(ITEMS)] == missing
    following = draft.next_question(ITEMS)
    assert (following.key if following else None) == asked_next


def test_nothing_is_missing_where_nothing_is_asked() -> None:
    assert new_draft().missing(()) == []
    assert new_draft().next_question(()) is None


Act = Callable[[Draft], None]
TAKE: Act = lambda draft: draft.take({"start": "today"}, "test")  # noqa: E731
SKIP: Act = lambda draft: draft.skip("start", "test")  # noqa: E731
ASK: Act = lambda draft: draft.ask("start")  # noqa: E731


@pytest.mark.parametrize(
    ("act", "fields", "skipped", "events"),
    [
        (TAKE, {"what": "vpn", "start": "today"}, ("note",), [("taken", "start")]),
        (
            lambda draft: draft.take({"what": "fax"}, "test"),
            {"what": "fax"},
            ("note",),
            [("changed", "what")],
        ),
        (lambda draft: draft.take({"what": "vpn"}, "test"), {"what": "vpn"}, ("note",), []),
        (
            lambda draft: draft.take({"note": "hi", "what": "fax"}, "test"),
            {"what": "fax", "note": "hi"},
            (),
            [("taken", "note"), ("changed", "what")],
        ),
        (lambda draft: draft.take({}, "test"), {"what": "vpn"}, ("note",), []),
        (SKIP, {"what": "vpn"}, ("note", "start"), [("skipped", "start")]),
        (
            lambda draft: draft.skip("note", "test"),
            {"what": "vpn"},
            ("note",),
            [("skipped", "note")],
        ),
        (ASK, {"what": "vpn"}, ("note",), []),
    ],
)
def test_steps_while_collecting(
    act: Act,
    fields: dict[str, str],
    skipped: tuple[str, ...],
    events: list[tuple[str, str]] | None,
) -> None:
    draft = new_draft(fields={"what": "vpn"}, skipped=("note",))
    act(draft)
    assert (draft.fields, draft.skipped, draft.status) == (fields, skipped, COLLECTING)
    if events is not None:
        expected = [Event(EventType(event_type), "test", key) for event_type, key in events]
        assert draft.events == expected


def test_a_skipped_item_comes_last_when_it_is_skipped_again() -> None:
    draft = new_draft(skipped=("a", "b"))
    draft.skip("a", "test")
    assert draft.skipped == ("b", "a")


def test_asking() -> None:
    draft = new_draft()
    for key in ("start", "start", None):
        draft.ask(key)
        assert draft.asked == key
    assert draft.events == []


@pytest.mark.parametrize(("act", "status"), [(TAKE, COLLECTING), (SKIP, READY)])
def test_a_confirmed_draft_whose_values_change_is_confirmed_anew(act: Act, status: Status) -> None:
    draft = new_draft(status=READY, fields={"what": "vpn"})
    act(draft)
    assert draft.status is status
    reopened = [one for one in draft.events if one.type is EventType.REOPENED]
    assert len(reopened) == (status is COLLECTING)


@pytest.mark.parametrize("status", FIXED)
@pytest.mark.parametrize("act", [TAKE, SKIP])
def test_what_left_is_fixed(act: Act, status: Status) -> None:
    draft = new_draft(status=status, reference="HD-234678", fields={"what": "vpn"})
    before = copy.deepcopy(draft)
    with pytest.raises(DraftError, match=f"HD-234678 is {status}"):
        act(draft)
    assert draft == before


@pytest.mark.parametrize("status", [HANDED_OVER, SUBMITTED])
def test_news_of_what_left_are_noted_and_asked_for(status: Status) -> None:
    draft = new_draft(status=status, fields={"what": "vpn"}, skipped=("start",))
    ASK(draft)
    assert draft.is_being_filled_in
    draft.add({"start": "today"}, "test")
    draft.ask(None)
    assert not draft.is_being_filled_in
    assert (draft.fields, draft.skipped) == ({"what": "vpn", "start": "today"}, ())
    assert (draft.status, draft.events) == (status, [Event(EventType.ADDED, "test", "start")])


@pytest.mark.parametrize("status", [WITHDRAWN, EXPIRED, Status.RESOLVED])
def test_nothing_is_added_to_what_is_over(status: Status) -> None:
    draft = new_draft(status=status, reference="HD-234678")
    for act in (lambda: draft.add({"start": "today"}, "test"), lambda: draft.ask("start")):
        with pytest.raises(DraftError, match=f"HD-234678 is {status}"):
            act()


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("after", Status)
def test_moves(before: Status, after: Status) -> None:
    draft = new_draft(status=before, reference="HD-234678")
    if (before.value, after.value) in ALLOWED:
        draft.move(after, EventType.SAVED, "test")
        assert draft.status is after
        assert draft.events == [Event(EventType.SAVED, "test")]
    else:
        with pytest.raises(DraftError, match=f"HD-234678 is {before} and cannot become {after}"):
            draft.move(after, EventType.SAVED, "test")
        assert (draft.status, draft.events) == (before, [])


def test_the_message_says_what_is_allowed() -> None:
    with pytest.raises(DraftError, match="allows expired, handed_over, submitted, withdrawn"):
        new_draft(status=HANDED_OVER).move(READY, EventType.SAVED, "test")
    with pytest.raises(DraftError, match="allows resolved, withdrawn"):
        new_draft(status=SUBMITTED).move(EXPIRED, EventType.EXPIRED, "test")
    with pytest.raises(DraftError, match="allows nothing"):
        new_draft(status=EXPIRED).move(WITHDRAWN, EventType.WITHDRAWN, "test")


@pytest.mark.parametrize("status", Status)
def test_open_and_editable(status: Status) -> None:
    assert new_draft(status=status).is_open == (status in (*EDITABLE, HANDED_OVER))
    assert new_draft(status=status).is_editable == (status in EDITABLE)


def test_requester_and_agency() -> None:
    fields = {"requester_name": "Joe Ray", "phone": "502 555 0100", "agency": "Examples"}
    draft = new_draft(fields=fields, email="joe@example.gov")
    assert draft.requester == Correspondent(
        name="Joe Ray", email="joe@example.gov", phone="502 555 0100"
    )
    assert draft.agency == "Examples"
    assert new_draft().requester == Correspondent(name="")
    assert new_draft().agency == ""


def test_erased() -> None:
    draft = new_draft(
        reference="HD-234678",
        status=EXPIRED,
        fields={"requester_name": "Joe Ray"},
        skipped=("start",),
        asked="what",
        email="joe@example.gov",
        authorized=(Contact(name="Al", role=Role.HR, agency="Example", email="al@example.gov"),),
    )
    draft.erase()
    assert draft == new_draft(
        reference="HD-234678",
        status=EXPIRED,
        owner="",
        conversation="",
        events=[Event(EventType.ERASED, "retention")],
    )


KEYS = st.sampled_from(["what", "note", "start", "requester_name", "phone"])
VALUES = st.integers(0, 10**6).map("planted-value-{}".format)
NAMES = st.sampled_from(["Zoe Planted", "Al Planted"])


class AnyOrder(RuleBasedStateMachine):
    """Whatever is done to a draft, in whatever order; `fields` and `status` are the model."""

    stored = Bundle("stored")

    def __init__(self) -> None:
        super().__init__()
        self.draft = new_draft(
            reference="HD-234678", owner="user:planted", conversation="chat-planted"
        )
        self.draft.email = "joe@planted.example"
        self.status = "collecting"
        self.fields: dict[str, str] = {}
        self.skipped: list[str] = []
        self.planted = {"user:planted", "chat-planted", "joe@planted.example"}
        self.events: list[Event] = []

    def attempt(self, allowed: bool, act: Callable[[], None]) -> None:
        before = copy.deepcopy(self.draft)
        if allowed:
            act()
            return
        with pytest.raises(DraftError):
            act()
        assert self.draft == before

    @property
    def editable(self) -> bool:
        return self.status in {"collecting", "ready"}

    @rule(values=st.dictionaries(KEYS, VALUES, max_size=3))
    def take(self, values: dict[str, str]) -> None:
        self.planted.update(values.values())
        self.attempt(self.editable or not values, lambda: self.draft.take(values, "requester"))
        if values and self.editable:
            self.fields |= values
            self.skipped = [key for key in self.skipped if key not in values]
            self.status = "collecting"

    @property
    def handed_over(self) -> bool:
        return self.status in {"handed_over", "submitted"}

    @rule(values=st.dictionaries(KEYS, VALUES, max_size=3))
    def add(self, values: dict[str, str]) -> None:
        self.planted.update(values.values())
        self.attempt(self.handed_over, lambda: self.draft.add(values, "requester"))
        if self.handed_over:
            self.fields |= values
            self.skipped = [key for key in self.skipped if key not in values]

    @rule(key=KEYS)
    def skip(self, key: str) -> None:
        self.attempt(self.editable, lambda: self.draft.skip(key, "requester"))
        if self.editable:
            self.skipped = [*(name for name in self.skipped if name != key), key]
            if self.fields.pop(key, None) is not None:
                self.status = "collecting"

    @rule(key=KEYS | st.none())
    def ask(self, key: str | None) -> None:
        self.attempt(self.editable or self.handed_over, lambda: self.draft.ask(key))
        if self.editable or self.handed_over:
            assert self.draft.asked == key

    @rule(status=st.sampled_from(Status), event_type=st.sampled_from(EventType))
    def move(self, status: Status, event_type: EventType) -> None:
        allowed = (self.status, status.value) in ALLOWED
        self.attempt(allowed, lambda: self.draft.move(status, event_type, "requester"))
        if allowed:
            self.status = status.value

    @rule(event_type=st.sampled_from(EventType))
    def note(self, event_type: EventType) -> None:
        self.draft.note(event_type, "delivery")

    @precondition(lambda self: self.editable)
    @rule(names=st.sets(NAMES))
    def authorize(self, names: set[str]) -> None:
        self.planted |= names
        self.draft.authorized = tuple(
            Contact(name=name, role=Role.HR, agency="Example") for name in sorted(names)
        )

    @rule()
    def store(self) -> None:
        self.draft.events, self.events = [], []

    @precondition(lambda self: not self.editable)
    @rule()
    def erase(self) -> None:
        self.draft.erase()
        self.fields, self.skipped = {}, []
        left = repr(vars(self.draft))
        assert not [datum for datum in self.planted if datum in left]

    @invariant()
    def is_what_the_model_says(self) -> None:
        assert self.draft.status.value == self.status
        assert self.draft.fields == self.fields
        assert list(self.draft.skipped) == self.skipped
        assert not set(self.skipped) & set(self.draft.fields) or self.skipped

    @invariant()
    def events_only_grow(self) -> None:
        assert self.draft.events[: len(self.events)] == self.events
        self.events = list(self.draft.events)

    @invariant()
    def no_event_has_a_value(self) -> None:
        said = repr(self.draft.events)
        assert not [datum for datum in self.planted if datum in said]

    @invariant()
    def the_questions_follow(self) -> None:
        missing = [one.key for one in self.draft.missing(ITEMS)]
        assert missing == [one.key for one in ITEMS if one.required and one.key not in self.fields]
        following = self.draft.next_question(ITEMS)
        waiting = [key for key in missing if key not in self.skipped]
        assert (following.key if following else None) == (waiting[0] if waiting else None)


TestAnyOrder = AnyOrder.TestCase
