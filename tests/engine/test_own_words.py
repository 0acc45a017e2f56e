"""What counts of a message with a mail, a signature or a notice in it; all people are made up."""

import pytest

from bot.engine.own_words import own_words

TOP = "the site is https://forms.example.gov/a\nreason: my unit needs it"
CALL = "Call me at 502-555-0133."
TAILS = {
    "an Outlook mail": "From: Riley Stone <riley.stone@agency.example.gov>\nSent: Monday\n" + CALL,
    "an Outlook mail without addresses": "From: Riley Stone\nSent: Monday\nTo: Pat\nSubject: your "
    f"laptop\n\n{CALL}",
    "an Outlook mail in bold": f"*From:* Riley <riley@example.gov>\n*Sent:* Monday\n\n{CALL}",
    "an Outlook line": f"{'_' * 32}\nFrom: Riley\nSent: Monday\n\n{CALL}",
    "an original message": f"-----Original Message-----\n{CALL}",
    "an original message with its head": "-----Original Message-----\nFrom: Riley\nSent: Monday\n"
    + CALL,
    "a forwarded message": "---------- Forwarded message ---------\nFrom: Riley <r@example.gov>\n"
    f"Date: Mon\nSubject: laptop\nTo: Pat\n\n{CALL}",
    "a reply": f"On Mon, Nov 23, 2026 at 9:00 AM Riley Stone <r@example.gov> wrote:\n> {CALL}",
    "a wrapped reply": f"On Mon, Nov 23, 2026 Riley Stone\n<r@example.gov> wrote:\n> {CALL}",
    "a signature": f"-- \nRiley Stone\n{CALL}",
    "a closing": "Thanks,\nRiley Stone\n502-555-0133",
    "a closing in one word": "Regards\n\nRiley Stone\nOffice of Samples\n502-555-0133",
    "a telephone": "Sent from my iPhone",
    "a notice": f"CONFIDENTIALITY NOTICE: This may be privileged. {CALL}",
    "a notice with a heading": f"Confidentiality Notice\n{CALL}",
    "a notice without a heading": "This e-mail and any files with it are confidential and intended "
    f"solely for the addressee. If you are not, {CALL}",
}
OWN = {
    "a list": "I need:\n- a laptop\n- a phone",
    "a move": "Move our phones\nFrom: 500 Mero Street\nTo: 101 Sea Hero Road\nDate: December 12",
    "values by name": "Name: Riley Stone\nAgency: KYTC\nPhone: 502-555-0133",
    "thanks in a sentence": "The site is example.gov\nThanks, and my number is 502-555-0133",
    "nothing but thanks": "Thanks,\nRiley",
    "nothing but a mail": "From: Riley <r@example.gov>\nSent: Monday\nSubject: VPN\n\nVPN?",
    "nothing but a reply": f"On Monday Riley Stone wrote:\n> {CALL}",
    "a board": "we need an e-mail notice board for staff",
    "blanks": " \n",
}


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_what_others_wrote_is_left_out(tail: str, end: str) -> None:
    assert own_words(f"{TOP}\n\n{tail}".replace("\n", end)) == TOP


def test_what_stands_below_a_quotation_counts() -> None:
    assert own_words(f"{TAILS['a reply']}\n\n{TOP}") == TOP


@pytest.mark.parametrize("text", OWN.values(), ids=OWN.keys())
def test_what_users_write_themselves_stays_whole(text: str) -> None:
    assert own_words(text) == text
