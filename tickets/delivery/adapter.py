"""The port of the delivery: what an adapter is given, what it answers, how it fails."""

from dataclasses import dataclass
from typing import Protocol

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
    """

    number: str = ""
    submitted: bool = False
    held: bool = False


class DeliveryError(Exception):
    """It was not delivered; the message says by whom, what was answered and the remedy."""


class TemporaryError(DeliveryError):
    """Worth trying again, not before `retry_after` seconds where the receiver said so."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PermanentError(DeliveryError):
    """Trying again cannot help: a person has to look at it."""


class DeliveryAdapter(Protocol):
    """A way to a receiver; delivering the same request twice must leave it with one."""

    name: str

    def deliver(self, attempt: DeliveryAttempt) -> DeliveryResult:
        """Hand the request over. Raises TemporaryError or PermanentError."""
        ...


class HoldingAdapter:
    """Delivers to nobody: the request stays in the outbox, from where people export it."""

    name = HOLDING

    def __init__(self, _settings: object = None) -> None:
        """Nothing is to be set."""

    def deliver(self, attempt: DeliveryAttempt) -> DeliveryResult:
        """Nothing leaves."""
        return DeliveryResult(held=True)
