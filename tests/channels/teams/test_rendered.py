"""What the renderer of Teams makes reaches Teams as it is, through bot and SDK."""

from dataclasses import replace

import pytest

from bot.channels.answer import Answer, Button
from bot.channels.teams import render
from bot.channels.teams.bot import TeamsBot
from bot.channels.teams.inbox import TeamsInbox
from bot.channels.teams.ports import Sign
from bot.channels.teams.settings import TeamsSettings
from faq_kb.contract import Choice, ClarifyReply, PhoneRef, ProcedureReply, Requester, Source
from faq_kb.model import Role
from locales import load_catalog
from tests.channels.teams.fake_microsoft import FakeMicrosoft
from tests.channels.teams.harness import (
    ANA,
    TENANT,
    Memory,
    ScriptedAssistant,
    ScriptedSearch,
    Teams,
    ports,
    sender_of,
    sign_for,
)
from tests.channels.teams.signing import Json

pytestmark = pytest.mark.anyio

PROCEDURE = ProcedureReply(
    entry="vpn_access",
    title="Get VPN access",
    summary="An IT Services Contact asks for it.",
    requesters=[Requester(role=Role.IT_SERVICES)],
    approval=None,
    forms=[],
    send_to=[],
    phones=[PhoneRef(number="555-0100", label="Sample Desk")],
    include=[],
    steps=["Fill in the form.", "Send it."],
    lead_time=None,
    cost=None,
    policies=[],
    notes=[],
    source=Source(page="https://agency.example.gov/vpn", verified="2026-11-01"),
    confidence=0.9,
    can_draft=True,
    authorized=[],
)
CLARIFY = ClarifyReply(
    options=[Choice(entry="vpn_access", title="VPN"), Choice(entry="webmail", title="Webmail")]
)
ANSWERS = [
    Answer("Get VPN access: call 555-0100.", PROCEDURE, (Button("Draft it", "/draft_start"),)),
    Answer("Which one?", CLARIFY, (Button("VPN", "/vpn_access"), Button("Webmail", "/webmail"))),
    Answer("Goodbye.", None),
]


@pytest.mark.parametrize("kind", ["message_personal", "message_channel_mention"])
async def test_cards_are_not_changed_on_their_way(
    kind: str, settings: TeamsSettings, microsoft: FakeMicrosoft, inbox: TeamsInbox
) -> None:
    labels = load_catalog().labels

    def rendered(answer: Answer, sign: Sign, *, is_shared: bool) -> Json:
        return render.activity(answer, sign, labels, is_shared=is_shared)

    assistant, seen, search = ScriptedAssistant(ANSWERS), Memory(), ScriptedSearch()
    bot = TeamsBot(settings, replace(ports(assistant, seen, search, inbox), render=rendered))
    await bot.start()
    teams = Teams(bot, microsoft, assistant, seen, search, [], inbox)
    activity = teams.activity(kind)
    await teams.post(activity)
    await bot.close()
    sign = sign_for(sender_of(TENANT, activity["conversation"]["id"], ANA))
    is_open = kind != "message_personal"
    assert [
        {name: value for name, value in message.items() if name not in ("from", "conversation")}
        for message in microsoft.messages
    ] == [rendered(answer, sign, is_shared=is_open) for answer in ANSWERS]
