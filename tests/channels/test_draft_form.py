"""The form of a draft: every item with its input, what is wrong at it, and nothing that is cut."""

import json

import pytest

from bot.channels.cards import Style, Submit, card
from bot.channels.cards.card import MOST_BYTES, size
from bot.channels.posted_form import CHANGE, posted
from bot.channels.web.api.schemas import LONGEST_TOKEN
from bot.channels.web.security.tokens import Tokens
from faq_kb.model import ItemType
from faq_kb.source import read_knowledge_base
from locales import load_catalog
from tests.channels.cards import Element, objects, of_type, shown_in, token
from tests.channels.draft_answers import Drafting, empty_form, form

LABELS, KNOWLEDGE = load_catalog().labels, read_knowledge_base()
ENTRIES = sorted(entry for entry, one in KNOWLEDGE.procedures.items() if one.can_draft)
STYLES = [Style(Submit.POST, prefix="m1-", has_lang=False), Style(Submit.EXECUTE, wide=True)]
INPUTS = {
    ItemType.DATE: "Input.Date",
    ItemType.COUNT: "Input.Number",
    ItemType.CHOICE: "Input.ChoiceSet",
    ItemType.YES_NO: "Input.ChoiceSet",
    ItemType.ATTACHMENT: "Input.ChoiceSet",
}
TOKENS = Tokens(["k" * 32])


def inputs(content: Element) -> dict[str, Element]:
    """The inputs by the keys of their items."""
    found = of_type(content, "Input.Text", *set(INPUTS.values()))
    return {part["id"].partition("item-")[2]: part for part in found}


def sending(content: Element) -> Element:
    """The button that sends the form."""
    (button,) = [part for part in objects(content) if "form" in (part.get("data") or {})]
    return button


def payload_of(content: Element) -> str:
    """What that button is signed for."""
    signed: str = sending(content)["data"]["action"]
    return signed.removeprefix("signed:")


def sent(content: Element, values: dict[str, str]) -> dict[str, str]:
    """What goes on to the assistant when the form is sent with these values."""
    form = posted(payload_of(content), values)
    taken: dict[str, str] = json.loads(form.payload.removeprefix(CHANGE))["value"]
    return taken


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.submit.value)
@pytest.mark.parametrize("entry", ENTRIES)
def test_every_item_has_an_input_of_its_type(entry: str, style: Style) -> None:
    making = Drafting(KNOWLEDGE, entry)
    shown = card(empty_form(KNOWLEDGE, entry), token, LABELS, style)
    assert shown
    assert not shown.is_shortened
    assert size(shown.content) <= MOST_BYTES
    found = inputs(shown.content)
    assert found.keys() == {item.key for item in making.items}
    said = shown_in(shown.content)
    for item in making.items:
        one = found[item.key]
        assert one["type"] == INPUTS.get(item.type, "Input.Text")
        assert one.get("isMultiline", False) is (item.type is ItemType.LONG_TEXT)
        label = item.label if item.required else LABELS.card.optional.format(item=item.label)
        assert one["label"].casefold() == label.casefold()
        assert item.help in said
        if item.choices:
            assert [choice["value"] for choice in one["choices"]] == list(item.choices)
    # The web takes no longer token, and the engine no longer payload.
    signed = TOKENS.sign_payload(TOKENS.sender("web", "me"), payload_of(shown.content))
    assert len(signed) < LONGEST_TOKEN


def test_nothing_has_to_be_filled_in_and_other_buttons_need_no_input() -> None:
    shown = card(empty_form(KNOWLEDGE), token, LABELS, STYLES[0])
    assert shown
    assert not any("isRequired" in part for part in objects(shown.content))
    buttons = of_type(shown.content, "Action.Submit")
    others = [one for one in buttons if one != sending(shown.content)]
    assert others
    assert all(one["associatedInputs"] == "none" for one in others)


def test_what_is_wrong_comes_first_with_its_reason_and_what_was_typed() -> None:
    answer = form(KNOWLEDGE)
    shown = card(answer, token, LABELS, STYLES[0])
    assert shown
    state = answer.reply.form  # type: ignore[union-attr]
    assert state
    (refused,) = state.refused
    found = inputs(shown.content)
    assert list(found)[:2] == [refused.key, *state.added]
    assert found[refused.key]["value"] == refused.typed
    (error,) = [part for part in objects(shown.content) if part.get("id", "").endswith("-error")]
    assert error["id"] == f"m1-item-{refused.key}-error"
    (run,) = error["inlines"]
    assert run["color"] == "Attention"
    assert run["text"].replace("\u2060", "") == refused.reason
    assert "{{" not in run["text"]
    # As text, for who sees no card.
    assert f": {refused.reason}" in answer.text


def test_given_values_are_filled_in() -> None:
    answer = form(KNOWLEDGE)
    shown = card(answer, token, LABELS, STYLES[0])
    assert shown
    found = inputs(shown.content)
    assert found["move_date"]["value"] == "2040-06-15"
    assert found["completed_form"]["value"] == "have it"
    # Sent as it is shown, only the wrong value goes on, to be refused again.
    refused = answer.reply.form.refused[0]  # type: ignore[union-attr]
    values = {key: str(one.get("value", "")) for key, one in found.items()}
    assert sent(shown.content, values) == {refused.key: refused.typed}


def test_an_answer_that_does_not_fit_is_left_out_and_left_as_it_is() -> None:
    making = Drafting(KNOWLEDGE, "server_hosting")
    texts = [item.key for item in making.items if item.type is ItemType.LONG_TEXT]
    fields = {item.key: "\N{SNOWMAN} many words " * 280 for item in making.items}
    shown = card(empty_form(KNOWLEDGE, "server_hosting", fields=fields), token, LABELS, STYLES[0])
    assert shown
    assert size(shown.content) <= MOST_BYTES
    found = inputs(shown.content)
    assert texts
    assert not found.keys() & set(texts)
    assert shown_in(shown.content).count(LABELS.draft.too_long_to_edit.partition(": ")[2]) >= 1
    # No input, so nothing of it can be taken for emptied.
    assert not sent(shown.content, {}).keys() & set(texts)
