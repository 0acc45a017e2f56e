"""A draft as the contract shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from faq_kb.answers import requesters, send_to
from faq_kb.cases import in_case
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
from tickets.draft import Draft
from tickets.fields import RequestField
from tickets.mail import MailLink


@dataclass(frozen=True)
class RequestMail:
    """The request as an e-mail: its parts, a link that opens it, and the file."""

    to: tuple[str, ...]
    subject: str
    mailto: MailLink
    eml: str


@dataclass(frozen=True)
class DraftView:
    """The people that may be named, and the request as an e-mail once it is confirmed."""

    people: Sequence[Contact] = ()
    may_submit: bool = False
    mail: RequestMail | None = None
    delivery: DraftDelivery | None = None
    notes: Sequence[str] = ()
    offered: str | None = None


@dataclass(frozen=True)
class DraftMessage:
    """What is said with a draft: what became of the user's message, and what is wanted next.

    `noted`: keys of the fields that were taken from it. `in_full`: the text says the whole draft.
    """

    message: str = ""
    question: str | None = None
    noted: Sequence[str] = ()
    in_full: bool = False


def draft_reply(
    draft: Draft,
    fields: Sequence[RequestField],
    knowledge: KnowledgeBase,
    shown: DraftView,
    said: DraftMessage,
) -> DraftReply:
    """The whole draft, and what is asked for now; `fields` are those that apply."""
    procedure, directory = knowledge.procedures.get(draft.entry), knowledge.directory
    case = in_case(procedure, draft.fields) if procedure else None
    keys = {field.key for field in fields} if procedure else draft.fields.keys()
    mail = shown.mail
    ticket = DraftTicket(
        id=draft.reference,
        status=draft.status.value,
        delivery=shown.delivery,
        entry=draft.entry,
        title=title(draft, knowledge),
        fields={key: value for key, value in draft.fields.items() if key in keys},
        missing=[field.key for field in draft.missing(fields)],
        items=[_item(field, draft) for field in fields],
        requesters=requesters(case) if case else [],
        agency=draft.agency or None,
        authorized=list(shown.people),
        may_submit=shown.may_submit,
        number=draft.number or None,
        receivers=[send_to(key, directory) for key in procedure.send_to] if procedure else [],
        mail=_mail(mail) if mail else None,
        mailto=mail.mailto.url if mail else None,
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


def _mail(mail: RequestMail) -> DraftMail:
    return DraftMail(to=list(mail.to), subject=mail.subject, link_in_full=mail.mailto.in_full)


def _item(field: RequestField, draft: Draft) -> DraftItem:
    return DraftItem(
        key=field.key,
        label=field.label,
        short=field.short,
        question=field.question,
        type=field.type,
        required=field.required,
        choices=list(field.choices),
        value=draft.fields.get(field.key),
        skipped=field.key in draft.skipped,
    )
