"""Every label of cards, buttons and web pages, read from labels.yml."""

from pathlib import Path
from string import Formatter
from typing import Annotated, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from faq_kb.contract import DraftDelivery, DraftStatus, Facet
from faq_kb.model import Role
from faq_kb.source.yaml_file import SourceError, YamlFile

FILE = Path(__file__).with_name("labels.yml")

Label = Annotated[str, StringConstraints(strict=True, max_length=300, pattern=r"^\S.*$")]


def _holding(*names: str) -> AfterValidator:
    """The label has exactly these names in braces: nobody else fills any in."""

    def checked(label: str) -> str:
        found = [name for _, name, *_ in Formatter().parse(label) if name is not None]
        if sorted(found) != sorted(names):
            wanted = " and ".join(f"{{{name}}}" for name in names) or "no braces"
            raise ValueError(f"must have {wanted}, each once")
        return label

    return AfterValidator(checked)


Plain = Annotated[Label, _holding()]
Phones = Annotated[Label, _holding("phones")]


def _complete(*keys: str) -> AfterValidator:
    """There is a label for each of the keys."""

    def checked[K: str](labels: dict[K, str]) -> dict[K, str]:
        if missing := [key for key in keys if key not in labels]:
            raise ValueError(f"lacks {', '.join(missing)}: add it")
        return labels

    return AfterValidator(checked)


class Group(BaseModel):
    """Base of every group: exactly these labels."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WebLabels(Group):
    """The web chat page, its launcher and the widget; `model_dump()` is one flat JSON object."""

    title: Plain
    short_title: Plain
    launcher: Plain
    close: Plain
    full_window: Plain
    dismiss: Plain
    loading: Phones
    no_script: Phones
    menu: Plain
    welcome: Phones
    choices: Plain
    card_actions: Plain
    opens_new_window: Plain
    conversation: Plain
    history_hint: Plain
    history_end: Plain
    interactive_hint: Plain
    assistant_said: Plain
    assistant_sent: Plain
    you_said: Plain
    you: Plain
    assistant: Plain
    typing: Plain
    input: Plain
    placeholder: Plain
    send: Plain
    skip_to_input: Plain
    privacy: Plain
    new_conversation: Plain
    new_conversation_confirm: Plain
    new_conversation_yes: Plain
    new_conversation_no: Plain
    download_transcript: Plain
    download_failed: Phones
    helpful: Plain
    helpful_yes: Plain
    helpful_no: Plain
    helpful_word_yes: Plain
    helpful_word: Plain
    helpful_send: Plain
    helpful_skip: Plain
    helpful_thanks: Plain
    helpful_failed: Plain
    sign_in: Plain
    sign_in_hint: Plain
    sign_out: Plain
    signed_in_as: Annotated[Label, _holding("name")]
    offline: Plain
    expired: Plain
    not_sent: Phones
    not_sent_short: Plain
    retry: Plain
    too_many: Annotated[Label, _holding("seconds")]
    too_long: Annotated[Label, _holding("limit")]
    unavailable: Phones
    theme: Plain
    theme_light: Plain
    theme_dark: Plain
    theme_system: Plain


class CardLabels(Group):
    """Parts of every card."""

    field: Annotated[Label, _holding("label")]
    toggle: Annotated[Label, _holding("part", "count")]
    toggle_hint: Annotated[Label, _holding("toggle")]
    required: Annotated[Label, _holding("item")]
    optional: Annotated[Label, _holding("item")]
    send_to: Plain
    no_address: Annotated[Label, _holding("name", "phone")]
    approval: Plain
    source: Annotated[Label, _holding("page", "verified")]
    notes: Plain
    shortened: Plain
    more: Annotated[Label, _holding("count")]
    contacts: Annotated[Label, _holding("agency")]
    at_agency: Annotated[Label, _holding("agency")]
    no_names_here: Plain


class DraftLabels(Group):
    """Draft tickets; `standing` is the line under the title."""

    standing: Annotated[Label, _holding("reference", "status")]
    number: Annotated[Label, _holding("number")]
    line: Annotated[Label, _holding("reference", "title", "status")]
    list: Plain
    so_far: Plain
    given: Plain
    missing: Plain
    may_add: Plain
    authorized: Plain
    change_something: Plain
    change: Annotated[Label, _holding("item")]
    add: Annotated[Label, _holding("item")]
    show: Plain
    show_hint: Annotated[Label, _holding("reference")]
    resume: Plain
    resume_hint: Annotated[Label, _holding("reference")]
    mail: Plain
    download: Plain


class TerminalLabels(Group):
    """The command line."""

    opening: Plain
    you: Plain
    choose: Plain
    choice: Annotated[Label, _holding("number", "title")]


class TeamsLabels(Group):
    """What the Teams bot says of its own."""

    welcome: Plain
    welcome_channel: Plain
    text_only: Plain
    too_long: Annotated[Label, _holding("limit")]
    refused_action: Plain
    still_working: Plain
    answered: Plain
    busy: Plain
    agents_only: Plain
    failed: Plain


class Notice(Group):
    """A page that says one thing."""

    title: Plain
    text: Plain


class SignInLabels(Group):
    """What the pages of the sign-in say."""

    home: Plain
    again: Plain
    done: Notice
    declined: Notice
    stale: Notice
    refused: Notice
    away: Notice


class Labels(Group):
    """The whole catalog; `lang` is a BCP 47 tag."""

    lang: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    web: WebLabels
    roles: Annotated[dict[Role, Plain], _complete(*Role)]
    facts: Annotated[dict[Facet, Plain], _complete(*get_args(Facet))]
    status: Annotated[dict[DraftStatus, Plain], _complete(*get_args(DraftStatus))]
    delivery: Annotated[dict[DraftDelivery, Plain], _complete(*get_args(DraftDelivery))]
    card: CardLabels
    draft: DraftLabels
    terminal: TerminalLabels
    teams: TeamsLabels
    sign_in: SignInLabels


def load_labels(path: Path = FILE) -> Labels:
    """The catalog of `path`. Raises SourceError naming file, line and key of each fault."""
    file = YamlFile.read(path, path.name)
    try:
        return Labels.model_validate(file.content)
    except ValidationError as error:
        raise SourceError(file.faults(error)) from error
