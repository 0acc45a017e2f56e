"""A request as a mail: sent by the machine, downloaded as a draft, or opened by a mailto link."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from functools import partial
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tickets.document import Document, Person, Recipient
from tickets.plain_text import isolated, printable

LONGEST_MAILTO = 1_900  # Windows hands no more than about 2,000 characters to a mail program
SHORTER_VALUES = (400, 200, 100, 50, 20)
ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
MESSAGE_ID = re.compile(r"<[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+>")

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,  # plain text
)


def reachable(people: Iterable[Person]) -> tuple[Person, ...]:
    """Those with an address that mail can be sent to."""
    return tuple(person for person in people if ADDRESS.fullmatch(person.email))


def mailbox(text: str) -> Address:
    """The one address in `text`, with or without a name. Raises ValueError."""
    name, address = parseaddr(text)
    if not ADDRESS.fullmatch(address):
        raise ValueError(f"{text!r} is no mail address: write it like helpdesk@example.gov")
    return Address(display_name=_header(name), addr_spec=address)


def text(document: Document, *, steps: bool = True, longest: int = 0, note: str = "") -> str:
    """The request in plain words; `longest` shortens values, `note` says what is left out."""
    for_contacts = document.recipient is Recipient.CONTACTS
    name = "contacts.txt.j2" if for_contacts else "service_desk.txt.j2"
    rendered = TEMPLATES.get_template(name).render(
        document=document,
        steps=steps,
        note=note,
        line=_line,
        who=_who,
        block=partial(_block, longest=longest),
    )
    return rendered.strip() + "\n"


def message(
    document: Document, *, sender: str, message_id: str, automatic: bool = True
) -> EmailMessage:
    """The mail to the people of the document; `automatic` when no person presses the button."""
    if not MESSAGE_ID.fullmatch(message_id):
        raise ValueError(f"{message_id!r} is no Message-ID: write it like <HD-4KM9XC-1@a.gov>")
    mail = _letter(document)
    mail["From"] = mailbox(sender)
    if reply_to := _addresses([document.requester]):
        mail["Reply-To"] = reply_to
    mail["Message-ID"] = message_id
    mail["Date"] = dt.datetime.now(dt.UTC)
    mail["X-Auto-Response-Suppress"] = "All"
    if automatic:
        mail["Auto-Submitted"] = "auto-generated"
    return mail


def eml(document: Document) -> bytes:
    """A draft to download: the mail program that opens it adds the sender, the id and the date."""
    mail = _letter(document)
    mail["X-Unsent"] = "1"
    return mail.as_bytes()


def mailto(document: Document) -> str:
    """A link that opens the draft in a mail program, shortened to what such links can carry."""
    to = [quote(person.email, safe="@") for person in reachable(document.to)]
    for subject, body in _ever_shorter(document):
        link = _link(to, subject, body)
        if len(link) <= LONGEST_MAILTO:
            return link
    while len(link) > LONGEST_MAILTO and to:
        to.pop()
        link = _link(to, subject, body)
    return link


def _ever_shorter(document: Document) -> Iterator[tuple[str, str]]:
    subject, draft = subject_of(document), f"{_line(document.reference)}.eml"
    note = f"This message is shortened: the draft {draft} has all of it."
    yield subject, text(document)
    yield subject, text(document, steps=False, note=note)
    for longest in SHORTER_VALUES:
        yield subject, text(document, steps=False, longest=longest, note=note)
    brief = _clip(subject, 60)
    everything = f"the draft {draft} has all of it, with everybody it goes to."
    yield brief, f"{brief}\n\nThis link has no room for the request: {everything}\n"


def _link(to: list[str], subject: str, body: str) -> str:
    lines = body.replace("\n", "\r\n")
    return f"mailto:{','.join(to)}?subject={quote(subject, safe='')}&body={quote(lines, safe='')}"


def _letter(document: Document) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = _header(subject_of(document))
    if to := _addresses(document.to):
        mail["To"] = to
    mail.set_content(text(document))
    return mail


def subject_of(document: Document) -> str:
    return f"[{_line(document.reference)}] Request: {_line(document.title)}"


def _addresses(people: Iterable[Person]) -> list[Address]:
    return [
        Address(display_name=_header(person.name), addr_spec=person.email)
        for person in reachable(people)
    ]


def _who(person: Person) -> str:
    parts = (person.name, person.role, person.email, person.phone)
    return ", ".join(_line(part) for part in parts if part)


def _lines(value: str) -> list[str]:
    return [isolated(printable(line)).rstrip() for line in value.splitlines()]


def _line(value: str) -> str:
    return " ".join(" ".join(_lines(value)).split())


def _block(value: str, longest: int) -> str:
    # Indented, so that no value can pass for a heading or a line of the request.
    return "\n  ".join(_lines(_clip(value, longest) if longest else value))


def _clip(value: str, longest: int) -> str:
    return value if len(value) <= longest else f"{value[:longest].rstrip()} ..."


def _header(value: str) -> str:
    # What looks like an encoded word would be decoded by whoever reads it.
    return _line(value).replace("=?", "= ?")
