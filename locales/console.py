"""The words of the Service Desk's console, typed."""

from locales.text import Group, Plain


class ConsoleWords(Group):
    """What the console says beside the facts of the records."""

    title: Plain
