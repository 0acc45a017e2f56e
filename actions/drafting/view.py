"""A draft as the contract shows it."""

from collections.abc import Iterable, Sequence

from actions.drafting.shown import Shown
from faq_kb.contract import (
    Contact,
    DraftDelivery,
    DraftItem,
    DraftReply,
    DraftSummary,
    DraftTicket,
)
from faq_kb.knowledge import KnowledgeBase
from faq_kb.model import Role
from tickets.document import Person
from tickets.draft import Draft
from tickets.items import Item


def draft_reply(
    draft: Draft, items: Sequence[Item], knowledge: KnowledgeBase, shown: Shown
) -> DraftReply:
    """The whole draft, and what is asked for now."""
    ticket = DraftTicket(
        id=draft.reference,
        status=draft.status.value,
        delivery=shown.delivery,
        entry=draft.entry,
        title=title(draft, knowledge),
        fields=dict(draft.fields),
        missing=[item.key for item in draft.missing(items)],
        items=[_item(item, draft) for item in items],
        authorized=[_contact(person, draft.agency) for person in shown.people],
        may_submit=shown.may_submit,
        number=draft.number or None,
        mailto=shown.mail.mailto if shown.mail else None,
        eml=shown.mail.eml if shown.mail else None,
        version=draft.version,
        created_at=draft.created_at.isoformat(timespec="seconds"),
        updated_at=draft.updated_at.isoformat(timespec="seconds"),
    )
    return DraftReply(
        draft=ticket,
        asked=draft.asked if draft.status == "collecting" else None,
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


def list_reply(rows: Iterable[DraftSummary]) -> DraftReply:
    """Several drafts, a line each; none says that there is none."""
    return DraftReply(draft=None, asked=None, drafts=list(rows), offered=None, notes=[])


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
