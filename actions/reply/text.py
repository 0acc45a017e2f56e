"""The one text renderer: whatever the `custom` object says, in plain words."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from ruamel.yaml import YAML

from actions.reply import words
from faq_kb.answers import fallback_reply, send_to
from faq_kb.contract import (
    ChatReply,
    ClarifyReply,
    Contact,
    ContactsReply,
    Facet,
    FacetReply,
    FallbackReply,
    ProcedureReply,
)
from faq_kb.knowledge import Directory, KnowledgeBase

FOLDER = Path(__file__).parent
PHRASES = FOLDER.parents[1] / "locales" / "en" / "replies.yml"


class Audience(StrEnum):
    """Who reads the reply: an employee, or a Service Desk agent who wants the facts first."""

    EMPLOYEE = "employee"
    AGENT = "agent"


class TextRenderer:
    """Renders every kind of reply; `text` alone must be enough."""

    def __init__(self) -> None:
        self.phrases: dict[str, Any] = YAML(typ="safe").load(PHRASES)
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
    ) -> str:
        """The whole answer of an entry."""
        record, directory = knowledge.procedures[reply.entry], knowledge.directory
        hint = self.phrases["tell_agency" if audience is Audience.EMPLOYEE else "which_caller"]
        name = "procedure_agent.txt.j2" if audience is Audience.AGENT else "procedure.txt.j2"
        text = self.templates.get_template(name).render(
            reply=reply,
            procedure=record,
            requesters=words.requesters(record, directory),
            forms=words.forms(record, directory),
            phones=words.phones(record, directory),
            policies=words.policies(record, directory),
            notes=[*map(words.condition, reply.conditions), *reply.notes],
            send_to=words.addresses(reply.send_to, directory),
            people=self._at_agency(reply.authorized, directory, reply.agency),
            item=words.item,
            hint=hint if reply.asked else "",
        )
        return text.strip()

    def facet(
        self,
        reply: FacetReply,
        knowledge: KnowledgeBase,
        audience: Audience = Audience.EMPLOYEE,
    ) -> str:
        """One fact, with the procedure it belongs to, and its people."""
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
            people = self._at_agency(reply.authorized, directory, reply.agency)
            parts = [f"{procedure.title}: {found}", words.sentences(people), *reply.notes]
            return " ".join(filter(None, parts))
        missing: str = self.phrases["facet_missing"][reply.facet]
        title = missing.format(title=procedure.title)
        return " ".join([title, *self._whom_to_ask(directory, audience)])

    def contacts(
        self,
        reply: ContactsReply,
        knowledge: KnowledgeBase,
        audience: Audience = Audience.EMPLOYEE,
        *,
        noted: bool = False,
    ) -> str:
        """Who is authorized at an agency, that nobody is recorded, or that nobody is named.

        `noted`: the user has just said to work there.
        """
        phrases, directory = self.phrases["contacts"], knowledge.directory
        agency = reply.agency or ""
        found = [person for person in reply.contacts if reply.role in (None, person.role)]
        title = directory.roles[reply.role].title if reply.role else ""
        parts = [phrases["noted" if noted else "agency"].format(agency=agency)]
        if reply.withheld:
            role = phrases["role_at" if agency else "role"].format(role=title, agency=agency)
            asked = [role] if title else [knowledge.procedures[reply.entry].summary]
            if agency and not title:
                asked.insert(0, phrases["all_at"].format(agency=agency))
            parts = [*(parts if noted else []), *reply.notes, *asked]
        elif title and not found:
            parts.append(phrases["nobody"].format(role=title, agency=agency))
            parts += [phrases["stand_in"]] if reply.contacts else []
        elif not found:
            parts.append(phrases["unknown"].format(agency=agency))
        if reply.contacts:
            parts.append(words.sentences(words.contacts(reply.contacts, directory, agency)))
        parts += [] if reply.withheld else reply.notes
        if not found:
            parts += self._whom_to_ask(directory, audience)
        return " ".join([*parts, *self._rules(reply, knowledge)])

    def consolidated(self, agency: str, *, is_so: bool | None) -> str:
        """Whether an agency is consolidated, as the contact listing says."""
        key = {True: "consolidated", False: "not_consolidated", None: "consolidated_unknown"}[is_so]
        text: str = self.phrases["contacts"][key]
        return text.format(agency=agency)

    def unknown_agency(self, name: str) -> str:
        """No agency is called so."""
        text: str = self.phrases["contacts"]["unknown_agency"]
        return text.format(name=name)

    def ask_agency(
        self,
        reply: ContactsReply,
        knowledge: KnowledgeBase,
        audience: Audience = Audience.EMPLOYEE,
        *,
        unknown: str | None = None,
    ) -> str:
        """The agency has to be known first; `unknown`: what was typed is none that we know."""
        phrases, directory = self.phrases["contacts"], knowledge.directory
        lines = [f"- {name}" for name in reply.options]
        if unknown is not None:
            said = self.unknown_agency(unknown) if unknown else phrases["no_such_agency"]
            if lines:
                return "\n".join([f"{said} {phrases['nearest']}", *lines])
            wanted = [said, phrases["full_name"]] if unknown else [said]
            return " ".join([*wanted, *self._whom_to_ask(directory, audience)])
        if lines:
            return "\n".join([phrases["which_agency"], *lines])
        record = knowledge.procedures[reply.entry]
        parts = [words.sentences(record.summary, record.approval)]
        if reply.role:
            parts.append(phrases["role"].format(role=directory.roles[reply.role].title))
        key = "ask_agency" if audience is Audience.EMPLOYEE else "ask_caller"
        return " ".join([*parts, phrases[key], *self._rules(reply, knowledge)])

    def _rules(self, reply: ContactsReply, knowledge: KnowledgeBase) -> list[str]:
        record = knowledge.procedures[reply.entry]
        policies = words.policies(record, knowledge.directory)
        return [self.phrases["contacts"]["policy"].format(policies=policies)] if policies else []

    def clarify(self, reply: ClarifyReply) -> str:
        """The choices by name."""
        lines = [f"- {option.title}" for option in reply.options]
        return "\n".join([self.phrases["clarify"], *lines])

    def fallback(self, reply: FallbackReply, audience: Audience = Audience.EMPLOYEE) -> str:
        """Nothing fits; whom to ask instead. An agent is who is asked."""
        if audience is Audience.AGENT:
            return str(self.phrases["fallback"])
        return f"{self.phrases['fallback']} {self._contact(reply)}"

    def apology(self, reply: FallbackReply) -> str:
        """The store is away."""
        apology: str = self.phrases["apology"]
        return apology.format(phones=words.joined([phone.number for phone in reply.phones]))

    def chat(self, reply: ChatReply, audience: Audience, directory: Directory) -> str:
        """Small talk; agents get none."""
        group = "chat_agent" if audience is Audience.AGENT else "chat"
        text: str = self.phrases[group][reply.intent]
        return text.format(phones=words.service_desk_phones(directory))

    def empty_message(self, audience: Audience) -> str:
        """The question back to a message that says nothing."""
        group = "chat_agent" if audience is Audience.AGENT else "chat"
        text: str = self.phrases[group]["empty_message"]
        return text

    @property
    def no_current_entry(self) -> str:
        """A follow-up came before any procedure."""
        text: str = self.phrases["no_current_entry"]
        return text

    def _at_agency(
        self, people: Sequence[Contact], directory: Directory, agency: str | None
    ) -> str:
        """People with the agency for which they may act; empty without people."""
        agency = agency or next((person.agency for person in people), "")
        named = words.contacts(people, directory, agency)
        return self.phrases["at_agency"].format(agency=agency, people=named) if named else ""

    def _whom_to_ask(self, directory: Directory, audience: Audience) -> list[str]:
        """The Service Desk, unless it is the Service Desk that asks."""
        if audience is Audience.AGENT:
            return []
        return [self._contact(fallback_reply(directory))]

    def _contact(self, reply: FallbackReply) -> str:
        desk = reply.send_to[0]
        text: str = self.phrases["fallback_contact"]
        email = f", or email {desk.email}" if desk.email else ""
        return text.format(
            name=desk.name,
            phones=words.joined([phone.number for phone in reply.phones]),
            email=email,
        )
