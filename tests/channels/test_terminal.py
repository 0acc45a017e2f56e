"""A terminal shows whole answers and numbered choices, and nobody's text steers it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.answer import Answer, Button
from bot.channels.terminal.render import screen
from locales import Labels, load_catalog
from replies import Audience
from tests.channels.test_snapshots import NAMES

LABELS = load_catalog().labels
TEXTS = st.text(st.characters(codec="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_an_answer_is_left_out(
    name: str, samples: dict[str, Answer], labels: Labels
) -> None:
    answer = samples[name]
    audience = Audience.AGENT if name == "procedure_for_agents" else Audience.EMPLOYEE
    shown = screen([answer], labels, audience).text.splitlines()
    choices = [button.title for button in answer.buttons]
    for line in filter(str.strip, answer.text.splitlines()):
        assert line in shown or line.removeprefix("- ") in choices
    listed = shown[-len(choices) :] if choices else []
    assert listed == [f"[{number}] {title}" for number, title in enumerate(choices, 1)]


def test_choices_of_several_answers_are_numbered_through(labels: Labels) -> None:
    first = Answer("Right?", None, (Button("Yes", "/affirm"), Button("No", "/deny")))
    second = Answer("And now?", None, (Button("Save", "/save"),))
    shown = screen([first, Answer("Well.", None), second], labels)
    assert shown.payloads == ("/affirm", "/deny", "/save")
    assert shown.text == (
        "Right?\n\nYou can choose:\n[1] Yes\n[2] No\n\nWell.\n\n"
        "And now?\n\nYou can choose:\n[3] Save"
    )


@given(TEXTS, TEXTS)
def test_no_text_steers_the_terminal(text: str, title: str) -> None:
    shown = screen([Answer(text, None, (Button(title, "/x"),))], LABELS).text
    assert not [sign for sign in shown if unicodedata.category(sign) == "Cc" and sign not in "\n\t"]
    # The marks of our own are always closed again: nothing after them is turned.
    for line in shown.splitlines():
        marks = [
            sign for sign in line if "\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069"
        ]
        assert marks == ["\u2066", "\u2069"] * (len(marks) // 2)


@given(TEXTS)
def test_a_title_stays_one_line(title: str) -> None:
    shown = screen([Answer("Right?", None, (Button(title, "/x"),))], LABELS)
    assert len(shown.text.splitlines()) <= 4
