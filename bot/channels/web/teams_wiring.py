"""Puts the Teams bot together; imported only where Teams is set up, for its libraries are large."""

from dataclasses import replace
from functools import partial
from typing import Protocol

from bot.channels.answer import Answer
from bot.channels.teams.agent_search import AgentSearch
from bot.channels.teams.bot import TeamsBot
from bot.channels.teams.extension import Extension, cards_with
from bot.channels.teams.keywords import read_keywords
from bot.channels.teams.mapping import TableError
from bot.channels.teams.ports import Json, Ports, Sign
from bot.channels.teams.render import activity
from bot.channels.teams.settings import TeamsSettings
from bot.channels.web.app import Parts
from bot.channels.web.chat.history import History
from bot.channels.web.limits import RateLimits
from bot.channels.web.rasa import RasaAssistant
from bot.channels.web.teams_route import SeenActivities, teams_router
from bot.channels.web.tokens import Tokens
from common.clock import Clock
from common.database import Database
from common.settings import ROOT, SettingsError
from contacts.registry import ContactRegistry
from faq_kb.store import CachedKnowledge
from locales import Labels

CHANNEL = "teams"
EXAMPLES = ROOT / "data" / "nlu"


class Around(Protocol):
    """What of the front door the bot uses, too."""

    database: Database
    assistant: RasaAssistant
    tokens: Tokens
    labels: Labels
    history: History
    rates: RateLimits
    knowledge: CachedKnowledge
    clock: Clock


def with_teams(parts: Parts, settings: TeamsSettings, around: Around) -> Parts:
    """The same parts with the bot and its route. Raises SettingsError."""
    bot = teams_bot(settings, around)
    return replace(
        parts,
        routers=[*parts.routers, teams_router(bot.receive, around.rates)],
        start=[*parts.start, bot.start],
        close=[bot.close, *parts.close],
    )


def teams_bot(settings: TeamsSettings, around: Around) -> TeamsBot:
    """The bot with its adapters, not started yet. Raises SettingsError."""
    tokens, labels = around.tokens, around.labels
    search = AgentSearch(
        around.knowledge,
        ContactRegistry(around.database, around.clock),
        labels,
        read_keywords(EXAMPLES),
    )

    def render(answer: Answer, sign: Sign, *, open_channel: bool) -> Json:
        # No downloads: what the web offers is for who has a session there.
        return activity(answer, sign, labels, open_channel=open_channel)

    ports = Ports(
        assistant=around.assistant,
        sender_of=partial(tokens.sender, CHANNEL),
        sign_for=lambda sender: partial(tokens.sign_payload, sender),
        read_action=tokens.read_payload,
        seen=SeenActivities(around.history),
        render=render,
        words=labels.teams.model_dump(),
        extension=Extension(search, cards_with(labels)),
    )
    try:
        return TeamsBot(settings, ports)
    except TableError as error:
        raise SettingsError(str(error)) from error
