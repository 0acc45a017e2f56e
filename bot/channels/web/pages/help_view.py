"""What the page of an entry shows: its typed reply, each fact written as HTML."""

from dataclasses import dataclass

from bot.channels.help_addresses import picture_address
from bot.channels.web.pages.html_markup import HtmlMarkup
from faq_kb.contract import Facet, FormRef, PhoneRef, PictureRef, ProcedureReply, Source
from faq_kb.model import Role
from locales import Labels
from replies import FactFormatter
from replies.markup import BETWEEN


@dataclass(frozen=True)
class PictureView:
    """A drawing: where it is, and what it shows."""

    address: str
    alt: str


@dataclass(frozen=True)
class FactLine:
    """One line of HTML, with its picture."""

    html: str
    picture: PictureView | None = None


@dataclass(frozen=True)
class FactSection:
    """A heading and its lines; `is_numbered`: steps."""

    title: str
    lines: tuple[FactLine, ...]
    is_numbered: bool = False


class HelpView:
    """Writes the facts of a reply for its page."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._format = FactFormatter(labels, HtmlMarkup(), marks_required=False)

    def first(self, reply: ProcedureReply) -> str:
        """What to do first: the call, or who has to ask, or the first step; empty for neither."""
        if reply.call_first and reply.phones:
            return self._labeled("phones", [self._format.phone(reply.phones[0])])
        if any(one.role is not Role.ANYONE for one in reply.requesters):
            return self._labeled("requesters", self._format.fact("requesters", reply.requesters))
        return self._format.markup.text(reply.steps[0]) if reply.steps else ""

    def sections(self, reply: ProcedureReply) -> tuple[FactSection, ...]:
        """Everything that the record says, part by part."""
        labels = self._labels
        send_to = labels.card.send_to if reply.can_draft else labels.facts["send_to"]
        made = [
            FactSection(labels.facts["steps"], self._steps(reply), is_numbered=True),
            self._fact(reply, "requesters"),
            self._section(labels.card.approval, [self._format.markup.text(reply.approval or "")]),
            self._fact(reply, "phones"),
            self._fact(reply, "forms"),
            self._fact(reply, "send_to", send_to),
            self._fact(reply, "include"),
            FactSection(labels.card.notes, self._notes(reply)),
            self._fact(reply, "lead_time"),
            self._fact(reply, "cost"),
            self._fact(reply, "policies"),
        ]
        return tuple(section for section in made if section.lines)

    def source(self, source: Source) -> str:
        """Where the facts come from, and when they were checked."""
        markup = self._format.markup
        page = markup.web(source.page, source.url) if source.url else markup.text(source.page)
        return self._labels.card.source.format(page=page, verified=markup.text(source.verified))

    def phones(self, phones: list[PhoneRef]) -> str:
        """The numbers of the Service Desk."""
        return self._format.numbers(phones)

    def form(self, form: FormRef) -> str:
        """A form with its title, and its address where known."""
        return self._format.form(form)

    def _labeled(self, facet: Facet, lines: list[str]) -> str:
        label = self._labels.card.field.format(label=self._labels.facts[facet])
        return f"{label} {BETWEEN.join(lines)}"

    def _fact(self, reply: ProcedureReply, facet: Facet, title: str = "") -> FactSection:
        lines = self._format.fact(facet, getattr(reply, facet))
        return self._section(title or self._labels.facts[facet], lines)

    def _section(self, title: str, lines: list[str]) -> FactSection:
        return FactSection(title, tuple(FactLine(line) for line in lines if line))

    def _steps(self, reply: ProcedureReply) -> tuple[FactLine, ...]:
        shown = {one.step: _picture(one) for one in reply.pictures if one.step}
        lines = self._format.fact("steps", reply.steps)
        return tuple(
            FactLine(line, shown.get(number)) for number, line in enumerate(lines, start=1)
        )

    def _notes(self, reply: ProcedureReply) -> tuple[FactLine, ...]:
        shown = {one.passage: _picture(one) for one in reply.pictures if not one.step}
        conditions = [
            FactLine(self._format.condition(one), shown.get(f"conditions.{one.key}"))
            for one in reply.conditions
        ]
        notes = [FactLine(self._format.markup.text(note)) for note in reply.notes]
        return (*conditions, *notes)


def _picture(picture: PictureRef) -> PictureView:
    return PictureView(picture_address(picture.name), picture.alt)
