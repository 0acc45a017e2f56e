"""Names and subjects in any script: what is written into a mail's head is read back as it is."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32
from email.utils import getaddresses

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.plain_text import line
from tests.support.mail import parsed, snapshot
from tickets.mail import eml
from tickets.snapshot import Correspondent

ONE_ENCODED_WORD = 45  # bytes: 63 characters in base64
LONGEST_LINE = 998  # RFC 5322

# Everything that can be seen.
seen = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co", "Cf", "Zl", "Zp"))
# What means something in an address, and what tells encoded from plain, one script from another.
telling = st.sampled_from("aZ9 ,;:\"'\\()<>@[].-=?_éüñ漢字Жمر\u0301")
words = st.one_of(
    st.text(seen, min_size=1, max_size=60),
    st.text(telling, min_size=1, max_size=80),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=120),
    st.sampled_from(["Jürgen", "Núñez-García,", "María", "del", '"Bob"', "Zoë", "(COT)", "O'Neil"]),
)
names = st.lists(words, min_size=1, max_size=12).map(" ".join).filter(line)


@settings(max_examples=5_000, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(names, min_size=1, max_size=4), names)
def test_names_and_subjects_are_read_back_as_they_are(people: list[str], title: str) -> None:
    to = tuple(
        Correspondent(name=name, email=f"p{number}@example.gov")
        for number, name in enumerate(people)
    )
    raw = eml(snapshot(to=to, title=title))
    wanted = [(_shown(person.name), person.email) for person in to]
    subject = f"[HD-4KM9XC] Request: {_shown(title)}"
    old = message_from_bytes(raw, policy=compat32)
    assert [(_decoded(name), email) for name, email in getaddresses([old["To"]])] == wanted
    assert _decoded(old["Subject"]) == subject
    new = parsed(raw)
    assert not new.defects
    assert new["Subject"] == subject
    # Python's newer parser puts a blank between two encoded words of a name before 3.13.2.
    if all(name.isascii() or len(name.encode()) <= ONE_ENCODED_WORD for name, _ in wanted):
        assert [(one.display_name, one.addr_spec) for one in new["To"].addresses] == wanted
    else:
        assert [one.addr_spec for one in new["To"].addresses] == [email for _, email in wanted]
    head, _, _ = raw.partition(b"\r\n\r\n")
    assert head.isascii()
    assert max(map(len, head.split(b"\r\n"))) <= LONGEST_LINE


def test_a_long_name_keeps_its_quotes() -> None:
    """The library's own folding made several broken addresses of it."""
    name = 'Smith, John "Jack" of the Division of Names ' * 4
    mail = parsed(eml(snapshot(to=(Correspondent(name=name, email="smith@example.gov"),))))
    (address,) = mail["To"].addresses
    assert (address.display_name, address.addr_spec) == (name.strip(), "smith@example.gov")


def test_a_subject_begins_on_its_own_line() -> None:
    assert eml(snapshot(title="four words or more " * 5)).startswith(
        b"Subject: [HD-4KM9XC] Request"
    )


def _shown(name: str) -> str:
    """On one line; what looks like an encoded word is written so that nobody takes it for one."""
    return line(name).replace("=?", "= ?")


def _decoded(header: str) -> str:
    """By the library's older reader, which is right about blanks between encoded words."""
    return str(make_header(decode_header(header.replace("\r\n", ""))))
