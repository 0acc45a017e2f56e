"""From a draft to the request that is handed over: keys become the knowledge base's words."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from contacts.columns import CONTACT_ROLES
from faq_kb.answers import role_titles, send_to
from faq_kb.cases import ONESELF, in_case
from faq_kb.contract import Contact
from faq_kb.knowledge import SERVICE_DESK, Directory, KnowledgeBase
from faq_kb.model import FormUse, ItemType, Procedure, Role
from tickets.authority import Authority
from tickets.draft import Draft
from tickets.fields import (
    REQUESTER_ROLE,
    ReceiverWords,
    RequestField,
    fields_in_case,
    receiver_words,
)
from tickets.mail import mail_words, reachable
from tickets.snapshot import Correspondent, FieldValue, Recipient, RequestSnapshot
from tickets.values.yes_no import HAVE_IT


def procedure_version(procedure: Procedure) -> str:
    """Digest of a procedure's record: changes when an editor changes anything in it."""
    return hashlib.sha256(procedure.model_dump_json().encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Destination:
    """Who is to get a snapshot, and who submits it; `link` opens the draft for them."""

    recipient: Recipient
    people: tuple[Correspondent, ...] = ()
    link: str = ""
    # Roles to whom `people` pass it on, where none of those can be written to.
    forward_to: str = ""
    submitter: Correspondent | None = None


def service_desk(entry: str, knowledge: KnowledgeBase) -> Destination:
    """Where the procedure's requests go; the Service Desk for those whose address is not known."""
    procedure, points = knowledge.procedures[entry], knowledge.directory.contact_points
    known = [points[key] for key in procedure.send_to if points[key].email]
    return Destination(
        Recipient.SERVICE_DESK,
        tuple(
            Correspondent(name=point.name, email=point.email)
            for point in known or [points[SERVICE_DESK]]
        ),
    )


def contacts(
    draft: Draft, knowledge: KnowledgeBase, people: Sequence[Contact], link: str = ""
) -> Destination:
    """Who may submit the draft's request; without them the Service Desk, to pass it on.

    Nobody where the requester alone knows who that is, such as his or her supervisor.
    """
    listed = tuple(correspondent(person, knowledge.directory) for person in people)
    if reachable(listed):
        return Destination(Recipient.CONTACTS, listed, link)
    roles = registered_roles(in_case(knowledge.procedures[draft.entry], draft.fields))
    if not roles:
        return Destination(Recipient.CONTACTS, (), link)
    desk = knowledge.directory.contact_points[SERVICE_DESK]
    return Destination(
        Recipient.CONTACTS,
        (Correspondent(name=desk.name, email=desk.email),),
        link,
        forward_to=_either(roles, knowledge.directory),
    )


def destination(
    draft: Draft,
    knowledge: KnowledgeBase,
    people: Sequence[Contact],
    link: str = "",
    *,
    may_submit: bool,
) -> Destination:
    """Who gets a draft's request: the Service Desk from who `may_submit` it, else `people`."""
    if may_submit:
        return service_desk(draft.entry, knowledge)
    return contacts(draft, knowledge, people, link)


def request_of(
    draft: Draft, knowledge: KnowledgeBase, found: Authority, base: str
) -> RequestSnapshot:
    """The request for whoever is to get it, by who may submit it today.

    `base`: the public address, whose link opens the draft for contacts.
    """
    link = f"{base}/?draft={draft.reference}" if base else ""
    place = destination(draft, knowledge, found.people, link, may_submit=found.requester_may_submit)
    fields = fields_in_case(draft.entry, knowledge.procedures[draft.entry], draft.fields)
    return compose(draft, fields, knowledge, place, role_is_listed=found.role_is_listed)


def registered_roles(procedure: Procedure) -> list[Role]:
    """Those of its requesters whom the Service Desk can look up for an agency."""
    return [rule.role for rule in procedure.requesters if rule.role in CONTACT_ROLES]


def compose(
    draft: Draft,
    fields: Sequence[RequestField],
    knowledge: KnowledgeBase,
    destination: Destination,
    *,
    role_is_listed: bool = False,
) -> RequestSnapshot:
    """The whole request as its receiver needs it; `fields` are those that apply.

    `role_is_listed`: the contact list has its requester in the role that he or she says to have.
    """
    procedure = in_case(knowledge.procedures[draft.entry], draft.fields)
    directory, words = knowledge.directory, receiver_words(draft.entry, draft.fields)
    for_contacts = destination.recipient is Recipient.CONTACTS
    roles = [rule.role for rule in procedure.requesters if rule.role is not Role.ANYONE]
    return RequestSnapshot(
        reference=draft.reference,
        entry=draft.entry,
        title=words.title or procedure.title,
        recipient=destination.recipient,
        requester=draft.requester,
        signed_in=draft.signed_in,
        channel=draft.channel,
        typed_by=draft.typed_by,
        called_back=draft.called_back,
        agency=draft.agency,
        to=destination.people,
        forward_to=destination.forward_to,
        submitters=_either(roles, directory) if for_contacts else "",
        submit_to=service_desk(draft.entry, knowledge).people if for_contacts else (),
        submitter=destination.submitter,
        fields=tuple(_field(field, draft, role_is_listed=role_is_listed) for field in fields),
        approval=(words.approval or procedure.approval) if procedure.approval else "",
        send_to=tuple(_address(key, knowledge) for key in procedure.send_to),
        forms=tuple(_form(use, words) for use in procedure.forms),
        steps=tuple(step.text for step in procedure.steps),
        source=mail_words().page.format(
            address=directory.pages[procedure.source.page].address, day=procedure.source.verified
        ),
        link=destination.link,
    )


def correspondent(contact: Contact, directory: Directory) -> Correspondent:
    """A contact as the receiver reads of them: the role by its title."""
    return Correspondent(
        name=contact.name,
        email=contact.email or "",
        phone=contact.phone or "",
        role=directory.roles[contact.role].title,
    )


def _field(field: RequestField, draft: Draft, *, role_is_listed: bool) -> FieldValue:
    words, value = mail_words(), draft.fields.get(field.key, "")
    told = field.told_choices.get(value, "")
    if field.type is ItemType.ATTACHMENT and value == HAVE_IT:
        told = words.at_hand
    elif field.may_be_requester and value == ONESELF:
        told = words.oneself.format(name=draft.requester.name)
    elif field.key == REQUESTER_ROLE and value:
        told = (words.role_listed if role_is_listed else words.role_said).format(role=value)
    return FieldValue(
        key=field.key,
        label=field.receiver_label,
        value=value,
        required=field.required,
        heading=field.receiver_heading,
        receiver_value=told,
    )


def _form(use: FormUse, words: ReceiverWords) -> str:
    told = words.forms.get(use.number, use.use)
    return f"{use.number} ({told})" if told else use.number


def _address(key: str, knowledge: KnowledgeBase) -> str:
    point = send_to(key, knowledge.directory)
    known = [part for part in (point.email, point.url) if part]
    return f"{point.name}: {', '.join(known) or mail_words().ask.format(phone=point.phone)}"


def _either(roles: Sequence[Role], directory: Directory) -> str:
    return f" {mail_words().either} ".join(role_titles(roles, directory))
