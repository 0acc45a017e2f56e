"""`helpdesk check`: every fault of training data, domain and rules, by file and line."""

import functools
import re
import shutil
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.operations.checks import check_everything
from bot.operations.checks.missing_addresses import missing_addresses
from bot.operations.settings import ROOT
from faq_kb.knowledge import KnowledgeBase
from faq_kb.source import yaml_file

# Each test changes one of some hundred files: the others are parsed once.
parsed_once = functools.cache(yaml_file.parsed)


@pytest.fixture(autouse=True)
def parse_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_file, "parsed", parsed_once)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what editors write, which a test may break."""
    for folder in ("data", "faq_kb/procedures", "faq_kb/directory", "faq_kb/pictures", "tests/nlu"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "tickets").mkdir()
    for file in ("domain.yml", "config.yml", "tickets/items.yml", "faq_kb/confusable.yml"):
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def edit(project: Path, name: str, old: str, new: str) -> None:
    file = project / name
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_the_project_fits() -> None:
    assert check_everything() == []


EXAMPLES = "    examples: |\n"


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (
            "domain.yml",
            "  - fact\n",
            "",
            "data/nlu/facet_cost.yml:5: nlu, item 1.metadata: 'fact' is",
        ),
        ("domain.yml", "  - fact\n", "  - facts\n", "no file of data/nlu/ is of the kind 'facts'"),
        ("domain.yml", "  - action_agency\n", "", "actions: lacks 'action_agency'"),
        ("domain.yml", "  - action_agency\n", "  - action_x\n", "'action_x' is not in ACTIONS"),
        ("data/rules/answers.yml", "- intent: fact\n", "- intent: draft\n", "'fact' has no rule"),
        (
            "data/rules/drafts.yml",
            "- intent: fact\n",
            "- intent: draft\n",
            "while a draft is filled",
        ),
        ("data/rules/answers.yml", "intent: fact", "intent: facet", "intent 'facet' is not in"),
        ("data/rules/answers.yml", "action_facet", "action_fact", "action 'action_fact' is not"),
        ("data/stories/conversations.yml", "action_facet", "action_x", "'action_x' is not in"),
        ("data/nlu/webmail.yml", "intent: webmail", "intent: mail", "in a file named webmail.yml"),
        (
            "data/nlu/webmail.yml",
            EXAMPLES,
            EXAMPLES + "      - a \\u0041\n",
            "before `u`",
        ),
        ("data/nlu/webmail.yml", "version", "\tversion", "not YAML"),
        ("faq_kb/confusable.yml", ", webmail]", ", mail]", "'mail' has no procedure: correct"),
        ("faq_kb/confusable.yml", ", webmail]", "]", "is no pair: write two different entries"),
        ("data/entities/role.yml", "lookup: role", "lookup: job", "entity 'job' is not in"),
        ("data/entities/role.yml", "nlu:", "nlu: [", "not YAML"),
        ("domain.yml", "intents:", "intents:\nnone:", "'procedure' is no intent of domain.yml"),
        ("data/rules/answers.yml", "    steps:", "    steps:\n    none:", "has no rule"),
        ("data/rules/answers.yml", "rules:", "rules: [", "data/rules/answers.yml:4: not YAML"),
        (
            "faq_kb/procedures/webmail.yml",
            "verified: 2026-11-21",
            "verified: 2026-02-30",
            "webmail",
        ),
        ("faq_kb/procedures/webmail.yml", "title:", "titel:", "titel: is not a key"),
    ],
)
def test_a_fault_is_found(project: Path, name: str, old: str, new: str, expected: str) -> None:
    edit(project, name, old, new)
    faults = [str(fault) for fault in check_everything(project)]
    assert any(expected in fault for fault in faults), faults
    assert all(fault.split(":")[1].isdigit() for fault in faults)


def test_an_example_that_stands_twice_is_found_with_both_places(project: Path) -> None:
    twin = "      - Who is that new example, then?\n"
    for name in ("webmail", "vpn_access"):
        edit(project, f"data/nlu/{name}.yml", EXAMPLES, EXAMPLES + twin)
    (fault,) = check_everything(project)
    assert "data/nlu/vpn_access.yml:7" in str(fault)
    assert fault.file == "data/nlu/webmail.yml"


def test_too_few_examples_are_found(project: Path) -> None:
    file = project / "data/nlu/webmail.yml"
    file.write_text("\n".join(file.read_text().splitlines()[:17]) + "\n")
    assert [str(fault) for fault in check_everything(project)] == [
        "data/nlu/webmail.yml:1: webmail: 11 examples: write at least 25"
    ]


ENTRY = "website_unblock"
KIND = "    metadata: {kind: procedure}\n"
DETAILS = f"data/nlu/details/{ENTRY}.yml"


@pytest.mark.parametrize(
    ("name", "line", "expected"),
    [
        (f"faq_kb/procedures/{ENTRY}.yml", "", f"has no procedure: add faq_kb/procedures/{ENTRY}"),
        (f"data/nlu/{ENTRY}.yml", "", f"data/nlu/{ENTRY}.yml:1: is missing: add examples"),
        (f"data/nlu/{ENTRY}.yml", KIND, f"data/nlu/{ENTRY}.yml:4: nlu, item 1.metadata: lacks"),
        (DETAILS, "", f"{DETAILS}:1: is missing: add at least 8 questions for each passage"),
        (f"faq_kb/procedures/{ENTRY}.yml", "", f"{DETAILS}:3: nlu: {ENTRY!r} has no procedure"),
        (f"tests/nlu/{ENTRY}.yml", "", f"tests/nlu/{ENTRY}.yml:1: is missing: add at least 15"),
        (
            f"tests/nlu/{ENTRY}.yml",
            f"intent: {ENTRY}\n",
            f"tests/nlu/{ENTRY}.yml:1: intent: must be",
        ),
    ],
)
def test_each_part_of_a_procedure_is_missed(
    project: Path, name: str, line: str, expected: str
) -> None:
    """Remove each file and line that a procedure consists of, one at a time."""
    if line:
        edit(project, name, line, "")
    else:
        (project / name).unlink()
    faults = [str(fault) for fault in check_everything(project)]
    assert any(expected in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("lost", "named"),
    [
        (("question", "short", "help"), "`question`, `short` and `help`"),
        (("short", "help"), "`short` and `help`"),
        (("help",), "`help`"),
    ],
)
def test_each_field_of_a_draft_is_missed(
    project: Path, knowledge: KnowledgeBase, lost: tuple[str, ...], named: str
) -> None:
    words = YAML().load(project / "tickets/items.yml")
    include = knowledge.procedures[ENTRY].include
    for item in include:
        own = words["items"][item.key]
        for one in (own, own.get("for", {}).get(ENTRY, {})):
            for key in lost:
                one.pop(key, None)
    YAML().dump(words, project / "tickets/items.yml")
    faults = [str(fault) for fault in check_everything(project)]
    for item in include:
        wanted = f"lacks {named} of {item.key!r}, which faq_kb/procedures/{ENTRY}.yml includes"
        assert any(fault.startswith("tickets/items.yml:") and wanted in fault for fault in faults)


def test_who_asks_has_a_line_of_help(project: Path) -> None:
    edit(project, "tickets/items.yml", "    help: The agency that", "    helps: The agency that")
    (fault,) = check_everything(project)
    assert fault.file == "tickets/items.yml"
    assert str(fault).endswith("requester.agency: lacks `help` of 'agency': add it")


def test_no_other_place_names_a_procedure() -> None:
    """What the dialogue consists of says nothing of one procedure: kinds are enough."""
    entries = {path.stem for path in (ROOT / "faq_kb/procedures").glob("*.yml")}
    entries.remove("billing_number")  # the item of requests has the same name
    for name in ("domain.yml", "config.yml", "data/rules", "data/stories", "data/entities"):
        path = ROOT / name
        for file in path.glob("*.yml") if path.is_dir() else [path]:
            assert not entries & set(re.findall(r"\w+", file.read_text())), file


def test_a_file_name_that_is_no_id_is_found(project: Path) -> None:
    folder = project / "faq_kb/procedures"
    shutil.copy(folder / "webmail.yml", folder / "Web-mail.yml")
    faults = [str(fault) for fault in check_everything(project)]
    assert any("Web-mail.yml:1: name the file in small letters" in fault for fault in faults)


def test_what_has_no_address_is_listed_until_somebody_enters_it(project: Path) -> None:
    def listed() -> dict[tuple[str, str], str]:
        return {(one.file, one.key): one.message for one in missing_addresses(project)}

    forms, points = "faq_kb/directory/forms.yml", "faq_kb/directory/contact_points.yml"
    before = listed()
    assert before[forms, "COT-F059"] == "has no `url` (used by data_center_equipment)"
    assert (points, "webmail") in before
    assert (points, "service_desk") not in before
    assert ("faq_kb/directory/policies.yml", "CIO-090") in before
    assert ("faq_kb/directory/policies.yml", "CIO-085") not in before
    edit(project, forms, "COT-F059:\n", "COT-F059:\n  url: https://forms.example.gov/f059\n")
    edit(project, points, "name: Webmail\n", "name: Webmail\n  url: https://mail.example.gov/\n")
    assert before.keys() - listed().keys() == {(forms, "COT-F059"), (points, "webmail")}


def test_a_picture_exists_says_what_it_shows_and_is_used(project: Path) -> None:
    folder = project / "faq_kb" / "pictures"
    (folder / "reset_or_unlock.png").unlink()
    edit(project, "faq_kb/pictures/windows_username.svg", "<desc id", "<g id")
    edit(project, "faq_kb/pictures/windows_username.svg", "</desc>", "</g>")
    (folder / "highlight_email.svg").rename(folder / "nothing.svg")
    found = [str(fault) for fault in check_everything(project)]
    assert [line.partition(": ")[0] for line in found] == [
        "faq_kb/pictures/nothing.svg:1",
        "faq_kb/pictures/windows_username.svg:1",
        "faq_kb/procedures/password_help.yml:1",
        "faq_kb/procedures/spam_report.yml:1",
    ]
    assert "lacks a <desc>" in found[1]
    assert "use_self_service.picture: faq_kb/pictures/reset_or_unlock.png is missing" in found[2]
