"""The message extension: what Service Desk agents find in the compose box, as Teams wants it."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

from bot.channels.answer import Answer
from bot.channels.cards import Style, Submit, card
from bot.channels.cards.markdown import escape
from bot.channels.teams.agent_search import ANONYMOUS, LONGEST_QUERY, AgentSearch
from bot.channels.teams.hits import Hit
from bot.channels.teams.wording import SEARCH_PARAMETER, wording
from common.database import StoreError
from contacts.registry import Lookup
from locales import Labels

Json = dict[str, Any]

logger = logging.getLogger(__name__)

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
THUMBNAIL = "application/vnd.microsoft.card.thumbnail"
PAGE, LARGEST_PAGE = 10, 25  # results
SUBMITS = frozenset({"Action.Submit", "Action.Execute"})
# Members of a card that make Teams ask us for something on their own.
ASKS = frozenset({"refresh", "authentication"})


class Extension:
    """Answers `composeExtension/query` with what the search finds.

    `make_card` makes the Adaptive Card of an answer (`cards_with`), None where it has none: its
    text is shown then.
    """

    def __init__(
        self, search: AgentSearch, make_card: Callable[[Answer], Mapping[str, Any] | None]
    ) -> None:
        self._search = search
        self._make_card = make_card

    async def query(self, value: object, *, people: bool, asking: Lookup = ANONYMOUS) -> Json:
        """The body of the answer to an invoke with this value.

        What is malformed in the value counts as not given. `people`: names may be shown to who
        asks, in the place where they ask; the audit keeps `asking`. Never raises for a database
        that is away: it says so.
        """
        query, limit, offset = _question(value)
        result = await self.results(query, limit, offset, people=people, asking=asking)
        return {"composeExtension": result}

    async def results(
        self, query: str, limit: int, offset: int, *, people: bool, asking: Lookup = ANONYMOUS
    ) -> Json:
        """The `composeExtension` object: a list of results, or a message why there are none."""
        try:
            found = await asyncio.to_thread(
                self.search, query, limit, offset, people=people, asking=asking
            )
        except StoreError as error:
            logger.warning("the message extension cannot search: %s", error)
            return _message(wording()["search"]["away"])
        if not found and not offset:
            return _message(wording()["search"]["nothing"].format(query=query))
        attachments = [self._attachment(hit) for hit in found]
        return {"type": "result", "attachmentLayout": "list", "attachments": attachments}

    def search(
        self,
        query: str,
        limit: int = PAGE,
        offset: int = 0,
        *,
        people: bool = False,
        asking: Lookup = ANONYMOUS,
    ) -> list[Hit]:
        """What fits the query, best first. Raises StoreError when the database cannot be used."""
        return self._search.find(query, limit, offset, people=people, asking=asking)

    def _attachment(self, hit: Hit) -> Json:
        preview = {"title": hit.title, "text": hit.subtitle}
        return {
            "contentType": ADAPTIVE,
            "content": without_submits(self._make_card(hit.answer) or _text_card(hit.answer)),
            "preview": {"contentType": THUMBNAIL, "content": preview},
        }


def cards_with(labels: Labels) -> Callable[[Answer], Json | None]:
    """The one renderer of cards, as Teams wants them; nothing of ours can be clicked in them."""
    style = Style(Submit.MESSAGE_BACK, wide=True)

    def made(answer: Answer) -> Json | None:
        shown = card(answer, _unsigned, labels, style)
        return shown.content if shown else None

    return made


def _unsigned(payload: str) -> str:
    return ""


def without_submits(part: Any) -> Any:
    """A card, or a part of one, without what sends something to us.

    It is read where we have no conversation, so nothing there may ask us to go on with one.
    """
    if isinstance(part, Mapping):
        kept = {
            name: without_submits(inner)
            for name, inner in part.items()
            if name not in ASKS and not _sends(inner)
        }
        return {name: inner for name, inner in kept.items() if name != "actions" or inner}
    if isinstance(part, list | tuple):
        parts = [without_submits(inner) for inner in part if not _sends(inner)]
        return [inner for inner in parts if not _is_empty_set(inner)]
    return part


def _sends(part: object) -> bool:
    kind = part.get("type") if isinstance(part, Mapping) else None
    return kind in SUBMITS or str(kind).startswith("Input.")


def _text_card(answer: Answer) -> Json:
    lines = [line for line in answer.text.splitlines() if line.strip()]
    blocks = [{"type": "TextBlock", "text": escape(line), "wrap": True} for line in lines]
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "fallbackText": answer.text,
        "body": [blocks[0] | {"weight": "Bolder"}, *blocks[1:]],
    }


def _is_empty_set(part: Any) -> bool:
    return isinstance(part, dict) and part.get("type") == "ActionSet" and "actions" not in part


def _question(value: object) -> tuple[str, int, int]:
    """The query, the number of results and how many come before them."""
    fields = value if isinstance(value, Mapping) else {}
    options = fields.get("queryOptions")
    options = options if isinstance(options, Mapping) else {}
    limit = _number(options.get("count")) or PAGE
    return _query(fields.get("parameters")), min(limit, LARGEST_PAGE), _number(options.get("skip"))


def _query(parameters: object) -> str:
    # The first call, with nothing typed yet, has a parameter `initialRun` in the query's place.
    for parameter in parameters if isinstance(parameters, list) else []:
        if isinstance(parameter, Mapping) and parameter.get("name") == SEARCH_PARAMETER:
            text = parameter.get("value")
            return text.strip()[:LONGEST_QUERY] if isinstance(text, str) else ""
    return ""


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _message(text: str) -> Json:
    return {"type": "message", "text": text}
