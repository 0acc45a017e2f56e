"""Cards of few words: choices, and whom to ask instead."""

from bot.channels.answer import Answer, Button
from bot.channels.cards.kit import Elements, Kit
from bot.channels.cards.said import remaining
from faq_kb.contract import ClarifyReply, FallbackReply


def clarify(kit: Kit, answer: Answer, reply: ClarifyReply) -> Elements:
    """The question and its choices."""
    lead = remaining(answer.text, [option.title for option in reply.options])
    buttons = answer.buttons or [
        Button(option.title, f"/{option.entry}") for option in reply.options
    ]
    return [*kit.said("\n".join(lead)), *kit.buttons(buttons)]


def fallback(kit: Kit, answer: Answer, reply: FallbackReply) -> Elements:
    """What the assistant says, in which numbers and addresses can be clicked."""
    return [*kit.said(answer.text), *kit.buttons(answer.buttons)]


def words(kit: Kit, answer: Answer) -> Elements:
    """Words of the assistant above their buttons."""
    return [*kit.typed(kit.room.cut(answer.text)), *kit.buttons(answer.buttons)]
