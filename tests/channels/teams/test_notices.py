"""News of drafts in Teams: in the same chat, once; later only where Microsoft says so."""

import json
import logging
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import update

from bot.channels.answer import Answer
from bot.channels.notices import NoticeTeller
from bot.channels.teams.chats import TeamsChat, TeamsChats
from bot.channels.teams.notices import TeamsNotices
from bot.channels.teams.settings import TeamsSettings
from common.database import Database
from faq_kb.contract import DraftReply, DraftTicket
from tests.channels.teams.conftest import MakeTeams
from tests.channels.teams.fake_microsoft import Failure
from tests.channels.teams.harness import (
    TENANT,
    Teams,
    render,
    sender_of,
    sign_for,
)
from tests.support.drafts import (
    Scripted,
    event_types,
    everything_in,
    handed_over,
    make_notices_due,
    new_draft,
    notice_states,
    worker,
)
from tests.support.web_app import ScriptedWords
from tickets.delivery.adapter import DeliveryResult
from tickets.events import EventType
from tickets.notices import NoticeState
from tickets.service import Tickets
from tickets.tables import DraftRow

pytestmark = pytest.mark.anyio
CHANNELS = ["message_personal", "message_channel_mention", "message_group_mention"]


class Kept:
    """Keeps chats in a database, as the web app does."""

    def __init__(self, database: Database) -> None:
        self.chats = TeamsChats(database)

    async def keep(self, chat: TeamsChat, reference: str) -> None:
        self.chats.keep(chat, reference)


def ticket(reference: str) -> DraftTicket:
    """A draft as an answer shows it."""
    moment = "2026-11-30T12:00:00+00:00"
    return DraftTicket(
        id=reference,
        status="handed_over",
        entry="vpn_access",
        title="VPN access",
        fields={},
        missing=[],
        items=[],
        authorized=[],
        may_submit=False,
        number=None,
        mailto=None,
        eml=None,
        version=1,
        created_at=moment,
        updated_at=moment,
    )


async def nothing() -> None:
    """No pages are open."""


class Office:
    """A bot whose users have drafts, and what tells them the news."""

    def __init__(self, teams: Teams, database: Database) -> None:
        self.teams, self.database, self.words = teams, database, ScriptedWords()
        telling = TeamsNotices(database, self.words, teams.bot.send, render, sign_for)
        self.teller = NoticeTeller(database, [telling], nothing)

    async def draft(self, kind: str = "message_personal") -> str:
        """A draft that was begun and shown in a chat; its reference."""
        activity = self.teams.activity(kind)
        place = activity["conversation"]["id"], activity["from"]["aadObjectId"]
        sender = sender_of(TENANT, *place)
        draft = handed_over(Tickets(self.database), new_draft(conversation=sender))
        await self.show(draft.reference, kind)
        return draft.reference

    async def show(self, reference: str, kind: str = "message_personal") -> None:
        """Somebody asks, and is shown the draft."""
        reply = DraftReply(draft=ticket(reference), asked=None, drafts=[], offered=None)
        self.teams.assistant.answers = [Answer("Here it is.", reply)]
        before = len(self.teams.microsoft.messages)
        await self.teams.post(self.teams.activity(kind, id=f"17638{before}"))
        await self.teams.answered(before + 1)

    async def news(self, reference: str) -> None:
        """It is sent, and that is told."""
        worker(self.database, Scripted(DeliveryResult())).deliver_due()
        await self.teller.tell_due()

    def told(self) -> list[Mapping[str, Any]]:
        """The news that arrived."""
        messages = self.teams.microsoft.messages
        return [one for one in messages if "There is news" in one.get("text", "")]


@pytest.fixture
async def office(make_teams: MakeTeams, database: Database) -> Office:
    teams = await make_teams(chats=Kept(database))
    return Office(teams, database)


@pytest.mark.parametrize("kind", CHANNELS)
async def test_it_is_a_message_in_the_same_chat_once(office: Office, kind: str) -> None:
    reference = await office.draft(kind)
    answered_in = office.teams.microsoft.sent[-1].conversation
    await office.news(reference)
    await office.teller.tell_due()
    (message,) = office.told()
    assert office.teams.microsoft.sent[-1].conversation == answered_in
    is_shared = kind != "message_personal"
    # Where others read along, nobody is named: the words are asked for so, and drawn so.
    assert office.words.asked == [(reference, "teams-channel" if is_shared else "teams")]
    assert (message.get("summary") == "open") == is_shared
    assert notice_states(office.database, reference) == [NoticeState.TOLD]


async def test_its_buttons_belong_to_that_chat(office: Office) -> None:
    reference = await office.draft()
    await office.news(reference)
    (card,) = office.told()[0]["attachments"]
    (action,) = card["content"]["actions"]
    activity = office.teams.activity("message_personal")
    payload = json.dumps({"draft": reference})
    assert action["data"]["action"] == office.teams.signed(activity, f"/draft_show{payload}")


async def test_only_the_chat_in_which_it_was_begun_is_kept(office: Office) -> None:
    other = handed_over(Tickets(office.database), new_draft(conversation="teams-other"))
    await office.show(other.reference)  # an agent, or a contact, looks at it
    await office.news(other.reference)
    assert office.told() == []
    assert notice_states(office.database, other.reference) == [NoticeState.WAITING]


async def test_nobody_is_named_in_what_is_kept(office: Office) -> None:
    await office.draft()
    activity = office.teams.activity("message_personal")
    stored = everything_in(office.database)
    assert activity["conversation"]["id"] in stored
    for secret in (activity["from"]["name"], activity["from"]["id"]):
        assert secret not in stored


@pytest.mark.parametrize("status", [429, 412])
async def test_what_is_limited_is_sent_later(office: Office, status: int) -> None:
    reference = await office.draft()
    before = len(office.teams.microsoft.attempts)
    office.teams.microsoft.failures = [Failure(status, "600" if status == 429 else "")]
    await office.news(reference)
    await office.teller.tell_due()
    # Not at once, nor by another layer.
    assert len(office.teams.microsoft.attempts) == before + 1
    assert notice_states(office.database, reference) == [NoticeState.WAITING]
    make_notices_due(office.database)
    await office.teller.tell_due()
    assert len(office.told()) == 1


@pytest.mark.parametrize("status", [400, 404, 500, 502, 503])
async def test_nothing_else_is_sent_again(office: Office, status: int) -> None:
    reference = await office.draft()
    before = len(office.teams.microsoft.attempts)
    office.teams.microsoft.failures = [Failure(status)]
    await office.news(reference)
    make_notices_due(office.database)
    await office.teller.tell_due()
    assert len(office.teams.microsoft.attempts) == before + 1
    assert notice_states(office.database, reference) == [NoticeState.LOST]


async def test_who_has_blocked_the_bot_is_left_alone_and_the_desk_is_told(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = await office.draft(), await office.draft()
    before = len(office.teams.microsoft.attempts)
    office.teams.microsoft.failures = [Failure(403)]
    with caplog.at_level(logging.ERROR):
        await office.news(first)
    assert len(office.teams.microsoft.attempts) == before + 1
    for reference in (first, second):
        assert notice_states(office.database, reference) == [NoticeState.REFUSED]
        assert event_types(office.database, reference)[-1] is EventType.NOT_TOLD
        assert f"the requester of {reference} any more" in caplog.text
    # Whoever writes there again takes messages again.
    third = await office.draft()
    await office.news(third)
    assert notice_states(office.database, third) == [NoticeState.TOLD]


async def test_a_token_never_leaves_for_another_host(
    office: Office, settings: TeamsSettings, caplog: pytest.LogCaptureFixture
) -> None:
    reference = await office.draft()
    office.teams.bot._hosts = frozenset({"smba.trafficmanager.net"})
    before = len(office.teams.microsoft.attempts)
    await office.news(reference)
    assert len(office.teams.microsoft.attempts) == before
    assert notice_states(office.database, reference) == [NoticeState.LOST]


async def test_the_chats_of_erased_drafts_are_forgotten(office: Office) -> None:
    await office.draft()
    chats = TeamsChats(office.database)
    sender = office.teams.assistant.asked[-1].sender
    chats.forget()
    assert chats.find(sender) is not None
    with office.database.session() as session:
        session.execute(update(DraftRow).values(conversation=""))
    chats.forget()
    assert chats.find(sender) is None
