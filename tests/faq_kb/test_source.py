"""Reading the files: every fault is found, and named with file, line, key and remedy."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq_kb.source import SourceError, read_knowledge_base
from faq_kb.source.reader import FOLDER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the knowledge base that a test may break."""
    copy = tmp_path / "faq_kb"
    for part in ("directory", "procedures"):
        shutil.copytree(FOLDER / part, copy / part)
    return copy


def faults(folder: Path) -> list[str]:
    with pytest.raises(SourceError) as caught:
        read_knowledge_base(folder)
    return [str(fault) for fault in caught.value.faults]


def edit(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


VPN = "procedures/vpn_access.yml"
STEP = "steps:\n  - key: added_step\n    text: "


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (VPN, "title:", "titel:", "titel: is not a key of this record"),
        (VPN, "title:", "# title:", "title: is missing"),
        (VPN, "phones: [", "phones: [nowhere, ", "`nowhere` is not in phones.yml"),
        (VPN, "page: faq", "page: blog", "source.page: `blog` is not in pages.yml"),
        (VPN, "number: COT-F181\n", "number: COT-F999\n", "`COT-F999` is not in forms.yml"),
        (
            VPN,
            'when: {it_role: ["no"]}',
            'when: {it_rol: ["no"]}',
            "11: forms, item 1.when.it_rol: `it_rol` is not an item of type `choice` or `yes_no`",
        ),
        (VPN, "role: hr", "role: boss", "requesters, item 1.role: Input should be 'hr'"),
        (
            VPN,
            "steps:\n",
            f"{STEP}Call 502-555-0100 first.\n",
            "item 1.text: spells out 502-555-0100",
        ),
        (VPN, "steps:\n", f"{STEP}5\n", "steps, item 1.text: must be one line of text"),
        (VPN, "steps:\n", f"{STEP}Fill in COT-F070.\n", "names COT-F070"),
        (VPN, "steps:\n", f"{STEP}Mail it to desk@example.gov.\n", "spells out desk@example"),
        (VPN, "title: ", 'title: "unclosed', "not YAML"),
        ("directory/phones.yml", "number: ", "number: 1-", "number: has the wrong form"),
        ("directory/contact_points.yml", "phone: service_desk", "phone: x", "`x` is not in phones"),
        ("directory/contact_points.yml", "page: password_self_service", "page: x", "in pages.yml"),
        ("directory/policies.yml", "page: enterprise_policies", "page: x", "`x` is not in pages"),
        (
            "directory/pages.yml",
            "  name: technology",
            "  url: https://x.example\n  name: t",
            "has a",
        ),
        (VPN, "topic: access", "topic: acces", "topic: `acces` is not in topics.yml"),
        (
            VPN,
            "question: How do I get VPN access?",
            "question: what counts as a security incident?",
            "is the question of `security_incident_definition`, too",
        ),
        ("directory/roles.yml", "hr:\n", "human:\n", "Input should be 'hr'"),
    ],
)
def test_a_fault_is_named(folder: Path, name: str, old: str, new: str, expected: str) -> None:
    if old == "phones: [":
        edit(folder, name, "steps:\n", "phones: [nowhere]\nsteps:\n")
    else:
        edit(folder, name, old, new)
    found = faults(folder)
    assert any(expected in fault for fault in found), found
    assert all(fault.startswith("faq_kb/") for fault in found)


@pytest.mark.parametrize(
    ("old", "new", "place", "expected"),
    [
        (
            "  - key: ask_contact\n    text:",
            "  - text:",
            "steps, item 1.key",
            "is missing: add a short name in small letters and underscores",
        ),
        ("  - key: it_role\n    when:", "  - when:", "conditions, item 1.key", "is missing: add"),
        (
            "  - key: ask_contact\n    text:",
            "  -",
            "steps, item 1",
            "is a sentence without a key: write `key:` with a short name",
        ),
        ("- key: ask_contact", "- key: Ask contact", "steps, item 1.key", "has the wrong form"),
    ],
)
def test_a_passage_without_a_good_key_is_named_with_its_line(
    folder: Path, old: str, new: str, place: str, expected: str
) -> None:
    line = (folder / VPN).read_text().partition(old)[0].count("\n") + 1
    edit(folder, VPN, old, new)
    (fault,) = faults(folder)
    assert fault.startswith(f"faq_kb/{VPN}:{line}: {place}: {expected}")


@pytest.mark.parametrize("old", ["fill_in_form\n", "it_role\n    when:"])
def test_a_key_stands_for_one_step_or_condition(folder: Path, old: str) -> None:
    edit(folder, VPN, f"key: {old}", "key: ask_contact" + old[old.index("\n") :])
    message = "`steps` and `conditions` name the key `ask_contact` twice: rename one of them"
    assert faults(folder) == [f"faq_kb/{VPN}:1: {message}"]


def test_the_line_is_the_line_of_the_key(folder: Path) -> None:
    edit(folder, VPN, "page: faq", "page: blog")
    line = next(
        number
        for number, text in enumerate((folder / VPN).read_text().splitlines(), 1)
        if "page: blog" in text
    )
    assert faults(folder)[0].startswith(f"faq_kb/{VPN}:{line}: source.page:")


def test_all_faults_are_reported_at_once(folder: Path) -> None:
    edit(folder, VPN, "title:", "titel:")
    edit(folder, "procedures/webmail.yml", "title:", "titel:")
    found = faults(folder)
    assert {fault.split(":")[0] for fault in found} == {
        "faq_kb/procedures/vpn_access.yml",
        "faq_kb/procedures/webmail.yml",
    }


def test_no_procedure_at_all_is_a_fault(folder: Path) -> None:
    shutil.rmtree(folder / "procedures")
    assert "holds no procedure" in faults(folder)[0]


def test_a_procedure_named_like_a_file_of_the_directory_is_a_fault(folder: Path) -> None:
    shutil.copy(folder / VPN, folder / "procedures" / "phones.yml")
    assert faults(folder) == [
        "faq_kb/procedures/phones.yml:1: is also directory/phones.yml: choose another name"
    ]


def test_a_missing_directory_file_is_a_fault(folder: Path) -> None:
    (folder / "directory" / "forms.yml").unlink()
    assert "forms.yml:1: cannot be read" in faults(folder)[0]


@settings(max_examples=25)
@given(content=st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_any_content_of_a_file_is_read_or_refused_clearly(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("fuzz") / "faq_kb"
    for part in ("directory", "procedures"):
        shutil.copytree(FOLDER / part, folder / part)
    (folder / "procedures" / "webmail.yml").write_bytes(content)
    with pytest.raises(SourceError):
        read_knowledge_base(folder)
