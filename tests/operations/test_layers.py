"""Imports run only in the documented direction (docs/architecture.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.operations.settings import ROOT

OURS = ("actions", "bot", "common", "contacts", "faq_kb", "locales", "replies", "tickets")
# Who may import what of ours; the longest name that fits a module counts.
ALLOWED = {
    "common": {"common"},
    "faq_kb": {"faq_kb", "common"},
    "locales": {"locales", "faq_kb", "common"},
    "replies": {"replies", "locales", "faq_kb"},
    "contacts": {"contacts", "faq_kb", "common"},
    "tickets": {"tickets", "contacts", "locales", "faq_kb", "common"},
    "actions": {"actions", "tickets", "contacts", "replies", "locales", "faq_kb", "common"},
    "bot.nlu": {"bot.nlu"},
    "bot.engine": {"bot.engine", "bot.nlu", "common"},
    "bot.bootstrap": set(),
    "bot.channels": {
        "bot.channels", "common", "contacts", "faq_kb", "locales", "replies", "tickets",
    },
    "bot.operations.settings": {
        "bot.operations.supervisor.settings", "bot.channels.console.answers.settings", "common",
        "contacts.settings", "tickets.delivery.registry", "tickets.settings",
    },
    "bot.operations.backups": {
        "bot.operations.backups", "bot.channels.web.security.key_file",
        "bot.channels.web.settings", "common",
    },
    "bot.operations.evaluation": {"bot.operations.evaluation", "faq_kb"},
    "bot.operations.said_before": set(),
    "bot.operations.checks": {
        "bot.operations.checks", "bot.operations.said_before", "actions.actions", "common",
        "contacts", "faq_kb", "locales", "tickets.delivery.registry", "tickets.fields",
    },
    "bot.operations.supervisor": {
        "bot.operations.supervisor", "bot.operations.settings", "actions.server",
        "bot.channels.console.link", "bot.channels.teams.settings", "bot.channels.web.settings",
        "bot.channels.web.signin.settings", "bot.channels.console.upkeep.tables",
        "bot.channels.teams.chats", "bot.channels.teams.inbox", "bot.channels.web.chat.history",
        "common", "contacts", "faq_kb", "locales", "tickets",
    },
    "bot.operations.cli": {
        "bot.operations", "bot.channels", "common", "contacts", "faq_kb", "locales", "replies",
        "tickets",
    },
}  # fmt: skip
ENGINE_ONLY = {"bot.nlu", "bot.engine"}


def modules() -> Iterator[tuple[str, Path]]:
    for package in OURS:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield name.removesuffix(".__init__"), path


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def belongs(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def test_imports_run_in_the_documented_direction() -> None:
    for name, path in modules():
        room = max((room for room in ALLOWED if belongs(name, room)), key=len, default=None)
        if room is None:
            continue
        wrong = [
            imported
            for imported in imports(path)
            if imported.split(".")[0] in OURS
            and not any(belongs(imported, allowed) for allowed in ALLOWED[room])
        ]
        assert not wrong, f"{name} imports {wrong}"


def test_rasa_is_imported_by_the_engine_alone() -> None:
    for name, path in modules():
        if not any(belongs(name, room) for room in ENGINE_ONLY):
            assert not [found for found in imports(path) if belongs(found, "rasa")], name


def test_every_module_says_what_it_is_for_and_is_small() -> None:
    for name, path in modules():
        tree = ast.parse(path.read_text())
        if "migrations" not in name:
            assert ast.get_docstring(tree), f"{name} has no first line"
        assert len(path.read_text().splitlines()) <= 260, f"{name} is too long"


def test_there_is_no_cycle() -> None:
    graph: dict[str, set[str]] = {}
    names = {name for name, _ in modules()}
    for name, path in modules():
        graph[name] = {
            imported if imported in names else imported.rpartition(".")[0]
            for imported in imports(path)
            if {imported, imported.rpartition(".")[0]} & names
        }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail, name))
        if name not in done:
            for imported in graph[name]:
                visit(imported, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())
