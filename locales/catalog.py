"""The catalog of one language: each section is a YAML file, and all are checked when read."""

from pathlib import Path
from typing import Annotated, Any, cast, get_args

from pydantic import StringConstraints, ValidationError

from faq_kb.contract import DraftDelivery, DraftStatus, Facet
from faq_kb.model import Role
from faq_kb.source.yaml_file import SourceError, SourceFault, YamlFile
from locales.console import ConsoleWords
from locales.errors import ErrorTexts
from locales.help import HelpWords
from locales.labels import (
    ActionLabels,
    CardLabels,
    DraftLabels,
    SignInLabels,
    TeamsLabels,
    TerminalLabels,
    WebLabels,
)
from locales.mail import MailWords
from locales.replies import Replies
from locales.sentences import Sentences
from locales.teams import TeamsApp
from locales.text import Group, Plain, complete

FOLDER = Path(__file__).parent
DEFAULT = "en"


class Labels(Group):
    """Cards, buttons and pages; `lang` is the BCP 47 tag of the language."""

    lang: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    web: WebLabels
    roles: Annotated[dict[Role, Plain], complete(*Role)]
    facts: Annotated[dict[Facet, Plain], complete(*get_args(Facet))]
    status: Annotated[dict[DraftStatus, Plain], complete(*get_args(DraftStatus))]
    delivery: Annotated[dict[DraftDelivery, Plain], complete(*get_args(DraftDelivery))]
    card: CardLabels
    action: ActionLabels
    draft: DraftLabels
    terminal: TerminalLabels
    teams: TeamsLabels
    sign_in: SignInLabels
    sentences: Sentences


class Catalog(Group):
    """One language; each field is a section, and a file of that name in the language's folder."""

    errors: ErrorTexts
    labels: Labels
    replies: Replies
    teams: TeamsApp
    mail: MailWords
    help: HelpWords
    console: ConsoleWords


def locales(folder: Path = FOLDER) -> list[str]:
    """The languages that there are."""
    return sorted(path.parent.name for path in folder.glob("*/labels.yml"))


def load_catalog(locale: str = DEFAULT, folder: Path = FOLDER) -> Catalog:
    """The catalog of a language.

    Raises SourceError, which names file, line and key of each fault: a text that is missing, one
    that nothing asks for, other names in braces than the English text has.
    """
    sections: dict[str, Any] = {}
    faults: list[SourceFault] = []
    for name, field in Catalog.model_fields.items():
        file = YamlFile.read(folder / locale / f"{name}.yml", f"{locale}/{name}.yml")
        try:
            sections[name] = cast("type[Group]", field.annotation).model_validate(file.content)
        except ValidationError as error:
            faults += file.faults(error)
    if faults:
        raise SourceError(faults)
    return Catalog(**sections)
