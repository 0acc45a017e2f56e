"""The answer about a procedure for one caller, built from its typed record and nothing else."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from bot.channels.cards.markdown import web_address
from bot.channels.console.access import Agent
from bot.channels.console.answers.facts import LabelMarkup, RecordFact, facts_of, kind_label
from bot.channels.console.answers.review import Reviews
from bot.channels.console.answers.schemas import (
    AccessBody,
    AccessRole,
    AnswerBody,
    DisputedBody,
    EntryRef,
    FactBody,
    FactKind,
    PictureBody,
    ProcedureLine,
    QuestionBody,
    SourceBody,
    StepBody,
)
from bot.channels.console.calls.authority import PhoneCall, rules_of
from bot.channels.console.calls.verdict import CallerAuthority
from bot.channels.console.upkeep.disputes import OpenDisputes
from bot.channels.help_addresses import help_page, picture_address
from faq_kb.answers import notes, source
from faq_kb.confusable import ConfusablePairs
from faq_kb.knowledge import KnowledgeBase
from faq_kb.model import Condition, Picture, Procedure
from locales import Catalog
from replies import FactFormatter

# By the key of the passage: since when, and by how many.
Disputed = Mapping[str, tuple[dt.datetime, int]]


@dataclass(frozen=True)
class AnswerServices:
    """What answers are made with; `public_url`: where the catalog's pages are for everybody."""

    catalog: Catalog
    reviews: Reviews
    authority: CallerAuthority
    confusable: ConfusablePairs
    disputes: OpenDisputes
    public_url: str = ""


class AnswerBuilder:
    """Builds answers; raises StoreError."""

    def __init__(self, services: AnswerServices) -> None:
        self._services = services
        self._labels = services.catalog.labels
        self._format = FactFormatter(self._labels, LabelMarkup())

    def line(self, entry: str, knowledge: KnowledgeBase) -> ProcedureLine:
        """The procedure as a list shows it."""
        procedure = knowledge.procedures[entry]
        topic = knowledge.directory.topics.get(procedure.topic)
        return ProcedureLine(
            entry=entry,
            title=procedure.title,
            question=procedure.question,
            topic=procedure.topic,
            topic_title=topic.title if topic else self._services.catalog.help.other,
            is_public=rules_of(procedure).is_open,
        )

    def answer(
        self, agent: Agent, entry: str, knowledge: KnowledgeBase, call: PhoneCall
    ) -> AnswerBody:
        """The whole answer for the caller. Raises KeyError for an unknown entry."""
        procedure, services = knowledge.procedures[entry], self._services
        disputes = services.disputes.of(entry)
        written = _source(procedure, knowledge)
        return AnswerBody(
            entry=entry,
            title=procedure.title,
            question=procedure.question,
            summary=procedure.summary,
            topic=procedure.topic,
            help_url=help_page(entry, services.public_url),
            call_first=procedure.call_first,
            can_draft=procedure.can_draft,
            access=self._access(procedure),
            authority=services.authority.of(agent, procedure, call),
            facts=[
                self._fact(one, procedure, written, disputes)
                for one in facts_of(procedure, knowledge.directory)
            ],
            steps=[
                StepBody(
                    key=(key := f"steps.{step.key}"),
                    text=step.text,
                    picture=_picture(step.picture),
                    disputed=_disputed(disputes, key),
                )
                for step in procedure.steps
            ],
            questions=[self._question(one, disputes) for one in procedure.conditions],
            notes=notes(procedure),
            source=written,
            confusable=[
                EntryRef(entry=other, title=knowledge.procedures[other].title)
                for other in services.confusable.of(entry, knowledge.procedures)
            ],
        )

    def _access(self, procedure: Procedure) -> AccessBody:
        return AccessBody(
            kind="public" if rules_of(procedure).is_open else "restricted",
            summary=self._services.authority.summary(procedure),
            roles=[
                AccessRole(role=rule.role, title=self._labels.roles[rule.role], note=rule.note)
                for rule in procedure.requesters
            ],
            approval=procedure.approval,
        )

    def _fact(
        self,
        one: RecordFact,
        procedure: Procedure,
        written: SourceBody,
        disputes: Disputed,
    ) -> FactBody:
        return FactBody(
            key=one.key,
            kind=one.kind,
            label=kind_label(one.kind, procedure, self._labels),
            text=one.write(self._format),
            link=one.link,
            source=written,
            review=self._services.reviews.of(one.kind, written.verified),
            disputed=_disputed(disputes, one.key),
        )

    def _question(self, one: Condition, disputes: Disputed) -> QuestionBody:
        key = f"conditions.{one.key}"
        return QuestionBody(
            key=key,
            when=one.when,
            question=one.ask or one.when,
            then=one.then,
            disputed=_disputed(disputes, key),
        )


def differences(one: AnswerBody, other: AnswerBody) -> list[FactKind]:
    """The kinds of facts of which the two do not say the same, in the order one says them."""
    return [kind for kind in get_args(FactKind) if _texts(one, kind) != _texts(other, kind)]


def _texts(answer: AnswerBody, kind: FactKind) -> list[str]:
    return [fact.text for fact in answer.facts if fact.kind == kind]


def _source(procedure: Procedure, knowledge: KnowledgeBase) -> SourceBody:
    found = source(procedure, knowledge.directory)
    url = web_address(found.url or "") or None
    return SourceBody(page=found.page, url=url, verified=procedure.source.verified)


def _picture(picture: Picture | None) -> PictureBody | None:
    return PictureBody(url=picture_address(picture.name), alt=picture.alt) if picture else None


def _disputed(disputes: Disputed, key: str) -> DisputedBody | None:
    if key not in disputes:
        return None
    since, count = disputes[key]
    return DisputedBody(since=since, count=count)
