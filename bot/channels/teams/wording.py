"""The words of the Teams app and its message extension, and the ids that both of them use."""

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FILE = Path(__file__).parents[3] / "locales" / "en" / "teams.yml"
# Ids in the manifest that come back in every `composeExtension/query`.
SEARCH_COMMAND = "search"
SEARCH_PARAMETER = "query"


@cache
def wording() -> dict[str, Any]:
    """The catalog, as its file has it."""
    words: dict[str, Any] = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
    return words
