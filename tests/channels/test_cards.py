"""Cards: Adaptive Cards 1.5, small, with every fact and no other, whatever users type."""

import hashlib
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from microsoft_teams.cards import AdaptiveCard

from bot.channels.answer import Answer
from bot.channels.cards import Card, Style, Submit, card
from bot.channels.cards.card import MOST_BYTES, size
from common.plain_text import isolated, printable
from faq_kb.source import read_knowledge_base
from locales import load_catalog
from tests.channels.cards import (
    Element,
    inline,
    links_of,
    markdown_of,
    objects,
    of_type,
    shown_in,
    token,
)
from tests.channels.draft_answers import Drafting
from tests.channels.test_markdown import typed
from tickets.draft import Status

STYLES = [
    Style(Submit.POST, has_downloads=True, prefix="m1-", has_lang=False, site=""),
    Style(Submit.MESSAGE_BACK, wide=True, dials=False),
    Style(Submit.EXECUTE, has_downloads=True, wide=True, dials=False),
]
# Version of Adaptive Cards in which each element, and each of its properties, came up.
ELEMENT = {"type": "1.0", "spacing": "1.0", "id": "1.0", "isVisible": "1.2"}
ACTION = {"type": "1.0", "title": "1.0", "tooltip": "1.5", "style": "1.2"}
INPUT = {"type": "1.0", "id": "1.0", "spacing": "1.0", "value": "1.0", "label": "1.3"}
SINCE: dict[str, dict[str, str]] = {
    "AdaptiveCard": dict.fromkeys(
        ("type", "version", "body", "fallbackText", "speak", "lang", "msteams"), "1.0"
    ),
    "TextBlock": ELEMENT
    | dict.fromkeys(("text", "wrap", "weight", "size", "isSubtle"), "1.0")
    | {"style": "1.5"},
    "RichTextBlock": {**ELEMENT, "inlines": "1.2"},
    "TextRun": dict.fromkeys(("type", "text", "weight", "size", "isSubtle", "color"), "1.2"),
    "Input.Date": INPUT | {"isRequired": "1.3", "errorMessage": "1.3"},
    "Input.Number": INPUT,
    "Input.Text": INPUT | dict.fromkeys(("isMultiline", "maxLength", "style"), "1.0"),
    "Input.ChoiceSet": INPUT | {"choices": "1.0", "style": "1.0", "wrap": "1.2"},
    "Image": {**ELEMENT, "url": "1.0", "altText": "1.0"},
    "FactSet": {**ELEMENT, "facts": "1.0"},
    "Container": {**ELEMENT, "items": "1.0", "style": "1.0"},
    "ColumnSet": {**ELEMENT, "columns": "1.0"},
    "Column": {"type": "1.0", "width": "1.0", "items": "1.0"},
    "ActionSet": {**ELEMENT, "actions": "1.2"},
    "Action.Submit": {**ACTION, "data": "1.0", "associatedInputs": "1.3"},
    "Action.Execute": {**ACTION, "data": "1.4", "verb": "1.4", "associatedInputs": "1.3"},
    "Action.OpenUrl": {**ACTION, "url": "1.0"},
    "Action.ToggleVisibility": {**ACTION, "targetElements": "1.2"},
}
LABELS, KNOWLEDGE = load_catalog().labels, read_knowledge_base()


def opaque(payload: str) -> str:
    """A token as long as a real one, in which the payload cannot be seen."""
    return hashlib.sha512(payload.encode()).hexdigest() * 2


def cards(samples: dict[str, Answer]) -> list[tuple[str, Answer, Element]]:
    """Every sample in every style, where it has a card."""
    return [
        (name, answer, shown.content)
        for name, answer in samples.items()
        for style in STYLES
        if (shown := card(answer, opaque, LABELS, style))
    ]


def the_card(answer: Answer, style: Style = STYLES[0]) -> Card:
    shown = card(answer, token, LABELS, style)
    assert shown
    return shown


def test_elements_and_properties_are_those_of_version_1_5(samples: dict[str, Answer]) -> None:
    """The tables are from the published documentation: a client ignores what it does not know."""
    for name, _, content in cards(samples):
        assert content["version"] == "1.5"
        for part in objects({key: content[key] for key in content if key != "msteams"}):
            if "type" not in part or "msteams" in part or part["type"] == "messageBack":
                continue
            known = SINCE[part["type"]]
            assert part.keys() <= known.keys(), (name, part)
            assert all(known[key] <= "1.5" for key in part)


def test_the_library_of_teams_reads_every_card(samples: dict[str, Answer]) -> None:
    for name, _, content in cards(samples):
        again = AdaptiveCard.model_validate(content)
        assert not again.model_extra, name
        assert again.model_dump(mode="json", by_alias=True, exclude_none=True) == content


def test_every_card_has_its_text_and_something_to_say(samples: dict[str, Answer]) -> None:
    for _, answer, content in cards(samples):
        assert content["fallbackText"] == answer.text
        assert 0 < len(content["speak"]) <= 300
        assert content["body"]
        assert size(content) <= MOST_BYTES


def test_payloads_never_leave_unsigned(samples: dict[str, Answer]) -> None:
    for name, answer, content in cards(samples):
        said = json.dumps(content)
        said = said.replace("/api/drafts", "")
        assert not re.search(r"/(draft_|affirm|deny|inform_agency)", said)
        signed = {part["action"] for part in objects(content) if "action" in part}
        assert {opaque(button.payload) for button in answer.buttons} <= signed or (
            name == "draft_list"
        )


def test_ids_are_unique_and_toggles_find_what_they_show(samples: dict[str, Answer]) -> None:
    for _, _, content in cards(samples):
        ids = [part["id"] for part in objects(content) if "id" in part]
        assert len(ids) == len(set(ids))
        hidden = [part["id"] for part in objects(content) if part.get("isVisible") is False]
        toggles = [one["targetElements"] for one in of_type(content, "Action.ToggleVisibility")]
        assert [one for one in toggles if isinstance(one[0], str)] == [[name] for name in hidden]
        for shows_all in (one for one in toggles if not isinstance(one[0], str)):
            assert shows_all == [{"elementId": name, "isVisible": True} for name in hidden]


def test_no_set_of_actions_is_too_long_for_a_client(samples: dict[str, Answer]) -> None:
    for _, _, content in cards(samples):
        for actions in of_type(content, "ActionSet"):
            assert 1 <= len(actions["actions"]) <= 5


def test_links_lead_to_what_the_answer_names(samples: dict[str, Answer]) -> None:
    for name, answer, content in cards(samples):
        said = f"{answer.text} {answer.reply.model_dump_json() if answer.reply else ''}"
        digits = re.sub(r"\D", "", said)
        for link in links_of(content):
            scheme, _, rest = link.partition(":")
            if scheme == "tel":
                assert re.fullmatch(r"\+1\d{10}", rest), name
                assert rest.removeprefix("+1") in digits
            elif scheme == "mailto":
                assert rest.partition("?")[0] in said
            elif link.startswith("/help/"):
                page = f"/help/{getattr(answer.reply, 'entry', '')}"
                assert link in (page, f"{page}#report")
            elif "/api/drafts/" in link:
                assert link.endswith("/api/drafts/HD-4KM9XC.eml")
            else:
                form = "https://forms.example.gov/request%20%281%29.pdf?version=2&lang=en"
                assert link == form or link in said, name


def test_there_is_no_card_where_words_alone_are_better(samples: dict[str, Answer]) -> None:
    without = {name for name, answer in samples.items() if not card(answer, token, LABELS, Style())}
    assert without == {
        *("contacts_asked", "chat_greet", "chat_help", "chat_person", "chat_masked"),
        "text_with_buttons",
        *("draft_list_empty", "draft_not_found"),
    }


@pytest.mark.parametrize("submit", list(Submit))
def test_buttons_send_what_their_channel_takes(samples: dict[str, Answer], submit: Submit) -> None:
    content = the_card(samples["clarify"], Style(submit)).content
    button = of_type(content, "Action.Submit", "Action.Execute")[0]
    title, action = "Get VPN access", "signed:/vpn_access"
    expected: dict[Submit, dict[str, Any]] = {
        Submit.POST: {"action": action, "title": title},
        Submit.EXECUTE: {"action": action},
        Submit.MESSAGE_BACK: {
            "action": action,
            "msteams": {"type": "messageBack", "displayText": title, "value": {"action": action}},
        },
    }
    assert button["data"] == expected[submit]
    assert button["title"] == title
    assert (button["type"] == "Action.Execute") is (submit is Submit.EXECUTE)


@pytest.mark.parametrize(("value", "in_full"), [("Robin Roe", True), ("many words " * 200, False)])
def test_a_mail_that_is_too_long_for_a_link_is_downloaded_first(value: str, in_full: bool) -> None:
    drafting, words = Drafting(KNOWLEDGE), load_catalog().labels.draft
    answer = drafting.standing(Status.HANDED_OVER, fields={"employee": value})
    content = the_card(answer, STYLES[0]).content
    said = json.dumps(content)
    link, file = (
        (words.mail, words.download) if in_full else (words.mail_shortened, words.download_whole)
    )
    assert (said.index(f"[{link}]") < said.index(f'"{file}"')) is in_full
    assert ("too long for a link" in said) is not in_full


@given(st.lists(typed, min_size=8, max_size=8), st.sampled_from(Status))
def test_nothing_that_users_type_becomes_a_link_or_a_format(
    values: list[str], status: Status
) -> None:
    drafting = Drafting(KNOWLEDGE)
    fields = dict(zip([item.key for item in drafting.items], values, strict=True))
    answer = drafting.standing(status, fields=fields, authorized=())
    content = the_card(answer).content
    for text in markdown_of(content):
        for part in inline(text):
            assert part.type in {"text", "text_special", "softbreak", "link_open", "link_close"}
    allowed = re.compile(
        r"mailto:\?subject=[\w%.~-]+&body=[\w%.~-]+|/api/drafts/HD-4KM9XC\.eml|tel:\+1\d{10}"
    )
    assert all(allowed.fullmatch(link) for link in links_of(content))
    runs = [run["text"] for run in of_type(content, "TextRun")]
    assert not any("{{" in text for text in [*runs, *markdown_of(content)])  # a date, to clients
    for value in values:
        # A number in a line that runs from right to left is isolated, as in every text.
        for line in isolated(printable(value)).splitlines():
            assert not line.strip() or line.strip() in [run.replace("\u2060", "") for run in runs]


@pytest.mark.parametrize("status", [Status.COLLECTING, Status.READY, Status.HANDED_OVER])
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.submit.value)
def test_huge_drafts_are_shortened(status: Status, style: Style) -> None:
    drafting = Drafting(KNOWLEDGE, "server_hosting")
    value = "\N{SNOWMAN} many words " * 300
    fields = {item.key: value for item in drafting.items}
    standing = drafting.standing(status, fields=fields)
    answer = Answer("\n".join([standing.text, *fields.values()]), standing.reply, standing.buttons)
    shown = card(answer, opaque, LABELS, style)
    assert shown
    assert shown.is_shortened
    assert size(shown.content) <= MOST_BYTES
    assert LABELS.card.shortened in shown_in(shown.content)
    assert "…" in shown_in(shown.content)
    assert answer.text.startswith(shown.content["fallbackText"].removesuffix("…"))


def test_a_saved_draft_says_once_that_it_is_saved(samples: dict[str, Answer]) -> None:
    shown = card(samples["draft_handed_over"], token, LABELS, STYLES[0])
    assert shown
    assert shown_in(shown.content).count(LABELS.delivery["not_sent"]) == 1


def test_what_was_given_is_shown_before_the_question_where_it_was_asked_for(
    samples: dict[str, Answer],
) -> None:
    """ "What have you got so far?" is not answered by a button."""
    answer = samples["draft_asked"]
    assert answer.reply
    whole = answer.reply.model_copy(update={"in_full": True})
    hidden, open_ = the_card(answer), the_card(Answer(answer.text, whole, answer.buttons))
    so_far = LABELS.draft.so_far.partition("{count}")[0]
    given = LABELS.draft.given
    question = str(answer.reply.question)  # type: ignore[union-attr]
    assert so_far in json.dumps(hidden.content)
    assert so_far not in json.dumps(open_.content)
    said = shown_in(open_.content)
    assert said.index(given) < said.index(question)


def test_long_lists_of_drafts_are_shortened(samples: dict[str, Answer]) -> None:
    answer = samples["draft_list"]
    assert answer.reply
    row = answer.reply.drafts[0]  # type: ignore[union-attr]
    rows = [row.model_copy(update={"id": f"HD-{number:06}"}) for number in range(200)]
    many = Answer(answer.text, answer.reply.model_copy(update={"drafts": rows}))
    shown = card(many, opaque, LABELS, STYLES[0])
    assert shown
    assert shown.is_shortened
    hidden = LABELS.card.more.partition("{count}")[2]
    assert hidden in shown_in(shown.content)
