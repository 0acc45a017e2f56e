"""A draft as the contract shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from actions.drafting.shown import Shown
from faq_kb.answers import requesters, send_to
from faq_kb.contract import (
    Contact,
    DraftDelivery,
    DraftItem,
    DraftMail,
    DraftReply,
    DraftSummary,
    DraftTicket,
)
from faq_kb.knowledge import KnowledgeBase
from faq_kb.model import Role
from tickets.document import Person
from tickets.draft import Draft
from tickets.items import Item


@dataclass(frozen=True)
class DraftMessage:
    """What is said with a draft: what became of the user's message, and what is wanted next.

    `noted`: keys of the items that were taken from it. `in_full`: the text says the whole draft.
    """

    message: str = ""
    question: str | None = None
    noted: Sequence[str] = ()
    in_full: bool = False


def draft_reply(
    draft: Draft,
    items: Sequence[Item],
    knowledge: KnowledgeBase,
    shown: Shown,
    said: DraftMessage,
) -> DraftReply:
    """The whole draft, and what is asked for now."""
    procedure, directory = knowledge.procedures.get(draft.entry), knowledge.directory
    mail = shown.mail
    ticket = DraftTicket(
        id=draft.reference,
        status=draft.status.value,
        delivery=shown.delivery,
        entry=draft.entry,
        title=title(draft, knowledge),
        fields=dict(draft.fields),
        missing=[item.key for item in draft.missing(items)],
        items=[_item(item, draft) for item in items],
        requesters=requesters(procedure) if procedure else [],
        agency=draft.agency or None,
        authorized=[_contact(person, draft.agency) for person in shown.people],
        may_submit=shown.may_submit,
        number=draft.number or None,
        receivers=[send_to(key, directory) for key in procedure.send_to] if procedure else [],
        mail=DraftMail(to=list(mail.to), subject=mail.subject) if mail else None,
        mailto=mail.mailto if mail else None,
        eml=mail.eml if mail else None,
        version=draft.version,
        created_at=draft.created_at.isoformat(timespec="seconds"),
        updated_at=draft.updated_at.isoformat(timespec="seconds"),
    )
    return DraftReply(
        draft=ticket,
        message=said.message,
        asked=draft.asked if draft.status == "collecting" else None,
        question=said.question,
        noted=list(said.noted),
        in_full=said.in_full,
        drafts=[],
        offered=shown.offered,
        notes=list(shown.notes),
    )


def summary(draft: Draft, knowledge: KnowledgeBase, delivery: DraftDelivery | None) -> DraftSummary:
    """A draft in a line."""
    return DraftSummary(
        id=draft.reference,
        status=draft.status.value,
        delivery=delivery,
        entry=draft.entry,
        title=title(draft, knowledge),
        updated_at=draft.updated_at.isoformat(timespec="seconds"),
    )


def list_reply(message: str, rows: Iterable[DraftSummary] = ()) -> DraftReply:
    """Several drafts, a line each; none where there is none to show."""
    return DraftReply(message=message, draft=None, asked=None, drafts=list(rows), offered=None)


def title(draft: Draft, knowledge: KnowledgeBase) -> str:
    """Title of the draft's procedure; its id when an editor has removed the procedure."""
    procedure = knowledge.procedures.get(draft.entry)
    return procedure.title if procedure else draft.entry


def _item(item: Item, draft: Draft) -> DraftItem:
    return DraftItem(
        key=item.key,
        label=item.label,
        short=item.short,
        question=item.question,
        type=item.type,
        required=item.required,
        choices=list(item.choices),
        value=draft.fields.get(item.key),
        skipped=item.key in draft.skipped,
    )


def _contact(person: Person, agency: str) -> Contact:
    return Contact(
        name=person.name,
        role=Role(person.role),
        agency=agency,
        email=person.email or None,
        phone=person.phone or None,
    )
