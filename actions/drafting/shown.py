"""What one user may see of a draft beside its fields."""

from collections.abc import Sequence
from dataclasses import dataclass

from faq_kb.contract import DraftDelivery
from tickets.document import Person


@dataclass(frozen=True)
class Mail:
    """The request as an e-mail: its parts, a link that opens it, and the file."""

    to: tuple[str, ...]
    subject: str
    mailto: str
    eml: str


@dataclass(frozen=True)
class Shown:
    """The people that may be named, and the request as an e-mail once it is confirmed."""

    people: Sequence[Person] = ()
    may_submit: bool = False
    mail: Mail | None = None
    delivery: DraftDelivery | None = None
    notes: Sequence[str] = ()
    offered: str | None = None
