"""The types of a catalog's texts: which names in braces each has, and that none is missing."""

from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

Label = Annotated[str, StringConstraints(strict=True, max_length=1000, pattern=r"^\S.*$")]


def holding(*names: str) -> AfterValidator:
    """The text has exactly these names in braces: no others are filled in."""

    def checked(label: str) -> str:
        found = {name for _, name, *_ in Formatter().parse(label) if name is not None}
        if found != set(names):
            wanted = " and ".join(f"{{{name}}}" for name in names) or "no braces"
            raise ValueError(f"must have {wanted}")
        return label

    return AfterValidator(checked)


Plain = Annotated[Label, holding()]
Phones = Annotated[Label, holding("phones")]


def complete(*keys: str) -> AfterValidator:
    """There is a label for each of the keys."""

    def checked[K: str](labels: dict[K, str]) -> dict[K, str]:
        if missing := [key for key in keys if key not in labels]:
            raise ValueError(f"lacks {', '.join(missing)}: add it")
        return labels

    return AfterValidator(checked)


class Group(BaseModel):
    """Base of every group: exactly these labels."""

    model_config = ConfigDict(extra="forbid", frozen=True)
