"""Files that are refused, and how faults are written."""

import errno
import os
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from openpyxl import Workbook

from contacts.contact_file.errors import KEPT_FAULTS, ContactFileError, FileRefusedError, RowFault
from contacts.contact_file.table import MAX_FILE, OLE, open_table

SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"
DIRECTORY_ENTRY = b"PK\x01\x02"


def workbook(path: Path) -> Path:
    book = Workbook()
    book.active.append(["Agency", "Role"])
    book.active.append(["Revenue", "HR"])
    book.save(path)
    book.close()
    return path


def rewritten(path: Path, changes: dict[str, bytes]) -> Path:
    """The workbook with other or further parts."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | changes).items():
            archive.writestr(name, content)
    return path


def with_texts(path: Path, texts: bytes) -> Path:
    """The workbook with a table of shared texts, which openpyxl does not write."""
    with zipfile.ZipFile(path) as archive:
        types = archive.read("[Content_Types].xml")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    entry = f'<Override PartName="/{TEXTS}" ContentType="{kind}"/></Types>'.encode()
    changes = {"[Content_Types].xml": types.replace(b"</Types>", entry), TEXTS: texts}
    return rewritten(path, changes)


def declare_size(path: Path, part: str, size: int) -> None:
    """Let the directory lie about the unpacked size of a part."""
    content = bytearray(path.read_bytes())
    entry = content.rindex(DIRECTORY_ENTRY, 0, content.rindex(part.encode()))
    struct.pack_into("<I", content, entry + 24, size)
    path.write_bytes(content)


def check(path: Path) -> None:
    with open_table(path):
        pass


def refused(path: Path) -> str:
    with pytest.raises(FileRefusedError) as error:
        check(path)
    assert str(error.value).startswith(f"{path}: ")
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_workbook_and_a_csv_file_pass(tmp_path: Path) -> None:
    check(workbook(tmp_path / "contacts.xlsx"))
    check(workbook(tmp_path / "contacts.xlsx").rename(tmp_path / "CONTACTS.XLSX"))
    (tmp_path / "contacts.csv").write_text("Agency\nRevenue\n", encoding="utf-8")
    check(tmp_path / "contacts.csv")


def test_what_is_no_file(tmp_path: Path) -> None:
    assert "does not exist: check its name" in refused(tmp_path / "none.csv")
    with pytest.raises(FileRefusedError, match=r"cannot be read \(File name too long\)"):
        check(tmp_path / ("x" * 300 + ".csv"))
    (tmp_path / "folder.csv").mkdir()
    assert "isn't a file" in refused(tmp_path / "folder.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    assert "isn't a file" in refused(tmp_path / "pipe.csv")
    (tmp_path / "empty.xlsx").touch()
    assert "is empty" in refused(tmp_path / "empty.xlsx")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("Agency\n", encoding="utf-8")

    def deny(*_: object, **__: object) -> None:  # root may read everything
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", deny)
    assert "cannot be read (Permission denied)" in refused(file)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_large_file_is_refused_without_reading_it(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"large.{kind}"
    with file.open("wb") as stream:
        stream.truncate(2**30)
    assert "has 1,024.0 MB, 100 MB at most are read" in refused(file)
    with file.open("wb") as stream:
        stream.truncate(MAX_FILE + 1)
    assert "100 MB at most" in refused(file)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("old.xls", "of the old format: save it as .xlsx or .csv"),
        ("macros.xlsm", "with macros: save it as .xlsx or .csv"),
        ("table.ods", 'unknown kind ".ods": save it as .xlsx or .csv'),
        ("table", "no file extension"),
    ],
)
def test_other_kinds_of_files(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / name).write_bytes(OLE + bytes(512))
    assert said in refused(tmp_path / name)


def test_names_that_lie(tmp_path: Path) -> None:
    (tmp_path / "text.xlsx").write_text("Agency,Role\n", encoding="utf-8")
    assert "isn't an Excel workbook" in refused(tmp_path / "text.xlsx")
    workbook(tmp_path / "book.xlsx").rename(tmp_path / "book.csv")
    assert "is a workbook, despite its name" in refused(tmp_path / "book.csv")
    (tmp_path / "encrypted.xlsx").write_bytes(OLE + bytes(512))
    assert "protected by a password" in refused(tmp_path / "encrypted.xlsx")
    (tmp_path / "cut.xlsx").write_bytes(workbook(tmp_path / "b.xlsx").read_bytes()[:-30])
    assert "is damaged or isn't an Excel workbook" in refused(tmp_path / "cut.xlsx")


def test_a_zip_bomb(tmp_path: Path) -> None:
    bomb = rewritten(workbook(tmp_path / "bomb.xlsx"), {"xl/media/zeros": bytes(60 * 2**20)})
    assert '"xl/media/zeros" is a zip bomb, it unpacks to 60 MB' in refused(bomb)


def test_many_large_parts(tmp_path: Path) -> None:
    file = rewritten(workbook(tmp_path / "large.xlsx"), {"xl/media/zeros": bytes(10)})
    declare_size(file, "xl/media/zeros", 2**29)
    assert "unpacks to more than 512 MB" in refused(file)


def test_many_parts(tmp_path: Path) -> None:
    parts = {f"xl/media/{number}": b"" for number in range(2_000)}
    assert "2,000 at most" in refused(rewritten(workbook(tmp_path / "many.xlsx"), parts))


def test_other_ways_of_packing(tmp_path: Path) -> None:
    file = workbook(tmp_path / "packed.xlsx")
    with zipfile.ZipFile(file, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/other.xml", b"<other/>")
    assert "packed in a way that Excel does not use" in refused(file)
    file = rewritten(workbook(tmp_path / "locked.xlsx"), {"xl/other.xml": b"<other/>"})
    content = bytearray(file.read_bytes())
    content[content.rindex(DIRECTORY_ENTRY) + 8] |= 1
    file.write_bytes(content)
    assert "is encrypted" in refused(file)


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml"])
@pytest.mark.parametrize("size", [10, 200])
def test_a_part_that_declares_too_little(tmp_path: Path, part: str, size: int) -> None:
    file = workbook(tmp_path / "lying.xlsx")
    declare_size(file, part, size)
    assert "is damaged" in refused(file)


@pytest.mark.parametrize("reference", ["XFD1048576", "ZZ1048576", "XFD100000"])
def test_a_value_far_from_the_others(tmp_path: Path, reference: str) -> None:
    book = Workbook()
    book.active["A1"], book.active[reference] = "Agency", "x"
    book.save(tmp_path / "far.xlsx")
    book.close()
    assert "leave only the contacts in the sheet" in refused(tmp_path / "far.xlsx")


@pytest.mark.parametrize("part", [SHEET, TEXTS, "xl/workbook.xml"])
def test_entities_are_not_expanded(tmp_path: Path, part: str) -> None:
    xml = (
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]>'
        '<worksheet><sheetData><row><c t="str"><v>&c;</v></c></row></sheetData></worksheet>'
    )
    file = with_texts(workbook(tmp_path / "doctype.xlsx"), b"<sst/>")
    rewritten(file, {part: xml.encode()})
    with suppress(FileRefusedError), open_table(file) as table:
        assert "bbb" not in str([table.headings, *table.rows()])


def test_a_fault_is_one_printable_line() -> None:
    fault = RowFault(12, "E-mail", "foo@", "isn't an e-mail address: leave it empty")
    assert str(fault) == 'row 12, E-mail "foo@": isn\'t an e-mail address: leave it empty'
    assert str(RowFault(3, "", "", "is odd")) == "row 3: is odd"
    shown = str(RowFault(1, "A\nB", "\x1b[31m\u202e" + "x" * 90, "is odd"))
    assert shown == f'row 1, A B "\ufffd[31m\ufffd{"x" * 53}…": is odd'


def test_an_error_keeps_its_first_thousand_faults() -> None:
    faults = [RowFault(line, "Role", "", "is empty") for line in range(KEPT_FAULTS + 5, 0, -1)]
    error = ContactFileError("contacts.csv", faults, more=2)
    assert [fault.line for fault in error.faults] == list(range(1, KEPT_FAULTS + 1))
    assert error.more == 7
    lines = str(error).splitlines()
    assert lines[0] == "contacts.csv: row 1, Role: is empty"
    assert lines[-1] == "contacts.csv: and 7 more faults"
    assert str(ContactFileError("contacts.csv", faults[:1])).count("\n") == 0
