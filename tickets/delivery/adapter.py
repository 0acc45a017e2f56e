"""The port of the delivery: what an adapter is given, what it answers, how it fails."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from tickets.snapshot import RequestSnapshot

HOLDING = "outbox"


@dataclass(frozen=True)
class DeliveryAttempt:
    """One attempt to deliver a request; `correlation_id` is the same at every attempt."""

    correlation_id: str
    snapshot: RequestSnapshot
    number: int  # 1 for the first


@dataclass(frozen=True)
class DeliveryResult:
    """The receiver has it. `number` is the receiver's own, where it gives one.

    `submitted`: the Service Desk has it now; False for what is only held or went to a contact.
    `refused`: addresses that did not get what the others got.
    """

    number: str = ""
    submitted: bool = False
    held: bool = False
    refused: frozenset[str] = frozenset()


class DeliveryError(Exception):
    """It was not delivered; the message says by whom, what was answered and the remedy."""


class TemporaryError(DeliveryError):
    """Worth trying again, not before `retry_after` seconds where the receiver said so."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PermanentError(DeliveryError):
    """Trying again cannot help: a person has to look at it."""


def is_kept(snapshot: RequestSnapshot, *, sign_in_required: bool) -> bool:
    """Whether a request stays here, for its requester to pass on, whatever the method is.

    One that names nobody does, and where sign-in is required one for which nobody vouches: neither
    its requester nor the contact who submits it, nor the agent who typed it. Who was sent a request
    is told of its end.
    """
    if not snapshot.has_addressee:
        return True
    is_vouched_for = (
        snapshot.signed_in or snapshot.submitter or snapshot.typed_by or snapshot.withdrawn
    )
    return sign_in_required and not is_vouched_for


class DeliveryAdapter(Protocol):
    """A way to a receiver; delivering the same request twice must leave it with one."""

    name: str

    def deliver(self, attempt: DeliveryAttempt) -> DeliveryResult:
        """Hand the request over. Raises TemporaryError or PermanentError."""
        ...


@runtime_checkable
class StatusSource(Protocol):
    """An adapter whose receiver says what becomes of a request."""

    @property
    def status_interval(self) -> dt.timedelta:
        """How often to ask; zero: never."""
        ...

    def resolved(self, correlation_ids: Sequence[str]) -> Mapping[str, bool]:
        """Whether each request is resolved; without those that the receiver does not show.

        Raises TemporaryError or PermanentError.
        """
        ...


class HoldingAdapter:
    """Delivers to nobody: the request stays in the outbox, from where people export it."""

    name = HOLDING

    def __init__(self, _settings: object = None) -> None:
        """Nothing is to be set."""

    def deliver(self, attempt: DeliveryAttempt) -> DeliveryResult:
        """Nothing leaves."""
        return DeliveryResult(held=True)
