"""`helpdesk check`: every fault of training data, domain and rules, by file and line."""

import shutil
from pathlib import Path

import pytest

from bot.operations.checks import check_everything
from bot.operations.settings import ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what editors write, which a test may break."""
    for folder in ("data", "faq_kb/procedures", "faq_kb/directory"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for file in ("domain.yml", "config.yml"):
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
        ("domain.yml", "  - vpn_access\n", "", "domain.yml:4: intents: lacks 'vpn_access'"),
        ("domain.yml", "  - vpn_access\n", "  - vpn\n", "'vpn' has no examples"),
        ("domain.yml", "  - action_chat\n", "", "actions: lacks 'action_chat'"),
        ("domain.yml", "  - action_chat\n", "  - action_talk\n", "'action_talk' is not registered"),
        ("config.yml", "      - greet\n", "      - hail\n", "names 'hail', which domain.yml lacks"),
        ("data/rules/answers.yml", "- intent: webmail\n", "- intent: greet\n", "has no rule"),
        ("data/rules/answers.yml", "intent: webmail", "intent: mail", "intent 'mail' is not in"),
        ("data/rules/answers.yml", "action_facet", "action_fact", "action 'action_fact' is not"),
        ("data/stories/conversations.yml", "action_chat", "action_x", "'action_x' is not in"),
        ("data/nlu/webmail.yml", "intent: webmail", "intent: mail", "in a file named webmail.yml"),
        (
            "data/nlu/webmail.yml",
            EXAMPLES,
            EXAMPLES + "      - a \\u0041\n",
            "before `u`",
        ),
        ("data/nlu/webmail.yml", "version", "\tversion", "not YAML"),
        ("data/entities/role.yml", "lookup: role", "lookup: job", "entity 'job' is not in"),
        ("data/entities/role.yml", "nlu:", "nlu: [", "not YAML"),
        ("domain.yml", "intents:", "intents:\nnone:", "lacks 'vpn_access'"),
        ("data/rules/answers.yml", "    steps:", "    steps:\n    none:", "has no rule"),
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
    assert "data/nlu/vpn_access.yml:6" in str(fault)
    assert fault.file == "data/nlu/webmail.yml"


def test_too_few_examples_are_found(project: Path) -> None:
    file = project / "data/nlu/webmail.yml"
    file.write_text("\n".join(file.read_text().splitlines()[:16]) + "\n")
    assert [str(fault) for fault in check_everything(project)] == [
        "data/nlu/webmail.yml:1: webmail: 11 examples: write at least 25"
    ]


def test_an_intent_without_a_procedure_is_found(project: Path) -> None:
    (project / "faq_kb/procedures/desktop_fax.yml").unlink()
    faults = [str(fault) for fault in check_everything(project)]
    assert any("'desktop_fax' has no procedure" in fault for fault in faults)


def test_a_file_name_that_is_no_id_is_found(project: Path) -> None:
    folder = project / "faq_kb/procedures"
    shutil.copy(folder / "webmail.yml", folder / "Web-mail.yml")
    faults = [str(fault) for fault in check_everything(project)]
    assert any("Web-mail.yml:1: name the file in small letters" in fault for fault in faults)
