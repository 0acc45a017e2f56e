"""The words of the Teams app and its message extension, typed; Teams cuts longer ones off."""

from typing import Annotated

from pydantic import StringConstraints

from locales.text import Group, Label, Plain, holding

Longest30 = Annotated[Plain, StringConstraints(max_length=30)]
Longest32 = Annotated[Plain, StringConstraints(max_length=32)]
Longest80 = Annotated[Plain, StringConstraints(max_length=80)]
Longest128 = Annotated[Plain, StringConstraints(max_length=128)]


class AppWords(Group):
    """What the app is called."""

    name: Longest30
    full_name: Plain
    developer: Longest32
    description: Longest80
    full_description: Plain
    console: Longest128


class ChatCommand(Group):
    """What a new chat offers; the title is sent as a message."""

    title: Longest32
    description: Longest128


class ChatCommands(Group):
    """What is offered everywhere, and in a personal chat only."""

    everywhere: tuple[ChatCommand, ...]
    personal: tuple[ChatCommand, ...]


class SearchWords(Group):
    """The message extension."""

    title: Longest32
    description: Longest128
    parameter: Longest32
    parameter_description: Longest128
    procedure: Plain
    form: Plain
    contacts: Plain
    used_for: Annotated[Label, holding("titles")]
    hidden: Plain
    nobody: Plain
    stand_in: Plain
    nothing: Annotated[Label, holding("query")]
    unavailable: Plain
    open_page: Plain


class TeamsApp(Group):
    """The whole section."""

    app: AppWords
    commands: ChatCommands
    search: SearchWords
