"""The base of every reply: any of them can be shown without the people in it."""

from collections.abc import Iterator
from typing import Any, ClassVar, Self

from pydantic import Field

from faq_kb.contract.parts import PERSONAL, Contact, Part, PersonalPart


class Reply(Part):
    """Base of every reply.

    `message` is what the assistant says beside the facts: "I've opened a draft." `notes` are
    sentences to be read with the answer.
    """

    type: str
    message: str = ""
    notes: list[str] = Field(default_factory=list)
    # Whether it is about the entry that was the answer before.
    is_follow_up: ClassVar[bool] = False

    @property
    def procedure_id(self) -> str | None:
        """The catalog entry that is the answer, if one is."""
        return None

    @property
    def is_answer(self) -> bool:
        """Whether it answers a question, so that users may say whether it helped."""
        return False

    @property
    def people(self) -> list[Contact]:
        """Every person that the reply names as a contact."""
        return [part for part in _personal_parts(self) if isinstance(part, Contact)]

    @property
    def identifiers(self) -> frozenset[str]:
        """Names, addresses and numbers of the people in the reply."""
        return frozenset(name for part in _personal_parts(self) for name in _names(part))

    def names_anybody(self, text: str) -> bool:
        """Whether the text tells who somebody in the reply is."""
        return any(name in text for name in self.identifiers)

    def without_people(self) -> Self:
        """The same reply without any person, what is addressed to one, and what names one."""
        bare: Self = _without_people(self)
        lines = (line for line in bare.message.splitlines() if not self.names_anybody(line))
        notes = [note for note in bare.notes if not self.names_anybody(note)]
        return bare.model_copy(update={"message": "\n".join(lines), "notes": notes})


def _fields(part: Part) -> Iterator[tuple[str, Any, bool]]:
    """Name and value of each field, and whether it is marked as personal."""
    for name, field in type(part).model_fields.items():
        yield name, getattr(part, name), PERSONAL in field.metadata


def _personal_parts(value: object) -> Iterator[PersonalPart]:
    """Every part about a person, at any depth."""
    match value:
        case PersonalPart():
            yield value
        case Part():
            for _, inner, _ in _fields(value):
                yield from _personal_parts(inner)
        case list() | tuple():
            for inner in value:
                yield from _personal_parts(inner)
        case dict():
            yield from _personal_parts(list(value.values()))


def _without_people(value: Any) -> Any:
    """The value without parts about people, at any depth; a field that holds one alone is null."""
    match value:
        case PersonalPart():
            return None
        case Part():
            kept = {
                name: None if is_personal else _without_people(inner)
                for name, inner, is_personal in _fields(value)
            }
            return value.model_copy(update=kept)
        case list() | tuple():
            return [_without_people(one) for one in value if not isinstance(one, PersonalPart)]
        case dict():
            return {
                key: _without_people(one)
                for key, one in value.items()
                if not isinstance(one, PersonalPart)
            }
        case _:
            return value


def _names(part: PersonalPart) -> Iterator[str]:
    """What tells who it is: name, address and number."""
    for name in ("name", "email", "phone"):
        if told := getattr(part, name, None):
            yield str(told)
