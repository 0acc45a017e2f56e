"""A request as a mail: sent by the machine, downloaded as a draft, or opened by a mailto link."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid, parseaddr
from functools import partial
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from common.plain_text import line as one_line
from common.plain_text import lines, without_links
from tickets.document import Document, Person, Recipient
from tickets.headers import SMTP
from tickets.items import AGENCY, PHONE, REQUESTER_NAME

LONGEST_MAILTO = 1_900  # Windows hands no more than about 2,000 characters to a mail program
SHORTER_VALUES = (400, 200, 100, 50, 20)
ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
MESSAGE_ID = re.compile(r"<[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+>")
# At the head of every mail: among the lines they would stand twice.
HEAD = frozenset({REQUESTER_NAME, AGENCY, PHONE})

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


def text(
    document: Document,
    *,
    steps: bool = True,
    longest: int = 0,
    note: str = "",
    links: bool = False,
) -> str:
    """The request in plain words; `longest` shortens values, `note` says what is left out.

    `links`: what the requester gave stays as typed, for programs that make no links of it.
    """
    typed = _as_typed if links else without_links
    rendered = TEMPLATES.get_template(_template(document)).render(
        document=document,
        lines=[item for item in document.lines if item.value and item.key not in HEAD],
        steps=steps,
        note=note,
        defanged=any(typed(item.value) != item.value for item in document.lines),
        line=one_line,
        typed=lambda value: typed(one_line(value)),
        who=lambda person: typed(_who(person)),
        block=partial(_block, longest=0),
        value=lambda item: _block(typed(item.value), longest),
    )
    return re.sub(r"\n{3,}", "\n\n", rendered.strip()) + "\n"


def _template(document: Document) -> str:
    if document.withdrawn:
        return "withdrawn.txt.j2"
    for_contacts = document.recipient is Recipient.CONTACTS
    return "contacts.txt.j2" if for_contacts else "service_desk.txt.j2"


def _as_typed(value: str) -> str:
    return value


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


def test_message(sender: Address, to: Address) -> EmailMessage:
    """A mail that says nothing but that mail arrives."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = "Test of the Service Desk assistant"
    mail["From"], mail["To"] = sender, to
    mail["Message-ID"] = make_msgid(domain=sender.domain)
    mail["Date"] = dt.datetime.now(dt.UTC)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("Mails of the Service Desk assistant arrive here.\n")
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
    subject, draft = subject_of(document), f"{one_line(document.reference)}.eml"
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
    """The reference, and what is asked for."""
    kind = "Withdrawn" if document.withdrawn else "Request"
    return f"[{one_line(document.reference)}] {kind}: {one_line(document.title)}"


def _addresses(people: Iterable[Person]) -> list[Address]:
    return [
        Address(display_name=_header(person.name), addr_spec=person.email)
        for person in reachable(people)
    ]


def _who(person: Person) -> str:
    parts = (person.name, person.role, person.email, person.phone)
    return ", ".join(one_line(part) for part in parts if part)


def _block(value: str, longest: int) -> str:
    # Indented, so that no value can pass for a heading or a line of the request.
    return "\n  ".join(lines(_clip(value, longest) if longest else value))


def _clip(value: str, longest: int) -> str:
    return value if len(value) <= longest else f"{value[:longest].rstrip()} ..."


def _header(value: str) -> str:
    # What looks like an encoded word would be decoded by whoever reads it.
    return one_line(value).replace("=?", "= ?")
