"""What was said, as the pages get it and as a transcript has it."""

from collections.abc import Iterable
from typing import Any

from bot.channels.web.chat.chat import Visitor
from bot.channels.web.chat.history import Said
from bot.channels.web.render import activity, user_activity
from bot.channels.web.tokens import Tokens
from common.clock import Clock
from common.plain_text import isolated, printable
from locales import Labels

Activity = dict[str, Any]


class Rendering:
    """Renders for one channel: the web."""

    def __init__(self, tokens: Tokens, labels: Labels, clock: Clock) -> None:
        self._tokens = tokens
        self._labels = labels
        self._clock = clock

    def activity(self, visitor: Visitor, said: Said) -> Activity:
        """One message as the web chat takes it; its buttons are signed for this conversation."""
        if said.is_user:
            return user_activity(said.answer.text, number=said.number, at=said.at, key=said.key)

        def sign(payload: str) -> str:
            return self._tokens.sign_payload(visitor.sender, payload)

        return activity(said.answer, sign, self._labels, number=said.number, at=said.at)

    def transcript(self, messages: Iterable[Said]) -> str:
        """The conversation as a text for people, with the times of their zone."""
        return "\n\n".join(self._lines(said) for said in messages) + "\n"

    def _lines(self, said: Said) -> str:
        who = self._labels.web.you if said.is_user else self._labels.web.assistant
        text = isolated(printable(said.answer.text))
        return f"[{self._clock.written(said.at)}] {who}:\n{text}"
