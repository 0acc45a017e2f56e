"""`helpdesk contract`: print the JSON Schema of a reply."""

from bot.operations.cli.output import print_json
from faq_kb.contract import json_schema


def contract() -> None:
    """Print the JSON Schema of the `custom` object, as docs/contract.schema.json has it."""
    print_json(json_schema())
