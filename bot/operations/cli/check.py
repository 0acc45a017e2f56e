"""`helpdesk check`: find every fault in what editors write, before it goes live."""

from typing import Annotated

import typer

from bot.operations.cli.output import out, print_json


def check(
    as_json: Annotated[bool, typer.Option("--json", help="Print the faults as JSON.")] = False,
) -> None:
    """Validate knowledge base, directory, training data, domain, rules and stories."""
    # It loads the actions and spaCy: two seconds that no other command has to wait for.
    from bot.operations.checks import check_everything

    faults = check_everything()
    if as_json:
        print_json([vars(fault) for fault in faults])
    elif not faults:
        out.print("Everything fits.")
    for fault in [] if as_json else faults:
        out.print(str(fault), markup=False)
    if faults:
        raise typer.Exit(1)
