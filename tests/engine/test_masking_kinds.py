"""The many ways in which people tell a secret, and what is only like one: one table for both."""

import re
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.masking import ConversationMasker, mask

HEX = "0123456789abcdef"


def key(*parts: str) -> str:
    """In parts, so that nothing that searches code for keys takes it for one."""
    return "".join(parts)


# `\\n` stands for the end of a line.
TOLD = r"""
ssn 123_45_6789
123,45,6789
my social security number: 123,45,6789
123--45--6789
123456789 is my social security number
123456789 (my ssn)
123456789 is Ann's ssn
ssn 123 456 789
ssn 12-345-6789
ssn: 1 2 3 4 5 6 7 8 9
SSN (123) 45 6789
ss# 123456789
ss no. 123456789
soc sec 123*45*6789
ssn=123:45:6789
the social is 123|45|6789
social security 123.456.789
my ssn is 123\n45\n6789
her itin is 912701234
4111.1111.1111.1111
4111/1111/1111/1111
4111_1111_1111_1111
4111 1111\n1111 1111
card x4111111111111111
card number: 4111,1111,1111,1111
card no 4111 - 1111 - 1111 - 1111
visa 4111-11111111-1111
credit card 4111111111111112
my amex is 3782-822463-10005
debit card: 4111*1111*1111*1111
cc 41111111 11111111
login jsmith / Summer2025!
user jsmith / Summer2025!
username: jsmith/Summer2025!
creds jsmith:Summer2025!
credentials are jsmith / Summer2025!
acct jsmith / Summer2025!
login: jsmith:Summer2025!
u: jsmith p: Summer2025!
un: jsmith, pw: kentucky
user: jsmith pass: Summer2025!
the passphrase is correct horse battery staple
password: correct horse battery staple
my password is correct horse battery staple
passphrase = correct-horse-battery-staple
pass phrase: purple monkey dishwasher
secret: hunter2
secret: kentucky
the secret is S3cretValue
api key: abc123def
api_key=abc123def456
API-KEY: 9f8e7d6c
apikey 9f8e7d6c5b
my api key is wildcats
client secret abc8x~qwe.rty1
client_secret=kentucky
AZURE_CLIENT_SECRET=abc.123
app secret: tops3cret
the wifi key is bluegrass2024
the wi-fi key is kentucky
wireless key: derbyday
network key is abcde12345
WPA2 key: derby2026day
security key: abcd-1234
encryption key: 0011223344556677
recovery key: ABCD-1234-EFGH-5678
recovery code is 12345678
backup codes: 1234 5678
the door code is 4821
gate code 4821
alarm code: 90210
access code: 77812
verification code is 482913
the mfa code was 482913
my duo code is 482913
one-time code 482913
authenticator code 482913
otp: 482913
otp 482913
the code is 482913
my code: 482913
voicemail code is 9931
access token: abcdef123456
refresh_token=abc123def456
session token is 9f8e7d6c5b4a
connection string: Server=db;Uid=a;Pwd=b1
product key: ABCDE-12345-FGHIJ-67890-KLMNO
pre-shared key is kentucky1
passkey: bluegrass
key: 9f8e7d6c5b4a39281716
the key is abcd1234efgh5678ijkl
storage key: Zm9vYmFyYmF6
master key = xyzzy
p@ssword: Summer2025
passw0rd is Summer2025
my pwd's Summer2025!
AccountKey=Zm9vYmFyYmF6cXV1eHF1dXV4Zm9vYmFy==
Authorization: Basic dXNlcjpwYXNzd29yZA==
sig=abcdefghijklmnopqrstuvwxyz0123456789%3D
""".strip().split("\n")

KEYS = [
    "recovery key 123456-234567-345678-456789-567890-678901-789012-890123",
    "123456-234567-345678-456789-567890-678901-789012-890123",
    "123456 234567 345678 456789 567890 678901 789012 890123",
    key("glpat", "-abcDEF1234567890abcd"),
    key("sk", "-proj-abcDEF1234567890abcdefgh"),
    key("sk", "-abcDEF1234567890abcdefgh"),
    key("sk", "-ant-api03-abcDEF1234567890"),
    key("AIza", "SyA1234567890abcdefghijklmnopqrstuv"),
    key("npm", "_abcdefghij1234567890ABCDEFGHIJ123456"),
    key("hf", "_abcdefghijklmnopqrstuvwxyzABCDEFGH"),
    key("sk_live", "_abcdef1234567890"),
    key("xapp", "-1-A0123456789-abcdef"),
    key("ya29", ".abcdefghijklmnop1234567890"),
    key("GOCSPX", "-abcdefghij1234567890abcdefgh"),
    key("SG", ".abcdefghijklmnop123456.abcdefghijklmnop1234567890abcdefghijklmnopq12"),
    key("key", "-", HEX * 2),
    key("SK", HEX * 2),
    key("shpat", "_", HEX * 2),
    key("dop", "_v1_", HEX * 4),
    key("ATATT", "3xFfGF0abcdefghijklmnopqrst"),
    key("dapi", HEX * 2),
    key("hvs", ".abcdefghijklmnopqrstuvwxyz"),
    key("glsa", "_abcdefghijklmnopqrstuvwxyz123456_abcd"),
    key("dckr", "_pat_abcdefghijklmnopqrst"),
    key("pypi", "-AgEIcHlwaS5vcmcabcdefghijklmnopqrstuvwxyz"),
    key("abc8", "Q~abcdefghijklmnopqrstuvwxyz12345"),
    key("https://hooks.slack.com", "/services/T00000000/B00000000/abcdefghijklmnop"),
    key(
        "https://example.webhook.office.com", "/webhookb2/0a1b2c3d@0a1b2c3d/IncomingWebhook/abc/def"
    ),
    key("tskey", "-auth-abcdefghijklmnop1234"),
    key("PMAK", "-", HEX * 2, "-", HEX),
    key("NRAK", "-ABCDEFGHIJKLMNOPQRSTUVW"),
]

HARMLESS = """
billing number: 605-79-1234
our billing code 123-45-6789
case number 123-45-6789
badge number 6011000990139424
account number 123-45-6789
ticket 123-45-6789
invoice no. 123-45-6789
purchase order 123-45-6789
contract 123-45-6789
badge 4111111111111111
serial number 4111111111111111
tracking number 4111 1111 1111 1111
sim card 8901260123456789012
the wifi key is missing
the wifi key is not working
the wifi key is posted on the wall
my security key is lost
security key is required
my yubikey security key stopped working
the recovery key is stored in AD
I need a bitlocker recovery key
bitlocker asks for the recovery key on every boot
recovery key ID 1A2B3C4D
the product key is invalid
the function key F5 is stuck
press the windows key
error code is 0x80070005
error code: 1603
the error code is 80070005
billing code: 1234567
zip code: 40601
area code 502
building code: B12
the code is 403
verification code is not coming
I never got the verification code
the duo code is not arriving
the door code is unknown
which door code do I need?
access code required
security code is on the back
the api key is expired
api key rotation policy
who gives me an api key?
client secret is about to expire
client secret expires in 30 days
our client secret was leaked
it is a secret
top secret 2026 project
secret santa party
the secret is out
key: F012
key card 1234
the key is under the mat
keyboard is broken
key fob 12345678
passkey is not accepted
connection string in the ODBC settings
access token expired
the token is invalid
the session token is about to time out
the passphrase is not working on my laptop
the passphrase is required by the new policy
the passphrase is longer than fifteen characters
passphrase: how long must it be
password: please reset it today
password: account locked since monday
my password is not accepted anymore since yesterday
the login fails: "incorrect username or password" since Monday
login page / home page
username/email address
user name and password fields
extensions 4101, 4102, 4103, 4104
rooms 4101/4102/4103/4104
4101 4102 4103 4104
3120.3121.3122.3123
user: jsmith phone: 502-555-0142
sku SK-1234567890
sk-learn is not installed
SharePoint site key-contacts
https://example.gov/?page=2&key=abc
license key for Adobe Acrobat
license keys: 14 needed
product keys for 25 laptops
network key cabinet 3
the alarm code is needed by security
garage code please
pairing code does not show up
the sms code never arrives
the backup code is missing
one time code expired
activation key was never sent
please send the activation code to my manager
I need an access code for the building
social security administration, phone 502-555-0142
social security office on 123 Main Street, Frankfort
ssn field is hidden on form F180
can I mail an SSN?
do not send card numbers by mail
credit card machine 3 is down
card reader at 500 Mero Street is broken
my ID card 12345 does not open the door
visa application for a contractor
1234 5678 9012
version 10.0.19045.4291.1234
2026-11-29 12:34:56
part number 123-45-6789
version 1.2.3-45-6789
file report_123_45_6789.pdf
coordinates 123,45,67890
room 123, 45 people, 6789 sq ft
123.45.678.9
""".strip().split("\n")


def unmasked(text: str) -> str:
    """What is left of the text's own characters."""
    return re.sub(r"\[removed: [a-z ]+\]", "", mask(text).text)


@pytest.mark.parametrize("text", [*(line.replace("\\n", "\n") for line in TOLD), *KEYS])
def test_whatever_way_it_is_told_it_is_removed(text: str) -> None:
    masked = mask(text)
    assert masked.kinds
    assert mask(masked.text) == (masked.text, ())
    # No number and no key stays in part.
    assert not re.search(r"\d{3}|\d\d$", unmasked(text).replace("WPA2", ""))


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_only_like_a_secret_stays(text: str) -> None:
    assert mask(text) == (text, ())


NINE = st.text(string.digits, min_size=9, max_size=9)
BETWEEN = st.text(" -._,/:;|*~\n", max_size=3)


@given(NINE, st.lists(BETWEEN, min_size=8, max_size=8), st.sampled_from(["ssn ", "my social is "]))
def test_a_told_social_security_number_goes_however_it_is_divided(
    number: str, between: list[str], words: str
) -> None:
    text = words + number[0] + "".join(map("".join, zip(between, number[1:], strict=True)))
    if not re.search(r"\d{5}-\d{4}$", text):  # a ZIP code
        assert mask(text).text == f"{words}[removed: social security number]"


@pytest.mark.parametrize(
    "piece",
    [
        *("1 ", "1,", "1--", "123_", "4111.", "123456-", "secret ", "secret: ", "api key is "),
        *("key: ", "key:", "the code is ", "client_secret=", "sk-", "SG.", "A~b.", "ABCDE-"),
        *("correct ", "pw is correct horse ", "u: a p: ", "login a/", "creds a:", "otp", "u:a "),
        *("card 1", "ssn 1 ", "billing number: ", "webhook.office.com/webhookb2/", "sig=", "a-"),
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    began = time.process_time()
    mask(text)
    mask(f"the secret key is {text}")
    assert time.process_time() - began < 2


# In two messages

PARTS = [
    ("my password is", "Hunter22"),
    ("My password is:", "Hunter22"),
    ("ok so the pw is", "kentucky"),
    ("password", "Summer2025!"),
    ("the passphrase is", "correct horse battery staple"),
    ("my ssn is", "123456789"),
    ("social security number:", "123,45,6789"),
    ("card number", "4111111111111112"),
    ("wifi key =", "bluegrass"),
    ("the door code is...", "4821"),
    ("/login user jdoe, password is", "kentucky"),
]


@pytest.mark.parametrize(("first", "second"), PARTS)
def test_a_secret_in_a_message_of_its_own_is_removed(first: str, second: str) -> None:
    masker = ConversationMasker()
    assert masker.mask("a", first) == (first, ())
    assert masker.mask("b", "good morning") == ("good morning", ())
    masked = masker.mask("a", second)
    assert masked.kinds
    assert second not in masked.text
    # The same again, as a page sends it that has not heard the answer.
    assert masker.mask("a", second) == masked


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("my password is", "expired"),
        ("my password is", "not working on the laptop"),
        ("I forgot my password", "laptop KYDC0142, room 214"),
        ("my password is expired", "Hunter is my supervisor"),
        ("reset my password", "Jane Doe"),
        ("thank you", "Hunter22"),
    ],
)
def test_a_message_after_another_stays_as_it_is(first: str, second: str) -> None:
    masker = ConversationMasker()
    masker.mask("a", first)
    assert masker.mask("a", second) == (second, ())


def test_only_the_next_message_is_meant() -> None:
    masker = ConversationMasker()
    for text in ("my ssn is", "hello", "123456789"):
        assert masker.mask("a", text) == (text, ())


def test_conversations_are_forgotten_in_the_order_they_came() -> None:
    masker = ConversationMasker(most=2)
    for name in "abc":
        masker.mask(name, "my ssn is")
    assert masker.mask("c", "123456789").kinds == ("ssn",)
    assert masker.mask("a", "123456789").kinds == ()


@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_conversation_is_masked_at_least_as_its_messages_are(texts: list[str]) -> None:
    masker = ConversationMasker()
    for text in texts:
        masked = masker.mask("a", text)
        assert set(mask(text).kinds) <= set(masked.kinds)
