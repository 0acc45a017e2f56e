"""The mail of a request: whatever is typed into it, it stays one mail that says everything."""

import re
from email.message import EmailMessage
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.plain_text import UNPRINTABLE, without_links
from tests.support.mail import parsed, snapshot
from tickets.mail import LONGEST_MAILTO, eml, mailbox, mailto, message, reachable, text
from tickets.snapshot import Correspondent, FieldValue, Recipient, RequestSnapshot

ID = "<HD-4KM9XC-1@example.gov>"
HEADERS = {
    *("Subject", "To", "Content-Type", "Content-Transfer-Encoding", "MIME-Version", "From"),
    *("Reply-To", "Message-ID", "Date", "X-Auto-Response-Suppress", "Auto-Submitted"),
}
LONG = "many words and more " * 40

MAIL_TO_CONTACTS = """\
Request for the Service Desk: VPN access

To submit this request, the Technical contact or Security officer at Department of Examples \
checks it and forwards this e-mail to Service Desk, desk@example.gov.

Reference: HD-4KM9XC
Requester: Joe Ray, joe.ray@example.gov, 502 555 0100
Agency: Department of Examples

The request:
- User name: jray

Still missing:
- Start date

Approval: The agency's security officer approves it.

Forms:
- F181 (staff)

Draft (for its requester and the agency's contacts, after sign-in): \
https://helpdesk.example.gov/HD-4KM9XC

Procedure: https://example.gov/vpn, checked 2026-11-01
"""

anything = st.text(max_size=200)
people = st.builds(
    Correspondent,
    name=anything,
    email=anything | st.sampled_from(["", "a@example.gov", "a@example.gov\r\nBcc: b@example.gov"]),
    phone=anything,
    role=anything,
)
lines = st.builds(FieldValue, key=anything, label=anything, value=anything, required=st.booleans())
snapshots = st.builds(
    RequestSnapshot,
    reference=anything,
    entry=anything,
    title=anything,
    recipient=st.sampled_from(Recipient),
    requester=people,
    agency=anything,
    to=st.lists(people, max_size=4).map(tuple),
    fields=st.lists(lines, max_size=4).map(tuple),
    approval=anything,
    send_to=st.lists(anything, max_size=2).map(tuple),
    forms=st.lists(anything, max_size=2).map(tuple),
    steps=st.lists(anything, max_size=2).map(tuple),
    source=anything,
    link=anything,
)


def sent(of: RequestSnapshot, *, automatic: bool = True) -> EmailMessage:
    mail = message(of, sender="Help Desk <help@example.gov>", message_id=ID, automatic=automatic)
    return parsed(mail.as_bytes())


def printable(value: str) -> str:
    """The characters of a text that a reader sees, in one line."""
    shown = "".join(" " if char in "\n\t" else char for char in "\n".join(value.splitlines()))
    return " ".join(UNPRINTABLE.sub("", shown).split())


def test_a_mail_to_contacts() -> None:
    mail = sent(snapshot())
    assert mail["Subject"] == "[HD-4KM9XC] Request: VPN access"
    assert mail["From"] == "Help Desk <help@example.gov>"
    assert mail["To"] == "Zoë Müller <zoe@example.gov>, Al Lee <al@example.gov>"
    assert mail["Reply-To"] == "Joe Ray <joe.ray@example.gov>"
    assert (mail["Message-ID"], mail["X-Auto-Response-Suppress"]) == (ID, "All")
    sent_at = mail["Date"].datetime
    assert sent_at.utcoffset() == sent_at.astimezone(ZoneInfo("America/New_York")).utcoffset()
    body = mail.get_content().replace("\r\n", "\n")
    assert body == MAIL_TO_CONTACTS


def test_a_mail_to_the_service_desk() -> None:
    body = sent(snapshot(recipient=Recipient.SERVICE_DESK)).get_content()
    who = "Joe Ray, joe.ray@example.gov, 502 555 0100"
    assert f"Requester: {who}" in body
    assert f"Submitted by: {who}" in body
    assert "- User name: jray" in body
    assert "To submit" not in body


def test_a_request_of_an_earlier_version_says_how_it_is_submitted() -> None:
    body = text(snapshot(submitters="", submit_to=()))
    assert "To submit this request, the authorized contact at Department of Examples" in body
    assert "forwards this e-mail to the Service Desk." in body
    assert "Where it goes:\n- Commonwealth Service Desk: desk@example.gov" in body


def test_sections_without_content_are_left_out() -> None:
    bare = snapshot(approval="", send_to=(), forms=(), steps=(), source="", link="", fields=())
    for recipient in Recipient:
        body = text(bare.model_copy(update={"recipient": recipient}))
        assert body.endswith("\n\nThe request:\n- No details were given.\n")


def test_what_nobody_gave_is_said_in_words() -> None:
    nobody = snapshot(requester=Correspondent(name=""), agency="", forward_to="Security Contact")
    body = text(nobody)
    assert "\nRequester: not given\n" in body
    assert "\nAgency: not given\n" in body
    assert "Security Contact of the requester's agency, who may" in body
    assert "\nSubmitted by: not given\n" in text(
        nobody.model_copy(update={"recipient": Recipient.SERVICE_DESK})
    )
    assert "\nRequester: not given\n" in text(nobody.model_copy(update={"withdrawn": True}))


def test_only_the_machine_says_that_it_is_one() -> None:
    assert sent(snapshot())["Auto-Submitted"] == "auto-generated"
    assert sent(snapshot(), automatic=False)["Auto-Submitted"] is None


def test_a_draft_to_download() -> None:
    mail = parsed(eml(snapshot()))
    assert mail["X-Unsent"] == "1"
    assert mail["Subject"] == "[HD-4KM9XC] Request: VPN access"
    # Those are the sending program's to add.
    assert not {"From", "Date", "Message-ID", "Auto-Submitted"} & set(mail.keys())


def test_a_draft_to_nobody_has_no_such_header() -> None:
    nobody = (Correspondent(name="Ann"), Correspondent(name="Ben", email="not an address"))
    assert "To" not in parsed(eml(snapshot(to=nobody)))
    assert b"Ann" not in eml(snapshot(to=()))


def test_names_titles_and_values_in_any_script() -> None:
    odd = Correspondent(name='Žofie "Zo" 山田, (COT) <x@y>', email="zo@example.gov")
    value = "naïve ✓ 漢字 " * 200
    mail = sent(snapshot(title="Accès à distance — 漢字", to=(odd,), fields=(_line(value),)))
    assert mail["Subject"] == "[HD-4KM9XC] Request: Accès à distance — 漢字"
    (address,) = mail["To"].addresses
    assert (address.display_name, address.addr_spec) == (odd.name, odd.email)
    assert value.strip() in mail.get_content()


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200f", "\u061c", "\U000e0041", "\x1b"])
def test_nothing_turns_or_hides_the_words_of_a_mail(hidden: str) -> None:
    name = f"Pat{hidden} Doe"
    who = Correspondent(name=name, email="pat@example.gov")
    raw = sent(snapshot(requester=who, to=(who,), title=f"VPN{hidden}", fields=(_line(name),)))
    assert hidden not in raw.get_content()
    assert (raw["To"].addresses[0].display_name, raw["Reply-To"].addresses[0].display_name) == (
        *("Pat Doe", "Pat Doe"),
    )
    assert hidden not in raw["Subject"]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("sign in at https://evil.example/login", "sign in at https[:]//evil[.]example/login"),
        ("HTTP://u:p@evil.example", "HTTP[:]//u:p@evil[.]example"),
        ("see www.evil.example or evil.zip/x", "see www[.]evil[.]example or evil[.]zip/x"),
        (
            "http://192.0.2.7/x, ftp://a.b.example",
            "http[:]//192[.]0[.]2[.]7/x, ftp[:]//a[.]b[.]example",
        ),
        ("http://report.pdf", "http[:]//report[.]pdf"),
        ("evil.bücher", "evil[.]bücher"),
        ("report.pdf for pat.doe@example.gov, e.g. v1.2 at 10:30", None),
    ],
)
def test_what_is_given_is_no_link(typed: str, shown: str | None) -> None:
    assert without_links(typed) == (shown or typed)
    of = snapshot(
        fields=(_line(typed),), requester=Correspondent(name="Governor http://evil.example")
    )
    for body in (sent(of).get_content(), _fields(mailto(of).url)[1]):
        assert f"- Label: {shown or typed}" in body
        assert "//evil.example" not in body
        assert of.link in body  # ours
    assert "https[:]//" not in text(of, links=True)


def test_who_asked_is_marked() -> None:
    unknown, known, earlier = (
        sent(snapshot(signed_in=signed_in)).get_content() for signed_in in (False, True, None)
    )
    assert "Identity: not signed in; identity not verified. Before anyone acts on" in unknown
    assert "call the requester at a number that is already known" in unknown
    assert "Identity: signed in" in known
    assert "Identity" not in earlier
    of_desk = snapshot(signed_in=False, recipient=Recipient.SERVICE_DESK)
    assert "not signed in; identity not verified" in parsed(eml(of_desk)).get_content()


def test_who_passes_it_on_is_asked_to() -> None:
    body = sent(snapshot(forward_to="IT Services Contact")).get_content()
    assert body.startswith(
        "Please forward this e-mail to the IT Services Contact of Department of Examples, "
        "who may submit this request.\r\n\r\nRequest for the Service Desk: VPN access"
    )


def test_nothing_is_written_for_the_requester_or_twice() -> None:
    own = [
        FieldValue(key=key, label=f"the requester's {key}", value=value, required=True)
        for key, value in (("requester_name", "Joe Ray"), ("phone", "502-555-0100"), ("agency", ""))
    ]
    optional = FieldValue(key="note", label="Note", value="", required=False)
    body = sent(snapshot(fields=(_line("jray"), *own, optional))).get_content()
    assert body.count("Joe Ray") == 1
    assert "requester's phone" not in body
    assert "Still missing:\n- The requester's agency\n" in body.replace("\r", "")
    assert "Note" not in body


def test_a_withdrawal() -> None:
    mail = sent(snapshot(withdrawn=True))
    assert mail["Subject"] == "[HD-4KM9XC] Withdrawn: VPN access"
    assert "is withdrawn" in mail.get_content()
    assert "User name" not in mail.get_content()


def test_an_addition_says_only_what_is_new_and_stands_below_its_request() -> None:
    news = FieldValue(key="start", label="Start date", value="see www.example.com", required=True)
    mail = sent(snapshot(addition=(news,), addition_to="HD-4KM9XC-1"))
    assert mail["Subject"] == "[HD-4KM9XC] Addition: VPN access"
    assert mail["In-Reply-To"] == mail["References"] == f"<HD-4KM9XC-1@{ID.partition('@')[2]}"
    assert mail["Message-ID"] == ID
    body = mail.get_content()
    assert "Addition to HD-4KM9XC (VPN access):" in body
    assert "- Start date is now: see www[.]example[.]com" in body
    assert "User name" not in body
    assert "In-Reply-To" not in sent(snapshot())


def test_long_lines_arrive_whole_in_lines_that_servers_take() -> None:
    raw = message(
        snapshot(fields=(_line("x" * 20_000),)), sender="help@example.gov", message_id=ID
    ).as_bytes()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert "x" * 20_000 in parsed(raw).get_content()


def test_no_field_can_add_a_header() -> None:
    evil = "x\r\nBcc: evil@example.com\r\n\r\nbody"
    mail = sent(
        snapshot(
            reference=evil,
            title=evil,
            requester=Correspondent(name=evil, email="joe@example.gov\r\nBcc: evil@example.com"),
            to=(Correspondent(name=evil, email="al@example.gov"),),
        )
    )
    assert set(mail.keys()) <= HEADERS
    assert len(mail["To"].addresses) == 1
    assert mail["Reply-To"] is None


def test_no_value_can_pass_for_another_line() -> None:
    body = text(snapshot(fields=(_line("jray\n\nStill missing:\n- nothing"),)))
    assert "\nStill missing:" not in body
    assert "\n  Still missing:" in body


def test_what_looks_encoded_is_not_decoded() -> None:
    mail = sent(snapshot(title="=?utf-8?q?=42cc?=", to=()))
    assert "=42cc" in mail["Subject"]


@pytest.mark.parametrize("wrong", ["", "help", "a@b\nBcc: c@d", "a@b, c@d", "é@example.gov"])
def test_a_sender_must_be_one_address(wrong: str) -> None:
    with pytest.raises(ValueError, match="no mail address"):
        mailbox(wrong)


@pytest.mark.parametrize("wrong", ["", "a@b", "<a b@c>", "<a@b>\r\nBcc: c@d", "<é@b>"])
def test_a_message_id_must_be_one(wrong: str) -> None:
    with pytest.raises(ValueError, match="no Message-ID"):
        message(snapshot(), sender="help@example.gov", message_id=wrong)


@given(snapshots)
def test_any_text_in_any_field(of: RequestSnapshot) -> None:
    mail = sent(of)
    assert set(mail.keys()) <= HEADERS
    assert len(mail.keys()) == len(set(mail.keys()))
    assert not mail.defects
    assert printable(text(of)) == printable(mail.get_content())
    subject = f"[{printable(of.reference)}] Request: {printable(of.title)}"
    assert printable(mail["Subject"]) == printable(subject).replace("=?", "= ?")
    got = mail["To"].addresses if mail["To"] else ()
    assert [address.addr_spec for address in got] == [person.email for person in reachable(of.to)]
    body = printable(mail.get_content())
    for item in of.fields:
        if item.value or item.required:
            assert printable(item.label).casefold() in body.casefold()
        assert printable(without_links(item.value)) in body
    assert parsed(eml(of))["Subject"] == mail["Subject"]


def test_a_link_carries_everybody_the_subject_and_the_body() -> None:
    people = (
        Correspondent(name="A", email="a+b&c@example.gov"),
        Correspondent(name="D", email="d@example.gov"),
    )
    link = mailto(snapshot(to=people)).url
    assert link.startswith("mailto:a%2Bb%26c@example.gov;d@example.gov?subject=%5BHD-4KM9XC%5D%20")
    assert "+" not in link
    assert _fields(link) == ("[HD-4KM9XC] Request: VPN access", text(snapshot(to=people)))


def test_a_link_leaves_out_first_what_nobody_gave() -> None:
    of = snapshot(approval=LONG, forms=(LONG,))
    link = mailto(of)
    assert link.in_full
    _, body = _fields(link.url)
    assert "many words" not in body
    assert "shortened" not in body
    assert "- User name: jray" in body


def test_a_link_then_shortens_long_values() -> None:
    of = snapshot(fields=(_line(LONG * 2), _line("jray")))
    link = mailto(of)
    assert not link.in_full
    _, body = _fields(link.url)
    assert "The file HD-4KM9XC.eml has the whole request. If it isn't attached, please" in body
    assert "- Label: many words" in body
    assert " ...\n" in body
    assert LONG.strip() not in body
    assert "- Label: jray\n" in body
    assert "is shortened" in body


def test_a_link_without_room_says_so() -> None:
    many = tuple(
        Correspondent(name="x", email=f"somebody.{number}@example.gov") for number in range(200)
    )
    link = mailto(snapshot(to=many, fields=(_line("漢" * 50),) * 50))
    assert len(link.url) <= LONGEST_MAILTO
    assert not link.in_full
    assert "which also lists everyone it goes to" in _fields(link.url)[1]


@given(snapshots)
def test_any_link_is_one(of: RequestSnapshot) -> None:
    link = mailto(of).url
    assert len(link) <= LONGEST_MAILTO
    assert re.fullmatch(r"mailto:[\w.@%;~-]*\?subject=[\w.%~-]*&body=[\w.%~-]*", link, re.ASCII)
    subject, body = _fields(link)
    assert "\n" not in subject
    assert body


def _line(value: str) -> FieldValue:
    return FieldValue(key="k", label="Label", value=value, required=True)


def _fields(link: str) -> tuple[str, str]:
    query = parse_qs(urlsplit(link).query, strict_parsing=True)
    return query["subject"][0], query["body"][0].replace("\r\n", "\n")
