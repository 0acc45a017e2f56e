"""Answers as a terminal shows them: the whole text, and the buttons as numbered choices."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.answer import Answer
from common.plain_text import isolated, printable
from faq_kb.contract import ClarifyReply, ContactsReply
from locales import Labels


@dataclass(frozen=True)
class Screen:
    """What is printed for one reply; `payloads[0]` is what choice 1 sends."""

    text: str
    payloads: tuple[str, ...]


def screen(answers: Sequence[Answer], labels: Labels) -> Screen:
    """All answers to one message; their choices are numbered through, as they are typed."""
    blocks: list[str] = []
    payloads: list[str] = []
    for answer in answers:
        blocks.append(_block(answer, labels, first=len(payloads) + 1))
        payloads += [button.payload for button in answer.buttons]
    return Screen("\n\n".join(blocks), tuple(payloads))


def _block(answer: Answer, labels: Labels, first: int) -> str:
    lines = printable(_text(answer)).splitlines()
    if answer.buttons:
        lines += ["", labels.terminal.choose]
    for number, button in enumerate(answer.buttons, first):
        title = " ".join(printable(button.title).split())
        lines.append(labels.terminal.choice.format(number=number, title=title))
    return "\n".join(map(isolated, lines)).strip()


def _text(answer: Answer) -> str:
    """The text, without a list of options that the choices repeat."""
    match answer.reply:
        case ClarifyReply() | ContactsReply() if answer.buttons:
            repeated = {f"- {button.title}" for button in answer.buttons}
            return "\n".join(line for line in answer.text.splitlines() if line not in repeated)
        case _:
            return answer.text
