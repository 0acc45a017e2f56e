"""Puts together what answers agents about procedures, and the replies they send."""

from typing import Protocol

from fastapi import APIRouter

from bot.channels.console.answers.answer import AnswerBuilder, AnswerServices
from bot.channels.console.answers.reply_text import ReplyWriter
from bot.channels.console.answers.review import Reviews
from bot.channels.console.answers.routes import AnswersApi, answers_router
from bot.channels.console.answers.settings import ReviewSettings
from bot.channels.console.calls.verdict import CallerAuthority
from bot.channels.console.calls.wiring import CallServices
from bot.channels.console.upkeep.disputes import OpenDisputes
from faq_kb.confusable import confusable_pairs


class AnswerSources(CallServices, Protocol):
    """What the web app has for it."""

    public_url: str


def answers_part(
    services: AnswerSources,
    authority: CallerAuthority,
    disputes: OpenDisputes,
    review: ReviewSettings,
) -> APIRouter:
    """The routes about procedures and replies."""
    builder = AnswerBuilder(
        AnswerServices(
            catalog=services.catalog,
            reviews=Reviews(review, services.clock),
            authority=authority,
            confusable=confusable_pairs(),
            disputes=disputes,
            public_url=services.public_url,
        )
    )
    writer = ReplyWriter(services.catalog, services.public_url)
    return answers_router(AnswersApi(builder, writer, authority, services.knowledge))
