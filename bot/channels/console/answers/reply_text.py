"""Copy as reply: what an agent picked for a caller, without what is for agents alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args
from urllib.parse import quote

from bot.channels.console.answers.facts import RecordFact, facts_of, kind_label
from bot.channels.console.answers.reply_markup import (
    HtmlReply,
    ReplyBlock,
    ReplyMarkup,
    TextReply,
    labeled,
)
from bot.channels.console.answers.schemas import FactKind, ReplyBody, ReplyCaller, ReplyPart
from bot.channels.help_addresses import help_page
from common.addresses import is_email
from common.plain_text import line as one_line
from faq_kb.answers import notes, source
from faq_kb.contract import ConditionRef, Facet
from faq_kb.knowledge import KnowledgeBase
from faq_kb.model import Procedure
from locales import Catalog
from replies import FactFormatter
from tickets.mail import LONGEST_MAILTO

SUMMARY, CONDITIONS = "summary", "conditions"
STEPS: Facet = "steps"
INCLUDE: Facet = "include"


@dataclass(frozen=True)
class Selection:
    """What of a procedure was picked; `keys`: None for all of it."""

    entry: str
    procedure: Procedure
    keys: frozenset[str] | None

    def has(self, key: str) -> bool:
        """Whether the passage was picked."""
        return self.keys is None or key in self.keys


def keys_of(procedure: Procedure, knowledge: KnowledgeBase) -> frozenset[str]:
    """Everything of a procedure that can be picked by itself."""
    return frozenset(
        [
            SUMMARY,
            *(fact.key for fact in facts_of(procedure, knowledge.directory)),
            *(f"{STEPS}.{step.key}" for step in procedure.steps),
            *(f"{CONDITIONS}.{one.key}" for one in procedure.conditions),
        ]
    )


class ReplyWriter:
    """Writes replies; `public_url`: where callers reach the catalog's pages, empty: nowhere."""

    def __init__(self, catalog: Catalog, public_url: str = "") -> None:
        self._labels = catalog.labels
        self._words = catalog.console.reply
        self._public_url = public_url

    def reply(
        self, parts: Sequence[ReplyPart], caller: ReplyCaller | None, knowledge: KnowledgeBase
    ) -> ReplyBody:
        """The pieces as one reply. Raises KeyError for an unknown entry."""
        selections = _selections(parts, knowledge)
        name = one_line(caller.name) if caller else ""
        text = TextReply()
        written = text.join([*self._blocks(selections, name, text, knowledge)])
        html = HtmlReply()
        subject = self._subject(selections)
        to = caller.email if caller and is_email(caller.email) else ""
        link, in_full = self._mailto(to, subject, written)
        return ReplyBody(
            text=written,
            html=html.join([*self._blocks(selections, name, html, knowledge)]),
            subject=subject,
            mailto=link,
            mail_in_full=in_full,
        )

    def _subject(self, selections: Sequence[Selection]) -> str:
        title, more = selections[0].procedure.title, len(selections) - 1
        return self._words.subject_more.format(title=title, count=more) if more else title

    def _blocks(
        self,
        selections: Sequence[Selection],
        name: str,
        markup: ReplyMarkup,
        knowledge: KnowledgeBase,
    ) -> Iterator[ReplyBlock]:
        formatter = FactFormatter(self._labels, markup)
        if name:
            yield ReplyBlock([markup.text(self._words.greeting.format(name=name))])
        for selection in selections:
            yield from self._section(selection, formatter, knowledge)

    def _section(
        self, selection: Selection, formatter: FactFormatter, knowledge: KnowledgeBase
    ) -> Iterator[ReplyBlock]:
        procedure, text = selection.procedure, formatter.markup.text
        yield ReplyBlock([text(procedure.title)], is_title=True)
        if selection.has(SUMMARY):
            yield ReplyBlock([formatter.step(procedure.summary)])
        facts = [f for f in facts_of(procedure, knowledge.directory) if selection.has(f.key)]
        if lines := [*self._facts(facts, procedure, formatter)]:
            yield ReplyBlock(lines, is_list=True)
        include = [one.write(formatter) for one in facts if one.kind == INCLUDE]
        yield from self._list(self._labels.facts[INCLUDE], include, formatter)
        steps = [
            formatter.step(step.text)
            for step in procedure.steps
            if selection.has(f"{STEPS}.{step.key}")
        ]
        is_whole = len(steps) == len(procedure.steps)
        yield from self._list(self._labels.facts[STEPS], steps, formatter, numbered=is_whole)
        yield from self._list(
            self._labels.card.notes, [*self._notes(selection, formatter)], formatter
        )
        yield self._source(selection, formatter, knowledge)

    def _facts(
        self, facts: Sequence[RecordFact], procedure: Procedure, formatter: FactFormatter
    ) -> Iterator[str]:
        """A line for each kind; where one calls before anything else, the numbers come first."""
        kinds: list[FactKind] = [kind for kind in get_args(FactKind) if kind != INCLUDE]
        kinds.sort(key=lambda kind: not (procedure.call_first and kind == "phones"))
        for kind in kinds:
            lines = [fact.write(formatter) for fact in facts if fact.kind == kind]
            if lines:
                label = kind_label(kind, procedure, self._labels)
                said = [formatter.joined(lines)] if kind == "requesters" else lines
                yield labeled(label, said, formatter)

    def _notes(self, selection: Selection, formatter: FactFormatter) -> Iterator[str]:
        for one in selection.procedure.conditions:
            if selection.has(f"{CONDITIONS}.{one.key}"):
                yield formatter.condition(ConditionRef(key=one.key, when=one.when, then=one.then))
        if selection.keys is None:
            yield from map(formatter.step, notes(selection.procedure))

    def _list(
        self, label: str, lines: Sequence[str], formatter: FactFormatter, *, numbered: bool = False
    ) -> Iterator[ReplyBlock]:
        if lines:
            title = self._labels.card.field.format(label=label)
            yield ReplyBlock([formatter.markup.text(title)])
            yield ReplyBlock(lines, is_list=True, is_numbered=numbered)

    def _source(
        self, selection: Selection, formatter: FactFormatter, knowledge: KnowledgeBase
    ) -> ReplyBlock:
        lines = [formatter.source(source(selection.procedure, knowledge.directory))]
        if self._public_url:
            page = help_page(selection.entry, self._public_url)
            lines.append(formatter.markup.web(self._words.page, page))
        return ReplyBlock(lines)

    def _mailto(self, to: str, subject: str, text: str) -> tuple[str, bool]:
        """The link that opens the reply as an e-mail, and whether it holds all of it.

        As many whole lines as such links can carry; the last one then says that there is more.
        """
        link = _mail_link(to, subject, text)
        if len(link) <= LONGEST_MAILTO:
            return link, True
        lines = text.splitlines()
        while lines:
            lines.pop()
            body = "\n".join([*lines, "", self._words.shortened])
            link = _mail_link(to, subject, body.strip())
            if len(link) <= LONGEST_MAILTO:
                return link, False
        return _mail_link(to, "", self._words.shortened), False


def _selections(parts: Sequence[ReplyPart], knowledge: KnowledgeBase) -> list[Selection]:
    """Each entry once, where it comes first, with everything that was picked of it."""
    picked: dict[str, frozenset[str] | None] = {}
    for part in parts:
        keys = None if part.keys is None else frozenset(part.keys)
        before = picked.get(part.entry, frozenset())
        picked[part.entry] = None if keys is None or before is None else before | keys
    return [Selection(entry, knowledge.procedures[entry], keys) for entry, keys in picked.items()]


def _mail_link(to: str, subject: str, body: str) -> str:
    lines = quote(body.replace("\n", "\r\n"), safe="")
    return f"mailto:{quote(to, safe='@')}?subject={quote(subject, safe='')}&body={lines}"
