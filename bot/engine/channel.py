"""The internal REST channel: Rasa's own, made strict, private and never silent."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import reduce
from pathlib import Path
from typing import Any

import yaml
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.engine.action_server import ActionServer
from bot.engine.grouping import TextGroups, encode_with_our_encoder, read_texts
from bot.engine.own_words import own_words
from bot.engine.probe import is_answered
from bot.engine.rasa_patches import tracker_health
from bot.engine.search_parse import likely_intents, read_text
from bot.engine.turns import Answers, Turns, as_answer, read_message_id, stored_answers
from common.masking import ConversationMasker, MaskedText

logger = logging.getLogger(__name__)

MAX_CHARACTERS = 10_000
# The health of an engine that takes no messages (bot/channels/engines/pool.py).
NO_ACTIONS = "no_actions"
SERVICE_UNAVAILABLE = 503
# Invisible, and ignored by the pipeline: a typed text after it is no payload, even with a `/`.
ESCAPE = "\N{WORD JOINER}"


class InternalRestChannel(RestInput):
    """`POST /webhooks/rest/webhook` as docs/contract.md describes it.

    A leading `/` is a payload only when the metadata says so. Passwords and other secrets are
    removed before Rasa sees the text, and so are quoted mails, signatures and notices. When the
    action server does not answer, the user gets an apology. No message text is ever logged. A
    message that is sent again under its id is answered, not processed, again.
    """

    def __init__(
        self,
        apology: Callable[[], dict[str, Any]],
        masked: dict[str, Any],
        action_server: ActionServer,
    ) -> None:
        self.apology = apology
        self.masked = masked
        self.action_server = action_server
        self.masker = ConversationMasker()
        self.turns = Turns()
        self.groups = TextGroups(encode_with_our_encoder)
        # One at a time, so that messages are not kept waiting.
        self.grouping = asyncio.Semaphore(1)

    def _notice(self, kinds: tuple[str, ...]) -> dict[str, Any]:
        """The reply that says what was removed from the message."""
        names = joined(self.masked["list_and"], [self.masked["kinds"][kind] for kind in kinds])
        text = self.masked["text"].format(kinds=names)
        custom = {"type": "chat", "intent": "masked", "message": text, "notes": [], "phones": []}
        return {"text": text, "custom": custom}

    def _masked(self, sender: str, text: str, metadata: dict[str, Any]) -> MaskedText:
        """The text without its secrets, and their kinds.

        A channel that stores messages has masked the text already and names the kinds; only our
        own channels have the secret of this entrance. What the message before announced is looked
        for all the same: that one may have come through another process.
        """
        given = metadata.get("masked")
        if not isinstance(given, list):
            return self.masker.mask(sender, text)
        kinds = tuple(kind for kind in given if kind in self.masked["kinds"])
        if metadata.get("payload") is True:
            return MaskedText(text, kinds)
        found = self.masker.mask(sender, text)
        return MaskedText(found.text, tuple(dict.fromkeys((*kinds, *found.kinds))))

    async def _status(self) -> str:
        """What other processes have to know of this engine."""
        if not await self.action_server.is_there():
            return NO_ACTIONS
        return "degraded" if tracker_health.degraded else "ok"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Routes: `GET /` health, `POST /webhook` messages, and `_add_searches`."""
        routes = Blueprint("internal_rest")

        @routes.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return json({"status": await self._status()})

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if await self.action_server.is_still_away():
                return json({"error": "the action server is away"}, SERVICE_UNAVAILABLE)
            sender, text, metadata = read_message(request.json)
            identity = read_message_id(request.json)
            text, masked = self._masked(sender, text, metadata)
            if metadata.get("payload") is not True:
                text = escape_slash(own_words(text), payload=False)

            async def turn() -> Answers:
                if identity.repeated:
                    store = request.app.ctx.agent.tracker_store
                    found = await stored_answers(store, sender, identity.value)
                    if found is not None:
                        return found
                collector = WholeMessages()
                message = UserMessage(
                    text,
                    collector,
                    sender,
                    input_channel=self.name(),
                    message_id=identity.value,
                    metadata=metadata,
                )
                try:
                    await on_new_message(message)
                except Exception as error:
                    logger.error("message of %s failed: %s", sender, type(error).__name__)
                return list(collector.messages)

            answers = [*await self.turns.once(sender, identity.value, turn)]
            answers = answers or [{"recipient_id": sender, **self.apology()}]
            if masked:
                answers.append({"recipient_id": sender, **self._notice(masked)})
            return json(answers)

        self._add_searches(routes)
        return routes

    def _add_searches(self, routes: Blueprint) -> None:
        """What leaves no trace: `/parse` and `/probe` for one text, `/groups` for many."""

        @routes.route("/parse", methods=["POST"])
        async def understand(request: Request) -> HTTPResponse:
            text = escape_slash(read_text(request.json), payload=False)
            return json(await likely_intents(request.app.ctx.agent, text))

        @routes.route("/probe", methods=["POST"])
        async def probe(request: Request) -> HTTPResponse:
            text = escape_slash(read_text(request.json), payload=False)
            try:
                answered = await is_answered(request.app.ctx.agent, text)
            except Exception as error:
                logger.error("the probe failed: %s", type(error).__name__)
                answered = False
            return json({"answered": answered})

        @routes.route("/groups", methods=["POST"])
        async def group(request: Request) -> HTTPResponse:
            texts = read_texts(request.json)
            async with self.grouping:
                loop = asyncio.get_running_loop()
                found = await loop.run_in_executor(None, self.groups.of, texts)
            return json({"groups": found})


class WholeMessages(CollectingOutputChannel):
    """Collects each reply as one message: text, contract object and buttons together."""

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep what an action uttered, without its empty parts."""
        self.messages.append(as_answer(recipient_id, message))


def read_message(body: object) -> tuple[str, str, dict[str, Any]]:
    """Sender, text and metadata of a request; InvalidUsage (400) says what is wrong."""
    if not isinstance(body, dict):
        raise InvalidUsage("the body must be a JSON object with sender, message and metadata")
    sender, text, metadata = (
        body.get("sender"),
        body.get("message"),
        body.get("metadata") or {},
    )
    if not isinstance(sender, str) or not sender.strip():
        raise InvalidUsage("`sender` must be a text that names the conversation")
    if not isinstance(text, str):
        raise InvalidUsage("`message` must be a text")
    if not isinstance(metadata, dict):
        raise InvalidUsage("`metadata` must be an object")
    return sender, escape_slash(text, payload=metadata.get("payload") is True), metadata


def escape_slash(text: str, *, payload: bool) -> str:
    """The text as Rasa may see it: bounded, never empty, and no payload unless it is one."""
    text = text[:MAX_CHARACTERS].replace("\x00", " ")
    text = text.encode("utf-8", "replace").decode("utf-8")
    if payload:
        return text
    return ESCAPE + text if text.lstrip().startswith("/") or not text.strip() else text


def masked_from(root: Path, locale: str) -> dict[str, Any]:
    """The words that tell the user what was removed, from the catalog."""
    phrases = yaml.safe_load((root / "locales" / locale / "replies.yml").read_text())
    return {**phrases["masked"], "list_and": _labels(root, locale)["sentences"]["list_and"]}


def apology_from(root: Path, locale: str) -> dict[str, Any]:
    """The reply for when no action answers: its words and the Service Desk's numbers, from data."""
    directory = root / "faq_kb" / "directory"
    sentences = _labels(root, locale)["sentences"]
    phones = yaml.safe_load((directory / "phones.yml").read_text())
    desk = yaml.safe_load((directory / "contact_points.yml").read_text())["service_desk"]
    of_desk = [phones[key] for key in ("service_desk", "service_desk_toll_free")]
    numbers = [phone["number"] for phone in of_desk]
    return {
        "text": sentences["apology"].format(phones=joined(sentences["list_or"], numbers)),
        "custom": {
            "type": "fallback",
            "message": "",
            "notes": [],
            "reason": "unavailable",
            "entry": None,
            "lead": [],
            "send_to": [{"name": desk["name"], "phone": numbers[0]}],
            "phones": of_desk,
        },
    }


def joined(pattern: str, words: list[str]) -> str:
    """A list as the catalog's pattern writes it: "{others} or {last}"."""
    return reduce(lambda others, last: pattern.format(others=others, last=last), words)


def _labels(root: Path, locale: str) -> Any:
    return yaml.safe_load((root / "locales" / locale / "labels.yml").read_text())


def latest_apology(root: Path, locale: str) -> Callable[[], dict[str, Any]]:
    """Reads the apology each time: a phone number may have changed since the engine started.

    A file that an editor has just broken changes nothing: the last good apology is used.
    """
    last = apology_from(root, locale)

    def read() -> dict[str, Any]:
        nonlocal last
        try:
            last = apology_from(root, locale)
        except (OSError, LookupError, TypeError, ValueError, yaml.YAMLError) as error:
            logger.warning("the apology stays as it was: %s", error)
        return last

    return read
