"""One message of the assistant as the channels get it: text, contract object and buttons."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, TypeAdapter

from faq_kb.contract import Reply, ReplyAdapter


@dataclass(frozen=True)
class Button:
    """What can be clicked; the payload is Rasa's and never leaves this process unsigned."""

    title: str
    payload: str


@dataclass(frozen=True)
class Answer:
    """The text alone is enough; `reply` has the same facts, typed."""

    text: str
    reply: Reply | None
    buttons: tuple[Button, ...] = ()


class _Button(BaseModel):
    model_config = ConfigDict(extra="ignore")

    title: str
    payload: str


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore")

    text: str = ""
    custom: dict[str, object] | None = None
    buttons: list[_Button] = []


_Messages = TypeAdapter(list[_Message])


def answers_from(messages: object) -> list[Answer]:
    """The answers in what Rasa's REST channel sent. Raises ValueError when it is something else."""
    return [
        Answer(
            text=message.text,
            reply=ReplyAdapter.validate_python(message.custom) if message.custom else None,
            buttons=tuple(Button(button.title, button.payload) for button in message.buttons),
        )
        for message in _Messages.validate_python(messages)
    ]
