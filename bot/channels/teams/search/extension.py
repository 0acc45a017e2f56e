"""The message extension as Teams wants it: reads the query, answers with a list of cards."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.channels.answer import Answer
from bot.channels.assistant import Audience
from bot.channels.cards import Style, Submit, card
from bot.channels.cards.markdown import escape
from bot.channels.cards.style import CARD
from bot.channels.search.desk_search import LONGEST_QUERY
from bot.channels.teams.ports import Ports
from bot.channels.teams.search import SEARCH_PARAMETER
from bot.channels.teams.search.agent_search import AgentSearch
from bot.channels.teams.search.search_results import SearchResult
from bot.channels.teams.transport.activities import Json, TeamsConversation
from bot.channels.teams.transport.errors import log_safe
from common.database import StoreError
from contacts.registry import Lookup
from locales import Labels
from locales.teams import SearchWords

logger = logging.getLogger(__name__)

CHANNEL = "teams-extension"
THUMBNAIL = "application/vnd.microsoft.card.thumbnail"
PAGE, LARGEST_PAGE = 10, 25  # results
# Teams waits five seconds.
SEARCH_S = 4.0
STYLE = Style(Submit.MESSAGE_BACK, wide=True, dials=False)


async def answer_search(
    ports: Ports,
    audience: Audience,
    conversation: TeamsConversation,
    value: object,
    within: float = SEARCH_S,
) -> Mapping[str, Any]:
    """The body of the answer to a search: what was found, or words that say why there is nothing.

    Everybody in a channel or a group chat reads what is put there, so there it names nobody.
    """
    if ports.search is None or audience != "agent":
        return _message(ports.words.agents_only)
    asking = None if conversation.is_shared else Lookup(conversation.user_id, CHANNEL)
    try:
        async with asyncio.timeout(within):
            return await ports.search.query(value, asking=asking)
    except Exception as error:  # whatever it is, Teams waits for an answer
        logger.error("a search in Teams failed: %s", log_safe(error))
        return _message(ports.words.failed)


class MessageExtension:
    """Answers `composeExtension/query` with what the search finds."""

    def __init__(self, search: AgentSearch, labels: Labels, words: SearchWords) -> None:
        self._search = search
        self._labels = labels
        self._words = words

    async def query(self, value: object, *, asking: Lookup | None) -> Json:
        """The body of the answer to an invoke with this value.

        Whatever is malformed in the value counts as missing. `asking`: who may see names, None
        where nobody may.
        """
        query, limit, offset = _query_of(value)
        try:
            found = await asyncio.to_thread(self._search.find, query, limit, offset, asking=asking)
        except StoreError as error:
            logger.warning("the message extension cannot search: %s", error)
            return _message(self._words.unavailable)
        if not found and not offset:
            return _message(self._words.nothing.format(query=query))
        attachments = [self._attachment(result, asking) for result in found]
        return _body({"type": "result", "attachmentLayout": "list", "attachments": attachments})

    def _attachment(self, result: SearchResult, asking: Lookup | None) -> Json:
        answer = result.answer
        if asking is None and answer.reply:
            answer = replace(answer, reply=answer.reply.without_people())
        # The card is read in chats that the bot may not be in. An answer without buttons makes a
        # card that sends us nothing.
        shown = card(answer, _unsigned, self._labels, STYLE)
        content = shown.content if shown else _text_card(answer)
        if result.page:
            title = self._words.open_page
            content["actions"] = [{"type": "Action.OpenUrl", "title": title, "url": result.page}]
        return {
            "contentType": CARD,
            "content": content,
            "preview": {
                "contentType": THUMBNAIL,
                "content": {"title": result.title, "text": result.subtitle},
            },
        }


def _unsigned(payload: str) -> str:
    return ""


def _text_card(answer: Answer) -> Json:
    """For what has no card of its own, or would need too large a one."""
    first, *others = (line for line in answer.text.splitlines() if line.strip())
    blocks = [{"type": "TextBlock", "text": escape(line), "wrap": True} for line in others]
    title = {"type": "TextBlock", "text": escape(first), "wrap": True, "weight": "Bolder"}
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "fallbackText": answer.text,
        "body": [title, *blocks],
    }


def _query_of(value: object) -> tuple[str, int, int]:
    """The query, the number of results, and how many come before them."""
    fields = value if isinstance(value, Mapping) else {}
    options = fields.get("queryOptions")
    options = options if isinstance(options, Mapping) else {}
    limit = _number(options.get("count")) or PAGE
    return (
        _text_of(fields.get("parameters")),
        min(limit, LARGEST_PAGE),
        _number(options.get("skip")),
    )


def _text_of(parameters: object) -> str:
    # The first call, before anything is typed, has a parameter `initialRun` instead.
    for parameter in parameters if isinstance(parameters, list) else []:
        if isinstance(parameter, Mapping) and parameter.get("name") == SEARCH_PARAMETER:
            text = parameter.get("value")
            return text.strip()[:LONGEST_QUERY] if isinstance(text, str) else ""
    return ""


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _message(text: str) -> Json:
    return _body({"type": "message", "text": text})


def _body(result: Json) -> Json:
    return {"composeExtension": result}
