"""`helpdesk check` and `helpdesk contract`: find every fault before it goes live."""

from typing import Annotated, Any

import typer

from bot.operations.cli.output import out, print_json
from bot.operations.settings import load_all_settings
from common.settings import SettingsError
from faq_kb.contract import json_schema


def check(
    settings: Annotated[
        bool, typer.Option("--settings", help="Check .env and the environment instead.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the faults as JSON.")] = False,
) -> None:
    """Check the knowledge base, directory, training data, domain, rules and stories."""
    faults = _settings_faults() if settings else _content_faults()
    if as_json:
        print_json(faults)
    elif not faults:
        out.print("Everything fits.")
    for fault in [] if as_json else faults:
        out.print(_line(fault), markup=False)
    if faults:
        raise typer.Exit(1)


def contract() -> None:
    """Print the JSON Schema of the `custom` object, as docs/contract.schema.json has it."""
    print_json(json_schema())


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
