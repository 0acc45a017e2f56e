"""Copy as reply: the same lines, links and numbers in both forms, and nothing for agents alone."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.console.answers.reply_text import ReplyWriter, keys_of
from bot.channels.console.answers.schemas import ReplyBody, ReplyCaller, ReplyPart
from faq_kb.answers import procedure_reply
from faq_kb.knowledge import EMAIL_TOKEN, PHONE_TOKEN, KnowledgeBase
from locales import load_catalog
from tests.support.web_app import User
from tickets.mail import LONGEST_MAILTO

PUBLIC = "https://help.example.gov"
CATALOG = load_catalog()
PLAIN, LINKED = ReplyWriter(CATALOG), ReplyWriter(CATALOG, PUBLIC)
ADDRESS = re.compile(r"https://[^\s,;()]*[^\s,;().]")
ALLOWED = {"p", "ul", "ol", "li", "a", "strong", "br"}
PATH = "/api/console/replies"


class Stripper(HTMLParser):
    """HTML as lines of text, as a program pastes it; a link is its title and the address."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.hrefs: list[str] = []
        self._counts: list[int | None] = []
        self._label = ""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])
        if tag in ("ul", "ol"):
            self._counts.append(0 if tag == "ol" else None)
        elif tag == "li":
            count = self._counts[-1]
            if count is not None:
                self._counts[-1] = count + 1
            self.lines.append("- " if count is None else f"{count + 1}. ")
        elif tag in ("p", "br"):
            self.lines.append("")
        elif tag == "a":
            self.hrefs.append(attrs[0][1] or "")
            self._label = ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._counts.pop()
        elif tag == "a" and self.hrefs[-1].startswith("https:") and self._label != self.hrefs[-1]:
            self.lines[-1] += f": {self.hrefs[-1]}"

    def handle_data(self, data: str) -> None:
        self.lines[-1] += data
        self._label += data


def stripped(html: str) -> Stripper:
    stripper = Stripper()
    stripper.feed(html)
    stripper.close()
    return stripper


def assert_same(reply: ReplyBody) -> None:
    """Both forms have the same lines, and the same links and numbers in them."""
    html = stripped(reply.html)
    assert html.lines == [line for line in reply.text.splitlines() if line]
    web = [href for href in html.hrefs if href.startswith("https:")]
    assert web == ADDRESS.findall(reply.text)
    tels = [href for href in html.hrefs if href.startswith("tel:")]
    numbers = PHONE_TOKEN.findall(reply.text)
    assert tels == [f"tel:+1{number.replace('-', '')}" for number in numbers]
    mails = [unquote(href) for href in html.hrefs if href.startswith("mailto:")]
    assert mails == [f"mailto:{address}" for address in EMAIL_TOKEN.findall(reply.text)]
    assert len(html.hrefs) == len(web) + len(tels) + len(mails)
    assert "style" not in reply.html
    assert "class" not in reply.html


@pytest.fixture(scope="module")
def with_addresses(knowledge: KnowledgeBase) -> KnowledgeBase:
    """The knowledge base of an office that knows the address of each form and place."""
    directory = knowledge.directory
    forms = {
        number: form.model_copy(
            update={"url": f"https://forms.example.gov/?f={number.split()[0]}&x=1"}
        )
        for number, form in directory.forms.items()
    }
    points = {
        key: point.model_copy(update={"url": f"https://www.example.gov/{key}"})
        for key, point in directory.contact_points.items()
    }
    changed = directory.model_copy(update={"forms": forms, "contact_points": points})
    return knowledge.model_copy(update={"directory": changed})


@pytest.mark.parametrize("writer", [PLAIN, LINKED], ids=["here", "public"])
def test_every_entry_reads_alike_in_both_forms(
    knowledge: KnowledgeBase, with_addresses: KnowledgeBase, writer: ReplyWriter
) -> None:
    for known in (knowledge, with_addresses):
        for entry in known.procedures:
            reply = writer.reply([ReplyPart(entry=entry)], ReplyCaller(name="Pat Doe"), known)
            assert_same(reply)
            has_page = f"{PUBLIC}/help/{entry}" in reply.text
            assert has_page is (writer is LINKED)


def test_a_whole_reply_says_all_that_the_record_says(knowledge: KnowledgeBase) -> None:
    for entry, procedure in knowledge.procedures.items():
        text = PLAIN.reply([ReplyPart(entry=entry)], None, knowledge).text
        whole = procedure_reply(knowledge, entry, confidence=1.0)
        said = [
            whole.title,
            whole.summary,
            whole.approval or "",
            whole.lead_time or "",
            whole.cost or "",
            *(one.number for one in whole.forms),
            *(one.number for one in whole.phones),
            *(one.number for one in whole.policies),
            *(one.name for one in whole.send_to),
            *(one.label for one in whole.include),
            *whole.steps,
            *(one.then for one in whole.conditions),
            *whole.notes,
            whole.source.verified,
            (whole.source.url or whole.source.page),
        ]
        assert [one for one in said if one not in text] == [], entry
        # Not the questions that are for the agent to ask.
        assert not [one.ask for one in procedure.conditions if one.ask and one.ask in text]
        if whole.call_first:
            first = next(line for line in text.splitlines() if line.startswith("- "))
            assert whole.phones[0].number in first


@given(st.data())
def test_any_pieces_of_several_entries_read_alike(
    knowledge: KnowledgeBase, with_addresses: KnowledgeBase, data: st.DataObject
) -> None:
    known = data.draw(st.sampled_from([knowledge, with_addresses]))
    parts = []
    for entry in data.draw(st.lists(st.sampled_from([*known.procedures]), min_size=1, max_size=4)):
        keys = sorted(keys_of(known.procedures[entry], known))
        picked = data.draw(st.none() | st.lists(st.sampled_from(keys), max_size=6))
        parts.append(ReplyPart(entry=entry, keys=picked))
    # What an agent types is text, whatever it looks like.
    name = data.draw(st.sampled_from(["", "Pat", "<b>Pat</b> & Co", 'a"b', " \u202ePat\n- x "]))
    reply = data.draw(st.sampled_from([PLAIN, LINKED])).reply(parts, ReplyCaller(name=name), known)
    assert_same(reply)
    titles = [known.procedures[part.entry].title for part in parts]
    shown = [line for line in reply.text.splitlines() if line in titles]
    # Each entry once, in the order in which it came.
    assert shown == list(dict.fromkeys(titles))
    assert len(reply.mailto) <= LONGEST_MAILTO


def test_only_what_was_picked_is_in_the_reply(knowledge: KnowledgeBase) -> None:
    keys = ["phones.service_desk", "conditions.forgot_password"]
    reply = PLAIN.reply(
        [
            ReplyPart(entry="password_help", keys=keys),
            ReplyPart(entry="webmail", keys=["summary"]),
            ReplyPart(entry="password_help", keys=["lead_time"]),
        ],
        ReplyCaller(name="Pat Doe", agency="Department of Trees"),
        knowledge,
    )
    record, other = knowledge.procedures["password_help"], knowledge.procedures["webmail"]
    number = knowledge.directory.phones["service_desk"]
    assert reply.text.startswith(
        f"Hello Pat Doe,\n\n{record.title}\n\n- Call: {number.number} ({number.label})\n\n"
        "Notes:\n\n- If you forgot your password: Choose the reset option in COT Self-Service.\n\n"
        f"Source: https://"
    )
    assert f"\n\n{other.title}\n\n{other.summary}\n\nSource: https://" in reply.text
    assert reply.subject == f"{record.title} (and 1 more)"
    assert record.summary not in reply.text


def test_the_mail_link_holds_all_of_it_or_says_so(knowledge: KnowledgeBase) -> None:
    short = PLAIN.reply(
        [ReplyPart(entry="webmail", keys=["summary"])],
        ReplyCaller(name="Pat Doe", email="pat.doe@example.gov"),
        knowledge,
    )
    parts = urlsplit(short.mailto)
    assert (parts.scheme, parts.path) == ("mailto", "pat.doe@example.gov")
    found = parse_qs(parts.query)
    assert found["subject"] == [short.subject]
    assert found["body"][0].replace("\r\n", "\n") == short.text
    assert short.mail_in_full
    entries = ["server_database_access", "lost_or_stolen_equipment", "vpn_access"]
    long = PLAIN.reply(
        [ReplyPart(entry=entry) for entry in entries],
        ReplyCaller(email="no address?cc=x@example.gov"),
        knowledge,
    )
    assert long.mailto.startswith("mailto:?subject=")
    assert len(long.mailto) <= LONGEST_MAILTO
    body = parse_qs(urlsplit(long.mailto).query)["body"][0].replace("\r\n", "\n")
    *lines, last = body.splitlines()
    assert (last, long.mail_in_full) == (CATALOG.console.reply.shortened, False)
    # Whole lines alone: no number or address is cut off.
    assert "\n".join(lines).strip() in long.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"parts": [{"entry": "vpn_access"}]}, 200),
        ({"parts": [{"entry": "vpn_access", "keys": None}], "caller": None}, 200),
        (
            {"parts": [{"entry": "vpn_access", "keys": []}], "caller": {"name": "", "agency": ""}},
            200,
        ),
        ({"parts": []}, 422),
        ({"parts": [{"entry": "no_such_entry"}]}, 404),
        ({"parts": [{"entry": "vpn_access", "keys": ["phones.x"]}]}, 422),
        ({"parts": [{"entry": "vpn_access", "text": "typed"}]}, 422),
        ({"parts": [{"entry": "vpn_access"}] * 21}, 422),
    ],
)
def test_a_reply_over_the_api(agent: User, body: dict[str, Any], status: int) -> None:
    response = agent.client.post(PATH, json=body)
    assert response.status_code == status, response.text
    if status == 200:
        assert_same(ReplyBody.model_validate(response.json()))
    elif "phones.x" in str(body):
        assert "parts.0.keys: not in the record of vpn_access: phones.x" in response.text
