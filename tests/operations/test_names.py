"""Class names: nouns, and each stands for one thing in the whole product (docs/architecture.md)."""

import ast
from collections import defaultdict
from collections.abc import Iterator

from tests.operations.test_layers import modules

# Nouns of the field that end like participles.
NOUNS = ("Housekeeping", "Mapping", "Setting", "Spelling")
PARTICIPLE = ("ing", "ed")
IRREGULAR = frozenset({"Found", "Given", "Kept", "Said", "Seen", "Sent", "Shown", "Told"})


def classes() -> Iterator[tuple[str, str]]:
    """Every class with its module."""
    for module, path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                yield node.name, module


def test_a_class_name_stands_for_one_thing() -> None:
    places = defaultdict(list)
    for name, module in classes():
        places[name].append(module)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_a_class_is_named_by_a_noun() -> None:
    named = {
        f"{module}.{name}"
        for name, module in classes()
        if (name.endswith(PARTICIPLE) or name in IRREGULAR) and not name.endswith(NOUNS)
    }
    assert named == set()
