"""Answers as a terminal shows them: the whole text, and the buttons as numbered choices."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.channels.answer import Answer, Button
from common.plain_text import isolated, printable
from faq_kb.contract import ClarifyReply, ContactsReply
from locales import Labels
from replies import Audience


@dataclass(frozen=True)
class Screen:
    """What is printed for one reply; `payloads[0]` is what choice 1 sends."""

    text: str
    payloads: tuple[str, ...]


def screen(
    answers: Sequence[Answer], labels: Labels, audience: Audience = Audience.EMPLOYEE
) -> Screen:
    """All answers to one message; their choices are numbered through, as they are typed."""
    blocks: list[str] = []
    payloads: list[str] = []
    for answer in answers:
        text = _without_choices(answer).shown_text(labels, audience)
        blocks.append(_block(text, answer.buttons, labels, first=len(payloads) + 1))
        payloads += [button.payload for button in answer.buttons]
    return Screen("\n\n".join(blocks), tuple(payloads))


def _block(text: str, buttons: Sequence[Button], labels: Labels, first: int) -> str:
    lines = printable(text).splitlines()
    if buttons:
        lines += ["", labels.terminal.choose]
    for number, button in enumerate(buttons, first):
        title = " ".join(printable(button.title).split())
        lines.append(labels.terminal.choice.format(number=number, title=title))
    return "\n".join(map(isolated, lines)).strip()


def _without_choices(answer: Answer) -> Answer:
    """The answer without the options that its numbered choices repeat."""
    match answer.reply:
        case ClarifyReply() | ContactsReply() as reply if answer.buttons:
            return replace(answer, reply=reply.model_copy(update={"options": []}))
        case _:
            return answer
