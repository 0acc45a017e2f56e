"""`helpdesk check` of messages in conversations: one file of each folder, broken in turn."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.operations.checks.conversation_files import DETAILS, read_folder
from bot.operations.checks.conversations import conversation_faults, detail_faults
from bot.operations.settings import ROOT
from faq_kb.knowledge import KnowledgeBase
from faq_kb.passages import passages

ENTRY = "website_unblock"
DETAIL, TOPIC, TURN = f"details/{ENTRY}.yml", "topics/access.yml", "turns/pick.yml"
EXAMPLES = "    examples: |\n"
FIRST = EXAMPLES + "      - "
Faults = Callable[[], list[str]]


def keys(knowledge: KnowledgeBase, entry: str) -> list[str]:
    """The keys of the passages of an entry."""
    found = passages(knowledge.procedures[entry], knowledge.directory)
    return [passage.key for passage in found]


@pytest.fixture
def faults(tmp_path: Path, knowledge: KnowledgeBase) -> Faults:
    """Finds the faults of three files in the test's folder; other entries' details aren't there."""
    for name in (DETAIL, TOPIC, TURN):
        (tmp_path / name).parent.mkdir()
        shutil.copy(ROOT / "data/nlu" / name, tmp_path / name)
    known = {entry: keys(knowledge, entry) for entry in knowledge.procedures}
    return lambda: [
        str(fault)
        for fault in conversation_faults(known.keys(), known, tmp_path, "data/nlu")
        if (tmp_path / fault.file.removeprefix("data/nlu/")).is_file()
    ]


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        (
            DETAIL,
            (f"/{ENTRY}.summary", f"/{ENTRY}.sumary"),
            "4: nlu, item 1.intent: 'sumary' is no",
        ),
        (DETAIL, (f"/{ENTRY}.summary", "/webmail.summary"), "is of 'webmail' in a file named"),
        (DETAIL, (f"detail/{ENTRY}.summary", "faq/x"), "4: nlu, item 1.intent: is 'faq/x': write"),
        (DETAIL, (FIRST, f"{FIRST}\\u0041\n      - "), "6: examples: holds a tab or a backslash"),
        (DETAIL, ("nlu:", "nlu: ["), "not YAML"),
        (DETAIL, ("nlu:", "nlus:"), "must list items with `intent: detail/...`"),
        (
            TOPIC,
            ("topic/access", "topic/x"),
            "4: nlu, item 1.intent: is 'x' in a file named access",
        ),
        (TOPIC, ("entries: [", "entries: [x, "), "5: nlu, item 1.metadata: 'x' is no procedure"),
        (TOPIC, ("entries:", "entry:"), "write the ids of at least 2 procedures"),
        (TURN, ("turn/pick", "turn/picks"), "4: nlu, item 1.intent: 'picks' is no reading: write"),
        (TURN, ("turn/pick", "turn/none"), "is 'none' in a file named pick.yml"),
        (TURN, ("writer: t1", "voice: t1"), "5: nlu, item 1.metadata: lacks `writer`"),
        (TURN, (FIRST, f"{FIRST}chat => \n      - "), "7: examples: lacks `=>`"),
        (TURN, (FIRST, f"{FIRST}the second\n      - "), "7: examples: lacks `=>`"),
        (TURN, (FIRST, f"{FIRST}x vpn => 2\n      - "), "7: examples: 'x' is no reply: begin with"),
        (TURN, (FIRST, f"{FIRST}chat; detail vpn x => 2\n      - "), "'vpn' is no procedure, in"),
        (TURN, (FIRST, f"{FIRST}procedure => 2\n      - "), "'' is no procedure, in 'procedure'"),
        (
            TURN,
            (FIRST, f"{FIRST}clarify webmail: Mail | fax: Fax => 2\n      - "),
            "7: examples: 'fax' is no procedure, in 'clarify webmail: Mail | fax: Fax'",
        ),
    ],
)
def test_a_fault_is_found(
    tmp_path: Path, faults: Faults, name: str, change: tuple[str, str], expected: str
) -> None:
    assert faults() == []
    text = (tmp_path / name).read_text()
    assert change[0] in text
    (tmp_path / name).write_text(text.replace(*change, 1))
    found = faults()
    assert any(row.startswith(f"data/nlu/{name}:") and expected in row for row in found), found


def test_the_questions_of_each_passage_are_missed(knowledge: KnowledgeBase) -> None:
    """Remove those of one passage after the other."""
    known = {ENTRY: keys(knowledge, ENTRY)}
    sections = [row for row in read_folder(ROOT / "data/nlu/details", "d")[0] if row.stem == ENTRY]
    assert {row.name for row in sections} == {f"{ENTRY}.{key}" for key in [*known[ENTRY], "none"]}
    for section in sections:
        others = [row for row in sections if row.name != section.name]
        (fault,) = detail_faults({ENTRY}, known, others)
        wanted = f"d/{ENTRY}.yml:1: detail/{section.name}: 0 questions: write at least 8"
        assert str(fault) == wanted
    assert [*detail_faults({ENTRY}, {}, sections[:1])] == []  # no record that can be read


def test_too_few_questions_are_found_in_their_line(tmp_path: Path, faults: Faults) -> None:
    file = tmp_path / DETAIL
    lines = file.read_text().splitlines()
    end = lines.index("    examples: |") + 1
    while lines[end + 7].startswith("      - "):
        del lines[end]
    file.write_text("\n".join(lines) + "\n")
    wanted = f"data/nlu/{DETAIL}:4: detail/{ENTRY}.summary: 7 questions: write at least 8"
    assert faults() == [wanted]


def test_a_question_under_two_passages_is_found(tmp_path: Path, faults: Faults) -> None:
    file = tmp_path / DETAIL
    file.write_text(file.read_text().replace(FIRST, f"{FIRST}What is that, then?\n      - "))
    found = faults()
    assert len(found) == file.read_text().count("What is that, then?") - 1
    wanted = f"'What is that, then?' stands under {ENTRY}.summary in line 6 too: remove one"
    assert all(wanted in fault for fault in found)


def test_a_file_of_no_procedure_and_a_procedure_without_file_are_found(tmp_path: Path) -> None:
    (tmp_path / DETAILS).mkdir()
    shutil.copy(ROOT / "data/nlu" / DETAIL, tmp_path / DETAIL)
    found = [str(fault) for fault in conversation_faults({"webmail"}, {}, tmp_path, "n")]
    assert any(
        row.startswith("n/details/webmail.yml:1: is missing: add at least 8") for row in found
    )
    assert any(row.startswith(f"n/{DETAIL}:3: nlu: {ENTRY!r} has no procedure") for row in found)
