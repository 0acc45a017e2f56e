"""The words of the console's page, typed; the page gets them as one JSON object."""

from typing import Annotated

from locales.console_views import (
    ConsoleFigureWords,
    ConsoleQueueWords,
    ConsoleRequestWords,
    ConsoleUpkeepWords,
)
from locales.text import Group, Label, Phones, Plain, holding

Count = Annotated[Label, holding("count")]
Title = Annotated[Label, holding("title")]
Name = Annotated[Label, holding("name")]
Date = Annotated[Label, holding("date")]
Agency = Annotated[Label, holding("agency")]


class ConsoleShellWords(Group):
    """What stands around the views."""

    title: Plain
    skip: Plain
    views: Plain
    desk: Plain
    queue: Plain
    upkeep: Plain
    figures: Plain
    failed_count: Count
    signed_in_as: Name
    sign_out: Plain
    keys: Plain
    close: Plain
    cancel: Plain
    loading: Plain
    offline: Plain
    retry: Plain
    no_script: Phones
    welcome: Plain
    sign_in_text: Plain
    sign_in: Plain
    no_teams_sign_in: Plain
    in_browser: Plain
    link_text: Plain
    link_command: Plain
    not_agent_title: Plain
    not_agent: Plain
    chat: Plain
    expired: Plain


class ConsoleKeyWords(Group):
    """The list of keys."""

    title: Plain
    anywhere: Plain
    not_typing: Plain
    on_answer: Plain
    search: Plain
    caller: Plain
    pop: Plain
    first: Plain
    back: Plain
    next: Plain
    list: Plain
    move: Plain
    views: Plain
    copy_whole: Plain
    copy_who: Plain
    copy_form: Plain
    copy_phone: Plain
    collect: Plain
    collected: Plain
    mail: Plain
    link: Plain
    request: Plain
    pin: Plain
    called: Plain
    single: Plain


class ConsoleSearchWords(Group):
    """The one box and what it finds."""

    label: Plain
    placeholder: Plain
    results: Plain
    count: Count
    one: Plain
    nothing: Annotated[Label, holding("query")]
    pinned: Plain
    recent: Plain
    all: Count
    key: Annotated[Label, holding("number")]
    kind_procedure: Plain
    kind_form: Plain
    kind_policy: Plain
    kind_phone: Plain
    kind_agency: Plain
    kind_person: Plain
    kind_role: Plain
    kind_draft: Plain
    used_by: Plain
    used_by_none: Plain
    empty_title: Plain
    empty_text: Plain


class ConsoleCallerWords(Group):
    """Who is on the phone."""

    title: Plain
    agency: Plain
    agency_hint: Plain
    person: Plain
    person_hint: Plain
    candidates: Count
    nobody: Plain
    pop: Annotated[Label, holding("phone")]
    pop_one: Annotated[Label, holding("phone")]
    pop_none: Annotated[Label, holding("phone")]
    not_picked: Plain
    other_number: Annotated[Label, holding("phone")]
    next: Plain
    change: Plain
    is_caller: Plain
    is_agency: Plain
    set_person: Name
    set_agency: Agency
    cleared: Plain
    clear_title: Plain
    clear_text: Plain
    clear_yes: Plain
    clear_no: Plain
    role: Annotated[Label, holding("role", "agency")]
    since: Date
    until: Date
    verified: Date
    listing: Annotated[Label, holding("source", "date")]
    listing_undated: Annotated[Label, holding("source")]
    consolidated: Plain
    not_consolidated: Plain
    gaps: Annotated[Label, holding("roles")]
    people_of: Agency
    authorizations: Plain
    no_authorizations: Plain


class ConsoleVerdictWords(Group):
    """Whether the caller may ask."""

    title: Plain
    open: Plain
    authorized: Plain
    partly: Plain
    not_authorized: Plain
    unknown: Plain
    agency_only: Plain
    unchecked: Plain
    depends: Plain
    unchecked_text: Plain
    who: Agency
    who_none: Agency
    call_back: Plain
    called: Plain
    called_before: Annotated[Label, holding("time", "name")]
    called_logged: Plain
    sample: Plain


class ConsoleAnswerWords(Group):
    """The card of a procedure."""

    call_first: Plain
    facts: Plain
    steps: Plain
    steps_done: Annotated[Label, holding("done", "count")]
    questions: Plain
    notes: Plain
    actions: Plain
    copy_whole: Plain
    copy_one: Annotated[Label, holding("label")]
    collect: Plain
    collect_one: Annotated[Label, holding("label")]
    mail: Plain
    mail_shortened: Plain
    link: Plain
    link_copied: Plain
    pin: Plain
    unpin: Plain
    request: Plain
    page: Plain
    copied: Annotated[Label, holding("what")]
    copied_whole: Plain
    nothing_to_copy: Plain
    copy_failed: Plain
    source: Annotated[Label, holding("page", "date")]
    review_due: Date
    review_on: Date
    disputed: Date
    wrong: Annotated[Label, holding("label")]
    wrong_title: Plain
    wrong_reason: Plain
    wrong_comment: Plain
    wrong_comment_hint: Plain
    wrong_send: Plain
    wrong_sent: Plain
    incorrect: Plain
    outdated: Plain
    incomplete: Plain
    other: Plain
    picture: Plain
    compare: Plain
    compare_with: Title
    compare_title: Plain
    compare_end: Plain
    differs: Plain
    differences: Count
    same: Plain
    absent: Plain


class ConsoleBasketWords(Group):
    """Pieces that are collected and copied at once."""

    title: Count
    added: Annotated[Label, holding("what")]
    copy_all: Plain
    copied: Plain
    clear: Plain
    remove: Annotated[Label, holding("what")]
    whole: Title
    piece: Annotated[Label, holding("title", "label")]


class ConsolePageWords(Group):
    """Every word of the page, by its parts."""

    shell: ConsoleShellWords
    keys: ConsoleKeyWords
    search: ConsoleSearchWords
    caller: ConsoleCallerWords
    verdict: ConsoleVerdictWords
    answer: ConsoleAnswerWords
    basket: ConsoleBasketWords
    request: ConsoleRequestWords
    queue: ConsoleQueueWords
    upkeep: ConsoleUpkeepWords
    figures: ConsoleFigureWords
