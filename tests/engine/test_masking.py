"""What masking takes out of a text, and what it must leave alone."""

import string
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.masking import mask

ROOT = Path(__file__).resolve().parents[2]
SSN = "[removed: social security number]"
CARD = "[removed: card number]"
PASSWORD = "[removed: password]"
KEY = "[removed: private key]"
TOKEN = "[removed: access token]"
MARKERS = (SSN, CARD, PASSWORD, KEY, TOKEN)
AKIA = "AKIA" + "IOSFODNN7EXAMPLE"
GITHUB = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"
SLACK = "xoxb-" + "123456789012-abcdefABCDEF"
JWT = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0" + ".dozjgNryP4J3jVmNHl0w5N_XgL0n3I9"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7\nq1w2e3\n-----END RSA PRIVATE KEY-----"
PUTTY = (
    "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: bob\nPublic-Lines: 1\nAAAAC3\n"
    "Private-Lines: 1\nAAAAIGsecret\nPrivate-MAC: 0a1b2c3d"
)

MASKED = [
    # social security numbers
    ("my ssn is 078-05-1120", f"my ssn is {SSN}", "ssn"),
    ("078 05 1120", SSN, "ssn"),
    ("her number 078.05.1120, please", f"her number {SSN}, please", "ssn"),
    ("078/05/1120", SSN, "ssn"),
    ("078 - 05 - 1120", SSN, "ssn"),
    ("078\u201305\u20131120", SSN, "ssn"),
    ("078\u201105\u20111120.", f"{SSN}.", "ssn"),
    ("078\u221205\u22121120", SSN, "ssn"),
    ("078\u00a005\u00a01120", SSN, "ssn"),
    ("it is \uff10\uff17\uff18-\uff10\uff15-\uff11\uff11\uff12\uff10 ok", f"it is {SSN} ok", "ssn"),
    ("\uff10\uff17\uff18\uff0d\uff10\uff15\uff0d\uff11\uff11\uff12\uff10", SSN, "ssn"),
    ("078-\u200b05-\u200b1120", SSN, "ssn"),
    ("\u2060078-05-1120", f"\u2060{SSN}", "ssn"),
    ("ITIN 912-70-1234", f"ITIN {SSN}", "ssn"),
    ("SSN: 078051120", f"SSN: {SSN}", "ssn"),
    ("SSN078-05-1120", f"SSN{SSN}", "ssn"),
    ("my social is 078051120, thanks", f"my social is {SSN}, thanks", "ssn"),
    ("soc sec no 078051120", f"soc sec no {SSN}", "ssn"),
    ("Social Security number of the new hire: 078051120", None, "ssn"),
    ("name Jo (078-05-1120) starts Monday", f"name Jo ({SSN}) starts Monday", "ssn"),
    ("078-05-1120 and 219-09-9999", f"{SSN} and {SSN}", "ssn"),
    ("078-05-1120 219-09-9999", f"{SSN} {SSN}", "ssn"),
    ("new hire Ann Lee 01/02/1980 219-09-9999 in CHFS", None, "ssn"),
    # cards
    ("4111111111111111", CARD, "card"),
    ("card 4111 1111 1111 1111 exp 12/27 cvv 123", f"card {CARD} exp 12/27 cvv 123", "card"),
    ("4111 1111 1111 1111 12/27", f"{CARD} 12/27", "card"),
    ("charge it to 5555-5555-5555-4444.", f"charge it to {CARD}.", "card"),
    ("amex 3782 822463 10005", f"amex {CARD}", "card"),
    ("378282246310005", CARD, "card"),
    ("diners 3056 930902 5904", f"diners {CARD}", "card"),
    ("6011 0009 9013 9424", CARD, "card"),
    ("2223 0031 2200 3222", CARD, "card"),
    ("4222222222222", CARD, "card"),
    ("4111\u00a01111\u00a01111\u00a01111", CARD, "card"),
    ("4111\u20111111\u20111111\u20111111", CARD, "card"),
    ("\uff14111111111111111", CARD, "card"),
    ("4000 0000 0000 0000 006", CARD, "card"),
    # keys
    (PEM, KEY, "private_key"),
    (f"Here it is:\n{PEM}\nThanks", f"Here it is:\n{KEY}\nThanks", "private_key"),
    (f"it: {PEM} bye".replace("\n", " "), f"it: {KEY} bye", "private_key"),
    ("see -----BEGIN PRIVATE KEY-----\nMIIEvQ\nand more", f"see {KEY}", "private_key"),
    ("-----BEGIN OPENSSH PRIVATE KEY----- b3BlbnNzaC1r", KEY, "private_key"),
    (
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\nx\n-----END PGP PRIVATE KEY BLOCK-----",
        KEY,
        "private_key",
    ),
    (f"{PUTTY}\nBob", f"{KEY}\nBob", "private_key"),
    (f"{PUTTY} Bob".replace("\n", " "), f"{KEY} Bob", "private_key"),
    # tokens
    (f"key {AKIA} leaked", f"key {TOKEN} leaked", "token"),
    (f"git push {GITHUB}", f"git push {TOKEN}", "token"),
    ("github_pat_" + "11ABCDEFG0aBcDeFgHiJkL_mnop", TOKEN, "token"),
    (f"slack {SLACK}.", f"slack {TOKEN}.", "token"),
    (f"jwt={JWT}", f"jwt={TOKEN}", "token"),
    ("Authorization: Bearer abcDEF0123456789abcDEF0123", f"Authorization: Bearer {TOKEN}", "token"),
    # passwords
    ("my password is hunter2", f"my password is {PASSWORD}", "password"),
    ("my password is hunter2.", f"my password is {PASSWORD}.", "password"),
    ("my password is hunter2, please help", f"my password is {PASSWORD}, please help", "password"),
    ("pwd: Summer2026!", f"pwd: {PASSWORD}", "password"),
    ("password=abc", f"password={PASSWORD}", "password"),
    ("the pw for it was Tr0ub4dor&3, username bob", None, "password"),
    ('password "open sesame"', f'password "{PASSWORD}"', "password"),
    (
        "password \u201copen sesame\u201d please",
        f"password \u201c{PASSWORD}\u201d please",
        "password",
    ),
    ("PASSWORD - Foo99", f"PASSWORD - {PASSWORD}", "password"),
    ("PASSWORD \u2013 Foo99", f"PASSWORD \u2013 {PASSWORD}", "password"),
    ("I changed my password to Kentucky1", f"I changed my password to {PASSWORD}", "password"),
    ("changed my password to bluegrass.", f"changed my password to {PASSWORD}.", "password"),
    ("username jdoe password Fall2025", f"username jdoe password {PASSWORD}", "password"),
    ("username: jdoe, password: kentucky", f"username: jdoe, password: {PASSWORD}", "password"),
    ("username jdoe password kentucky", f"username jdoe password {PASSWORD}", "password"),
    ("Username: jdoe\nPassword:\nSummer26", f"Username: jdoe\nPassword:\n{PASSWORD}", "password"),
    ("my passcode is 4821", f"my passcode is {PASSWORD}", "password"),
    ("PIN: 4821", f"PIN: {PASSWORD}", "password"),
    ("my pin is 4821 and it fails", f"my pin is {PASSWORD} and it fails", "password"),
    ("pin 4821", f"pin {PASSWORD}", "password"),
    ("passphrase: purple monkey dishwasher", f"passphrase: {PASSWORD}", "password"),
    ("user/pass: jdoe/Fall2025", f"user/pass: {PASSWORD}", "password"),
    ("log in with jdoe / Fall2025", f"log in with jdoe / {PASSWORD}", "password"),
    (
        "I log in with jdoe/Tr0ub4dor&3 and fail",
        f"I log in with jdoe/{PASSWORD} and fail",
        "password",
    ),
    ("my password is kentucky", f"my password is {PASSWORD}", "password"),
    ("my password is Wildcats and it fails", f"my password is {PASSWORD} and it fails", "password"),
    ("my password is now Wildcats!", f"my password is now {PASSWORD}", "password"),
    ("passwd = s3cr3t", f"passwd = {PASSWORD}", "password"),
    ("my pasword is hunter2", f"my pasword is {PASSWORD}", "password"),
    (
        '{"user": "bob", "password": "abc"}',
        f'{{"user": "bob", "password": "{PASSWORD}"}}',
        "password",
    ),
    ("DB_PASSWORD=x9!k", f"DB_PASSWORD={PASSWORD}", "password"),
    ("was set: password set to Spring#26", f"was set: password set to {PASSWORD}", "password"),
    ("the temp password is still Welcome123 today", None, "password"),
    ("password p@ssw0rd does not work", f"password {PASSWORD} does not work", "password"),
    ("password (Winter2026) is refused", f"password ({PASSWORD}) is refused", "password"),
    ("Summer2026! is my password", f"{PASSWORD} is my password", "password"),
    ("my password is hunter2 or Hunter33", f"my password is {PASSWORD} or {PASSWORD}", "password"),
    ("changed the password from Summer25 to Fall2025", None, "password"),
    ("password for the VPN is Kentucky1", f"password for the VPN is {PASSWORD}", "password"),
    ("pw: 078-05-1120x", f"pw: {PASSWORD}", "password"),
    ("my password is \uff48unter2", f"my password is {PASSWORD}", "password"),
    ("ftp://bob:s3cret@files.ky.gov", f"ftp://bob:{PASSWORD}@files.ky.gov", "password"),
    ("password: 4111 1111 1111 1111", f"password: {CARD}", "card"),
    ("Password: L0uisville#1 Thanks, Bob", f"Password: {PASSWORD} Thanks, Bob", "password"),
    ("I tried password 'blue grass' twice", f"I tried password '{PASSWORD}' twice", "password"),
    ("My password is KyWildcat", f"My password is {PASSWORD}", "password"),
]

UNTOUCHED = """
my password is expired
my password is not working
my password is locked
my password is wrong
my password is too short
My password is about to expire.
my password is about to expire
password reset
password for the VPN
reset my password please
password: how do I change it
password: expired
pin is required
what is the password policy
forgot password to my laptop
forgot password to Windows
forgot my password to Outlook
password must be 14 characters
password must be 8-16 characters
password is the same
password is the same as before
pass it on to her
pass F012 on to HR
the pw portal
My password was rejected.
My password is invalid!
is my password compromised?
the password is nobody's business
my password is case-sensitive
password is good for 60 days
password is 14 characters
my password expires every 90 days
password rules, CIO-072?
I cannot remember what I changed my password to on Friday.
changed my password to something else
changed my password and now it is locked
I changed my password from home
need my password reset to log in
username or password wrong
the login fails: "incorrect username or password" since Monday
user password expired
my password doesn't work
password isn't accepted
"password" and "username" are required
password-help
the password was changed on 7/14/2026
password last changed 2026-07-14
password is required for Windows11
svc acct nonexpiring pw, F085 or exempt per CIO-072
Passwords: who resets them?
Subject: password
password - expired
Password? I forgot
what is Brenda's password
I need a pin for the voicemail
PIN must have 4 digits
please pin the chat
pass the parking form to room 214
the pass is expired
parking passes arrived
bypass it contact emergency
he passed away in May
compass is broken
password protected file \\\\fs01\\share\\budget2026.xlsx
password for host CHFS-PC-0142
password to KYDC01
password ticket INC0012345 is open
reset password, ticket RITM0012345
password for jane.doe2@ky.gov
log in with username / password
sign in with email/password
log in with your Windows account / VPN
call 502-555-0142
call (502) 555-0142 ext 12345
502 555 0142
+1 502 555 0142
1-800-555-0142
5025550142 12345
502-555-0142 x 1234
502-555-0142-12345
my billing number is 1234-5678-90
billing number 123456789
billing number 4000123456
Social Services billing number 123456789
the social worker's order 123456789
Frankfort, KY 40601-1234
social security office, Frankfort KY 40601-1234
order 4500123456 of 2026-07-14
on 07/14/2026 at 10:30
on 2026-07-14 we moved
from 01/02/2025 to 03/04/2026
timestamp 20260714093012
2023 2024 2025 2026
IP 192.168.10.1, mask 255.255.255.0
10.20.30.40:8080
MAC 00:1A:2B:3C:4D:5E
MAC 00-11-22-33-44-55
host KYDC-123-45-6789
host kyfs01.chfs.ky.gov
host srv-123-45-6789-a
123-45-6789.chfs.ky.gov is down
\\\\chfsfs01\\share\\2026\\Forms
C:\\Users\\jdoe\\Documents\\F012.docx
forms F012, F180 and F085
draft reference D-2026-0142
draft SD-20260714-0001
ticket 000-12-3456
666-12-3456
123-00-4567
123-45-0000
1123-45-6789
123-45-67890
12-123-45-6789
4111111111111112
4111 1111 1111 1112
41111111111111111111111
4111-1111-1111-1111-1111
IMEI 356938035643809
serial 5CG1234ABC, asset 00123456
uuid 550e8400-e29b-41d4-a716-446655440000
Windows 10.0.19045.4291
Bearer of this letter is Karen
eyJ is how it starts
-----BEGIN CERTIFICATE-----
-----BEGIN PUBLIC KEY----- MIIB
our private key expired, send a CSR
[removed: password]
my password is [removed: password], my ssn [removed: social security number] 123
the governor passed the budget, 12 pins were handed out
/draft_start{"entry": "vpn_access"}
/password_help
/inform{"agency": "CHFS", "count": 14}
https://reset.ky.gov/password
password: https://reset.ky.gov/help2
My password: it expired, so I can't log in.
5 users, 14 phones, 3 PCs
the F012 was sent to security@ky.gov on 7/14
Password issue: laptop 3 rejects me
I have 3 passwords to remember
password 60 days
passwords longer than 14 characters
who sets the Pin? I mean the PIN for Duo
user -- password expired
user ** password ?
""".strip().split("\n")


@pytest.mark.parametrize(("text", "result", "kind"), MASKED)
def test_a_secret_is_removed(text: str, result: str | None, kind: str) -> None:
    masked = mask(text)
    assert masked.kinds == (kind,)
    assert result is None or masked.text == result
    assert mask(masked.text) == (masked.text, ())


@pytest.mark.parametrize("text", ["", " ", "\n", *UNTOUCHED])
def test_other_texts_are_untouched(text: str) -> None:
    assert mask(text) == (text, ())


def test_what_stands_around_a_password_stays() -> None:
    masked = mask("the pw for it was Tr0ub4dor&3, username bob")
    assert masked.text == f"the pw for it was {PASSWORD}, username bob"
    masked = mask("changed the password from Summer25 to Fall2025")
    assert masked.text == f"changed the password from {PASSWORD} to {PASSWORD}"


def test_kinds_are_in_order_of_first_appearance() -> None:
    text = f"pw: abc1, card 4111111111111111, {AKIA}, ssn 078-05-1120 and 219-09-9999\n{PEM}"
    assert mask(text).kinds == ("password", "card", "token", "ssn", "private_key")


def test_characters_that_could_pass_for_a_mark_stay() -> None:
    assert mask("\ue000 \ue004 \ue005 a") == ("\ue000 \ue004 \ue005 a", ())


def test_training_examples_are_untouched() -> None:
    lines = [
        line[8:]
        for path in sorted((ROOT / "data" / "nlu").glob("*.yml"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("      - ")
    ]
    changed = [masked.text for masked in map(mask, lines) if masked.kinds]
    print(*changed, sep="\n")
    assert len(lines) > 1000
    assert changed == []


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "1",
            "1 ",
            "1-",
            "12-",
            "123 ",
            "1234 ",
            "4444-",
            "123-45-",
            "078-05-1120-",
            "123456789 ",
        ),
        *("password", "password ", "password:", "password: ", "passwordx", "pw ", "pw=", "pin "),
        *(
            "password is ",
            "password for ",
            "pwis to ",
            "a ",
            "a",
            "-",
            "- ",
            '"',
            "'",
            'pw "',
            "pw '",
        ),
        *(
            "eyJ",
            "eyJa.",
            "Bearer ",
            "Bearer 1",
            "ssn ",
            "ssn 078051120 ",
            "log in with ",
            "log ",
            "://",
        ),
        *(
            "log in with a/",
            "://a:",
            "x1234 is my ",
            "-----BEGIN PRIVATE KEY",
            "BEGIN ",
            "--",
            "\u2060",
        ),
        *(
            "[removed: ",
            "[removed: password]",
            "username a password ",
            "change the ",
            "pw x1 to ",
            "\n",
        ),
        *(
            "pw is kentucky and ",
            "hunter2 is my password ",
            "x1 or ",
            "pw hunter2 or ",
            "078 05 1120 ",
        ),
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    began = time.process_time()
    mask(text)
    mask(f"password is {text}")
    assert time.process_time() - began < 2


def luhn(digits: str) -> str:
    """The digits with the check digit that makes them a card number."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (2 - place % 2)
        total += number - 9 if number > 9 else number
    return digits + str(-total % 10)


def digits(least: int, most: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=least, max_size=most)


# Without vowels, so that none says of a number that it is something else ("IMEI").
CONSONANTS = "bdfghjklmnpqrstvwxzBDFGHJKLMNPQRSTVWXZ"
WORDS = st.lists(st.text(CONSONANTS + ",.'", max_size=12), max_size=8).map(" ".join)
SSNS = st.builds(
    "{1:03}{0}{2:02}{0}{3:04}".format,
    st.sampled_from(["-", " ", ".", "/", "\u2013", "\u2011", "\u00a0", "\u2212", "\u2010"]),
    st.integers(1, 999).filter(lambda area: area != 666),
    st.integers(1, 99),
    st.integers(1, 9999),
)
CARDS = st.builds(
    lambda number, gap: gap.join(number[at : at + 4] for at in range(0, len(number), 4)),
    st.builds("{}{}".format, st.sampled_from("3456"), digits(11, 17)).map(luhn),
    st.sampled_from(["", " ", "-", "\u00a0"]),
)
KEYS = st.builds(
    "-----BEGIN {0}PRIVATE KEY-----{2}{1}{2}-----END {0}PRIVATE KEY-----".format,
    st.sampled_from(["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "]),
    st.text(string.ascii_letters + string.digits + "+/=", min_size=20, max_size=200),
    st.sampled_from(["\n", " ", "\r\n"]),
)
TOKENS = st.one_of(
    st.text(string.ascii_uppercase + string.digits, min_size=16, max_size=16).map("AKIA".__add__),
    st.text(string.ascii_letters + string.digits, min_size=36, max_size=36).map("ghp_".__add__),
)
PASSWORDS = st.builds(
    "{}{}{}".format,
    st.text(string.ascii_letters, min_size=3, max_size=8),
    st.sampled_from(["#", "!", "@", "$", "", "&"]),
    digits(3, 5),
).filter(
    lambda word: (
        not word.lower().startswith(("req", "inc", "ritm", "chg", "case", "task", "server"))
    )
)


@given(WORDS, st.one_of(SSNS, CARDS, KEYS, TOKENS), WORDS)
def test_a_planted_secret_is_never_in_the_result(before: str, secret: str, after: str) -> None:
    masked = mask(f"{before} {secret} {after}")
    assert secret not in masked.text
    assert masked.kinds


@given(WORDS, st.sampled_from(["password is ", "pwd: ", "passcode = ", "pw was "]), PASSWORDS)
def test_a_planted_password_is_never_in_the_result(before: str, words: str, secret: str) -> None:
    assert mask(f"{before} {words}{secret} thanks").text.endswith(f"{words}{PASSWORD} thanks")


PIECES = st.sampled_from(
    [
        *(
            "password",
            "pw",
            "pin",
            "pass",
            " is ",
            ": ",
            "=",
            " - ",
            " to ",
            " for ",
            '"',
            "'",
            " or ",
        ),
        *("hunter2", "kentucky", "expired", "078-05-1120", "078051120", "ssn ", "4111111111111111"),
        *(
            " ",
            "-",
            "/",
            "\n",
            ".",
            "1",
            "4444",
            "\u2060",
            "log in with ",
            "a/b12",
            "user bob ",
            "user -- ",
            *MARKERS,
        ),
        *(
            AKIA,
            JWT,
            "bearer ",
            "-----BEGIN PRIVATE KEY-----",
            "-----END PRIVATE KEY-----",
            "\ue000",
        ),
    ]
)


@settings(max_examples=500)
@given(
    st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=25).map("".join))
)
def test_masking_twice_is_masking_once(text: str) -> None:
    masked = mask(text)
    assert mask(masked.text) == (masked.text, ())
    assert bool(masked.kinds) == (masked.text != text)


@given(st.text(string.ascii_letters + " ,.?\n", max_size=200))
def test_letters_without_trigger_words_stay(text: str) -> None:
    if not any(word in text.lower() for word in ("p", "eyj", "log", "sign", "cred", "begin")):
        assert mask(text) == (text, ())
