"""The parts of a reply: a form, a place, a phone number, a person."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from faq_kb.model import Role

Facet = Literal[
    "forms",
    "requesters",
    "phones",
    "send_to",
    "include",
    "steps",
    "lead_time",
    "cost",
    "policies",
    "detail",
]
ClarifyReason = Literal["unsure", "vague", "two_needs", "repair"]
FallbackReason = Literal["out_of_scope", "not_in_source", "unavailable"]
ChatIntent = Literal["greet", "thanks", "help", "goodbye", "person", "masked", "next_caller"]
DraftStatus = Literal[
    "collecting", "ready", "handed_over", "submitted", "resolved", "withdrawn", "expired"
]
DraftDelivery = Literal["not_sent", "sending", "sent", "failed"]


class _Personal:
    """Marks a field that names people or is addressed to them."""


PERSONAL = _Personal()


class Part(BaseModel):
    """Base of every part: exactly these fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonalPart(Part):
    """Base of the parts that are about one person; `Reply.without_people` takes them out."""


# A field that is left out of the object when there is nothing to say ("url?" in the contract).
Optional = Annotated[str | None, Field(exclude_if=lambda value: value is None)]


class Passage(Part):
    """A passage of the record, by the key under which the record has it."""

    key: str
    text: str

    @property
    def kind(self) -> str:
        """The part of the record that it belongs to: `steps` of `steps.ask_contact`."""
        return self.key.partition(".")[0]


class Requester(Part):
    """A role that may make the request; `note` says for what, when that is not everything."""

    role: Role
    note: Optional = None


class FormRef(Part):
    """A form; `use` says when it is the one to fill in."""

    number: str
    title: str
    use: Optional = None
    url: Optional = None


class SendTo(Part):
    """A place that requests go to.

    Without an address there is a `phone`, and `phone_label` says whose number that is.
    """

    name: str
    note: Optional = None
    email: Optional = None
    phone: Optional = None
    phone_label: Optional = None
    url: Optional = None


class PhoneRef(Part):
    """A number to call, and whose it is."""

    number: str
    label: str


class Item(Part):
    """One thing that the request must or should contain; `when` says in which case."""

    key: str
    label: str
    help: Optional = None
    required: bool
    when: Optional = None


class ConditionRef(Part):
    """A sub-case or exception: `when` it applies, `then` what is different."""

    key: Optional = None
    when: str
    then: str


class PictureRef(Part):
    """A drawing of a passage of the record; `alt` says in words what it shows.

    `step`: the number of the step that it belongs to, from 1; left out for a condition. `name` is
    that of its files: a channel knows where it serves them.
    """

    passage: str
    step: Annotated[int | None, Field(exclude_if=lambda value: value is None)] = None
    name: str
    alt: str


class PolicyRef(Part):
    """A policy; its title is its number where the source gives no title."""

    number: str
    title: str
    url: Optional = None


class Source(Part):
    """Where the facts come from, and when they were checked."""

    page: str
    url: Optional = None
    verified: str


class Contact(PersonalPart):
    """A person who may act in a role for an agency: a department, or its cabinet."""

    name: str
    role: Role
    agency: str
    email: Optional = None
    phone: Optional = None


class Authorization(Part):
    """A role at an agency, and since and until when; dates are ISO 8601."""

    role: Role
    agency: str
    since: Optional = None
    until: Optional = None
    verified: Optional = None


class PersonCheck(PersonalPart):
    """Whether a person is authorized, for what was asked, and the authorizations that say so.

    When `authorized` is false, they are what the contact file has of the person instead.
    """

    name: str
    agency: str | None
    role: Role | None
    authorized: bool
    authorizations: list[Authorization]


class Choice(Part):
    """A named choice; `entry` is the catalog entry that it stands for."""

    entry: Optional = None
    title: str
