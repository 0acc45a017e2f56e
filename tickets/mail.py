"""A request as a mail: sent by the machine, downloaded as a draft, or opened by a mailto link."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid, parseaddr
from functools import cache, partial
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from common.addresses import is_email
from common.clock import Clock, utc_now
from common.plain_text import line as one_line
from common.plain_text import lines, without_links
from common.settings import SharedSettings, load_settings
from locales import load_catalog
from locales.mail import MailWords
from tickets.draft import Draft
from tickets.fields import AGENCY, PHONE, REQUESTER_NAME
from tickets.headers import SMTP
from tickets.snapshot import Correspondent, Recipient, RequestChannel, RequestSnapshot

LONGEST_MAILTO = 1_900  # Windows hands no more than about 2,000 characters to a mail program
SHORTER_VALUES = (400, 200, 100, 50, 20)
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


@cache
def mail_words() -> MailWords:
    """The words of the mails, read when the first one is written."""
    return load_catalog(load_settings(SharedSettings).locale).mail


def reachable(people: Iterable[Correspondent]) -> tuple[Correspondent, ...]:
    """Those with an address that mail can be sent to."""
    return tuple(person for person in people if is_email(person.email))


def mailbox(text: str) -> Address:
    """The one address in `text`, with or without a name. Raises ValueError."""
    name, address = parseaddr(text)
    if not is_email(address):
        raise ValueError(f"{text!r} is no mail address: write it like helpdesk@example.gov")
    return Address(display_name=_header(name), addr_spec=address)


def text(
    snapshot: RequestSnapshot,
    *,
    guidance: bool = True,
    longest: int = 0,
    note: str = "",
    links: bool = False,
) -> str:
    """The request in plain words; `longest` shortens values, `note` says what is left out.

    `guidance`: with what the knowledge base says of such requests.
    `links`: what the requester gave stays as typed, for programs that make no links of it.
    """
    typed = str if links else without_links
    rendered = TEMPLATES.get_template(_template(snapshot)).render(
        words=mail_words(),
        request=snapshot,
        for_contacts=snapshot.recipient is Recipient.CONTACTS,
        agency=typed(one_line(snapshot.agency)),
        desk=f" {mail_words().either} ".join(map(_who, snapshot.submit_to)),
        identity=identity(snapshot),
        is_vouched_for=snapshot.signed_in or snapshot.called_back,
        typist=typist(snapshot),
        given=[field for field in snapshot.fields if field.value and field.key not in HEAD],
        guidance=guidance,
        note=note,
        defanged=any(typed(field.value) != field.value for field in snapshot.fields),
        line=one_line,
        heading=_heading,
        who=lambda person: typed(_who(person)),
        block=partial(_block, longest=0),
        value=lambda field: _block(field.receiver_value or typed(field.value), longest),
    )
    return re.sub(r"\n{3,}", "\n\n", rendered.strip()) + "\n"


def _template(snapshot: RequestSnapshot) -> str:
    if snapshot.withdrawn:
        return "withdrawn.txt.j2"
    return "addition.txt.j2" if snapshot.addition_to else "request.txt.j2"


def identity(request: RequestSnapshot | Draft) -> str:
    """Whether somebody vouches for who asks; empty where that was not noted."""
    words = mail_words()
    if request.channel is RequestChannel.PHONE:
        return words.called_back if request.called_back else words.not_called_back
    if request.signed_in is None:
        return ""
    return words.signed_in if request.signed_in else words.not_signed_in


def typist(request: RequestSnapshot | Draft) -> str:
    """The agent who typed it for its requester, by name; empty where nobody did."""
    agent = request.typed_by
    return one_line(agent.name or agent.email) if agent else ""


def message(
    snapshot: RequestSnapshot, *, sender: str, message_id: str, automatic: bool = True
) -> EmailMessage:
    """The mail to the people of the snapshot; `automatic` when no person presses the button."""
    if not MESSAGE_ID.fullmatch(message_id):
        raise ValueError(f"{message_id!r} is no Message-ID: write it like <HD-4KM9XC-1@a.gov>")
    mail = _letter(snapshot)
    mail["From"] = mailbox(sender)
    if reply_to := _addresses([snapshot.requester]):
        mail["Reply-To"] = reply_to
    mail["Message-ID"] = message_id
    if snapshot.addition_to:
        # Mail programs show it below the request.
        domain = message_id.partition("@")[2]
        mail["In-Reply-To"] = mail["References"] = f"<{snapshot.addition_to}@{domain}"
    mail["Date"] = _now()
    mail["X-Auto-Response-Suppress"] = "All"
    if automatic:
        mail["Auto-Submitted"] = "auto-generated"
    return mail


def test_message(sender: Address, to: Address) -> EmailMessage:
    """A mail that says nothing but that mail arrives."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = mail_words().subject_test
    mail["From"], mail["To"] = sender, to
    mail["Message-ID"] = make_msgid(domain=sender.domain)
    mail["Date"] = _now()
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(mail_words().test + "\n")
    return mail


def eml(snapshot: RequestSnapshot) -> bytes:
    """A draft to download: the mail program that opens it adds the sender, the id and the date."""
    mail = _letter(snapshot)
    mail["X-Unsent"] = "1"
    return mail.as_bytes()


@dataclass(frozen=True)
class MailLink:
    """A mailto link; `in_full`: everything that the requester gave and everybody is in it."""

    url: str
    in_full: bool = True


def mailto(snapshot: RequestSnapshot) -> MailLink:
    """A link that opens the draft in a mail program, shortened to what such links can carry."""
    to = [quote(person.email, safe="@") for person in reachable(snapshot.to)]
    subject = subject_of(snapshot)
    for guidance in (True, False):
        link = _link(to, subject, text(snapshot, guidance=guidance))
        if len(link) <= LONGEST_MAILTO:
            return MailLink(link)
    return MailLink(_shortened(snapshot, to, subject), in_full=False)


def _shortened(snapshot: RequestSnapshot, to: list[str], subject: str) -> str:
    draft = f"{one_line(snapshot.reference)}.eml"
    note = mail_words().shortened.format(draft=draft)
    for longest in SHORTER_VALUES:
        body = text(snapshot, guidance=False, longest=longest, note=note)
        link = _link(to, subject, body)
        if len(link) <= LONGEST_MAILTO:
            return link
    brief = _clip(subject, 60)
    body = f"{brief}\n\n{mail_words().no_room.format(draft=draft)}\n"
    # Everybody, or as many as there is room for.
    return next(
        link
        for count in range(len(to), -1, -1)
        if len(link := _link(to[:count], brief, body)) <= LONGEST_MAILTO
    )


def _link(to: list[str], subject: str, body: str) -> str:
    # Outlook takes no commas, which RFC 6068 wants; the page gives them to Apple's programs.
    lines = body.replace("\n", "\r\n")
    return f"mailto:{';'.join(to)}?subject={quote(subject, safe='')}&body={quote(lines, safe='')}"


def _letter(snapshot: RequestSnapshot) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = _header(subject_of(snapshot))
    if to := _addresses(snapshot.to):
        mail["To"] = to
    mail.set_content(text(snapshot))
    return mail


def subject_of(snapshot: RequestSnapshot) -> str:
    """The reference, and what is asked for."""
    words = mail_words()
    subject = words.subject_addition if snapshot.addition_to else words.subject_request
    if snapshot.withdrawn:
        subject = words.subject_withdrawn
    return subject.format(reference=one_line(snapshot.reference), title=one_line(snapshot.title))


def _now() -> dt.datetime:
    """The time of the office, as who opens the mail's source reads it."""
    return Clock(load_settings(SharedSettings).time_zone).local(utc_now())


def _addresses(people: Iterable[Correspondent]) -> list[Address]:
    return [
        Address(display_name=_header(person.name), addr_spec=person.email)
        for person in reachable(people)
    ]


def _who(person: Correspondent) -> str:
    parts = (person.name, person.role, person.email, person.phone)
    return ", ".join(one_line(part) for part in parts if part)


def _heading(label: str) -> str:
    shown = one_line(label)
    return shown[:1].title() + shown[1:]


def _block(value: str, longest: int) -> str:
    # Indented, so that no value can pass for a heading or a line of the request.
    return "\n  ".join(lines(_clip(value, longest) if longest else value))


def _clip(value: str, longest: int) -> str:
    return value if len(value) <= longest else f"{value[:longest].rstrip()} ..."


def _header(value: str) -> str:
    # What looks like an encoded word would be decoded by whoever reads it.
    return one_line(value).replace("=?", "= ?")
