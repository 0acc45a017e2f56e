"""Rows of CSV files and workbooks, and what is refused while they are read."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet.worksheet import Worksheet

from contacts.contact_file.cells import parse_date
from contacts.contact_file.errors import FileRefusedError
from contacts.contact_file.table import open_table
from tests.contacts.test_refused_files import SHEET, rewritten, with_texts

Rows = list[tuple[int, list[str]]]
HEADINGS = ["Agency", "Role", "E-mail"]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read(path: Path, sheet: str | None = None) -> Rows:
    with open_table(path, sheet) as table:
        rows = list(table.rows())
        return [(table.headings_line, table.headings), *rows]


def refused(path: Path, sheet: str | None = None) -> str:
    with pytest.raises(FileRefusedError) as error:
        read(path, sheet)
    assert str(error.value).startswith(f"{path}: ")
    return str(error.value)


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """Writes a CSV file."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "contacts.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Writes a workbook of the sheets given as rows by name."""

    def write(**sheets: Sequence[Sequence[object]]) -> Path:
        book = Workbook()
        book.remove(book.worksheets[0])
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        return saved(book, tmp_path / "contacts.xlsx")

    return write


def saved(book: Workbook, path: Path) -> Path:
    book.save(path)
    book.close()
    return path


def sheet_of(book: Workbook) -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return sheet


def as_read(rows: Sequence[Sequence[str]]) -> Rows:
    """What a table makes of these rows below its headings in row 1."""
    expected: Rows = [(1, HEADINGS)]
    for number, row in enumerate(rows, start=2):
        cells = [cell.strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            expected.append((number, cells + [""] * (len(HEADINGS) - len(cells))))
    return expected


def tables(characters: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    row = st.lists(st.text(characters, max_size=20), min_size=1, max_size=5)
    filled = row.filter(lambda cells: any(cell.strip() for cell in cells))
    return st.tuples(st.lists(row, max_size=6), filled).map(lambda drawn: [*drawn[0], drawn[1]])


CSV_TEXT = st.one_of(
    st.sampled_from(" \t\r\n,;\"'=é"), st.characters(exclude_characters="\0", codec="utf-8")
)
CELL_TEXT = st.characters(exclude_characters="\r", codec="utf-8").filter(
    lambda c: not ILLEGAL_CHARACTERS_RE.search(c) and c not in "\ufffe\uffff"
)


@given(tables(CSV_TEXT), st.sampled_from(",;\t"), st.booleans(), st.booleans())
def test_any_rows_through_csv(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    delimiter: str,
    is_quoted: bool,
    has_mark: bool,
) -> None:
    path = tmp_path_factory.mktemp("csv", numbered=True) / "contacts.csv"
    encoding = "utf-8-sig" if has_mark else "utf-8"
    quoting = csv.QUOTE_ALL if is_quoted else csv.QUOTE_MINIMAL
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=quoting)
        writer.writerows([HEADINGS, *rows])
    assert read(path) == as_read(rows)


@given(tables(CELL_TEXT), st.booleans())
def test_any_rows_through_xlsx(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], is_streamed: bool
) -> None:
    path = tmp_path_factory.mktemp("xlsx", numbered=True) / "contacts.xlsx"
    book = Workbook(write_only=is_streamed)
    sheet = book.create_sheet("Contacts")
    # Text that begins like a formula would be written as one.
    texts = [[f".{cell}" if cell.startswith("=") else cell for cell in row] for row in rows]
    for row in [HEADINGS, *texts]:
        sheet.append(row)
    saved(book, path)
    assert read(path) == as_read(texts)


def test_row_numbers_are_those_of_the_spreadsheet(csv_file: Callable[[str], Path]) -> None:
    content = '\n,,\r\nAgency,Role,E-mail\nRevenue,"HR\nand IT",\n\n , ,\nParks\nA,B,C,,D\n'
    assert read(csv_file(content)) == [
        (3, HEADINGS),
        (4, ["Revenue", "HR\nand IT", ""]),
        (7, ["Parks", "", ""]),
        (8, ["A", "B", "C", "", "D"]),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ends_of_lines(csv_file: Callable[[str], Path], end: str) -> None:
    file = csv_file(
        end.join(["Agency;Name, first;Role", 'Revenue;"Doe, Jo";HR', 'Parks; "Li; Al"'])
    )
    expected = [
        (1, ["Agency", "Name, first", "Role"]),
        (2, ["Revenue", "Doe, Jo", "HR"]),
        (3, ["Parks", "Li; Al", ""]),
    ]
    assert read(file) == expected


def test_one_column(csv_file: Callable[[str], Path]) -> None:
    assert read(csv_file("Agency\nRevenue\n")) == [(1, ["Agency"]), (2, ["Revenue"])]


def test_progress_of_a_csv_file(csv_file: Callable[[str], Path]) -> None:
    file = csv_file("Agency,Role\n" + "Revenue,HR\n" * 50_000)
    with open_table(file) as table:
        assert table.total == file.stat().st_size
        seen = [table.done() for _ in table.rows()]
    assert 0 < seen[0] < seen[25_000] < seen[-1] == file.stat().st_size
    assert table.done() == table.total


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "Agency\nCafé\n".encode("cp1252"),
            "row 2 holds the byte 0xE9, which isn't UTF-8: save it",
        ),
        ("Agency\nRevenue\n".encode("utf-16"), "row 1 holds the byte 0xFF"),
        ("Agency\nRevenue\n".encode("utf-16-le"), "row 1 holds a NUL byte"),
        (b"Agency\nA\nB\0\n", "row 3 holds a NUL byte"),
        (b'Agency,Role\nA,"HR\nB,IT\n', "row 2 opens a quotation mark that is never closed"),
        (b'Agency,Role\nA,"HR"x\n', "row 2 has text after a closing quotation mark"),
        (b"Agency\n" + b"x" * 10_001, "row 2 has a cell of more than 10,000 characters"),
        (b"Agency\n" + b"x" * 200_000, "row 2 has a cell of more than 10,000 characters"),
        (b"Agency\n" + b"x," * 500_000, "row 2 does not end within 1,000,000 characters"),
        (b'Agency\nA\n"' + b"x\n" * 500_000, "row 3 has a cell of more than 10,000 characters"),
        (b"\n \n,,\n", "holds no rows"),
        (b"\xef\xbb\xbf", "holds no rows"),
        (b"Agency,Role\n,\n", "holds headings and nothing below them"),
    ],
)
def test_csv_files_that_are_refused(
    csv_file: Callable[[bytes], Path], content: bytes, said: str
) -> None:
    assert said in refused(csv_file(content))


@given(
    st.one_of(
        st.binary(),
        st.lists(
            st.sampled_from([b"a", b'"', b",", b";", b"\t", b"\n", b"\r", b" ", b"\xc3", b"\xa9"])
        ).map(b"".join),
    )
)
def test_any_bytes_are_refused_or_read(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("bytes", numbered=True) / "contacts.csv"
    path.write_bytes(content)
    with suppress(FileRefusedError):
        read(path)


def test_a_long_cell_is_refused_whatever_the_limit_of_the_csv_module(
    csv_file: Callable[[str], Path],
) -> None:
    limit = csv.field_size_limit(2_000_000)
    try:
        assert "row 2 has a cell" in refused(csv_file(f"Agency\n{'x' * 200_000}\n"))
    finally:
        csv.field_size_limit(limit)


def test_a_csv_file_has_no_sheets(csv_file: Callable[[str], Path]) -> None:
    assert "leave --sheet out" in refused(csv_file("Agency\nRevenue\n"), "Contacts")


def test_kinds_of_cells(workbook: Callable[..., Path]) -> None:
    cells = {
        "text": (" a b\u00a0", "a b"),
        "day": (dt.date(2026, 3, 3), "2026-03-03"),
        "moment": (dt.datetime(2026, 3, 3, 14, 30), "2026-03-03 14:30:00"),  # noqa: DTZ001
        "time": (dt.time(14, 30), "14:30:00"),
        "yes": (True, "yes"),
        "no": (False, "no"),
        "whole": (4.0, "4"),
        "half": (0.5, "0.5"),
        "phone": (5025550123, "5025550123"),
        "large": (5.025550123e9, "5025550123"),
        "error": ("#N/A", "#N/A"),
        "formula": ("=1+1", ""),
        "return": ("a_x000D_\nb", "a\nb"),
        "none": (None, ""),
        "last": ("x", "x"),
    }
    file = workbook(Contacts=[list(cells), [value for value, _ in cells.values()]])
    rows = read(file)
    assert dict(zip(rows[0][1], rows[1][1], strict=True)) == {
        name: text for name, (_, text) in cells.items()
    }


def test_shared_texts(workbook: Callable[..., Path]) -> None:
    texts = "<si><t>Agency</t></si><si><r><t>Reve</t></r><r><t>nue </t></r></si><si/>"
    cells = "".join(f'<row><c t="s"><v>{number}</v></c></row>' for number in (0, 2, 1))
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    file = workbook(Contacts=[["Agency"]])
    with_texts(file, f'<sst xmlns="{MAIN}">{texts}</sst>'.encode())
    assert read(rewritten(file, {SHEET: xml.encode()}))[1:] == [(3, ["Revenue"])]


def test_dates_out_of_range_and_the_epoch_of_old_macs(tmp_path: Path) -> None:
    book = Workbook()
    sheet = sheet_of(book)
    book.epoch = dt.datetime(1904, 1, 1)  # noqa: DTZ001
    for row in (["Until"], [dt.date(2026, 3, 3)], [-800_000], [1e300]):
        sheet.append(row)
    for number in (2, 3, 4):
        sheet.cell(number, 1).number_format = "yyyy-mm-dd"
    rows = read(saved(book, tmp_path / "dates.xlsx"))
    day, *others = [cells[0] for _, cells in rows[1:]]
    assert day == "2026-03-03"
    for text in others:  # whatever they are read as, they are no dates
        with pytest.raises(ValueError, match="isn't a date"):
            parse_date(text)


def test_excel_errors_stay_visible(workbook: Callable[..., Path]) -> None:
    """An address that a formula could not find is a fault, not an empty cell."""
    head = '<row r="1"><c r="A1" t="str"><v>Agency</v></c><c r="B1" t="str"><v>E-mail</v></c></row>'
    rows = (
        '<row r="2"><c r="A2" t="str"><v>Revenue</v></c><c r="B2" s="1" t="e">'
        f"<f>VLOOKUP(A2,{'x' * 9_000},2)</f><v>#N/A</v></c></row>"
        '<row r="3"><c t=\'e\' r=\'A3\'><v>#REF!</v></c><c r="B3" t="e"/></row>'
    )
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{head}{rows}</sheetData></worksheet>'
    file = rewritten(workbook(Notes=[[1]], Contacts=[["Agency"]]), {SHEET: xml.encode()})
    assert read(file, "Notes")[1:] == [(2, ["Revenue", "#N/A"]), (3, ["#REF!", ""])]


def test_blank_rows_and_columns_of_a_sheet(tmp_path: Path) -> None:
    book = Workbook()
    sheet = sheet_of(book)
    for place, value in {"A3": "Agency", "B3": "Role", "A5": "Revenue", "D9": "x"}.items():
        sheet[place] = value
    sheet["F20"].number_format = "0.00"
    file = saved(book, tmp_path / "blank.xlsx")
    with open_table(file) as table:
        assert (table.headings_line, table.headings, table.total) == (3, ["Agency", "Role"], 9)
        rows = [(*row, table.done()) for row in table.rows()]
    assert rows == [(5, ["Revenue", ""], 9), (9, ["", "", "", "x"], 9)]


@pytest.mark.parametrize("size", [10, 3_000])
def test_the_total_is_the_last_row(workbook: Callable[..., Path], size: int) -> None:
    file = workbook(Contacts=[["Agency"], *([f"Agency {number}"] for number in range(size))])
    with open_table(file) as table:
        assert table.total == size + 1
        assert [line for line, _ in table.rows()] == list(range(2, size + 2))
        assert table.done() == size + 1


def test_more_than_one_sheet(workbook: Callable[..., Path]) -> None:
    rows = [["Agency"], ["Revenue"]]
    file = workbook(Contacts=rows, Notes=[["a note"]], Blank=[[None]])
    assert "(Contacts, Notes): say which one has the contacts: --sheet NAME" in refused(file)
    assert read(file, "Contacts") == read(file, " contacts") == [(1, ["Agency"]), (2, ["Revenue"])]
    assert 'has no sheet "Other": name one of its sheets: Contacts, Notes, Blank' in refused(
        file, "Other"
    )
    assert 'its sheet "Blank" is empty' in refused(file, "Blank")
    assert "nothing below them" in refused(file, "Notes")
    assert read(workbook(Blank=[], Contacts=rows)) == [(1, ["Agency"]), (2, ["Revenue"])]


def test_empty_workbooks(workbook: Callable[..., Path]) -> None:
    assert "has no sheet with a value" in refused(workbook(Contacts=[], More=[[None, ""]]))
    assert "holds headings and nothing below them" in refused(workbook(Contacts=[["Agency"]]))
    assert "has no sheet with a value" in refused(workbook(Contacts=[["=1+1"]]))


def test_merged_cells(tmp_path: Path) -> None:
    book = Workbook()
    sheet = sheet_of(book)
    for row in (["Agency", "Role"], ["Revenue", "HR"], ["", "IT"]):
        sheet.append(row)
    sheet.merge_cells("D1:D9")
    sheet.merge_cells("A5:B6")
    assert len(read(saved(book, tmp_path / "outside.xlsx"))) == 3
    sheet.merge_cells("A2:A3")
    file = saved(book, tmp_path / "merged.xlsx")
    assert "cells A2:A3 are merged" in refused(file)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('<row r="2"><c t="s"><v>99</v></c></row>', "is damaged"),
        ('<row r="9999999"><c r="Z9999999"><v>1</v></c></row>', "reach to row 9,999,999"),
        ('<row r="2"><c r="12"><v>1</v></c></row>', "is damaged"),
        ('<row r="2"><c r="A2"><v>1</v></row>', "is damaged"),
        (f'<row r="2"><c t="str"><v>{"x" * 10_001}</v></c></row>', "more than 10,000 characters"),
    ],
)
def test_sheets_that_are_refused(workbook: Callable[..., Path], rows: str, said: str) -> None:
    head = '<row r="1"><c t="str"><v>Agency</v></c></row>'
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{head}{rows}</sheetData></worksheet>'
    file = rewritten(workbook(Contacts=[["Agency"]]), {SHEET: xml.encode()})
    assert said in refused(file)


def test_rows_and_cells_without_numbers(workbook: Callable[..., Path]) -> None:
    rows = "".join(f'<row><c t="str"><v>{name}</v></c></row>' for name in ("Agency", "Revenue"))
    for xml in (
        f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>'
        + rows.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
        + "</x:sheetData></x:worksheet>",
    ):
        file = rewritten(workbook(Contacts=[["Agency"]]), {SHEET: xml.encode()})
        with open_table(file) as table:
            assert table.headings == ["Agency"]
            assert list(table.rows()) == [(2, ["Revenue"])]


@given(st.data())
def test_a_damaged_workbook_is_refused_or_read(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    book = Workbook()
    for row in (["Agency", "Until"], ["Revenue", dt.date(2026, 3, 3)], ["Parks", 1]):
        sheet_of(book).append(row)
    stream = io.BytesIO()
    book.save(stream)
    book.close()
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(stream) as archive:
        parts |= {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    content = bytearray(parts[name])
    start = data.draw(st.integers(0, len(content) - 1))
    content[start : start + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=4))
    path = tmp_path_factory.mktemp("damaged", numbered=True) / "contacts.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for part, whole in parts.items():
            archive.writestr(part, bytes(content) if part == name else whole)
    with suppress(FileRefusedError):
        read(path)
