"""Forms, policies, places and pages whose address nobody has entered yet; no faults."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from common.settings import ROOT
from faq_kb.knowledge import Directory, KnowledgeBase
from faq_kb.source import read_knowledge_base
from faq_kb.source.yaml_file import SourceFault, YamlFile

NO_URL = "has no `url`"
NO_PLACE = "has neither `email` nor `url`"
NO_PAGE = "has neither `url` nor `page`"


def missing_addresses(root: Path = ROOT) -> list[SourceFault]:
    """One line for each, with the entries that name it. Raises SourceError."""
    knowledge = read_knowledge_base(root / "faq_kb")
    users = _users(knowledge)
    found = []
    for record, key, message in _missing(knowledge.directory):
        name = f"faq_kb/directory/{record}.yml"
        file = YamlFile.read(root / name, name)
        used = ", ".join(users.get((record, key), ())) or "no entry"
        found.append(file.fault([key], f"{message} (used by {used})"))
    return sorted(found)


def _missing(directory: Directory) -> Iterator[tuple[str, str, str]]:
    """The file, the key in it, and what is missing."""
    for number, form in directory.forms.items():
        if not form.url:
            yield "forms", number, NO_URL
    for number, policy in directory.policies.items():
        if not directory.web_address(policy):
            yield "policies", number, NO_PAGE
    for key, point in directory.contact_points.items():
        if not (point.email or point.url):
            yield "contact_points", key, NO_PLACE
    for key, page in directory.pages.items():
        if not page.url:
            yield "pages", key, NO_URL


def _users(knowledge: KnowledgeBase) -> Mapping[tuple[str, str], list[str]]:
    """The entries that name each record of the directory."""
    users: dict[tuple[str, str], list[str]] = {}
    for entry, procedure in sorted(knowledge.procedures.items()):
        named = [
            *(("forms", use.number) for use in procedure.forms),
            *(("policies", number) for number in procedure.policies),
            *(("contact_points", key) for key in procedure.send_to),
            ("pages", procedure.source.page),
        ]
        for place in named:
            users.setdefault(place, []).append(entry)
    return users
