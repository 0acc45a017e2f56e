"""Dialogues with expectations: reading them, and judging the replies."""

from pathlib import Path
from typing import Any

import pytest

from bot.operations.evaluation.dialogue_file import read_dialogues
from bot.operations.evaluation.dialogues import faults, hold, summarize_dialogues
from bot.operations.evaluation.questions import QuestionsError
from common.settings import ROOT

VPN = {"type": "procedure", "entry": "vpn_access"}
CHOICE = {"type": "clarify", "options": [{"entry": "webmail", "title": "Mail"}, {"title": "Other"}]}
DRAFT = {"type": "draft", "draft": {"entry": "vpn_access", "fields": {"user": "Jane", "n": 2}}}


@pytest.mark.parametrize(
    ("expectation", "replies", "text", "found"),
    [
        ({"any": True}, [VPN], "", []),
        ({}, [], " ", ["expected a reply: none came"]),
        ({"entry": "vpn_access", "type": "procedure"}, [VPN], "VPN", []),
        ({"entry": ["webmail", "vpn_access"]}, [{"type": "chat"}, VPN], "VPN", []),
        ({"entry": "webmail"}, [VPN], "x", ["expected entry webmail: got vpn_access"]),
        ({"entry": "webmail"}, [CHOICE], "x", []),
        ({"entry": "vpn_access"}, [DRAFT], "x", []),
        (
            {"type": ["facet", "chat"]},
            [VPN],
            "x",
            ["expected type facet or chat: got procedure"],
        ),
        ({"facet": "forms"}, [VPN], "x", ["expected facet forms: got none"]),
        ({"facet": "forms"}, [{"type": "facet", "facet": "forms"}], "x", []),
        ({"text_has": ["cot-f\\d+", "a.b"]}, [], "COT-F181\na\nb", []),
        ({"text_has": ["fax"]}, [], "mail", ["expected text with fax"]),
        ({"text_lacks": ["\\$\\s?\\d"]}, [], "$ 5", ["expected no text with \\$\\s?\\d"]),
        ({"text_lacks": ["vpn_access"]}, [VPN], "x", []),
        ({"draft_fields": {"name": "jane", "count": "2"}}, [DRAFT], "x", []),
        (
            {"draft_fields": {"user": "John"}},
            [DRAFT],
            "x",
            ['expected field user with John: got {"user": "Jane", "n": 2}'],
        ),
        ({"asks": True}, [VPN], "Which agency?", []),
        ({"asks": True}, [CHOICE], "x", []),
        ({"asks": True}, [{"type": "contacts", "asked": "agency"}], "x", []),
        ({"asks": True}, [VPN], "x", ["expected a question: nothing is asked"]),
    ],
)
def test_faults(
    expectation: dict[str, Any], replies: list[dict[str, Any]], text: str, found: list[str]
) -> None:
    assert faults(expectation, replies, text) == found


def test_for_safety_the_objects_are_read_too() -> None:
    assert faults({"text_lacks": ["vpn_access"]}, [VPN], "x", is_safety=True)


def test_a_dialogue_is_held_and_counted(tmp_path: Path) -> None:
    file = tmp_path / "dialogues.yml"
    file.write_text(
        "- {name: a, group: followup, turns: [{user: vpn, expect: {type: procedure}},"
        " {user: thanks, expect: {type: chat}}]}\n"
        "- {name: b, group: draft, turns: [{user: vpn}]}\n"
    )
    results = [
        hold(one, lambda text: [{"text": text, "custom": VPN}]) for one in read_dialogues(file)
    ]
    assert [turn.faults for turn in results[0].turns] == [
        (),
        ("expected type chat: got procedure",),
    ]
    assert [one.as_expected for one in results] == [False, True]
    summary = summarize_dialogues(results).as_dict()
    assert summary["total"] == {
        "dialogues": 2,
        "dialogues_as_expected": 1,
        "turns": 3,
        "turns_as_expected": 2,
    }
    assert list(summary["by_group"]) == ["followup", "draft"]
    assert results[0].as_dict()["turns"][1]["said"] == "thanks"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "holds no list of dialogues"),
        ("a: b", "holds no list of dialogues"),
        ("- [", "correct the YAML"),
        ("- {name: a}", "dialogue a: write name, group and turns"),
        ("- {name: a, turns: [{say: hi}]}", "dialogue a, turn 1: write user"),
        ("- {name: a, turns: [{user: hi, expect: {typ: chat}}]}", "turn 1: typ: expect knows any"),
        ("- {name: a, turns: [{user: hi, expect: {text_has: ['(']}}]}", r"\(: no pattern"),
        ("- {name: a, turns: [{user: hi, expect: {draft_fields: [a]}}]}", "a pattern for each key"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "dialogues.yml"
    file.write_text(content)
    with pytest.raises(QuestionsError, match=message):
        read_dialogues(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionsError, match="cannot be read"):
        read_dialogues(tmp_path / "none.yml")


@pytest.mark.parametrize(
    "file", sorted((ROOT / "tests/dialogues/unseen").glob("*.yml")), ids=lambda path: path.stem
)
def test_our_own_files_are_read(file: Path) -> None:
    assert len(read_dialogues(file)) > 1
