"""The request as it is handed over: a snapshot of the draft that the user confirmed."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from common.addresses import is_email


class Recipient(StrEnum):
    """To whom a request is handed."""

    CONTACTS = "contacts"
    SERVICE_DESK = "service_desk"


class RequestChannel(StrEnum):
    """How a request came in."""

    CHAT = "chat"
    PHONE = "phone"  # an agent typed it while its requester was on the phone


class Correspondent(BaseModel):
    """Somebody with a name; addresses are empty when nobody gave them."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    email: str = ""
    phone: str = ""
    role: str = ""


class FieldValue(BaseModel):
    """One field of the request: `value` is empty while it is missing."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str
    label: str
    value: str
    required: bool
    # What stands before the value; empty where that is the label.
    heading: str = ""
    # What the receiver reads instead of a value that speaks for the requester.
    receiver_value: str = ""


class RequestSnapshot(BaseModel):
    """Everything that the receiver needs, in the receiver's words; JSON in the outbox table."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    reference: str
    entry: str
    title: str
    recipient: Recipient
    requester: Correspondent
    # Whether the requester had signed in; None where an earlier version did not note it.
    signed_in: bool | None = None
    channel: RequestChannel = RequestChannel.CHAT
    # By phone: the agent who typed it, and whether the requester was called back on the number on
    # record.
    typed_by: Correspondent | None = None
    called_back: bool = False
    agency: str
    to: tuple[Correspondent, ...]
    # Roles at the agency whom `to` is to pass it on to; empty where `to` may submit it themselves.
    forward_to: str = ""
    # Roles that may submit it, and the place to which they do; for requests to contacts.
    submitters: str = ""
    submit_to: tuple[Correspondent, ...] = ()
    # What is new since the request of this correlation id left; then only this is sent on. Word of
    # its withdrawal names the request, too.
    addition: tuple[FieldValue, ...] = ()
    addition_to: str = ""
    # Tells those who have the request that it is withdrawn.
    withdrawn: bool = False
    # Who sends it to the Service Desk; the requester unless a contact does.
    submitter: Correspondent | None = None
    fields: tuple[FieldValue, ...]
    # Sentences of the knowledge base: who approves, where the request goes, which forms it needs.
    # The steps tell the requester what to do: programs read them, mails leave them out.
    approval: str = ""
    send_to: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    source: str = ""
    # Opens the draft for the receiver alone; empty where no public address is set.
    link: str = ""

    @property
    def has_addressee(self) -> bool:
        """Whether there is somebody to send it to; the Service Desk can always be reached."""
        return self.recipient is Recipient.SERVICE_DESK or any(
            is_email(person.email) for person in self.to
        )

    @property
    def whole(self) -> "RequestSnapshot":
        """The request as it is now, whatever of it is new."""
        return self.model_copy(update={"addition": (), "addition_to": ""})

    @property
    def missing(self) -> tuple[FieldValue, ...]:
        """Required lines without a value."""
        return tuple(line for line in self.fields if line.required and not line.value)
