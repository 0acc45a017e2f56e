"""How far a confirmed draft has come: who has it, what waits, who knows of its withdrawal."""

from collections.abc import Sequence
from dataclasses import dataclass

from actions.reply.delivery_methods import DeliveryMethods
from faq_kb.answers import service_desk_phones
from faq_kb.contract import DraftDelivery, PhoneRef, SentTo
from faq_kb.knowledge import Directory
from tickets.additions import additions_of, request_of
from tickets.draft import Draft, Status
from tickets.mail import reachable
from tickets.outbox import DeliveryState, OutboxMessage
from tickets.snapshot import Recipient
from tickets.withdrawal import brought


@dataclass(frozen=True)
class DraftProgress:
    """`message`: the newest of the outbox that brings the request, `method`: how it is sent.

    `sent_to`: who was e-mailed it last. `call`: numbers to call, where it was not delivered.
    `is_addition_lost`: something that was added later could not be delivered. `notices`: how far
    word of its withdrawal has come.
    """

    message: OutboxMessage | None = None
    method: str = ""
    delivery: DraftDelivery | None = None
    sent_to: SentTo | None = None
    call: Sequence[PhoneRef] = ()
    awaits_sign_in: bool = False
    is_addition_lost: bool = False
    notices: Sequence[DeliveryState] = ()


@dataclass(frozen=True)
class Receiver:
    """Who has a request: e-mailed so, or under a number of the Service Desk's own.

    `is_told`: whether word of its withdrawal reaches them.
    """

    sent_to: SentTo
    number: str = ""
    is_told: bool = True


def progress_of(
    draft: Draft, messages: Sequence[OutboxMessage], methods: DeliveryMethods, directory: Directory
) -> DraftProgress:
    """The progress of a draft with these outbox messages, the newest last."""
    notices = [one for one in messages if one.snapshot and one.snapshot.withdrawn]
    newest = request_of(messages)
    if newest is None:
        return DraftProgress()
    is_open = draft.status is Status.HANDED_OVER
    delivery = methods.delivery(newest) if is_open else None
    return DraftProgress(
        message=newest,
        method=methods.method(newest),
        delivery=delivery,
        sent_to=_sent_to(newest),
        call=service_desk_phones(directory) if delivery == "failed" else (),
        awaits_sign_in=is_open and methods.awaits_sign_in(newest),
        is_addition_lost=any(one.state is DeliveryState.FAILED for one in additions_of(messages)),
        notices=[one.state for one in notices],
    )


def receivers_of(messages: Sequence[OutboxMessage], methods: DeliveryMethods) -> list[Receiver]:
    """Everybody who has the request of these messages."""
    newest = [has[-1] for recipient in Recipient if (has := brought(messages, recipient))]
    return [
        # Who has a request is told whoever has sent it.
        Receiver(_people(one), one.number, methods.sends(one.recipient, signed_in=True))
        for one in newest
    ]


def _sent_to(message: OutboxMessage) -> SentTo | None:
    """Nobody while it has not left, nor where a record has been made of it."""
    is_mailed = message.state is DeliveryState.DELIVERED and not message.number
    return _people(message) if is_mailed and message.snapshot else None


def _people(message: OutboxMessage) -> SentTo:
    snapshot = message.snapshot
    people = reachable(snapshot.to) if snapshot else ()
    # Contact points may be named to everybody, the people of an agency not.
    is_places = message.recipient is Recipient.SERVICE_DESK or bool(
        snapshot and snapshot.forward_to
    )
    places = [person.name for person in people] if is_places else []
    return SentTo(count=len(people), places=places)
