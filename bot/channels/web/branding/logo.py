"""The operator's logo: read once, checked, and served so that nothing in it can run."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from xml.parsers import expat

LARGEST = 200_000  # bytes
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
SVG_ROOT = "http://www.w3.org/2000/svg svg"
PNG, SVG = "image/png", "image/svg+xml"
# Pages show it as an image, where scripts never run; opened by itself it may do nothing either.
IMAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@dataclass(frozen=True)
class Logo:
    """An image as it is served."""

    content: bytes
    media_type: str

    @property
    def digest(self) -> str:
        """Another one for other content."""
        return sha256(self.content).hexdigest()[:12]


def read_logo(file: Path) -> Logo:
    """The image in the file. Raises ValueError when it is no SVG or PNG, or too large."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise ValueError(f"cannot be read ({error.strerror}): write the path of a file") from error
    if len(content) > LARGEST:
        raise ValueError(f"is larger than {LARGEST // 1000} kB: make a smaller one")
    if content.startswith(PNG_SIGNATURE):
        return Logo(content, PNG)
    if _is_svg(content):
        return Logo(content, SVG)
    raise ValueError("is not an SVG or a PNG image: write the path of one")


class _DoctypeError(Exception):
    """The file declares entities or loads others."""


def _is_svg(content: bytes) -> bool:
    """Whether it is well-formed XML with the root of SVG; entities could grow without end."""
    elements: list[str] = []

    def refuse(*_: object) -> None:
        raise _DoctypeError

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, _: elements.append(name)
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, _DoctypeError):
        return False
    return elements[0] == SVG_ROOT
