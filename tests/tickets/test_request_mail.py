"""The mails of every request that can be drafted, as their receivers read them."""

import re
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.policy import default
from itertools import product

import pytest

from faq_kb.cases import DECIDING, YES_NO, in_case
from faq_kb.contract import Contact
from faq_kb.knowledge import SERVICE_DESK, KnowledgeBase
from faq_kb.model import ItemType, Procedure, Role
from faq_kb.source import read_knowledge_base
from tests.support.drafts import new_draft
from tickets.composing import Destination, compose, contacts, service_desk
from tickets.fields import fields_of
from tickets.mail import eml, mailto, subject_of, text
from tickets.snapshot import Recipient, RequestSnapshot
from tickets.values.yes_no import HAVE_IT

AGENCY = "Department of Revenue"
REQUESTER = {
    "requester_name": "Pat Doe",
    "agency": AGENCY,
    "phone": "502-555-0111",
    "location": "500 Mero Street, 2nd floor",
}
MORGAN = Contact(name="Morgan Lee", role=Role.IT_SERVICES, agency=AGENCY, email="ml@example.gov")
DRAFTABLE = [key for key, one in read_knowledge_base().procedures.items() if one.can_draft]
# Whoever reads the mail is nobody that these could mean, once it is forwarded.
SPOKEN_TO = re.compile(r"\b(?:you|your|yours|my|me|mine|I|I'm|I've|we|our)\b", re.IGNORECASE)
NOTHING = re.compile(r":\s*[-\u2013\u2014]?\s*$")
HEADINGS = {"The request:", "Still missing:", "Forms:"}


def answers(procedure: Procedure) -> Iterator[dict[str, str]]:
    """Every combination of the answers that decide what applies, with all else given."""
    deciding = [item for item in procedure.include if item.type in DECIDING]
    for chosen in product(*((item.choices or YES_NO) for item in deciding)):
        decided = dict(zip((item.key for item in deciding), chosen, strict=True))
        others = {
            item.key: HAVE_IT if item.type is ItemType.ATTACHMENT else f"value of {item.key}"
            for item in procedure.include
            if item.type not in DECIDING
        }
        yield {**decided, **others, **REQUESTER}


def request(
    knowledge: KnowledgeBase, entry: str, fields: Mapping[str, str], *people: Contact, **given: str
) -> RequestSnapshot:
    """The request for the contacts, or for the Service Desk to pass it on."""
    draft = new_draft(reference="HD-4KM9XC", entry=entry, fields=dict(fields), **given)
    return composed(knowledge, entry, fields, contacts(draft, knowledge, people), **given)


def composed(
    knowledge: KnowledgeBase,
    entry: str,
    fields: Mapping[str, str],
    destination: Destination,
    **given: str,
) -> RequestSnapshot:
    draft = new_draft(reference="HD-4KM9XC", entry=entry, fields=dict(fields), **given)
    applying = fields_of(entry, in_case(knowledge.procedures[entry], fields), fields)
    return compose(draft, applying, knowledge, destination)


@pytest.mark.parametrize("entry", DRAFTABLE)
def test_each_mail_is_for_whoever_reads_it(knowledge: KnowledgeBase, entry: str) -> None:
    for fields in answers(knowledge.procedures[entry]):
        few = {key: value for key, value in fields.items() if key in ("agency", "phone")}
        for values in (fields, few, {}):
            for of in (
                request(knowledge, entry, values, MORGAN),
                request(knowledge, entry, values, owner="visitor:1"),
                composed(knowledge, entry, values, service_desk(entry, knowledge)),
            ):
                mail = f"{subject_of(of)}\n{text(of)}"
                assert not SPOKEN_TO.search(mail), mail
                assert HAVE_IT not in mail
                for line in mail.splitlines():
                    assert line in HEADINGS or not NOTHING.search(line), line
                for field in of.missing:
                    assert field.label.casefold() in mail.casefold()
                for field in of.fields:
                    assert (field.receiver_value or field.value) in mail


@pytest.mark.parametrize("entry", DRAFTABLE)
def test_an_ordinary_request_fits_into_the_link(knowledge: KnowledgeBase, entry: str) -> None:
    for fields in answers(knowledge.procedures[entry]):
        assert mailto(request(knowledge, entry, fields, MORGAN)).in_full


def test_a_request_of_somebody_unknown_as_the_service_desk_reads_it(
    knowledge: KnowledgeBase,
) -> None:
    fields = {**REQUESTER, "url": "https://www.example.com/", "billing_number": "12345"}
    of = request(knowledge, "website_unblock", fields, owner="visitor:1")
    mail = message_from_bytes(eml(of), policy=default)
    desk = knowledge.directory.contact_points[SERVICE_DESK]
    verified = knowledge.procedures["website_unblock"].source.verified
    assert [one.addr_spec for one in mail["To"].addresses] == [desk.email]
    assert mail["Subject"] == "[HD-4KM9XC] Request: Unblock a website"
    assert (
        mail.get_content().replace("\r\n", "\n")
        == f"""\
Please forward this e-mail to the IT Services Contact or Agency Management (Director or above) of \
Department of Revenue, who may submit this request.

Request for the Service Desk: Unblock a website

To submit this request, the IT Services Contact or Agency Management (Director or above) at \
Department of Revenue checks it and forwards this e-mail to {desk.name}, {desk.email}.

Reference: HD-4KM9XC
Requester: Pat Doe, 502-555-0111
Identity: not signed in; identity not verified. Before anyone acts on this request, please call \
the requester at a number that is already known.
Agency: Department of Revenue

The request:
- Website URL: https[:]//www[.]example[.]com/
- Billing number: 12345

Web addresses are written with [.] so that nobody clicks them by mistake.

Still missing:
- Why the site is needed (justification to unblock)
- The written approval of a Division Director or above, unless that manager submits the request

Approval: Management at Division Director level or above must approve the request or submit it.

Procedure: technology.ky.gov/help/Pages/frequently-asked-questions.aspx, checked {verified}
"""
    )


def test_whom_the_requester_alone_knows_is_left_to_the_requester(
    knowledge: KnowledgeBase,
) -> None:
    """The Service Desk cannot look up somebody's supervisor."""
    fields = {**REQUESTER, "move_kind": "within an office"}
    of = request(knowledge, "staff_move", fields)
    assert (of.recipient, of.to, of.forward_to) == (Recipient.CONTACTS, (), "")
    assert "the supervisor or manager at Department of Revenue checks it" in text(of)
    assert mailto(of).url.startswith("mailto:?subject=")
    elsewhere = request(knowledge, "staff_move", {**fields, "move_kind": "to another building"})
    assert elsewhere.forward_to == "IT Services Contact"
    assert [person.email for person in elsewhere.to] == [
        knowledge.directory.contact_points[SERVICE_DESK].email
    ]


def test_what_is_chosen_reads_as_the_requester_meant_it(knowledge: KnowledgeBase) -> None:
    fields = {**REQUESTER, "access_kind": "send on my behalf", "employee": "Robin Roe"}
    of = request(knowledge, "mailbox_delegation", fields, MORGAN)
    assert "\n- Kind of access: send on the owner's behalf\n" in text(of)
    # Programs read what was chosen.
    assert of.fields[0].value == "send on my behalf"


def test_the_request_names_another_owner_of_the_mailbox(knowledge: KnowledgeBase) -> None:
    fields = {**REQUESTER, "access_kind": "send on my behalf", "employee": "Robin Roe"}
    own = request(knowledge, "mailbox_delegation", fields, MORGAN)
    other = request(
        knowledge, "mailbox_delegation", {**fields, "mailbox_owner": "Kit Lowe"}, MORGAN
    )
    assert own.title == "Let someone use the requester's mailbox"
    assert other.title == "Let someone use another employee's mailbox"
    assert "\n- Mailbox's owner: Kit Lowe\n" in text(other)
    mine = request(knowledge, "mailbox_delegation", {**fields, "mailbox_owner": "me"}, MORGAN)
    assert mine.title == own.title
    assert "\n- Mailbox's owner: Pat Doe, the requester\n" in text(mine)


def test_a_role_is_sent_as_what_the_requester_says(knowledge: KnowledgeBase) -> None:
    fields = {**REQUESTER, "requester_role": "IT Services Contact"}
    of = request(knowledge, "ssl_certificate", fields, MORGAN)
    assert "IT Services Contact, as the requester says; not verified" in text(of)
