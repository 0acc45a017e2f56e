"""A language in which every text is in brackets: a word outside of them is not in the catalog."""

import json
import shutil
from pathlib import Path

from ruamel.yaml import YAML

from locales import Catalog, load_catalog
from locales.catalog import FOLDER

ENGLISH = FOLDER / "en"
LANGUAGE = "xx"
# What is no text: the language's tag, a color.
CODES = frozenset({"lang", "accent"})


def pseudo_catalog(folder: Path) -> Catalog:
    """The English catalog in brackets, written to the folder as a translator would."""
    shutil.copytree(ENGLISH, folder / LANGUAGE)
    for file in (folder / LANGUAGE).glob("*.yml"):
        file.write_text(json.dumps(_bracketed(YAML(typ="safe").load(file.read_text()))))
    return load_catalog(LANGUAGE, folder)


def _bracketed(value: object) -> object:
    if isinstance(value, dict):
        return {key: text if key in CODES else _bracketed(text) for key, text in value.items()}
    if isinstance(value, list):
        return [_bracketed(one) for one in value]
    return _text(value) if isinstance(value, str) else value


def _text(text: str) -> str:
    """In place of the first and last letter, as Teams limits lengths; names in braces stay."""
    return f"[{text[text[0] != '{' : len(text) - (text[-1] != '}')]}]"
