"""Values of a draft: what is taken as an answer, what is refused, what a message contains."""

import datetime as dt
import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from faq_kb.model import ItemType
from tickets.values import InvalidValue, check, find

TODAY = dt.date(2026, 3, 4)  # a Wednesday
CHOICES = (
    "new environment",
    "expansion of an existing environment",
    "change of an existing environment",
)
TAKEN = {
    ItemType.URL: [
        ("it's https://x.gov/a", "https://x.gov/a"),
        ("www.example.com/x", "https://www.example.com/x"),
        ("example.com/path.", "https://example.com/path"),
        ("it is on youtube.com please", "https://youtube.com"),
        ("(https://x.gov/a_(b))", "https://x.gov/a_(b)"),
        ("<https://x.gov|x.gov>", "https://x.gov"),
        ("HTTPS://X.GOV/A?b=C#d", "https://x.gov/A?b=C#d"),
        ("https://münchen.de/ü", "https://münchen.de/ü"),
        ("MÜNCHEN.de", "https://münchen.de"),
        ("http://intranet/page", "http://intranet/page"),
        ("https://10.1.2.3:8443/x", "https://10.1.2.3:8443/x"),
        ("10.1.2.3/x", "https://10.1.2.3/x"),
        ("https://medium.com/@somebody", "https://medium.com/@somebody"),
        ("link:https://x.gov, thanks", "https://x.gov"),
        ("https://x.gov or, again, https://x.gov", "https://x.gov"),
    ],
    ItemType.BILLING_NUMBER: [
        ("4711", "4711"),
        ("the number is 4711", "4711"),
        ("billing number is 4711", "4711"),
        ("our COT billing number: AB-12/3.4_5", "AB-12/3.4_5"),
        ("it's KYTC 4711 A, thanks", "KYTC 4711 A"),
        ("#4711", "4711"),
        ("no. 4711", "4711"),
        ("billing # 88", "88"),
        ("NO-55", "NO-55"),
        ("BN: 4711!!", "4711"),
        ("the billing number for KYTC is 4711", "4711"),
        ("It would be 2040-123.", "2040-123"),
        ("uh, please use 12 34", "12 34"),
    ],
    ItemType.PHONE: [
        ("call me at (502) 555-0142", "502-555-0142"),
        ("5025550142", "502-555-0142"),
        ("502.555.0142", "502-555-0142"),
        ("502 / 555-0142", "502-555-0142"),
        ("1-502-555-0142 x12", "502-555-0142 ext. 12"),
        ("+1 (502) 555 0142 ext. 7", "502-555-0142 ext. 7"),
        ("502-555-0142, extension 345", "502-555-0142 ext. 345"),
        ("(502)555-0142 (ext 5)", "502-555-0142 ext. 5"),
        ("tel:+15025550142", "502-555-0142"),
        ("502\u2011555\u20110142 after 5pm", "502-555-0142"),
        ("+49 30 901820", "+49 30 901820"),
        ("011 44 20 7946 0958", "+44 20 7946 0958"),
    ],
    ItemType.DATE: [
        ("friday", "2026-03-06"),
        ("on Friday", "2026-03-06"),
        ("this friday", "2026-03-06"),
        ("next Friday please", "2026-03-13"),
        ("next Wednesday", "2026-03-11"),
        ("wednesday", "2026-03-11"),
        ("today", "2026-03-04"),
        ("the day after tomorrow", "2026-03-06"),
        ("12/5", "2026-12-05"),
        ("3/1", "2027-03-01"),
        ("12-05-2026", "2026-12-05"),
        ("12.05.2026", "2026-12-05"),
        ("1/2/27", "2027-01-02"),
        ("15/12/2026", "2026-12-15"),
        ("Dec 5th at 3pm", "2026-12-05"),
        ("5 December", "2026-12-05"),
        ("Feb 29", "2028-02-29"),
        ("Friday, March 6", "2026-03-06"),
        ("in two weeks", "2026-03-18"),
        ("3 weeks from today", "2026-03-25"),
        ("a week from now", "2026-03-11"),
        ("in 3 months", "2026-06-04"),
        ("no later than Dec 5", "2026-12-05"),
        ("we are moving on the 20th of June I think", "2026-06-20"),
    ],
    ItemType.COUNT: [
        ("12", "12"),
        ("about 12 people", "12"),
        ("uh, about 12", "12"),
        ("twelve", "12"),
        ("12 (twelve)", "12"),
        ("1,200", "1200"),
        ("3rd floor, 12 users", "12"),
        ("COT-F180 for 12 people", "12"),
        ("1,000,000", "1000000"),
    ],
    ItemType.HOST_NAME: [
        ("the server is KYTC-SQL04", "KYTC-SQL04"),
        ("KYTC-SQL04, it is slow", "KYTC-SQL04"),
        ("srv01.ky.gov", "srv01.ky.gov"),
        ("app.chfs.ky.gov.", "app.chfs.ky.gov"),
        ("fileserver", "fileserver"),
        ("the server name is payroll please", "payroll"),
        ("it's called KYTC-DC", "KYTC-DC"),
        (r"\\SRV01", "SRV01"),
        ("10.20.30.40", "10.20.30.40"),
        ("SRV01 on the 3rd floor at 10am", "SRV01"),
        ("server: APP_01", "APP_01"),
        ("name is web2.", "web2"),
    ],
    ItemType.FILE_PATH: [
        (r"\\srv\share\data", r"\\srv\share\data"),
        (r"it's in \\srv\share\My Documents, please", r"\\srv\share\My Documents"),
        (r"C:\Program Files\App", r"C:\Program Files\App"),
        (r'"C:\a b\c.txt"', r"C:\a b\c.txt"),
        ("C:/x/y", "C:/x/y"),
        ("//srv/share", "//srv/share"),
        ("~/x", "~/x"),
        ("H:", "H:"),
        ("the files are on the K drive and the L drive", "K:; L:"),
        ("/var/www and /etc/nginx", "/var/www; /etc/nginx"),
        (r"C:\a, D:\b; \\srv\R and D", r"C:\a; D:\b; \\srv\R and D"),
        ("C:\\a\nD:\\b", r"C:\a; D:\b"),
    ],
    ItemType.ADDRESS: [
        ("500 Mero Street, Frankfort", "500 Mero Street, Frankfort"),
        ("it's 500 Mero St., Frankfort KY 40601.", "500 Mero St., Frankfort KY 40601"),
        ("the address is 101 Sea Hero Rd", "101 Sea Hero Rd"),
        ("we are at 702 Capital Ave\nRoom 1", "702 Capital Ave Room 1"),
    ],
    ItemType.PERSON: [
        ("her name is Ana Lopez", "Ana Lopez"),
        ("Ana Lopez.", "Ana Lopez"),
        ("ok so it's Ana Lopez", "Ana Lopez"),
        ("his name's Bob", "Bob"),
        ("the new user is Ana Lopez please", "Ana Lopez"),
        ("the employee's name is Ann Li", "Ann Li"),
        ("This is for Ana Lopez", "Ana Lopez"),
        ("it's O\u2019Brien, Pat", "O\u2019Brien, Pat"),
        ("María-José Núñez", "María-José Núñez"),
        ("李小龙", "李小龙"),
        ("John Smith Jr.", "John Smith Jr."),
        ("Ana Lopez, HR manager", "Ana Lopez, HR manager"),
        ("So Young Kim", "So Young Kim"),
        ("not dedicated to an employee", "not dedicated to an employee"),
    ],
    ItemType.CHOICE: [
        ("New Environment", CHOICES[0]),
        ("1", CHOICES[0]),
        ("option 1", CHOICES[0]),
        ("a new one", CHOICES[0]),
        ("2", CHOICES[1]),
        ("the second one", CHOICES[1]),
        ("expansion", CHOICES[1]),
        ("expantion", CHOICES[1]),
        ("expanding it", CHOICES[1]),
        ("expansion of existing", CHOICES[1]),
        ("#3", CHOICES[2]),
        ("the last one", CHOICES[2]),
        ("I want to change something", CHOICES[2]),
    ],
    ItemType.YES_NO: [
        *((text, "yes") for text in ("yes", "Yep!", "it is", "I think so", "y", "well, yes")),
        *((text, "yes") for text in ("they do",)),
        *((text, "yes") for text in ("that's right", "yes, there are SSNs", "I guess so", "ok")),
        *((text, "no") for text in ("no", "nope it's not", "not really", "n", "it isn't")),
        *(
            (text, "no")
            for text in ("I don\u2019t think so", "of course not", "it doesn't", "um no")
        ),
        *((text, "no") for text in ("no, but ask Ana", "negative")),
    ],
    ItemType.ATTACHMENT: [
        (text, "have it")
        for text in (
            "yes I have it",
            "attached",
            "got it signed",
            "here it is",
            "it's ready",
            "yes",
            "done",
            "we have the form",
            "Ana has it",
            "yep, attached",
            "it's signed and scanned",
            "no problem, attached",
        )
    ],
    ItemType.TEXT: [
        ("  hello\nworld ", "hello world"),
        ("x\x00y", "xy"),
        ("é", "é"),
        ("it's Oracle 19c", "it's Oracle 19c"),
    ],
    ItemType.LONG_TEXT: [
        ("a\r\n\n b\tc ", "a\n\n b c"),
        ("- x\n- y\x07", "- x\n- y"),
        ("a" * 4000, "a" * 4000),
    ],
}
REFUSED = {
    ItemType.URL: {
        "url_incomplete": ["facebook", "  ", "see report.docx", "https://", "http://.gov", "e.g."],
        "url_scheme": ["javascript:alert('https://x.gov')", "file:///etc", "ftp://x.gov"],
        "url_email": ["bob@x.gov", "mailto:bob@x.gov"],
        "url_credentials": ["https://user:pw@x.gov"],
        "url_several": ["https://x.gov and https://y.gov", "x.gov, y.gov"],
        "too_long": ["https://x.gov/" + "a" * 2000],
    },
    ItemType.BILLING_NUMBER: {
        "billing_number_characters": ["47€11", "12(3)4"],
        "billing_number_length": ["1", "a" * 30 + "1"],
        "billing_number_unclear": ["abc", "I don't know", "we will get it by 5 or so", ""],
    },
    ItemType.PHONE: {
        "phone_incomplete": ["555-0142", "5550142", "my number is 555 0142"],
        "phone_invalid": ["", "no phone", "123-456-7890", "502-055-1234", "502-555-01425", "+1"],
        "phone_several": ["502-555-0142 or 502-555-0143"],
    },
    ItemType.DATE: {
        "date_unclear": [
            *("monday next week", "the 15th", "15th of next month", "a week from tomorrow"),
            *("2 weeks from Monday", "in 10 business days", "end of next month", "Mondays"),
            *("first Monday in April", "last friday", "two days ago", "5th or 6th of December"),
            *("Friday the 13th", "Dec 5 to 8", "Dec 15-18", "not later than Friday"),
            *("", "12", "2026", "soon", "asap", "now", "5pm", "May", "next week", "a day", "2/30"),
            *("13/45", "24/7", "between Dec 5 and Dec 8", "Dec 5-8", "Friday or Monday"),
            *("not friday", "every friday", "Fridays", "after Dec 5", "week of Dec 7", "20261205"),
            *(
                "in 99999 years",
                "1/1/2099",
                "friday after next",
                "in 2-3 weeks",
                "tomorrow or Friday",
            ),
        ],
        "date_past": ["May 5 2025", "yesterday", "2025-01-01", "3/3/26", "12-31-25"],
        "date_weekday": ["Friday March 7"],
    },
    ItemType.COUNT: {
        "count_unclear": [
            *("two dozen", "2 dozen", "twenty-five", "1.5k", "5 million", "-5", "3 hundred"),
            *("", "some", "25 users and 3 printers", "10-15", "10 to 15", "1.5", "12+", "$12"),
            *("at least 5", "ten twelve", "5 or 6", "12%", "12 users in room 205", "1 200"),
        ],
        "count_range": ["0", "none", "1,000,001", "9" * 30],
    },
    ItemType.HOST_NAME: {
        "host_name_unclear": [
            *("", "I do not know the name", "unknown", "my server", "COT-F180", "12345", "a@b.gov"),
            *("-bad", "x" * 64, "999.1.1.1", "we need 2 servers"),
        ],
        "host_name_several": ["KYTC-SQL04 and KYTC-SQL05"],
    },
    ItemType.FILE_PATH: {
        "file_path_unclear": [
            *("", "my documents", "https://x.gov/a", "/", "and/or", "everything"),
        ],
        "too_long": ["C:\\" + "a" * 1500, "C:\\" + "a" * 9000],
    },
    ItemType.ADDRESS: {
        "address_incomplete": ["", "Frankfort", "12345678", "Mero Street", "a 1"],
        "too_long": ["1 " * 200],
    },
    ItemType.PERSON: {
        "person_unclear": ["", "x", "123", "me", "I don't know", "yes", "ana@ky.gov", "?"],
        "too_long": ["a" * 121],
    },
    ItemType.CHOICE: {
        "choice_unclear": [
            *("", "4", "0", "both", "environment", "existing environment", "new or change"),
            *("not new", "exisiting", "whatever"),
        ],
    },
    ItemType.YES_NO: {
        "yes_no_unclear": [
            *("", "maybe", "not sure", "I don't know", "no it is", "yes it's not", "yes and no"),
            *(
                "it's a laptop",
                "is it?",
                "no idea",
                "it might be",
                "n/a",
                "of course",
                "probably not",
            ),
        ],
    },
    ItemType.ATTACHMENT: {
        "attachment_not_yet": [
            *("not yet", "no", "still waiting for it", "I don't have it", "almost done"),
            *(
                "I'll attach it tomorrow",
                "unsigned",
                "it needs a signature",
                "working on it",
                "we're getting it signed",
            ),
        ],
        "attachment_unclear": ["", "maybe", "what is that?", "I have a question", "blue"],
    },
    ItemType.TEXT: {"empty": ["", "...", "\x00", "\U0001f44d"], "too_long": ["a" * 301]},
    ItemType.LONG_TEXT: {"empty": ["", " \n "], "too_long": ["a" * 4001]},
}
FOUND = {
    ItemType.URL: [
        ("unblock https://x.gov/a, and bar.com/x.", ["https://x.gov/a", "https://bar.com/x"]),
        ("www.foo.com is blocked", ["https://www.foo.com"]),
        ("Node.js, asp.net, e.g. file.docx on srv01.ky.gov, bob@x.gov", []),
    ],
    ItemType.PHONE: [
        ("(502) 555-0142 or 502.555.0143 x5", ["502-555-0142", "502-555-0143 ext. 5"]),
        ("my cell is 5025550142", ["502-555-0142"]),
        ("account 5025550142, SSN 123-45-6789, 12/05/2026 555-0142, port 443", []),
    ],
    ItemType.DATE: [
        ("next Friday or on 12/5", ["2026-03-13", "2026-12-05"]),
        ("by Friday, in two weeks, Dec 5th", ["2026-03-06", "2026-03-18", "2026-12-05"]),
        ("on the 15th, tomorrow", ["2026-03-05"]),
        ("it broke on Friday, since Dec 5th, now or today, 24/7, 12 may need it, 12/5 of us", []),
        ("in May, on the 2nd floor, 12 users, last friday, 2025-01-01", []),
    ],
    ItemType.COUNT: [
        ("25 users and 3 printers", ["25", "3"]),
        ("for a dozen people, 12 state employees", ["12"]),
        ("10-15 users, up to 5 seats, Office 365 users, Windows 11 laptops, 5th floor phones", []),
    ],
    ItemType.HOST_NAME: [
        ("storage for KYTC-SQL04 and srv01.ky.gov.", ["KYTC-SQL04", "srv01.ky.gov"]),
        ("server KYTC-DC and CHFSWEB01", ["KYTC-DC", "CHFSWEB01"]),
        ("F5, Office-365, COT-F180, COT-F181EZ, F181EZ, CIO-090, HD-4KM9XC, COVID-19", []),
        ("READ-ONLY, SQL2019, INC0012345, www2.ky.gov, https://srv01.ky.gov/x, a@srv01.ky.gov", []),
    ],
    ItemType.FILE_PATH: [
        (
            r"\\srv\share\data and C:\Program Files\x.txt now",
            ["\\\\srv\\share\\data", r"C:\Program Files\x.txt"],
        ),
        ("logs in /var/log/nginx.", ["/var/log/nginx"]),
        (r'see "C:\My Docs\a b.txt" ok', [r"C:\My Docs\a b.txt"]),
        ("and/or 12/5 /restart https://x.gov/a/b 24/7/365", []),
    ],
}
SHAPELESS = [
    *(ItemType.TEXT, ItemType.LONG_TEXT, ItemType.CHOICE, ItemType.YES_NO, ItemType.ATTACHMENT),
    *(ItemType.PERSON, ItemType.ADDRESS, ItemType.BILLING_NUMBER),
]
WORDS = r"""
https://x.gov/a www. example.com ana@ky.gov (502) 555-0142 +49 30 ext. 12 next friday Dec 5th 12/5
2026-12-05 in two weeks a dozen 12 users - $ 1,200 1.2k dollars KYTC-SQL04 \\srv\a C:\ /var/log it's
the number is please not yes no and or , . ; : # ' " ( ) İ ﷺ
"""
PIECES = [*WORDS.split(), "\u0301", "\u0344", "\n", "\x00", " "]
ANY_TEXT = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=9).map("".join),
)
ANY_DAY = st.one_of(st.just(TODAY), st.dates())
LABEL = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,4})?", fullmatch=True)


def taken(kind: ItemType, text: str, today: dt.date = TODAY) -> str:
    return check(kind, text, today=today, choices=CHOICES if kind is ItemType.CHOICE else ())


def outcome(kind: ItemType, text: str, today: dt.date) -> str | InvalidValue:
    try:
        return taken(kind, text, today)
    except InvalidValue as invalid:
        return invalid


@pytest.mark.parametrize(
    ("kind", "text", "value"), [(kind, *row) for kind, rows in TAKEN.items() for row in rows]
)
def test_answers_are_taken_in_their_canonical_form(kind: ItemType, text: str, value: str) -> None:
    assert taken(kind, text) == value
    assert taken(kind, value) == value


@pytest.mark.parametrize(
    ("kind", "reason", "text"),
    [
        (kind, reason, text)
        for kind, reasons in REFUSED.items()
        for reason, texts in reasons.items()
        for text in texts
    ],
)
def test_other_answers_are_refused_with_a_reason(kind: ItemType, reason: str, text: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        taken(kind, text)
    assert refused.value.reason == reason
    assert len(refused.value.shown) <= 60


@pytest.mark.parametrize(
    ("kind", "text", "data"),
    [
        (ItemType.DATE, "yesterday", {"date": "2026-03-03"}),
        (ItemType.DATE, "Friday March 7", {"date": "2026-03-07", "weekday": "Saturday"}),
        (ItemType.CHOICE, "?", {"choices": ", ".join(CHOICES)}),
        (ItemType.TEXT, "a" * 301, {"limit": "300"}),
        (ItemType.LONG_TEXT, "a" * 4001, {"limit": "4,000"}),
        (ItemType.COUNT, "0", {"least": "1", "limit": "1,000,000"}),
        (ItemType.URL, "ftp://x.gov", {"scheme": "ftp"}),
        (ItemType.BILLING_NUMBER, "1", {"least": "2", "limit": "30"}),
        (ItemType.BILLING_NUMBER, "47€11", {"character": "€"}),
    ],
)
def test_a_refusal_carries_what_its_phrase_fills_in(
    kind: ItemType, text: str, data: dict[str, str]
) -> None:
    with pytest.raises(InvalidValue) as refused:
        taken(kind, text)
    assert refused.value.data == data


def test_a_choice_needs_choices_and_a_digit_in_one_is_its_word() -> None:
    with pytest.raises(InvalidValue):
        check(ItemType.CHOICE, "1", today=TODAY)
    assert check(ItemType.CHOICE, "2", today=TODAY, choices=("2 monitors", "1 monitor")) == (
        "2 monitors"
    )


@pytest.mark.parametrize(
    ("kind", "text", "values"), [(kind, *row) for kind, rows in FOUND.items() for row in rows]
)
def test_only_unmistakable_values_are_found(kind: ItemType, text: str, values: list[str]) -> None:
    assert [span.value for span in find(kind, text, today=TODAY)] == values


def test_every_type_has_its_examples() -> None:
    assert set(TAKEN) == set(REFUSED) == set(ItemType)
    assert set(FOUND) | set(SHAPELESS) == set(ItemType)


@pytest.mark.parametrize("kind", ItemType)
@settings(max_examples=60, deadline=None)
@given(text=ANY_TEXT, today=ANY_DAY)
def test_any_answer_is_taken_for_good_or_refused(kind: ItemType, text: str, today: dt.date) -> None:
    value = outcome(kind, text, today)
    if isinstance(value, InvalidValue):
        assert value.reason
        assert all(isinstance(part, str) for part in value.data.values())
        return
    assert taken(kind, value, today) == value
    assert unicodedata.is_normalized("NFC", value)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", value)


@pytest.mark.parametrize("kind", ItemType)
@settings(max_examples=60, deadline=None)
@given(text=ANY_TEXT, today=ANY_DAY)
def test_what_is_found_would_be_taken_as_an_answer(
    kind: ItemType, text: str, today: dt.date
) -> None:
    spans = find(kind, text, today=today)
    assert not (spans and kind in SHAPELESS)
    reached = 0
    for span in spans:
        assert reached <= span.start < span.end <= len(text)
        assert check(kind, span.value, today=today) == span.value
        reached = span.end


@settings(deadline=None)
@given(
    st.from_regex(r"[2-9][0-9]{2}", fullmatch=True),
    st.from_regex(r"[2-9][0-9]{2}", fullmatch=True),
    st.from_regex(r"[0-9]{4}", fullmatch=True),
    st.sampled_from(["{}-{}-{}", "({}) {}-{}", "{}.{}.{}", "+1 {} {} {}", "call {}{}{} please"]),
    st.one_of(st.none(), st.integers(1, 99999)),
)
def test_phones_of_any_form(
    area: str, exchange: str, line: str, form: str, extension: int | None
) -> None:
    typed = form.replace(" please", "").format(area, exchange, line)
    canonical = f"{area}-{exchange}-{line}"
    assert taken(ItemType.PHONE, form.format(area, exchange, line)) == canonical
    if extension:
        assert taken(ItemType.PHONE, f"{typed} x{extension}") == f"{canonical} ext. {extension}"


@settings(deadline=None)
@given(
    st.integers(0, 3000).map(lambda days: TODAY + dt.timedelta(days)),
    st.sampled_from(["%Y-%m-%d", "%m/%d/%Y", "%m-%d-%y", "%B %d, %Y", "%d %b %Y", "%A, %B %d %Y"]),
    st.sampled_from(["{}", "it's {}", "on {} please", "uh, {}."]),
)
@example(TODAY, "%m-%d-%y", "{}")
def test_dates_of_any_form(day: dt.date, form: str, around: str) -> None:
    assert taken(ItemType.DATE, around.format(day.strftime(form))) == day.isoformat()


@settings(deadline=None)
@given(st.dates(dt.date(2026, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_the_next_one_and_next_is_of_next_week(today: dt.date, weekday: int) -> None:
    name = f"{dt.date(2024, 1, 1) + dt.timedelta(weekday):%A}"
    this = dt.date.fromisoformat(taken(ItemType.DATE, name, today))
    following = dt.date.fromisoformat(taken(ItemType.DATE, f"next {name}", today))
    assert this.weekday() == following.weekday() == weekday
    assert 1 <= (this - today).days <= 7
    assert (following - today).days == 7 - today.weekday() + weekday


@settings(deadline=None)
@given(st.integers(1, 1_000_000), st.sampled_from(["{}", "{:,}", "about {:,} users", "it's {}."]))
def test_counts_of_any_form(number: int, form: str) -> None:
    assert taken(ItemType.COUNT, form.format(number)) == str(number)


@settings(deadline=None)
@given(st.lists(LABEL, min_size=1, max_size=4), st.sampled_from(["{}", "server: {}", "{} please"]))
def test_hosts_of_any_form(labels: list[str], form: str) -> None:
    host = ".".join(["Srv-1" + labels[0], *labels[1:]])
    assert taken(ItemType.HOST_NAME, form.format(host)) == host


@settings(deadline=None)
@given(
    st.lists(LABEL, min_size=1, max_size=3),
    st.from_regex(
        r"(/[A-Za-z0-9_~-]{1,8}){0,3}(\?[a-z]=[A-Za-z0-9%&=]{0,9}[a-z])?", fullmatch=True
    ),
    st.sampled_from(["{}", "it's {}.", "<{}>", "unblock {}, please", "({})"]),
)
def test_urls_of_any_form(labels: list[str], tail: str, form: str) -> None:
    url = f"https://{'.'.join(labels)}.gov{tail}".rstrip("_")
    assert taken(ItemType.URL, form.format(url)) == url
    assert [span.value for span in find(ItemType.URL, form.format(url), today=TODAY)] == [url]


PHONE_FOR = ("an employee", "no particular employee")
ACCESS = ("read", "send", "read and send")
CASES = ("production environment or data", "vendor outside state government", "none of these")


@pytest.mark.parametrize(
    ("text", "choices", "value"),
    [
        ("it's for an employee", PHONE_FOR, "an employee"),
        ("nobody in particular", PHONE_FOR, "no particular employee"),
        ("not an employee", PHONE_FOR, None),
        ("no", PHONE_FOR, None),
        ("just read please", ACCESS, "read"),
        ("read and send", ACCESS, "read and send"),
        ("she has to read and answer", ACCESS, None),
        ("no", CASES, "none of these"),
        ("none of them", CASES, "none of these"),
        ("it's not production", CASES, None),
        ("a production database", CASES, "production environment or data"),
    ],
)
def test_a_choice_with_the_words_of_another_is_taken_only_where_it_is_sure(
    text: str, choices: tuple[str, ...], value: str | None
) -> None:
    try:
        assert check(ItemType.CHOICE, text, today=TODAY, choices=choices) == value
    except InvalidValue:
        assert value is None
