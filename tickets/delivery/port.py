"""The port of the hand-over: what an adapter is given, what it answers, how it fails."""

from dataclasses import dataclass
from typing import Protocol

from tickets.document import Document


@dataclass(frozen=True)
class Parcel:
    """One confirmed request on its way; `correlation_id` is the same at every attempt."""

    correlation_id: str
    document: Document
    attempt: int  # 1 for the first


@dataclass(frozen=True)
class Delivered:
    """The receiver has it. `number` is the receiver's own, where it gives one.

    `submitted`: the Service Desk has it now; False for what is only kept or went to a contact.
    """

    number: str = ""
    submitted: bool = False
    kept: bool = False


class DeliveryError(Exception):
    """It was not delivered; the message says by whom, what was answered and the remedy."""


class TemporaryError(DeliveryError):
    """Worth trying again, not before `retry_after` seconds where the receiver said so."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PermanentError(DeliveryError):
    """Trying again cannot help: a person has to look at it."""


class HandOver(Protocol):
    """An adapter; delivering the same parcel twice must leave the receiver with one request."""

    name: str

    def deliver(self, parcel: Parcel) -> Delivered:
        """Hand the parcel over. Raises TemporaryError or PermanentError."""
        ...
