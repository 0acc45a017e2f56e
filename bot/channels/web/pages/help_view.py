"""What the page of an entry shows: its typed reply, each fact written as HTML."""

from dataclasses import dataclass

from bot.channels.cards.markdown import mail_address, phone_address
from bot.channels.help_addresses import picture_address
from bot.channels.web.pages.html_markup import HtmlMarkup, link
from faq_kb.contract import Facet, FormRef, PhoneRef, PictureRef, ProcedureReply, Source
from locales import Labels
from replies import (
    AskRequester,
    Call,
    FactFormatter,
    FillIn,
    OpenPage,
    Write,
    ask_title,
    call_title,
    first_action,
)
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
        """What to do first; empty where the record only explains."""
        words, markup = self._labels.action, self._format.markup
        match first_action(reply):
            case Call(phone, at_once):
                title = call_title(phone.number, self._labels, at_once=at_once)
                return f"{link(title, phone_address(phone.number))} ({markup.text(phone.label)})"
            case AskRequester() as asked:
                return self._asked(asked)
            case FillIn(form):
                name = self._format.form(form.model_copy(update={"use": None}))
                return words.fill_in.format(form=name)
            case OpenPage(place):
                return markup.web(words.open.format(name=place.name), place.url or "")
            case Write(place):
                title = words.write.format(name=place.name)
                return link(title, mail_address(place.email or ""))
            case None:
                return ""

    def _asked(self, action: AskRequester) -> str:
        words = self._labels.action
        if not action.is_plain:
            roles = self._format.fact("requesters", action.requesters)
            return f"{words.ask_one_of} {BETWEEN.join(roles)}. {words.find_contact}"
        said = ask_title(action, self._labels)
        return self._format.markup.text(f"{said} {words.find_contact}")

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
        return self._format.source(source)

    def phones(self, phones: list[PhoneRef]) -> str:
        """The numbers of the Service Desk."""
        return self._format.numbers(phones)

    def form(self, form: FormRef) -> str:
        """A form with its title, and its address where known."""
        return self._format.form(form)

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
