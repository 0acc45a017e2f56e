"""The facts of a procedure as pieces of cards: whole procedures and single facts use the same."""

from collections.abc import Sequence

from bot.channels.cards.kit import Elements, Kit
from bot.channels.cards.markdown import escape, mail_link, phone_link, web_link
from faq_kb.contract import (
    ConditionRef,
    Contact,
    FormRef,
    Item,
    PhoneRef,
    PolicyRef,
    Requester,
    SendTo,
)

BETWEEN = "; "


class Pieces:
    """Markdown of each kind of fact; `text` is what the reply says in words."""

    def __init__(self, kit: Kit, text: str) -> None:
        self.kit = kit
        self.text = text

    def requesters(self, requesters: Sequence[Requester]) -> str:
        """Who may submit, each with what for."""
        roles = self.kit.labels.roles
        return BETWEEN.join(escape(_with_remark(roles[one.role], one.note)) for one in requesters)

    def forms(self, forms: Sequence[FormRef]) -> list[str]:
        """Each form with its address where it is known, and when it is the one to use."""
        lines = []
        for form in forms:
            title = form.number if form.title == form.number else f"{form.number}, {form.title}"
            lines.append(_with_remark(web_link(title, form.url), form.use and escape(form.use)))
        return lines

    def phones(self, phones: Sequence[PhoneRef]) -> str:
        """Numbers to call, each with whose it is."""
        links = self.kit.style.links
        return BETWEEN.join(
            _with_remark(phone_link(phone.number, linked=links), escape(phone.label))
            for phone in phones
        )

    def places(self, places: Sequence[SendTo]) -> str:
        """Where requests go, with every way to get there."""
        return BETWEEN.join(self._place(place) for place in places)

    def policies(self, policies: Sequence[PolicyRef]) -> str:
        """Each policy with its title where the source has one."""
        return BETWEEN.join(
            escape(_with_remark(one.number, one.title if one.title != one.number else None))
            for one in policies
        )

    def included(self, items: Sequence[Item]) -> list[str]:
        """What to include, each marked as required or optional."""
        labels = self.kit.labels.card
        return [
            escape((labels.required if item.required else labels.optional).format(item=item.label))
            for item in items
        ]

    def authorized(self, people: Sequence[Contact]) -> Elements:
        """People under the agency for which each may act."""
        parts: Elements = []
        for agency in dict.fromkeys(person.agency for person in people):
            label = self.kit.labels.card.at_agency.format(agency=agency)
            there = [person for person in people if person.agency == agency]
            parts += self.kit.part(label, self.people(there, agency))
        return parts

    def people(self, people: Sequence[Contact], agency: str) -> list[str]:
        """Each person with role and ways to reach them; whose agency is not `agency`, with it."""
        links = self.kit.style.links
        lines = []
        for person in people:
            elsewhere = f", {person.agency}" if person.agency != agency else ""
            role = f"{self.kit.labels.roles[person.role]}{elsewhere}"
            parts = [escape(f"{person.name} ({role})")]
            if person.email:
                parts.append(mail_link(person.email, linked=links))
            if person.phone:
                parts.append(phone_link(person.phone, linked=links))
            lines.append(", ".join(parts))
        return lines

    def notes(self, notes: Sequence[str]) -> Elements:
        """Sentences that are to be read with the answer."""
        return self.kit.lines(self.kit.labels.card.notes, notes)

    def _place(self, place: SendTo) -> str:
        links = self.kit.style.links
        name = escape(place.name)
        if place.phone and not (place.email or place.url):
            phone = phone_link(place.phone, linked=links)
            return self.kit.labels.card.no_address.format(name=name, phone=phone)
        parts = [name]
        if place.email:
            parts.append(mail_link(place.email, linked=links))
        if place.url:
            parts.append(web_link(place.url, place.url))
        if place.phone:
            parts.append(phone_link(place.phone, linked=links))
        return ", ".join(parts)


def condition_text(one: ConditionRef) -> str:
    """A sub-case or exception as a sentence."""
    return f"If {one.when[0].lower()}{one.when[1:]}: {one.then}"


def _with_remark(shown: str, remark: str | None) -> str:
    return f"{shown} ({remark})" if remark else shown
