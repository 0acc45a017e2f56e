"""A draft as the contract shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from actions.drafting.progress import DraftProgress
from faq_kb.answers import requesters, send_to
from faq_kb.cases import in_case
from faq_kb.contract import (
    Contact,
    DraftItem,
    DraftMail,
    DraftReply,
    DraftSuggestion,
    DraftSummary,
    DraftTicket,
    FormState,
)
from faq_kb.knowledge import KnowledgeBase
from tickets.draft import Draft
from tickets.fields import RequestField
from tickets.mail import MailLink, eml, mailto, reachable, subject_of
from tickets.snapshot import RequestSnapshot


@dataclass(frozen=True)
class RequestMail:
    """The request as an e-mail: its parts, a link that opens it, and the file."""

    to: tuple[str, ...]
    subject: str
    mailto: MailLink
    eml: str


def request_mail(snapshot: RequestSnapshot) -> RequestMail:
    """The e-mail of a request."""
    return RequestMail(
        to=tuple(person.email for person in reachable(snapshot.to)),
        subject=subject_of(snapshot),
        mailto=mailto(snapshot),
        eml=eml(snapshot).decode(),
    )


@dataclass(frozen=True)
class DraftView:
    """The people that may be named, and the request as an e-mail once it is confirmed.

    `sign_in_hint`: the text that says how signing in lets it be sent, or empty.
    """

    people: Sequence[Contact] = ()
    may_submit: bool = False
    mail: RequestMail | None = None
    progress: DraftProgress = field(default_factory=DraftProgress)
    sign_in_hint: str = ""
    notes: Sequence[str] = ()
    offered: str | None = None


@dataclass(frozen=True)
class DraftMessage:
    """What is said with a draft: what became of the user's message, and what is wanted next.

    `noted`: keys of the fields that were taken from it. `in_full`: the text says the whole draft.
    `suggested`: what the question asks to put down.
    `asks`: the question is the one for the item that the draft waits for; `asks_whole`: it is about
    the whole draft, whatever item it waits for. `others`: drafts for the same thing.
    `form`: all fields are to be filled in at once, and nothing else is asked.
    """

    message: str = ""
    question: str | None = None
    noted: Sequence[str] = ()
    in_full: bool = False
    suggested: DraftSuggestion | None = None
    asks: bool = False
    asks_whole: bool = False
    others: Sequence[DraftSummary] = ()
    form: FormState | None = None


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
    mail, waits = shown.mail, draft.status == "collecting" or said.asks
    ticket = DraftTicket(
        id=draft.reference,
        status=draft.status.value,
        delivery=shown.progress.delivery,
        sent_to=shown.progress.sent_to,
        call=list(shown.progress.call),
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
        asked=draft.asked if waits and not said.asks_whole and said.form is None else None,
        question=said.question,
        noted=list(said.noted),
        in_full=said.in_full,
        suggested=said.suggested,
        drafts=list(said.others),
        offered=shown.offered,
        notes=list(shown.notes),
        form=said.form,
    )


def summary(draft: Draft, knowledge: KnowledgeBase, progress: DraftProgress) -> DraftSummary:
    """A draft in a line."""
    return DraftSummary(
        id=draft.reference,
        status=draft.status.value,
        delivery=progress.delivery,
        sent_to=progress.sent_to,
        call=list(progress.call),
        number=draft.number or None,
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
        help=field.help,
    )
