"""From a draft to the request that is handed over: keys become the knowledge base's words."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from faq_kb.answers import role_titles, send_to
from faq_kb.cases import in_case
from faq_kb.contract import Contact
from faq_kb.knowledge import SERVICE_DESK, Directory, KnowledgeBase
from faq_kb.model import Procedure
from tickets.draft import Draft
from tickets.fields import RequestField
from tickets.mail import reachable
from tickets.snapshot import Correspondent, FieldValue, Recipient, RequestSnapshot


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
    """Who may submit the draft's request; the Service Desk, to pass it on, without them."""
    listed = tuple(correspondent(person, knowledge.directory) for person in people)
    if reachable(listed):
        return Destination(Recipient.CONTACTS, listed, link)
    desk = knowledge.directory.contact_points[SERVICE_DESK]
    case = in_case(knowledge.procedures[draft.entry], draft.fields)
    roles = [rule.role for rule in case.requesters]
    return Destination(
        Recipient.CONTACTS,
        (Correspondent(name=desk.name, email=desk.email),),
        link,
        forward_to=" or ".join(role_titles(roles, knowledge.directory)),
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


def compose(
    draft: Draft, fields: Sequence[RequestField], knowledge: KnowledgeBase, destination: Destination
) -> RequestSnapshot:
    """The whole request as its receiver needs it; `fields` are those that apply."""
    procedure = in_case(knowledge.procedures[draft.entry], draft.fields)
    directory = knowledge.directory
    return RequestSnapshot(
        reference=draft.reference,
        entry=draft.entry,
        title=procedure.title,
        recipient=destination.recipient,
        requester=draft.requester,
        signed_in=draft.signed_in,
        agency=draft.agency,
        to=destination.people,
        forward_to=destination.forward_to,
        submitter=destination.submitter,
        fields=tuple(
            FieldValue(
                key=field.key,
                label=field.receiver_label,
                value=draft.fields.get(field.key, ""),
                required=field.required,
            )
            for field in fields
        ),
        approval=procedure.approval or "",
        send_to=tuple(_address(key, knowledge) for key in procedure.send_to),
        forms=tuple(
            f"{use.number} ({use.use})" if use.use else use.number for use in procedure.forms
        ),
        steps=tuple(step.text for step in procedure.steps),
        source=f"{directory.pages[procedure.source.page].address}, "
        f"checked {procedure.source.verified.isoformat()}",
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


def _address(key: str, knowledge: KnowledgeBase) -> str:
    point = send_to(key, knowledge.directory)
    known = [part for part in (point.email, point.url) if part]
    return f"{point.name}: {', '.join(known) if known else f'ask {point.phone}'}"
