"""The records of the directory: what procedures refer to by key, each once."""

from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from faq_kb.model import Key, KnowledgeRecord, Line

PhoneNumber = Annotated[str, StringConstraints(pattern=r"^\d{3}-\d{3}-\d{4}$")]
OptionalAddress = Annotated[str, StringConstraints(pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")]
OptionalUrl = Annotated[str, StringConstraints(pattern=r"^$|^https://\S+$")]


class Phone(KnowledgeRecord):
    """A telephone number of the directory."""

    number: PhoneNumber
    label: Line


class ContactPoint(KnowledgeRecord):
    """A place that requests go to. While e-mail and URL are unknown, answers give its `phone`.

    `page`: the public page about it, a key of directory/pages.yml.
    """

    name: Line
    email: OptionalAddress = ""
    url: OptionalUrl = ""
    page: Key | None = None
    phone: Key


class PaperForm(KnowledgeRecord):
    """A form of the directory; `url` stays empty until an operator knows it."""

    title: Line
    url: OptionalUrl = ""


class Policy(KnowledgeRecord):
    """An enterprise policy of the directory; `page` is the public page about it."""

    title: Line | None = None
    url: OptionalUrl = ""
    page: Key | None = None


class RoleInfo(KnowledgeRecord):
    """What answers call a role; `also_called`: words by which agents look for it."""

    title: Line
    also_called: tuple[Line, ...] = ()


class Topic(KnowledgeRecord):
    """What some procedures have in common; the catalog pages list them under it."""

    title: Line


class Page(KnowledgeRecord):
    """A public page that facts come from: its `url`, or a `name` while that is unknown."""

    url: OptionalUrl = ""
    name: Line | None = None

    @model_validator(mode="after")
    def _has_one_of_both(self) -> Self:
        if bool(self.url) == bool(self.name):
            raise ValueError("has a `url`, or only a `name` while nobody knows its address")
        return self

    @property
    def address(self) -> str:
        """What people read: the address without its scheme, or the name."""
        return self.name or self.url.removeprefix("https://")
