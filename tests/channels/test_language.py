"""Every word of cards and terminal is the catalog's or the reply's own: a language is a folder."""

import re

import pytest

from bot.channels.answer import Answer
from bot.channels.teams import render as teams
from bot.channels.terminal.render import screen
from bot.channels.web import render as web
from locales import Labels
from tests.channels.cards import token
from tests.channels.test_typed_facts import SAID_AT, plain, shown_on
from tests.support.pseudo_language import pseudo_catalog

BRACKETS = re.compile(r"\[[^\[\]]*\]")


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory: pytest.TempPathFactory) -> Labels:
    return pseudo_catalog(tmp_path_factory.mktemp("locales")).labels


def strings(part: object) -> list[str]:
    """Every text of a reply, each line by itself: what it brings along in its own language."""
    if isinstance(part, dict):
        return [text for value in part.values() for text in strings(value)]
    if isinstance(part, list):
        return [text for value in part for text in strings(value)]
    return [plain(line) for line in part.splitlines()] if isinstance(part, str) else []


def foreign(answer: Answer, shown: str) -> str:
    """What is neither in brackets nor in the reply or on its buttons."""
    known = strings(answer.reply.model_dump(mode="json") if answer.reply else answer.text)
    known += [plain(button.title) for button in answer.buttons]
    # A label may begin a line.
    known += [one[:1].upper() + one[1:] for one in known]
    text = plain(shown)
    for one in sorted({one for one in known if one}, key=len, reverse=True):
        text = text.replace(one, " ")
    while BRACKETS.search(text):
        text = BRACKETS.sub(" ", text)
    return " ".join(re.findall(r"[^\W\d_]{2,}", text))


def test_every_word_of_a_channel(samples: dict[str, Answer], pseudo: Labels) -> None:
    left: dict[str, set[str]] = {}
    for name, answer in samples.items():
        if answer.reply is None:
            continue
        on_web = web.activity(answer, token, pseudo, number=1, at=SAID_AT)
        on_teams = teams.activity(answer, token, pseudo)
        for shown in (
            shown_on(on_web, pseudo),
            shown_on(on_teams, pseudo),
            screen([answer], pseudo).text,
        ):
            if words := foreign(answer, shown):
                left.setdefault(name, set()).add(words)
    assert not left
