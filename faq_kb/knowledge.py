"""The whole knowledge base in memory. It cannot be built with a reference that leads nowhere."""

import re
from collections.abc import Container, Iterator
from typing import Self

from pydantic import Field, model_validator

from faq_kb.cases import case_faults
from faq_kb.directory_records import (
    ContactPoint,
    Page,
    PaperForm,
    Phone,
    Policy,
    RoleInfo,
    Topic,
)
from faq_kb.model import Key, KnowledgeRecord, Procedure, Role

KeyPath = tuple[str | int, ...]

CONTACT_LOOKUP = "agency_contact_lookup"
# What a role's contact is. With a person's name, the question is about that person.
CONTACT_ROLE_ENTRIES = frozenset(
    f"contact_role_{role}" for role in ("hr", "it", "compliance", "security", "management")
)
SERVICE_DESK = "service_desk"

FORM_TOKEN = re.compile(r"\bCOT-F\d{3}(?:EZ)?\b")
POLICY_TOKEN = re.compile(r"\bCIO-\d{3}\b")
PHONE_TOKEN = re.compile(r"\b\d{3}-\d{3}-\d{4}\b")
EMAIL_TOKEN = re.compile(r"\b[\w.]+@[\w.]+\.\w+\b")
# The parts of a procedure that are lists, and which of their keys hold sentences.
SENTENCES = {
    "steps": ("text",),
    "conditions": ("when", "then"),
    "include": ("label",),
    "requesters": ("note",),
    "forms": ("use",),
}


class Directory(KnowledgeRecord):
    """What procedures refer to by key, so that each number and address stands once."""

    phones: dict[Key, Phone]
    contact_points: dict[Key, ContactPoint]
    forms: dict[str, PaperForm]
    policies: dict[str, Policy]
    roles: dict[Role, RoleInfo]
    pages: dict[Key, Page]
    # A directory that an earlier version of the program stored has none.
    topics: dict[Key, Topic] = Field(default_factory=dict)

    @property
    def service_desk_phones(self) -> list[Phone]:
        """Every number of the Service Desk, the local one first."""
        return [phone for key, phone in self.phones.items() if key.startswith(SERVICE_DESK)]

    def web_address(self, record: ContactPoint | Policy) -> str:
        """Where the record is on the web: its own address, else its public page; else empty."""
        return record.url or (self.pages[record.page].url if record.page else "")


class Fault(KnowledgeRecord):
    """One thing wrong: in which `record`, at which `path` of keys, what it is and what to do."""

    record: str
    path: KeyPath
    message: str


class KnowledgeBase(KnowledgeRecord):
    """Every procedure by its catalog id, and the directory."""

    directory: Directory
    procedures: dict[Key, Procedure] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _references_hold(self) -> Self:
        if faults := list(reference_faults(self.directory, self.procedures)):
            first = faults[0]
            raise ValueError(f"{first.record}: {'.'.join(map(str, first.path))}: {first.message}")
        return self


def reference_faults(directory: Directory, procedures: dict[Key, Procedure]) -> Iterator[Fault]:
    """Every key that refers to nothing, and every number in free text that is not listed."""
    yield from _directory_faults(directory)
    yield from _repeated_questions(procedures)
    for name, procedure in procedures.items():
        for path, value, known, file in _references(procedure, directory):
            if value not in known:
                yield Fault(
                    record=name,
                    path=path,
                    message=f"`{value}` is not in {file}: add it there or correct the key",
                )
        for where, message in case_faults(procedure):
            yield Fault(record=name, path=where, message=message)
        yield from _unlisted(name, procedure)


def _directory_faults(directory: Directory) -> Iterator[Fault]:
    for key, point in directory.contact_points.items():
        if point.phone not in directory.phones:
            yield Fault(
                record="contact_points",
                path=(key, "phone"),
                message=f"`{point.phone}` is not in phones.yml: add it or use one of its keys",
            )
    for record in ("contact_points", "policies"):
        for key, one in getattr(directory, record).items():
            if one.page and one.page not in directory.pages:
                yield Fault(
                    record=record,
                    path=(key, "page"),
                    message=f"`{one.page}` is not in pages.yml: add it or use one of its keys",
                )


def _repeated_questions(procedures: dict[Key, Procedure]) -> Iterator[Fault]:
    """A question leads to one entry."""
    first: dict[str, str] = {}
    for name, procedure in procedures.items():
        other = first.setdefault(procedure.question.casefold(), name)
        if other != name:
            message = f"is the question of `{other}`, too: word it differently"
            yield Fault(record=name, path=("question",), message=message)


def _references(
    procedure: Procedure, directory: Directory
) -> Iterator[tuple[KeyPath, str, Container[str], str]]:
    for i, use in enumerate(procedure.forms):
        yield ("forms", i, "number"), use.number, directory.forms, "forms.yml"
    for field, known, file in (
        ("send_to", directory.contact_points, "contact_points.yml"),
        ("phones", directory.phones, "phones.yml"),
        ("policies", directory.policies, "policies.yml"),
    ):
        for i, key in enumerate(getattr(procedure, field)):
            yield (field, i), key, known, file
    for field in ("steps", "conditions"):
        for i, part in enumerate(getattr(procedure, field)):
            for j, key in enumerate(part.see):
                yield (field, i, "see", j), key, _parts_to_see(procedure), "this record"
    if directory.topics:
        yield ("topic",), procedure.topic, directory.topics, "topics.yml"
    yield ("source", "page"), procedure.source.page, directory.pages, "pages.yml"
    for i, rule in enumerate(procedure.requesters):
        yield ("requesters", i, "role"), rule.role, directory.roles, "roles.yml"


def _parts_to_see(procedure: Procedure) -> frozenset[str]:
    """The keys of the passages that a step or a condition may point to."""
    return frozenset(
        [
            *(f"phones.{key}" for key in procedure.phones),
            *(f"send_to.{key}" for key in procedure.send_to),
            *(f"forms.{use.number}" for use in procedure.forms),
            *(f"requesters.{rule.role}" for rule in procedure.requesters),
        ]
    )


def _unlisted(name: str, procedure: Procedure) -> Iterator[Fault]:
    listed_forms = {use.number for use in procedure.forms}
    for path, text in (*free_text(procedure), *_questions(procedure)):
        for pattern, listed, field in (
            (FORM_TOKEN, listed_forms, "forms"),
            (POLICY_TOKEN, set(procedure.policies), "policies"),
        ):
            for token in pattern.findall(text):
                if token not in listed:
                    yield Fault(
                        record=name,
                        path=path,
                        message=f"names {token}, which `{field}` does not list: list it there",
                    )
        for pattern, directory_file in (
            (PHONE_TOKEN, "phones.yml"),
            (EMAIL_TOKEN, "contact_points.yml"),
        ):
            for token in pattern.findall(text):
                yield Fault(
                    record=name,
                    path=path,
                    message=f"spells out {token}: keep it in {directory_file} and refer to its key",
                )


def _questions(procedure: Procedure) -> Iterator[tuple[KeyPath, str]]:
    """What agents ask about conditions: it says nothing that the conditions do not."""
    for i, condition in enumerate(procedure.conditions):
        if condition.ask:
            yield ("conditions", i, "ask"), condition.ask


def free_text(procedure: Procedure) -> Iterator[tuple[KeyPath, str]]:
    """Every sentence of a procedure with the path of keys that leads to it."""
    for field in ("title", "question", "summary", "approval", "lead_time", "cost"):
        if text := getattr(procedure, field):
            yield (field,), text
    for part, fields in SENTENCES.items():
        for i, one in enumerate(getattr(procedure, part)):
            for field in fields:
                if text := getattr(one, field):
                    yield (part, i, field), text
