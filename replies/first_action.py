"""What to do first, chosen from a procedure's facts: call, ask, open, fill in, or write."""

from collections.abc import Sequence
from dataclasses import dataclass

from faq_kb.contract import FormRef, PhoneRef, ProcedureReply, Requester, SendTo
from faq_kb.model import Role
from locales import Labels
from replies.draft_status import joined


@dataclass(frozen=True)
class Call:
    """Call this number; `at_once`: before anything is written."""

    phone: PhoneRef
    at_once: bool


@dataclass(frozen=True)
class AskRequester:
    """Somebody in one of these roles makes the request."""

    requesters: Sequence[Requester]

    @property
    def is_plain(self) -> bool:
        """Whether each of them may make all of it: no role has a remark."""
        return not any(one.note for one in self.requesters)


@dataclass(frozen=True)
class FillIn:
    """Fill in this form."""

    form: FormRef


@dataclass(frozen=True)
class OpenPage:
    """Open the page of this place."""

    place: SendTo


@dataclass(frozen=True)
class Write:
    """E-mail this place."""

    place: SendTo


def call_title(number: str, labels: Labels, *, at_once: bool = False) -> str:
    """What a button or link says that calls a number."""
    words = labels.action
    return (words.call_now if at_once else words.call).format(number=number)


def ask_title(action: AskRequester, labels: Labels) -> str:
    """Who sends the request, where each of the roles may make all of it."""
    roles = [labels.roles[one.role] for one in action.requesters]
    return labels.action.ask.format(roles=joined(roles, labels.sentences.list_or))


FirstAction = Call | AskRequester | FillIn | OpenPage | Write


def first_action(reply: ProcedureReply) -> FirstAction | None:
    """What the record has one do first; None where it only explains: its steps are then first."""
    phones, places = reply.phones, reply.send_to
    if reply.call_first and phones:
        return Call(phones[0], at_once=True)
    if is_asked_for_by_others(reply):
        return AskRequester(reply.requesters)
    if page := next((place for place in places if place.url), None):
        return OpenPage(page)
    if reply.forms:
        return FillIn(reply.forms[0])
    if phones:
        return Call(phones[0], at_once=False)
    address = next((place for place in places if place.email), None)
    return Write(address) if address else None


def is_asked_for_by_others(reply: ProcedureReply) -> bool:
    """Whether there is a request, and not everybody may make it."""
    is_request = bool(reply.can_draft or reply.forms or reply.send_to)
    may_all = any(one.role is Role.ANYONE and not one.note for one in reply.requesters)
    return is_request and bool(reply.requesters) and not may_all
