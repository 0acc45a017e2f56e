"""Drawings of steps: each that a record names exists, says what it shows, and is used."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

from faq_kb.model import Condition, Picture, Procedure, Step
from faq_kb.source.yaml_file import SourceFault

SVG = "{http://www.w3.org/2000/svg}"
# What would run or load something when the drawing is opened by itself.
NOT_ALLOWED = frozenset({f"{SVG}script", f"{SVG}image", f"{SVG}foreignObject", f"{SVG}use"})


def picture_faults(
    procedures: Mapping[str, Procedure], folder: Path, name: str
) -> Iterator[SourceFault]:
    """Pictures without a file, drawings without words, and files that no record names."""
    used = set()
    for entry, procedure in sorted(procedures.items()):
        for key, picture in _pictures(procedure):
            used.add(picture.name)
            for kind in ("svg", "png"):
                if not (folder / f"{picture.name}.{kind}").is_file():
                    message = f"{name}/{picture.name}.{kind} is missing: draw it (CONTRIBUTING.md)"
                    place = f"faq_kb/procedures/{entry}.yml"
                    yield SourceFault(place, 1, f"{key}.picture", message)
    for file in sorted(folder.glob("*.*")):
        place = f"{name}/{file.name}"
        if file.stem not in used:
            yield SourceFault(place, 1, "", "no step names this picture: remove it")
        elif file.suffix == ".svg" and (message := _drawing_fault(file)):
            yield SourceFault(place, 1, "", message)


def _pictures(procedure: Procedure) -> Iterator[tuple[str, Picture]]:
    parts: list[Step | Condition] = [*procedure.steps, *procedure.conditions]
    for part in parts:
        if part.picture:
            yield part.key, part.picture


def _drawing_fault(file: Path) -> str:
    """What is wrong with a drawing; empty where nothing is."""
    try:
        root = ET.parse(file).getroot()  # noqa: S314  (a file of ours)
    except ET.ParseError as error:
        return f"is not SVG: {error}"
    for tag in ("title", "desc"):
        if not (root.findtext(f"{SVG}{tag}") or "").strip():
            return f"lacks a <{tag}> that says what it shows: add it"
    if any(element.tag in NOT_ALLOWED for element in root.iter()):
        return "holds something that is not drawn: keep to shapes and text"
    return ""
