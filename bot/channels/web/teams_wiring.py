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
from bot.channels.teams.settings import PREFIX, TeamsSettings, TeamsSettingsError, teams_settings
from bot.channels.web.app import Parts
from bot.channels.web.chat.history import History
from bot.channels.web.limits import RateLimits
from bot.channels.web.rasa import RasaAssistant
from bot.channels.web.teams_route import SeenActivities, teams_router
from bot.channels.web.tokens import Tokens
from bot.operations.settings import ROOT, Settings, SettingsError
from common.clock import Clock
from common.database import Database
from contacts.registry import ContactRegistry
from faq_kb.store import CachedKnowledge
from locales import Labels

CHANNEL = "teams"
EXAMPLES = ROOT / "data" / "nlu"


def teams_bot_settings(settings: Settings) -> TeamsSettings | None:
    """The checked settings; None where Teams is not set up. Raises SettingsError."""
    prefix = PREFIX.lower()
    given = {
        name.removeprefix(prefix): value for name, value in settings if name.startswith(prefix)
    }
    try:
        return teams_settings(given)
    except TeamsSettingsError as error:
        raise SettingsError(str(error)) from error


class Around(Protocol):
    """What of the front door the bot uses, too."""

    settings: Settings
    database: Database
    assistant: RasaAssistant
    tokens: Tokens
    labels: Labels
    history: History
    rates: RateLimits
    knowledge: CachedKnowledge
    clock: Clock


def with_teams(parts: Parts, around: Around) -> Parts:
    """The same parts with the bot and its route. Raises SettingsError."""
    settings = teams_bot_settings(around.settings)
    assert settings is not None
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
    except (TeamsSettingsError, TableError) as error:
        raise SettingsError(str(error)) from error
