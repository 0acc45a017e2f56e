"""What the message extension finds, as answers: the one renderer of cards shows them, too."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.channels.answer import Answer
from bot.channels.teams.texts import BETWEEN, form_text, person_text, procedure_text, sentence
from bot.channels.teams.wording import wording
from contacts.queries import Agency, Authorized
from faq_kb.answers import HIDDEN_NOTE, SAMPLE_NOTE, People, facet_reply, procedure_reply
from faq_kb.contract import Contact, ContactsReply, FormRef
from faq_kb.knowledge import KnowledgeBase
from faq_kb.model import Role
from locales import Labels

Kind = Literal["procedure", "form", "contacts"]


@dataclass(frozen=True)
class Hit:
    """One result: a line and a half for the list, and the answer that is put into the message."""

    kind: Kind
    title: str
    subtitle: str
    answer: Answer


@dataclass(frozen=True)
class Hits:
    """Makes hits of one state of the knowledge base; `sample`: its people are invented."""

    knowledge: KnowledgeBase
    labels: Labels
    sample: bool = False

    def procedure(self, entry: str) -> Hit:
        """A whole procedure. Raises KeyError for an unknown entry."""
        reply = procedure_reply(self.knowledge, entry, confidence=1.0)
        record, directory = self.knowledge.procedures[entry], self.knowledge.directory
        text = procedure_text(reply, record, directory, self.labels)
        subtitle = _line(_words("procedure"), reply.summary)
        return Hit("procedure", reply.title, subtitle, Answer(text, reply))

    def form(self, number: str) -> Hit:
        """A form and what it is used for. Raises KeyError for an unknown number."""
        users = [
            entry
            for entry, procedure in self.knowledge.procedures.items()
            if any(use.number == number for use in procedure.forms)
        ]
        text, reply, used = form_text(number, self.knowledge.directory), None, ""
        if users:
            titles = (self.knowledge.procedures[entry].title for entry in users)
            used = _words("used_for").format(titles=BETWEEN.join(titles))
            whole = facet_reply(self.knowledge, users[0], "forms", People(notes=(used,)))
            forms = (form for form in whole.value or () if isinstance(form, FormRef))
            only = [form for form in forms if form.number == number]
            reply = whole.model_copy(update={"value": only})
        title = text.partition(" <")[0]
        answer = Answer("\n".join(filter(None, (text, used))), reply)
        return Hit("form", title, _line(_words("form"), used), answer)

    def contacts(
        self, agency: Agency, role: Role | None, people: Sequence[Authorized] | None
    ) -> Hit:
        """Who may act for an agency; `people` is None where they may not be named.

        With a role, people in another one are stand-ins.
        """
        title = f"{agency.name} ({agency.acronym})" if agency.acronym else agency.name
        roles = [self.labels.roles[role]] if role else []
        notes = [] if people else [HIDDEN_NOTE if people is None else _words("nobody")]
        if people and role and all(person.role is not role for person in people):
            notes = [_words("stand_in")]
        answer = self._answer(": ".join((title, *roles)), agency.name, role, people or (), notes)
        names = BETWEEN.join(person.name for person in people or ())
        missing = _words("hidden" if people is None else "nobody")
        subtitle = _line(*(roles or [_words("contacts")]), names or missing)
        return Hit("contacts", title, subtitle, answer)

    def persons(self, people: Sequence[Authorized]) -> Hit:
        """What people whom a query names, at least one, may do for their one agency."""
        agency = people[0].agency
        names = BETWEEN.join(dict.fromkeys(person.name for person in people))
        answer = self._answer(agency, agency, None, people, [])
        return Hit("contacts", names, _line(_words("contacts"), agency), answer)

    def _answer(
        self,
        title: str,
        agency: str,
        role: Role | None,
        people: Sequence[Authorized],
        notes: Sequence[str],
    ) -> Answer:
        contacts = [
            Contact(
                name=person.name,
                role=person.role,
                agency=person.agency,
                email=person.email or None,
                phone=person.phone or None,
            )
            for person in people
        ]
        said = [*notes, *([SAMPLE_NOTE] if self.sample and contacts else [])]
        lines = [sentence(person_text(contact, self.labels)) for contact in contacts]
        reply = ContactsReply(
            agency=agency, role=role, contacts=contacts, asked=None, options=[], notes=said
        )
        return Answer("\n".join((sentence(title), *said, *lines)), reply)


def _line(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _words(key: str) -> str:
    words: str = wording()["search"][key]
    return words
