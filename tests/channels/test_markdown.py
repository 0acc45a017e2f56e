"""Whatever is in a text, a card shows it as it is and nothing of it becomes a link or a format."""

from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.cards.markdown import (
    bullets,
    escape,
    linked,
    mail_address,
    mail_draft,
    mail_link,
    phone_address,
    phone_link,
    web_address,
    web_link,
)
from common.plain_text import printable
from tests.channels.cards import MARKDOWN, TEXT, inline

SYNTAX = ["[a](http://x.example)", "![a](http://x.example)", "<http://x.example>", "**b**", "_c_"]
SYNTAX += ["`d`", "~~e~~", "# f", "- g", "1. h", "> i", "| j |", "&lt;", "<b>", "\\", "[a]: /u"]
SYNTAX += [
    "---",
    "===",
    "    code",
    "```",
    "{{DATE(2026-11-21T00:00:00Z)}}",
    "\N{RIGHT-TO-LEFT OVERRIDE}",
]
AUTOLINKS = ["https://x.example/a", "www.x.example", "x.example.com", "a@x.example", "//x.example"]
pieces = st.sampled_from([*SYNTAX, *AUTOLINKS, " ", "\n", "word"]) | st.text(max_size=4)
typed = st.lists(pieces, max_size=6).map("".join)


def words(text: str) -> str:
    """What a reader sees of a text, in one line."""
    return " ".join(printable(text).split())


def shown(markdown: str) -> str:
    """What a renderer makes of it, which must be text alone."""
    tokens = list(inline(markdown))
    assert {part.type for part in tokens} <= TEXT, markdown
    return "".join(part.content if part.type != "softbreak" else " " for part in tokens)


@given(typed)
@example("1. x")
@example("a &amp; b")
def test_an_escaped_text_is_shown_as_it_is(text: str) -> None:
    blocks = {part.type for part in MARKDOWN.parse(escape(text))}
    assert blocks <= {"paragraph_open", "inline", "paragraph_close"}
    assert shown(escape(text)) == words(text)


@given(st.lists(typed.filter(words), min_size=1, max_size=4), st.booleans())
def test_a_list_has_just_its_lines(texts: list[str], numbered: bool) -> None:
    tokens = MARKDOWN.parse(bullets([escape(text) for text in texts], numbered=numbered))
    assert sum(part.type == "list_item_open" for part in tokens) == len(texts)
    assert [part.content and shown(part.content) for part in tokens if part.type == "inline"] == [
        words(text) for text in texts
    ]


@given(typed)
def test_nothing_in_an_escaped_text_looks_like_an_address(text: str) -> None:
    """Some renderers look for addresses by themselves, between two backslashes at a time."""
    for part in escape(text).split("\\"):
        assert "://" not in part
        assert "www." not in part
        assert "//" not in part
        assert "@" not in part[1:]


@given(typed)
def test_the_label_of_a_link_cannot_change_where_it_leads(label: str) -> None:
    found = list(inline(web_link(f"x{label}", "https://desk.example.gov/form")))
    links = [part.attrs["href"] for part in found if part.type == "link_open"]
    assert links == ["https://desk.example.gov/form"]
    assert {part.type for part in found} <= TEXT | {"link_open", "link_close"}


@given(typed)
@example("\x08https://x.example/a")
def test_an_address_leads_to_the_web_or_nowhere(url: str) -> None:
    for address in (web_address(url), web_address(f"https://desk.example.gov/{url}")):
        assert address == "" or address.startswith(("http://", "https://"))
        assert not set(address) & set(' ()<>"\\[]\n')


def test_only_web_addresses_are_linked() -> None:
    for url in (
        "javascript:alert(1)",
        "javascript://x.example/%0Aalert(1)",
        "ftp://x.example/form",
        "data:text/html,x",
        "file:///etc",
        "//x.example",
        "https://",
        "http://[",
    ):
        assert web_link("form", url) == "form"
    assert web_link("a_b", "https://x.example/a (1)") == "[a\\_b](https://x.example/a%20%281%29)"
    assert web_link("form", None) == "form"


def test_mail_addresses_are_encoded() -> None:
    assert mail_address("pat&sam@example.gov") == "mailto:pat%26sam@example.gov"
    assert mail_link("pat@example.gov") == "[pat@example.gov](mailto:pat@example.gov)"
    for text in ("pat", "pat@example.gov?bcc=x@example.gov", "a@b, c@d", "pat@example.gov\nx"):
        assert mail_address(text) == ""


def test_phone_numbers_are_ten_digits_of_this_country() -> None:
    assert phone_link("502-564-7576") == "[502-564-7576](tel:+15025647576)"
    assert phone_address("(502) 555-0142 ext. 7") == "tel:+15025550142"
    assert phone_address("+1 502 555 0142") == "tel:+15025550142"
    for text in ("555-0142", "+44 20 7946 0000", "call me", "", "502-564-7576;x=](http://x)"):
        assert phone_address(text) in ("", "tel:+15025647576")
    assert phone_address("555-0142") == ""
    assert phone_address("+44 20 7946 0000") == ""


@given(typed)
def test_a_mail_draft_is_a_mailto_link_or_nothing(text: str) -> None:
    link = mail_draft(f"mailto:pat@example.gov?body={text}")
    assert not set(link) & set(' ()<>"\\[]\n')
    assert mail_draft(text) == "" or text.startswith("mailto:")


def test_what_the_assistant_says_can_be_clicked() -> None:
    said = "Call 502-564-7576 (day), or email desk@example.gov. *Not* 1502-564-75761."
    assert linked(said) == (
        "Call [502-564-7576](tel:+15025647576) (day), or email"
        " [desk@example.gov](mailto:desk@example.gov). \\*Not\\* 1502-564-75761."
    )


def test_nothing_invisible_is_left() -> None:
    assert printable("a\x00b\u202ec\r\nd") == "abc\nd"
