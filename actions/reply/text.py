"""The one text renderer: whatever the `custom` object says, in plain words."""

from collections.abc import Callable
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

    def procedure(self, reply: ProcedureReply, knowledge: KnowledgeBase, audience: Audience) -> str:
        """The whole answer of an entry."""
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
            "include": lambda: "; ".join(
                item.label if item.required else f"{item.label} (optional)"
                for item in procedure.include
            ),
            "steps": lambda: " ".join(
                f"{number}. {step}" for number, step in enumerate(procedure.steps, 1)
            ),
            "lead_time": lambda: procedure.lead_time or "",
            "cost": lambda: procedure.cost or "",
            "policies": lambda: words.policies(procedure, directory),
        }
        if found := pieces[reply.facet]():
            return f"{procedure.title}: {found}"
        missing: str = self.phrases["facet_missing"][reply.facet]
        desk = fallback_reply(directory)
        return f"{missing.format(title=procedure.title)} {self._contact(desk)}"

    def contacts(self, reply: ContactsReply, knowledge: KnowledgeBase) -> str:
        """Who is authorised at an agency, or what has to be known first."""
        phrases, directory = self.phrases["contacts"], knowledge.directory
        record = knowledge.procedures[reply.entry]
        parts = [words.sentences(record.summary, record.approval)]
        if reply.role:
            parts.append(phrases["role"].format(role=directory.roles[reply.role].title))
        if reply.asked == "agency":
            parts.append(phrases["ask_agency"])
        elif reply.contacts:
            parts.append(words.contacts(reply.contacts, directory))
        else:
            parts.append(phrases["unknown"].format(agency=reply.agency))
            parts.append(self._contact(fallback_reply(directory)))
        if policies := words.policies(record, directory):
            parts.append(phrases["policy"].format(policies=policies))
        return " ".join(parts)

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
