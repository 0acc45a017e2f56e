"""Messages of a conversation as pages show them and as a transcript has them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.channels.web.chat.messages import StoredMessage, Visitor
from bot.channels.web.render import activity, user_activity
from bot.channels.web.security.tokens import Tokens
from common.clock import Clock
from common.plain_text import isolated, printable
from locales import Labels

Activity = dict[str, Any]


@dataclass(frozen=True)
class RenderedMessage:
    """A message as Web Chat takes it: rendered once, for the request and every open page."""

    number: int
    activity: Activity


class MessageRenderer:
    """Renders stored messages for the web."""

    def __init__(self, tokens: Tokens, labels: Labels, clock: Clock) -> None:
        self._tokens = tokens
        self._labels = labels
        self._clock = clock

    def render(self, visitor: Visitor, message: StoredMessage) -> RenderedMessage:
        """One message; its buttons are signed for this conversation."""
        answer, number, at = message.answer, message.number, message.at
        if message.is_user:
            lang = self._labels.lang
            shown = user_activity(answer.text, number, at, key=message.key, locale=lang)
            return RenderedMessage(number, shown)

        def sign(payload: str) -> str:
            return self._tokens.sign_payload(visitor.sender, payload)

        return RenderedMessage(number, activity(answer, sign, self._labels, number=number, at=at))

    def transcript(self, messages: Iterable[StoredMessage]) -> str:
        """The conversation as a text for people, with the times of their zone."""
        return "\n\n".join(map(self._lines, messages)) + "\n"

    def _lines(self, message: StoredMessage) -> str:
        who = self._labels.web.you if message.is_user else self._labels.web.assistant
        text = isolated(printable(message.answer.text))
        return f"[{self._clock.written(message.at)}] {who}:\n{text}"
