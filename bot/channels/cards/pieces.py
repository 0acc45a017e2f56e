"""The facts of a procedure as pieces of cards: whole procedures and single facts use the same."""

from collections.abc import Sequence

from bot.channels.cards.kit import Elements, Kit
from bot.channels.cards.markdown import escape, mail_link, phone_link, web_link
from bot.channels.cards.said import remark
from faq_kb.contract import Contact, FormRef, Item, SendTo
from faq_kb.model import Role

BETWEEN = "; "


class Pieces:
    """Markdown of each kind of fact; `text` is what the reply says in words."""

    def __init__(self, kit: Kit, text: str) -> None:
        self.kit = kit
        self.text = text

    def requesters(self, roles: Sequence[Role]) -> str:
        """Who may submit, each with what for."""
        titles = [self.kit.labels.roles[role] for role in roles]
        return BETWEEN.join(escape(self._with_remark(title, title)) for title in titles)

    def forms(self, forms: Sequence[FormRef]) -> list[str]:
        """Each form with its address where it is known, and when it is the one to use."""
        lines = []
        for form in forms:
            title = form.number if form.title == form.number else f"{form.number}, {form.title}"
            use = remark(self.text, title)
            lines.append(web_link(title, form.url) + (f" ({escape(use)})" if use else ""))
        return lines

    def phones(self, phones: Sequence[str]) -> str:
        """Numbers to call, each with whose it is."""
        links = self.kit.style.links
        parts = []
        for phone in phones:
            whose = remark(self.text, phone)
            link = phone_link(phone, linked=links)
            parts.append(f"{link} ({escape(whose)})" if whose else link)
        return BETWEEN.join(parts)

    def places(self, places: Sequence[SendTo]) -> str:
        """Where requests go, with every way to get there."""
        return BETWEEN.join(self._place(place) for place in places)

    def policies(self, policies: Sequence[str]) -> str:
        """Each policy with its title where the text has one."""
        return BETWEEN.join(escape(self._with_remark(policy, policy)) for policy in policies)

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

    def _with_remark(self, shown: str, name: str) -> str:
        found = remark(self.text, name)
        return f"{shown} ({found})" if found else shown
