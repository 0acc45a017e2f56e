"""Loads settings classes, and tells all that is wrong with them at once, one line each."""

from collections.abc import Iterable, Iterator
from dataclasses import is_dataclass
from difflib import get_close_matches
from typing import Any, get_type_hints

from pydantic import ValidationError

from common.settings.component import (
    ComponentSettings,
    GivenVariable,
    default_of,
    variables_given,
)

# How much two names must have in common for one to be a typing error of the other.
LIKENESS = 0.75
LIKENESS_WITHOUT_PREFIX = 0.88
# Follows from another field's fault, which has a line of its own.
CONSEQUENCE = "default_factory_not_called"


class SettingsError(Exception):
    """A setting is wrong; one line for each names it, says why, and what to do."""


def load_settings[Group](
    group: type[Group],
    *,
    complete: bool = True,
    strict: bool = False,
    others: Iterable[type[ComponentSettings]] = (),
) -> Group:
    """The settings in force: one component's class, or a dataclass whose fields are such classes.

    Raises SettingsError. A group may have `faults()`, too: lines about what doesn't fit together.
    Without `complete` only single values are checked. `strict` also refuses variables that look
    like ours and are none: only a group of all components knows. `others` are components that are
    loaded where they are used; here only their single values are checked.
    """
    components = components_of(group)
    _given()  # a file that cannot be read is a fault with a line of its own
    lines = list(_unknown([*components.values(), *others]) if strict else ())
    parts: dict[str, Any] = {}
    for name, component in components.items():
        parts[name], faults = _read(component, complete=complete)
        lines += faults
    for component in others:
        lines += _read(component, complete=False)[1]
    loaded = group(**parts) if is_dataclass(group) else parts[""]
    if complete and is_dataclass(group):
        lines += list(getattr(loaded, "faults", list)())
    if lines:
        raise SettingsError("\n".join(dict.fromkeys(lines)))
    return loaded


def components_of(group: type) -> dict[str, type[ComponentSettings]]:
    """The settings classes of a group by the name of their field."""
    return get_type_hints(group) if is_dataclass(group) else {"": group}


def _read(
    component: type[ComponentSettings], *, complete: bool
) -> tuple[ComponentSettings, list[str]]:
    """The settings and their faults; a faulty field has its default meanwhile."""
    wrong: dict[str, str] = {}
    try:
        settings = component()
    except ValidationError as error:
        fields = component.variables() | {field: field for field in component.model_fields}
        for detail in error.errors():
            if detail["type"] != CONSEQUENCE:
                field = fields[str(detail["loc"][0])]
                wrong.setdefault(field, _line(component, field, detail["input"], detail["msg"]))
        settings = component(**{field: default_of(component, field) for field in wrong})
    lines = list(wrong.values())
    if complete:
        for field, problem in settings.faults():
            if field not in wrong:
                lines.append(_line(component, field, getattr(settings, field), problem))
    return settings, lines


def _line(component: type[ComponentSettings], field: str, value: object, problem: str) -> str:
    problem = problem.removeprefix("Value error, ").replace("Input should", "should", 1)
    is_shown = value not in ("", None, ()) and not component.is_confidential(field)
    return f"{component.variable(field)}{f'={value}' if is_shown else ''}: {problem}"


def _given() -> dict[str, GivenVariable]:
    file = ComponentSettings.env_file
    try:
        return variables_given(file)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: can't be read as UTF-8 text: {error}") from error


def renamed_variables(group: type) -> list[str]:
    """A line for each variable that still stands under the name of an earlier version."""
    given = _given()
    return [
        f"{old} is called {component.variable(field)} now: rename it in {given[old].place}"
        for component in components_of(group).values()
        for old, field in component.former_names.items()
        if old in given
    ]


def _unknown(components: Iterable[type[ComponentSettings]]) -> Iterator[str]:
    """Variables that are most likely typing errors: other programs have variables, too."""
    classes = list(components)
    known = {variable for component in classes for variable in component.variables()}
    former = {name for component in classes for name in component.former_names}
    prefixes = tuple(filter(None, (component.prefix() for component in classes)))
    for name, (_, place) in _given().items():
        if name in known | former:
            continue
        ours, in_file = name.startswith(prefixes), place != "the environment"
        likeness = LIKENESS if ours else LIKENESS_WITHOUT_PREFIX
        near = get_close_matches(name, known, n=1, cutoff=likeness) if ours or in_file else []
        if near:
            yield f"{name} is not a setting: did you mean {near[0]}? Correct it in {place}"
        elif ours and in_file:
            yield f"{name} is not a setting (.env.example lists all): remove it from {place}"
