"""The words of the Service Desk's console, typed."""

from locales.console_page import ConsolePageWords
from locales.text import Group, Plain


class FiguresWords(Group):
    """What stands in place of an agency's name in the figures."""

    other_agencies: Plain
    unknown_agency: Plain


class ConsoleWords(Group):
    """What the console says beside the facts of the records."""

    title: Plain
    figures: FiguresWords
    page: ConsolePageWords
