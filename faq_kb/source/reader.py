"""Read and check the folder of YAML files; all faults are reported at once."""

import re
from pathlib import Path

from pydantic import BaseModel, ValidationError

from faq_kb.directory_records import (
    ContactPoint,
    Page,
    PaperForm,
    Phone,
    Policy,
    RoleInfo,
    Topic,
)
from faq_kb.knowledge import Directory, KnowledgeBase, reference_faults
from faq_kb.model import KEY_PATTERN, Procedure
from faq_kb.source.yaml_file import SourceError, SourceFault, YamlFile

FOLDER = Path(__file__).resolve().parents[1]
DIRECTORY_RECORDS: dict[str, type[BaseModel]] = {
    "phones": Phone,
    "contact_points": ContactPoint,
    "forms": PaperForm,
    "policies": Policy,
    "roles": RoleInfo,
    "pages": Page,
    "topics": Topic,
}


class _FolderReader:
    """Reads one folder; collects the files it opened and the faults it found."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, YamlFile] = {}
        self.faults: list[SourceFault] = []

    def open(self, record: str, *parts: str) -> YamlFile | None:
        name = "/".join((self.folder.name, *parts))
        try:
            self.files[record] = YamlFile.read(self.folder.joinpath(*parts), name)
        except SourceError as error:
            self.faults += error.faults
            return None
        return self.files[record]

    def directory(self) -> Directory | None:
        parts: dict[str, dict[str, BaseModel]] = {}
        for name, model in DIRECTORY_RECORDS.items():
            if file := self.open(name, "directory", f"{name}.yml"):
                parts[name] = {}
                for key, value in file.content.items():
                    try:
                        parts[name][str(key)] = model.model_validate(value)
                    except ValidationError as error:
                        self.faults += file.faults(error, (key,))
        if self.faults:
            return None
        try:
            return Directory.model_validate(parts)
        except ValidationError as error:
            for detail in error.errors():
                file = self.files[str(detail["loc"][0])]
                path = [part for part in detail["loc"][1:] if part != "[key]"]
                self.faults.append(file.fault(path, detail["msg"]))
            return None

    def procedures(self) -> dict[str, Procedure]:
        found: dict[str, Procedure] = {}
        for path in sorted((self.folder / "procedures").glob("*.yml")):
            if file := self.open(path.stem, "procedures", path.name):
                if not re.fullmatch(KEY_PATTERN, path.stem):
                    message = "name the file in small letters, digits and underscores"
                    self.faults.append(SourceFault(file.name, 1, "", message))
                    continue
                if path.stem in DIRECTORY_RECORDS:
                    message = f"is also directory/{path.name}: choose another name"
                    self.faults.append(SourceFault(file.name, 1, "", message))
                    continue
                try:
                    found[path.stem] = Procedure.model_validate(file.content)
                except ValidationError as error:
                    self.faults += file.faults(error)
        return found


def read_knowledge_base(folder: Path = FOLDER) -> KnowledgeBase:
    """The knowledge base of `folder` (directory/, procedures/).

    Raises SourceError with every fault of every file.
    """
    reader = _FolderReader(folder)
    directory = reader.directory()
    procedures = reader.procedures()
    if directory is None or reader.faults:
        raise SourceError(reader.faults)
    for fault in reference_faults(directory, procedures):
        reader.faults.append(reader.files[fault.record].fault(fault.path, fault.message))
    if not procedures:
        name = f"{folder.name}/procedures"
        reader.faults.append(SourceFault(name, 1, "", "holds no procedure: restore the files"))
    if reader.faults:
        raise SourceError(reader.faults)
    return KnowledgeBase(directory=directory, procedures=procedures)
