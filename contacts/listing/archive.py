"""A workbook's zip archive, with limits on everything that is unpacked from it."""

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from contacts.listing.faults import FileRefusedError, shown

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_MEMBERS = 2_000
MAX_DIRECTORY = 4 * 2**20
MAX_UNPACKED = 2**30
MAX_PART = 100 * 2**20  # a part that is kept in memory: every part but the sheets
MAX_RATIO = 200
RATIO_MATTERS = 50 * 2**20
CHUNK = 64 * 2**10
ENCRYPTED = 0x1

DAMAGE = (
    BadZipFile,
    zlib.error,
    struct.error,
    ParseError,
    ExpatError,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
)


@contextmanager
def refusing_damage(file: str) -> Iterator[None]:
    """Whatever zlib, expat or openpyxl make of a broken workbook is one error of ours."""
    try:
        yield
    except DAMAGE as error:
        raise FileRefusedError(
            file,
            "is damaged or no Excel workbook",
            "open it in your spreadsheet program and save it anew as .xlsx or .csv",
        ) from error


@contextmanager
def open_archive(path: Path) -> Iterator["Archive"]:
    """The archive of a workbook; FileRefusedError when its directory promises too much."""
    file = str(path)
    with _Handle(path) as handle:
        with refusing_damage(file):
            archive = Archive(handle, file)
        with archive:
            yield archive


class Archive(ZipFile):
    """A zip archive that stops unpacking at a limit and opens no XML with a DOCTYPE."""

    def __init__(self, handle: IO[bytes] | io.FileIO, file: str) -> None:
        self.file = file
        self.handle = handle
        super().__init__(handle)
        self._check()

    def _refuse(self, what: str) -> FileRefusedError:
        return FileRefusedError(
            self.file, what, "copy the listing alone into a new workbook, or save it as .csv"
        )

    def _check(self) -> None:
        members = self.infolist()
        if len(members) > MAX_MEMBERS:
            raise self._refuse(f"holds {len(members):,} parts, {MAX_MEMBERS:,} at most are read")
        if sum(member.file_size for member in members) > MAX_UNPACKED:
            raise self._refuse("unpacks to more than 1 GB")
        for member in members:
            name = shown(member.filename)
            if member.flag_bits & ENCRYPTED:
                raise FileRefusedError(
                    self.file, f'its part "{name}" is encrypted', "save it without a password"
                )
            if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
                raise self._refuse(f'its part "{name}" is packed in a way that Excel does not use')
            ratio_limit = MAX_RATIO * member.compress_size
            if member.file_size > max(RATIO_MATTERS, ratio_limit):
                size = member.file_size // 2**20
                raise self._refuse(f'its part "{name}" is a zip bomb, it unpacks to {size:,} MB')

    def open(
        self,
        name: str | ZipInfo,
        mode: Literal["r", "w"] = "r",
        pwd: bytes | None = None,
        *,
        force_zip64: bool = False,
    ) -> IO[bytes]:
        """A part that is kept in memory, 100 MB at most."""
        return self._counted(name, MAX_PART)

    def open_sheet(self, name: str) -> IO[bytes]:
        """A sheet, which is read as a stream, 1 GB at most."""
        return self._counted(name, MAX_UNPACKED)

    def _counted(self, name: str | ZipInfo, limit: int) -> IO[bytes]:
        label = shown(name.filename if isinstance(name, ZipInfo) else name)
        too_much = self._refuse(f'its part "{label}" unpacks to more than {limit // 2**20:,} MB')
        part = io.BufferedReader(_Counted(super().open(name), limit, too_much), CHUNK)
        try:
            self._refuse_doctype(part.peek(CHUNK), label)
        except BaseException:
            part.close()
            raise
        return part

    def _refuse_doctype(self, head: bytes, label: str) -> None:
        """Entities of a DOCTYPE can grow without end; no spreadsheet program writes one."""
        seen: list[str] = []

        def refuse(*_declaration: object) -> None:
            raise self._refuse(f'its part "{label}" has a DOCTYPE')

        def stop(name: str, _attributes: dict[str, str]) -> None:
            seen.append(name)
            parser.StartElementHandler = None

        parser = ParserCreate()
        parser.StartDoctypeDeclHandler = refuse
        parser.StartElementHandler = stop
        try:
            parser.Parse(head, False)
        except ExpatError:
            return  # no XML: whoever reads it says so
        if not seen and len(head) >= CHUNK:
            raise self._refuse(f'its part "{label}" does not begin as XML of a workbook')


class _Handle(io.FileIO):
    """A file whose zip directory is read only if it has a sensible length."""

    def read(self, size: int | None = -1, /) -> Any:
        if size is not None and size > MAX_DIRECTORY:
            raise BadZipFile("the directory is too long")
        return super().read(size)


class _Counted(io.RawIOBase):
    """The bytes of a part, counted as they are unpacked: declared sizes are not trusted."""

    def __init__(self, source: IO[bytes], limit: int, too_much: FileRefusedError) -> None:
        self._source, self._left, self._too_much = source, limit, too_much

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        data = self._source.read(len(view))
        self._left -= len(data)
        if self._left < 0:
            raise self._too_much
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._source.close()
        super().close()
