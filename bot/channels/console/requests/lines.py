"""Requests of the queue as the page shows them: in a line, or with everything that is known."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from sqlalchemy.orm import Session

from bot.channels.console.requests.schemas import (
    ConversationLine,
    DeliveryLine,
    FilledField,
    LogLine,
    RequestDetails,
    RequestLine,
)
from faq_kb.model import Procedure
from locales import Catalog
from tickets import store
from tickets.delivery.worker import FAULT
from tickets.draft import Draft, Status
from tickets.events import AGENT, Event, EventType
from tickets.mail import typist
from tickets.outbox import DeliveryState, OutboxMessage
from tickets.overview import fields_in, moment, title
from tickets.queue import QueuedRequest, QueueState
from tickets.redelivery import failed_messages
from tickets.snapshot import FieldValue

Procedures = Mapping[str, Procedure]
# A field that changed belongs to the line of the others that changed with it.
OF_FIELDS = frozenset({EventType.TAKEN, EventType.CHANGED, EventType.ADDED, EventType.SKIPPED})


class RequestLines:
    """Words requests for agents."""

    def __init__(self, catalog: Catalog) -> None:
        self._words = catalog.console.requests

    def line(self, request: QueuedRequest, procedures: Procedures) -> RequestLine:
        """A request in a line."""
        return RequestLine(**self._line(request, procedures))

    def details(
        self,
        session: Session,
        request: QueuedRequest,
        procedures: Procedures,
        conversation: Sequence[ConversationLine],
    ) -> RequestDetails:
        """Everything that is known of a request."""
        draft = request.draft
        fields = fields_in(draft, procedures)
        return RequestDetails(
            **self._line(request, procedures),
            fields=[FilledField(label=_label(one), value=one.value) for one in fields if one.value],
            missing=[_label(one) for one in fields if one.required and not one.value],
            authorized=[*draft.authorized],
            log=self._log(session, draft, {one.key: _label(one) for one in fields}),
            deliveries=[self._delivery(one) for one in request.messages],
            conversation=[*conversation],
            can_retry=bool(failed_messages(request.messages)),
            can_withdraw=draft.can_be_withdrawn,
        )

    def _line(self, request: QueuedRequest, procedures: Procedures) -> dict[str, str | None]:
        draft = request.draft
        return {
            "reference": draft.reference,
            "entry": draft.entry,
            "title": title(draft, procedures),
            "requester": draft.requester.name,
            "agency": draft.agency,
            "state": request.state,
            "status": draft.status,
            "status_words": self._words.status[_status(request)],
            "channel": draft.channel,
            "typed_by": typist(draft) or None,
            "updated": moment(draft.updated_at),
            "created": moment(draft.created_at),
            "number": draft.number,
            "cause": self._cause(request.messages),
        }

    def _cause(self, messages: Sequence[OutboxMessage]) -> str | None:
        """Why the newest message that was given up was not delivered, and what helps."""
        failed = failed_messages(messages)
        if not failed:
            return None
        last = failed[-1]
        said = self._words.fault if last.last_error.startswith(FAULT) else last.last_error
        return self._words.cause[last.recipient].format(error=said)

    def _delivery(self, message: OutboxMessage) -> DeliveryLine:
        is_fault = message.last_error.startswith(FAULT)
        return DeliveryLine(
            recipient=message.recipient,
            state=message.state,
            attempts=message.attempts,
            error=self._words.fault if is_fault else message.last_error,
            number=message.number,
            at=moment(message.delivered_at or message.created_at),
        )

    def _log(self, session: Session, draft: Draft, labels: Mapping[str, str]) -> list[LogLine]:
        """What happened, in order; the fields that changed at once in one line."""
        log = store.log_of(session, draft.reference)
        lines = []
        for (_, kind, by, _field), group in groupby(log, key=_together):
            found = [*group]
            events = [event for _, _, event in found]
            named = ", ".join(labels.get(one.field, one.field) for one in events if one.field)
            words = f"{self._words.log[kind]}{f': {named}' if named else ''}"
            lines.append(LogLine(at=moment(found[0][1]), words=self._signed(words, by, events[0])))
        return lines

    def _signed(self, words: str, by: str, event: Event) -> str:
        """The words with who did it, where that is a person."""
        who = event.agent if by == AGENT and event.agent else self._words.by.get(by, "")
        return f"{words} ({who})" if who else words


def _together(entry: tuple[int, object, Event]) -> tuple[int, str, str, str]:
    version, _, event = entry
    alone = "" if event.type in OF_FIELDS else event.field
    return version, event.type.value, event.by, alone


def _status(request: QueuedRequest) -> str:
    """Which words say where it stands: of what is handed over, by where it is."""
    draft = request.draft
    if request.state is QueueState.FAILED:
        return "failed"
    if draft.status is not Status.HANDED_OVER:
        return draft.status.value
    left = [one for one in request.messages if one.state is not DeliveryState.CANCELLED]
    state = left[-1].state if left else DeliveryState.HELD
    place = "desk" if request.state is QueueState.NEW else "contacts"
    return f"{place}_{state}"


def _label(one: FieldValue) -> str:
    return one.label[:1].upper() + one.label[1:]
