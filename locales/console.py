"""The words of the Service Desk's console, typed."""

from typing import Annotated

from locales.console_page import ConsolePageWords
from locales.console_requests import RequestWords
from locales.labels import Notice
from locales.text import Group, Label, Plain, holding


class HitWords(Group):
    """What tells one hit of the search from another."""

    authorization: Annotated[Label, holding("role", "agency")]
    not_today: Annotated[Label, holding("role", "agency")]
    more: Annotated[Label, holding("count")]
    in_role: Annotated[Label, holding("role", "people")]
    nobody: Plain
    role: Annotated[Label, holding("count")]


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
    search: HitWords
    access: AccessWords
    page: ConsolePageWords
    requests: RequestWords
