"""What a search finds, as typed replies: the same cards show them as in the chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.channels.answer import Answer
from bot.channels.help_addresses import help_page
from contacts.queries import Agency
from faq_kb.answers import SAMPLE_NOTE, form_ref, procedure_reply
from faq_kb.contract import Contact, ContactsReply, FacetReply, ProcedureReply
from faq_kb.knowledge import KnowledgeBase
from faq_kb.model import Role
from locales import Labels
from locales.teams import SearchWords

BETWEEN = "; "


@dataclass(frozen=True)
class SearchResult:
    """Two lines for the list, and the answer that goes into the message.

    `page`: the address of its catalog page, empty where it has none or nobody knows ours.
    """

    kind: Literal["procedure", "form", "contacts"]
    title: str
    subtitle: str
    answer: Answer
    page: str = ""


@dataclass(frozen=True)
class SearchResults:
    """Makes results from one state of the knowledge base; `sample`: its people are invented.

    `public_url`: where the catalog pages are, empty where nobody is told an address.
    """

    knowledge: KnowledgeBase
    labels: Labels
    words: SearchWords
    sample: bool = False
    public_url: str = ""

    def procedure(self, entry: str) -> SearchResult:
        """A whole procedure. Raises KeyError for an unknown entry."""
        reply = procedure_reply(self.knowledge, entry, confidence=1.0)
        subtitle = _line(self.words.procedure, reply.summary)
        page = help_page(entry, self.public_url) if self.public_url else ""
        answer = _answer(reply.title, subtitle, reply)
        return SearchResult("procedure", reply.title, subtitle, answer, page)

    def form(self, number: str) -> SearchResult:
        """A form that a procedure uses, and every procedure that uses it."""
        users = [
            entry
            for entry, procedure in self.knowledge.procedures.items()
            if any(use.number == number for use in procedure.forms)
        ]
        titles = [self.knowledge.procedures[entry].title for entry in users]
        used_for = self.words.used_for.format(titles=BETWEEN.join(titles))
        form = form_ref(number, self.knowledge.directory)
        title = f"{number}, {form.title}"
        reply = FacetReply(
            entry=users[0],
            title=title,
            facet="forms",
            value=[form],
            authorized=[],
            notes=[used_for],
        )
        subtitle = _line(self.words.form, used_for)
        return SearchResult("form", title, subtitle, _answer(title, self.words.form, reply))

    def contacts(
        self, agency: Agency, role: Role | None, people: Sequence[Contact] | None
    ) -> SearchResult:
        """Who may act for an agency; `people` is None where they may not be named.

        With a role, people in another one are stand-ins.
        """
        title = f"{agency.name} ({agency.acronym})" if agency.acronym else agency.name
        named = self.labels.roles[role] if role else self.words.contacts
        note = self._note(role, people)
        names = BETWEEN.join(person.name for person in people or ())
        subtitle = _line(named, names or note)
        # With people in the role, the agency is the heading of the card.
        message = f"{title}: {named}." if note else ""
        reply = self._contacts_reply(agency.name, role, people, [note] if note else [], message)
        return SearchResult("contacts", title, subtitle, _answer(title, _line(named, names), reply))

    def persons(self, people: Sequence[Contact]) -> SearchResult:
        """What people whom a query names, at least one, may do for their one agency."""
        agency = people[0].agency
        names = BETWEEN.join(dict.fromkeys(person.name for person in people))
        reply = self._contacts_reply(agency, None, people)
        subtitle = _line(self.words.contacts, agency)
        return SearchResult("contacts", names, subtitle, _answer(agency, names, reply))

    def _note(self, role: Role | None, people: Sequence[Contact] | None) -> str:
        """Why nobody is named, or not in the role; empty otherwise."""
        if people is None:
            return self.words.hidden
        if not people:
            return self.words.nobody
        is_stand_in = role and all(person.role is not role for person in people)
        return self.words.stand_in if is_stand_in else ""

    def _contacts_reply(
        self,
        agency: str,
        role: Role | None,
        people: Sequence[Contact] | None,
        notes: Sequence[str] = (),
        message: str = "",
    ) -> ContactsReply:
        contacts = list(people or ())
        sample = [SAMPLE_NOTE] if self.sample and contacts else []
        return ContactsReply(
            agency=agency,
            role=role,
            contacts=contacts,
            asked=None,
            options=[],
            withheld=people is None,
            message=message,
            notes=[*notes, *sample],
        )


def _answer(title: str, line: str, reply: ProcedureReply | FacetReply | ContactsReply) -> Answer:
    """For clients without cards, the text is the title, a line about it, and the notes."""
    return Answer("\n".join((title, line, *reply.notes)), reply)


def _line(*parts: str) -> str:
    return " · ".join(filter(None, parts))
