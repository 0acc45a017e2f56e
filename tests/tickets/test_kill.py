"""Processes that are killed in the middle: nothing is lost, nothing is done by half."""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from common.database import Database
from tests.support.drafts import (
    everything_in,
    handed_over,
    log_of,
    new_draft,
    notices_of,
    outbox_messages,
)
from tests.support.mail import Handler, running_mail_server
from tickets import store
from tickets.draft import Status
from tickets.events import EventType
from tickets.notices import NoticeKind
from tickets.outbox import DeliveryState
from tickets.service import Tickets

ROOT = Path(__file__).parents[2]
DRAFTS, WORKER_KILLS, WRITER_KILLS = 25, 7, 6
Kill = Callable[[], None]


class KillingHandler(Handler):
    """Takes every mail, and may kill the sender before or after the mail is accepted."""

    def __init__(self) -> None:
        super().__init__()
        self.before_accepting: Kill = lambda: None
        self.after_accepting: Kill = lambda: None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The sender learns of the acceptance only when this returns."""
        self.before_accepting()
        answer = await super().handle_DATA(server, session, envelope)
        self.after_accepting()
        return answer


def countdown(count: int, act: Kill) -> Kill:
    """Acts at the `count`th call."""
    left = iter(range(count - 1, -1, -1))
    return lambda: act() if next(left, None) == 0 else None


@contextmanager
def processes(count: int, program: str, *arguments: str) -> Iterator[list[subprocess.Popen[str]]]:
    """Started together, because that is what takes long; each waits until it is let go."""
    command = [sys.executable, "-m", "tests.support.drafts", program, *arguments]
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(
                    command,
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(count)
        ]
        try:
            yield started
        finally:
            for process in started:
                process.kill()


def let_go(process: subprocess.Popen[str], at_line: Kill) -> list[str]:
    """Read what it says until it ends; `at_line` is called for every line."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        at_line()
    assert process.wait() in (0, -9)
    return lines


def nothing() -> None:
    """Nobody is killed."""


def test_a_worker_that_is_killed_delivers_every_message(database: Database) -> None:
    tickets = Tickets(database)
    references = {handed_over(tickets).reference for _ in range(DRAFTS)}
    url = database.url.render_as_string(hide_password=False)
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    handler = KillingHandler()
    with (
        running_mail_server(handler) as server,
        processes(WORKER_KILLS + 1, "work", url, str(server.port)) as (*victims, last),
    ):
        for turn, victim in enumerate(victims):
            kill = countdown(chance.randint(1, 3), victim.kill)
            at_line = countdown(chance.randint(1, 12), victim.kill)
            handler.before_accepting = kill if turn % 3 == 0 else nothing
            handler.after_accepting = kill if turn % 3 == 1 else nothing
            let_go(victim, at_line if turn % 3 == 2 else nothing)
        handler.before_accepting = handler.after_accepting = nothing
        let_go(last, nothing)
        assert last.returncode == 0
        assert [victim.returncode for victim in victims].count(-9) >= WORKER_KILLS // 2

    ids = Counter(str(mail["Message-ID"]) for mail in handler.mails)
    wanted = {
        f"<{outbox_message.correlation_id}@example.gov>"
        for outbox_message in outbox_messages(database)
    }
    assert set(ids) == wanted, f"seed {seed}"
    assert len(wanted) == DRAFTS
    # The second kind of kill makes the mail come again: otherwise this test has tested nothing.
    assert ids.total() > DRAFTS
    subjects = {str(mail["Message-ID"]): str(mail["Subject"]) for mail in handler.mails}
    for outbox_message in outbox_messages(database):
        assert outbox_message.state is DeliveryState.DELIVERED
        assert (
            outbox_message.reference in subjects[f"<{outbox_message.correlation_id}@example.gov>"]
        )
    with database.session() as session:
        drafts = store.all_drafts(session)
    assert {draft.reference for draft in drafts} == references
    assert {draft.status for draft in drafts} == {Status.SUBMITTED}
    for reference in references:
        log = [line.type for _, line in log_of(database, reference)]
        # However often the mail has gone out, the draft has learned of it once.
        assert log == [EventType.STARTED, EventType.HANDED_OVER, EventType.DELIVERED]
        # And so has whoever asked for it.
        assert notices_of(database, reference) == [NoticeKind.SENT]


def test_a_writer_that_is_killed_leaves_nothing_by_half(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    with (
        processes(WRITER_KILLS, "write", url) as victims,
        ThreadPoolExecutor(2) as pool,  # two write at a time
    ):
        moments = [countdown(chance.randint(1, 40), victim.kill) for victim in victims]
        said = Counter(line for lines in pool.map(let_go, victims, moments) for line in lines)
        assert {victim.returncode for victim in victims} == {-9}
    with database.session() as session:
        drafts = store.all_drafts(session)
        logs = {draft.reference: store.log_of(session, draft.reference) for draft in drafts}
    sent = Counter(outbox_message.reference for outbox_message in outbox_messages(database))
    on_their_way = {draft.reference for draft in drafts if draft.status is Status.HANDED_OVER}
    assert sent == Counter(on_their_way), f"seed {seed}"
    steps = [EventType.STARTED, EventType.TAKEN, EventType.TAKEN, EventType.HANDED_OVER]
    for draft in drafts:
        log = [(version, line.type) for version, _, line in logs[draft.reference]]
        assert log == list(zip([1, 1, 2, 3], steps, strict=True))[: draft.version + 1]
        assert draft.version == {2: 1, 3: 2, 4: 3}[len(log)]
        expected = {"user": "jray"} | ({"start": "today"} if draft.version > 1 else {})
        assert draft.fields == expected
        assert (draft.status is Status.HANDED_OVER) == (draft.version == 3)
    # What it said to be done is done; a kill hides at most what it was about to say.
    assert said["started"] <= len(drafts) <= said["started"] + WRITER_KILLS
    assert said["handed over"] <= len(sent) <= said["handed over"] + WRITER_KILLS
    # The database is as usable as before.
    assert handed_over(Tickets(database), new_draft(owner="user:after")).version == 2
    assert "user:after" in everything_in(database)
