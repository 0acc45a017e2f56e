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


class AuthorityWords(Group):
    """Whether a caller may ask, in sentences that an agent can read aloud."""

    anybody: Plain
    unstated: Plain
    roles: Annotated[Label, holding("roles")]
    authorized: Annotated[Label, holding("name", "authorizations")]
    partly: Annotated[Label, holding("name", "authorizations", "limits")]
    anybody_partly: Annotated[Label, holding("limits")]
    no: Plain
    unknown: Plain
    not_today: Plain
    not_listed: Annotated[Label, holding("name", "roles")]
    not_listed_at: Annotated[Label, holding("name", "roles", "agency")]
    gone: Plain
    not_picked: Plain
    claims: Plain
    emergency: Plain
    nothing: Annotated[Label, holding("name")]
    ended: Annotated[Label, holding("authorization", "day")]
    to_come: Annotated[Label, holding("authorization", "day")]
    instead: Annotated[Label, holding("authorizations")]
    not_in_listing: Annotated[Label, holding("roles")]
    who: Annotated[Label, holding("agency", "people")]
    person: Annotated[Label, holding("name", "roles")]
    more: Annotated[Label, holding("count")]
    nobody: Annotated[Label, holding("roles", "agency")]
    call_back: Annotated[Label, holding("phone")]
    no_number: Annotated[Label, holding("name")]
    since: Annotated[Label, holding("day")]
    until: Annotated[Label, holding("day")]
    listing: Annotated[Label, holding("source")]


class ReplyWords(Group):
    """The reply that an agent copies or mails to a caller."""

    greeting: Annotated[Label, holding("name")]
    page: Plain
    subject_more: Annotated[Label, holding("title", "count")]
    shortened: Plain


class ConsoleWords(Group):
    """What the console says beside the facts of the records."""

    title: Plain
    authority: AuthorityWords
    reply: ReplyWords
    figures: FiguresWords
    search: HitWords
    access: AccessWords
    page: ConsolePageWords
    requests: RequestWords
