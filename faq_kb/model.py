"""The typed records of the knowledge base, as an editor writes them in YAML."""

import datetime as dt
from collections import Counter
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

KEY_PATTERN = r"[a-z][a-z0-9_]*"
Key = Annotated[str, StringConstraints(pattern=f"^{KEY_PATTERN}$", max_length=64)]
Line = Annotated[
    str, StringConstraints(min_length=1, max_length=600, pattern=r"^\S[^\n\r]*\S$|^\S$")
]
FormNumber = Annotated[str, StringConstraints(min_length=2, max_length=40)]
PolicyNumber = Annotated[str, StringConstraints(min_length=2, max_length=80)]
# The topic of a procedure that names none.
GENERAL = "general"
# When something applies: the key of an item of type choice or yes_no, and the answers to it.
When = dict[Key, tuple[Line, ...]]


class Role(StrEnum):
    """Who may submit a request; the keys are public (docs/contract.md)."""

    HR = "hr"
    IT_SERVICES = "it_services"
    COMPLIANCE = "compliance"
    SECURITY = "security"
    MANAGEMENT = "management"
    SUPERVISOR = "supervisor"
    ACCOUNTING = "accounting"
    SPENDING_AUTHORITY = "spending_authority"
    APPLICATION_OWNER = "application_owner"
    ANYONE = "anyone"


class ItemType(StrEnum):
    """What kind of value an item of a request is, and so how a draft ticket checks it."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    URL = "url"
    BILLING_NUMBER = "billing_number"
    PHONE = "phone"
    DATE = "date"
    COUNT = "count"
    ADDRESS = "address"
    HOST_NAME = "host_name"
    FILE_PATH = "file_path"
    CHOICE = "choice"
    YES_NO = "yes_no"
    ATTACHMENT = "attachment"
    PERSON = "person"


class Scope(StrEnum):
    """Which agencies a procedure applies to."""

    CONSOLIDATED = "consolidated"
    ALL = "all"


class KnowledgeRecord(BaseModel):
    """Base of every record: unknown keys are faults, and a record never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RequesterRule(KnowledgeRecord):
    """One role that may submit the request; `note` says for what, unless for everything.

    `when`: the answers of a draft for which it may. `named_by`: the item that names the only person
    who may; without a value that is the requester.
    """

    role: Role
    note: Line | None = None
    when: When = Field(default_factory=dict)
    named_by: Key | None = None


class FormUse(KnowledgeRecord):
    """A form of this procedure; `use` says when to fill in this one, `when` for which answers."""

    number: FormNumber
    use: Line | None = None
    when: When = Field(default_factory=dict)


class IncludeItem(KnowledgeRecord):
    """One thing that the request must or should contain; a draft ticket asks for it.

    `when`: the answers to earlier items for which it does. `required_when`: those with which it is
    required, where it is optional otherwise.
    """

    key: Key
    label: Line
    type: ItemType = ItemType.TEXT
    required: bool = True
    required_when: When = Field(default_factory=dict)
    choices: tuple[Line, ...] = ()
    when: When = Field(default_factory=dict)

    @model_validator(mode="after")
    def _choices_belong_to_choice(self) -> Self:
        if (self.type is ItemType.CHOICE) != bool(self.choices):
            raise ValueError("`choices` is for items of type `choice`, which need it")
        if self.required and self.required_when:
            raise ValueError("`required_when` is for optional items: add `required: false`")
        return self


class Picture(KnowledgeRecord):
    """A drawing of a step: the files `name`.svg and `name`.png of faq_kb/pictures.

    `alt` says in words what it shows, for who cannot see it.
    """

    name: Key
    alt: Line


class Step(KnowledgeRecord):
    """One thing to do. Questions and answers name it by its `key`, wherever it stands.

    `see` names passages of the same record that belong to it: `phones.security_office`.
    """

    key: Key
    text: Line
    see: tuple[Line, ...] = ()
    picture: Picture | None = None

    @model_validator(mode="before")
    @classmethod
    def _has_a_key(cls, value: object) -> object:
        if isinstance(value, str):
            raise ValueError(
                "is a sentence without a key: write `key:` with a short name, such as"
                " `call_service_desk`, and below it the sentence as `text:`"
            )
        return value


class Condition(KnowledgeRecord):
    """A sub-case or exception: `when` it applies, `then` what is different.

    `ask`: the question that tells whether it applies, as a Service Desk agent asks it. `key`, `see`
    and `picture` are as of a step.
    """

    key: Key
    when: Line
    ask: Line | None = None
    then: Line
    see: tuple[Line, ...] = ()
    picture: Picture | None = None


class SourceRef(KnowledgeRecord):
    """Where the facts come from: a key of directory/pages.yml, and when they were checked."""

    page: Key
    verified: dt.date


class Procedure(KnowledgeRecord):
    """One entry of the catalog: everything the assistant may say about it.

    `question`: its title in people's words, for the catalog pages; no other entry has it. `topic`:
    a key of directory/topics.yml.
    """

    title: Line
    question: Line
    topic: Key = GENERAL
    summary: Line
    requesters: tuple[RequesterRule, ...] = ()
    approval: Line | None = None
    approval_when: When = Field(default_factory=dict)
    forms: tuple[FormUse, ...] = ()
    send_to: tuple[Key, ...] = ()
    phones: tuple[Key, ...] = ()
    include: tuple[IncludeItem, ...] = ()
    steps: tuple[Step, ...] = ()
    lead_time: Line | None = None
    cost: Line | None = None
    policies: tuple[PolicyNumber, ...] = ()
    conditions: tuple[Condition, ...] = ()
    applies_to: Scope = Scope.CONSOLIDATED
    call_first: bool = False
    source: SourceRef

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        for name, keys in (
            ("include", [item.key for item in self.include]),
            ("forms", [form.number for form in self.forms]),
            ("requesters", [rule.role for rule in self.requesters]),
            ("send_to", list(self.send_to)),
            ("phones", list(self.phones)),
        ):
            if len(set(keys)) != len(keys):
                raise ValueError(f"`{name}` names the same key twice: keep one of them")
        counted = Counter([*(one.key for one in self.steps), *(one.key for one in self.conditions)])
        if twice := [key for key, times in counted.items() if times > 1]:
            raise ValueError(
                f"`steps` and `conditions` name the key `{twice[0]}` twice: rename one of them"
            )
        return self

    @property
    def can_draft(self) -> bool:
        """Whether people can draft a ticket for it: there is something to fill in."""
        return bool(self.include)
