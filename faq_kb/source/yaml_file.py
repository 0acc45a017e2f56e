"""A YAML file that knows the line of each key, so that a fault can name it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedBase
from ruamel.yaml.error import MarkedYAMLError, YAMLError

PathOfKeys = Sequence[str | int]

MISSING_KEY = (
    "is missing: add a short name in small letters and underscores, such as `call_service_desk`,"
    " that no other one of this file has"
)


@dataclass(frozen=True, order=True)
class SourceFault:
    """One fault: file, line (1 is the first), key, what is wrong and what to do."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class SourceError(Exception):
    """The files hold faults; `faults` lists them all."""

    def __init__(self, faults: list[SourceFault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True)
class YamlFile:
    """Parsed content of a file, and where each key stands."""

    name: str
    content: Any

    @classmethod
    def read(cls, path: Path, name: str) -> "YamlFile":
        """Parse `path`; SourceError when it is not YAML, not UTF-8, or not a mapping."""
        try:
            content = parsed(path.read_text(encoding="utf-8"))
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise SourceError(
                [SourceFault(name, line, "", f"not YAML: {error.problem}")]
            ) from error
        except (YAMLError, UnicodeDecodeError, OSError, ValueError) as error:
            raise SourceError([SourceFault(name, 1, "", f"cannot be read: {error}")]) from error
        if not isinstance(content, dict):
            fault = SourceFault(name, 1, "", "holds no keys: write `key: value` lines")
            raise SourceError([fault])
        return cls(name, content)

    def line(self, path: PathOfKeys) -> int:
        """Line of the deepest key on the path that exists."""
        node, line = self.content, 1
        for key in path:
            if not isinstance(node, CommentedBase):
                break
            try:
                position = node.lc.item(key) if isinstance(node, list) else node.lc.key(key)
                line, node = position[0] + 1, node[key]  # type: ignore[index]
            except (KeyError, IndexError, TypeError, AttributeError):
                break
        return line

    def fault(self, path: PathOfKeys, message: str) -> SourceFault:
        """A fault at the path."""
        return SourceFault(self.name, self.line(path), _place(path), message)

    def faults(self, error: ValidationError, prefix: PathOfKeys = ()) -> list[SourceFault]:
        """The faults that pydantic found, each with the value it refused."""
        found = []
        for detail in error.errors(include_url=False):
            path = [*prefix, *(part for part in detail["loc"] if part != "[key]")]
            value = detail.get("input")
            shown = f", got {value!r}" if isinstance(value, str | int | float | bool) else ""
            words = remedy(detail["type"], detail["msg"], path)
            found.append(self.fault(path, f"{words}{shown}"))
        return found


def parsed(text: str) -> Any:
    """The content of a text, with the place of each key."""
    return YAML(typ="rt").load(text)


def _place(path: PathOfKeys) -> str:
    """A path as editors count, from 1: "steps, item 3"."""
    words = [f"item {part + 1}" if isinstance(part, int) else str(part) for part in path]
    return ".".join(words).replace(".item", ", item")


def remedy(kind: str, message: str, path: PathOfKeys = ()) -> str:
    """What is wrong and what to do, in an editor's words rather than pydantic's."""
    if kind == "missing" and path[-1:] == ["key"]:
        return MISSING_KEY
    words = {
        "missing": "is missing: add it",
        "extra_forbidden": "is not a key of this record: remove it or correct its spelling",
        "string_type": "must be one line of text: put it in quotes if it has a colon",
        "string_pattern_mismatch": "has the wrong form: write one line of text, without spaces"
        " around it, like the values of this key in other files",
    }
    return words.get(kind, message.removeprefix("Value error, "))
