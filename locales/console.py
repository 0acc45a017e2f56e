"""The words of the Service Desk's console, typed."""

from locales.labels import Notice
from locales.text import Group, Plain


class FiguresWords(Group):
    """What stands in place of an agency's name in the figures."""

    other_agencies: Plain
    unknown_agency: Plain


class AccessWords(Group):
    """Who is let in without a sign-in, and what is said to everybody else."""

    local_agent: Plain
    elsewhere: Notice
    link_over: Notice


class ConsoleWords(Group):
    """What the console says beside the facts of the records."""

    title: Plain
    figures: FiguresWords
    access: AccessWords
