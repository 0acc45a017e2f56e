"""The words of the console's page: each that a script asks for is there, none is left over."""

import re

from bot.operations.settings import ROOT
from locales import load_catalog

SCRIPTS = ROOT / "bot" / "channels" / "web" / "browser" / "src" / "console"
# A key in the scripts: whole, or one whose end is put together (`verdict.${shown}`).
WHOLE = re.compile(r'"([a-z]+\.[a-z_]+)"')
BEGINNING = re.compile(r"`([a-z]+\.[a-z_]*)\$\{")
# Filled in by the page beside the catalog's group.
ROLES = "roles."


def test_every_word_is_there_and_none_is_left_over() -> None:
    words = load_catalog().console.page.model_dump()
    known = {f"{group}.{key}" for group, texts in words.items() for key in texts}
    scripts = "\n".join(file.read_text() for file in SCRIPTS.rglob("*.ts*"))
    used = {key for key in WHOLE.findall(scripts) if key.partition(".")[0] in words}
    beginnings = {key for key in BEGINNING.findall(scripts) if key != ROLES}
    assert used <= known
    assert {one for one in beginnings if not any(key.startswith(one) for key in known)} == set()
    unused = {key for key in known - used if not key.startswith(tuple(beginnings))}
    # The page for browsers without script has these.
    assert unused == {"shell.no_script", "shell.title"}
