"""From a draft to the document that is handed over: keys become the knowledge base's words."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from faq_kb.answers import role_titles, send_to
from faq_kb.knowledge import SERVICE_DESK, KnowledgeBase
from faq_kb.model import Procedure
from tickets.document import Document, Line, Person, Recipient
from tickets.draft import Draft
from tickets.items import Item
from tickets.mail import reachable


def procedure_version(procedure: Procedure) -> str:
    """Digest of a procedure's record: changes when an editor changes anything in it."""
    return hashlib.sha256(procedure.model_dump_json().encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Address:
    """Who is to get a document, and who submits it; `link` opens the draft for them."""

    recipient: Recipient
    people: tuple[Person, ...] = ()
    link: str = ""
    # Roles to whom `people` pass it on, where none of those can be written to.
    forward_to: str = ""
    submitter: Person | None = None


def service_desk(entry: str, knowledge: KnowledgeBase) -> Address:
    """Where the procedure's requests go; the Service Desk for those whose address is not known."""
    procedure, points = knowledge.procedures[entry], knowledge.directory.contact_points
    known = [points[key] for key in procedure.send_to if points[key].email]
    return Address(
        Recipient.SERVICE_DESK,
        tuple(
            Person(name=point.name, email=point.email) for point in known or [points[SERVICE_DESK]]
        ),
    )


def contacts(
    entry: str, knowledge: KnowledgeBase, people: Sequence[Person], link: str = ""
) -> Address:
    """Who may submit the procedure's requests; the Service Desk, to pass it on, without them."""
    if reachable(people):
        return Address(Recipient.CONTACTS, tuple(people), link)
    desk = knowledge.directory.contact_points[SERVICE_DESK]
    roles = [rule.role for rule in knowledge.procedures[entry].requesters]
    return Address(
        Recipient.CONTACTS,
        (Person(name=desk.name, email=desk.email),),
        link,
        forward_to=" or ".join(role_titles(roles, knowledge.directory)),
    )


def compose(
    draft: Draft, items: Sequence[Item], knowledge: KnowledgeBase, address: Address
) -> Document:
    """The whole request as its receiver needs it; people's roles by their titles."""
    procedure, directory = knowledge.procedures[draft.entry], knowledge.directory
    titles = {role.value: info.title for role, info in directory.roles.items()}
    return Document(
        reference=draft.reference,
        entry=draft.entry,
        title=procedure.title,
        recipient=address.recipient,
        requester=draft.requester,
        signed_in=draft.signed_in,
        agency=draft.agency,
        to=tuple(
            person.model_copy(update={"role": titles.get(person.role, person.role)})
            for person in address.people
        ),
        forward_to=address.forward_to,
        submitter=address.submitter,
        lines=tuple(
            Line(
                key=item.key,
                label=item.receiver_label,
                value=draft.fields.get(item.key, ""),
                required=item.required,
            )
            for item in items
        ),
        approval=procedure.approval or "",
        send_to=tuple(_address(key, knowledge) for key in procedure.send_to),
        forms=tuple(
            f"{use.number} ({use.use})" if use.use else use.number for use in procedure.forms
        ),
        steps=procedure.steps,
        source=f"{directory.pages[procedure.source.page].address}, "
        f"checked {procedure.source.verified.isoformat()}",
        link=address.link,
    )


def _address(key: str, knowledge: KnowledgeBase) -> str:
    point = send_to(key, knowledge.directory)
    known = [part for part in (point.email, point.url) if part]
    return f"{point.name}: {', '.join(known) if known else f'ask {point.phone}'}"
