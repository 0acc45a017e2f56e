"""Cards of few words: choices, whom to ask instead, and buttons below a text."""

from bot.channels.answer import Answer, Button
from bot.channels.cards.builder import CardBuilder, Elements
from bot.channels.cards.first_action import call_button
from faq_kb.contract import ClarifyReply, FallbackReply


def clarify_card(builder: CardBuilder, answer: Answer, reply: ClarifyReply) -> Elements:
    """The question and its choices."""
    buttons = answer.buttons or [
        Button(option.title, f"/{option.entry}") for option in reply.options if option.entry
    ]
    return [*builder.assistant_text(reply.message), *builder.buttons(buttons)]


def fallback_card(builder: CardBuilder, answer: Answer, reply: FallbackReply) -> Elements:
    """That nothing fits, and whom to ask, with numbers and addresses that can be clicked."""
    return [
        *builder.assistant_text(reply.message),
        *([builder.paragraph(builder.labels.sentences.nearest)] if reply.lead else []),
        *builder.passages(reply.lead),
        builder.markdown(builder.format.fallback(reply)),
        *(call_button(builder, reply.phones[0]) if reply.phones else []),
        *builder.buttons(answer.buttons),
    ]


def text_with_buttons(builder: CardBuilder, answer: Answer) -> Elements:
    """The assistant's words above their buttons."""
    text = answer.shown_text(builder.labels)
    return [
        *builder.plain_text(builder.limits.cut(text)),
        *builder.buttons(answer.buttons),
    ]
