"""`helpdesk check` and `helpdesk contract`: find every fault before it goes live."""

from typing import Annotated, Any

import typer

from bot.operations.cli.output import fail, out, print_json
from bot.operations.settings import load_all_settings
from common.settings import SettingsError
from faq_kb.contract import json_schema
from faq_kb.source import SourceError


def check(
    settings: Annotated[
        bool, typer.Option("--settings", help="Check .env and the environment instead.")
    ] = False,
    missing: Annotated[
        bool,
        typer.Option(
            "--missing", help="List forms, policies, places and pages without an address instead."
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the faults as JSON.")] = False,
) -> None:
    """Check the knowledge base, directory, training data, domain, rules and stories."""
    if missing:
        _print(_missing_addresses(), as_json, nothing="Every address is known.")
        return
    faults = _settings_faults() if settings else _content_faults()
    _print(faults, as_json, nothing="Everything fits.")
    if faults:
        raise typer.Exit(1)


def contract() -> None:
    """Print the JSON Schema of the `custom` object, as docs/contract.schema.json has it."""
    print_json(json_schema())


def _print(lines: list[dict[str, Any]], as_json: bool, nothing: str) -> None:
    if as_json:
        print_json(lines)
        return
    if not lines:
        out.print(nothing)
    for line in lines:
        out.print(_line(line), markup=False)


def _missing_addresses() -> list[dict[str, Any]]:
    from bot.operations.checks.missing_addresses import missing_addresses

    try:
        return [vars(one) for one in missing_addresses()]
    except SourceError as error:
        fail(f"the knowledge base has faults: {error}")


def _settings_faults() -> list[dict[str, Any]]:
    try:
        load_all_settings()
    except SettingsError as error:
        return [{"message": line} for line in str(error).splitlines()]
    return []


def _content_faults() -> list[dict[str, Any]]:
    # It loads the actions and spaCy: two seconds that no other command has to wait for.
    from bot.operations.checks import check_everything

    return [vars(fault) for fault in check_everything()]


def _line(fault: dict[str, Any]) -> str:
    place = f"{fault['file']}:{fault['line']}" if "file" in fault else ""
    return ": ".join(filter(None, (place, fault.get("key"), fault["message"])))
