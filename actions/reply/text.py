"""The one text renderer: whatever the `custom` object says, in plain words."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from ruamel.yaml import YAML

from actions.reply import words
from faq_kb.answers import HIDDEN_NOTE, fallback_reply, send_to
from faq_kb.contract import (
    ChatReply,
    ClarifyReply,
    ContactsReply,
    Facet,
    FacetReply,
    FallbackReply,
    ProcedureReply,
)
from faq_kb.knowledge import KnowledgeBase

FOLDER = Path(__file__).parent


class Audience(StrEnum):
    """Who reads the reply: an employee, or a Service Desk agent who wants the facts first."""

    EMPLOYEE = "employee"
    AGENT = "agent"


class TextRenderer:
    """Renders every kind of reply; `text` alone must be enough."""

    def __init__(self) -> None:
        self.phrases: dict[str, Any] = YAML(typ="safe").load(FOLDER / "phrases.yml")
        self.templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # plain text; channels escape for their own format
        )

    def procedure(
        self,
        reply: ProcedureReply,
        knowledge: KnowledgeBase,
        audience: Audience,
        *,
        agency_wanted: bool = False,
    ) -> str:
        """The whole answer of an entry; `agency_wanted` asks for the agency, to name people."""
        record, directory = knowledge.procedures[reply.entry], knowledge.directory
        name = "procedure_agent.txt.j2" if audience is Audience.AGENT else "procedure.txt.j2"
        text = self.templates.get_template(name).render(
            reply=reply,
            procedure=record,
            requesters=words.requesters(record, directory),
            forms=words.forms(record, directory),
            phones=words.phones(record, directory),
            policies=words.policies(record, directory),
            send_to=words.addresses(reply.send_to, directory),
            contacts=lambda people: words.contacts(people, directory),
            item=words.item,
            hint=self.phrases["tell_agency"] if agency_wanted else "",
        )
        return text.strip()

    def facet(self, reply: FacetReply, knowledge: KnowledgeBase) -> str:
        """One fact, with the procedure it belongs to."""
        procedure, directory = knowledge.procedures[reply.entry], knowledge.directory
        pieces: dict[Facet, Callable[[], str]] = {
            "forms": lambda: words.forms(procedure, directory),
            "requesters": lambda: words.sentences(
                words.requesters(procedure, directory), procedure.approval
            ),
            "phones": lambda: words.phones(procedure, directory),
            "send_to": lambda: words.addresses(
                [send_to(key, directory) for key in procedure.send_to], directory
            ),
            "include": lambda: "; ".join(map(words.item, procedure.include)),
            "steps": lambda: " ".join(
                f"{number}. {step}" for number, step in enumerate(procedure.steps, 1)
            ),
            "lead_time": lambda: procedure.lead_time or "",
            "cost": lambda: procedure.cost or "",
            "policies": lambda: words.policies(procedure, directory),
        }
        if found := pieces[reply.facet]():
            people = words.sentences(words.contacts(reply.authorised, directory))
            at_agency = [self.phrases["at_your_agency"].format(people=people)] if people else []
            return " ".join([f"{procedure.title}: {found}", *at_agency, *reply.notes])
        missing: str = self.phrases["facet_missing"][reply.facet]
        desk = fallback_reply(directory)
        return f"{missing.format(title=procedure.title)} {self._contact(desk)}"

    def contacts(self, reply: ContactsReply, knowledge: KnowledgeBase) -> str:
        """Who is authorised at an agency, or that nobody is recorded."""
        phrases, directory = self.phrases["contacts"], knowledge.directory
        parts = [phrases["agency"].format(agency=reply.agency)]
        found = [person for person in reply.contacts if reply.role in (None, person.role)]
        if reply.role and not found and HIDDEN_NOTE not in reply.notes:
            title = directory.roles[reply.role].title
            parts.append(phrases["nobody"].format(role=title, agency=reply.agency))
            if reply.contacts:
                parts.append(phrases["stand_in"])
        elif not reply.contacts and HIDDEN_NOTE not in reply.notes:
            parts.append(phrases["unknown"].format(agency=reply.agency))
        elif reply.role and not found:
            parts.append(phrases["role"].format(role=directory.roles[reply.role].title))
        if reply.contacts:
            parts.append(words.sentences(words.contacts(reply.contacts, directory)))
        parts += reply.notes
        if not found:
            parts.append(self._contact(fallback_reply(directory)))
        return " ".join([*parts, *self._rules(reply, knowledge)])

    def person(
        self, reply: ContactsReply, agencies: Sequence[str], knowledge: KnowledgeBase
    ) -> str:
        """In which roles a person is listed, and for which of the agencies (one each)."""
        directory = knowledge.directory
        parts = []
        if reply.role and all(person.role != reply.role for person in reply.contacts):
            title = directory.roles[reply.role].title
            name = reply.contacts[0].name
            parts.append(self.phrases["contacts"]["not_in_role"].format(name=name, role=title))
        parts += [
            words.sentences(f"{words.contacts([person], directory)}: {agency}")
            for person, agency in zip(reply.contacts, agencies, strict=True)
        ]
        return " ".join([*parts, *reply.notes, *self._rules(reply, knowledge)])

    def ask_agency(self, reply: ContactsReply, knowledge: KnowledgeBase, *, again: bool) -> str:
        """The agency has to be known first; `again`: what was typed is none that we know."""
        phrases, directory = self.phrases["contacts"], knowledge.directory
        record = knowledge.procedures[reply.entry]
        if reply.options:
            lines = [f"- {name}" for name in reply.options]
            return "\n".join([phrases["which_agency"], *lines])
        if again:
            contact = self._contact(fallback_reply(directory))
            return f"{phrases['no_such_agency']} {contact}"
        parts = [words.sentences(record.summary, record.approval)]
        if reply.role:
            parts.append(phrases["role"].format(role=directory.roles[reply.role].title))
        return " ".join([*parts, phrases["ask_agency"], *self._rules(reply, knowledge)])

    def _rules(self, reply: ContactsReply, knowledge: KnowledgeBase) -> list[str]:
        record = knowledge.procedures[reply.entry]
        policies = words.policies(record, knowledge.directory)
        return [self.phrases["contacts"]["policy"].format(policies=policies)] if policies else []

    def clarify(self, reply: ClarifyReply) -> str:
        """The choices by name."""
        lines = [f"- {option.title}" for option in reply.options]
        return "\n".join([self.phrases["clarify"], *lines])

    def fallback(self, reply: FallbackReply) -> str:
        """Nothing fits; whom to ask instead."""
        return f"{self.phrases['fallback']} {self._contact(reply)}"

    def apology(self, reply: FallbackReply) -> str:
        """The store is away."""
        apology: str = self.phrases["apology"]
        return apology.format(phones=words.joined(reply.phones))

    def chat(self, reply: ChatReply, audience: Audience) -> str:
        """Small talk; agents get none."""
        group = "chat_agent" if audience is Audience.AGENT else "chat"
        text: str = self.phrases[group][reply.intent]
        return text

    @property
    def no_current_entry(self) -> str:
        """A follow-up came before any procedure."""
        text: str = self.phrases["no_current_entry"]
        return text

    def _contact(self, reply: FallbackReply) -> str:
        desk = reply.send_to[0]
        text: str = self.phrases["fallback_contact"]
        email = f", or email {desk.email}" if desk.email else ""
        return text.format(name=desk.name, phones=words.joined(reply.phones), email=email)
