"""The words of the console's other views, typed: requests, upkeep, figures."""

from typing import Annotated

from locales.text import Group, Label, Plain, holding

Count = Annotated[Label, holding("count")]
Name = Annotated[Label, holding("name")]
Title = Annotated[Label, holding("title")]
Date = Annotated[Label, holding("date")]


class ConsoleRequestWords(Group):
    """A request that the agent types for the caller."""

    heading: Title
    about: Plain
    group_request: Plain
    group_caller: Plain
    group_notes: Plain
    name: Plain
    email: Plain
    phone: Plain
    agency: Plain
    required: Plain
    optional: Plain
    choose: Plain
    yes: Plain
    no: Plain
    submit: Plain
    missing: Count
    called_back: Plain
    done: Annotated[Label, holding("reference")]
    still_missing: Annotated[Label, holding("labels")]
    show: Plain
    another: Plain
    back: Plain


class ConsoleQueueWords(Group):
    """The requests that came in."""

    title: Plain
    state: Plain
    all: Plain
    new: Plain
    approval: Plain
    failed: Plain
    delivered: Plain
    ended: Plain
    filter: Plain
    filter_hint: Plain
    any_entry: Plain
    entry: Plain
    channel: Plain
    any_channel: Plain
    chat: Plain
    phone: Plain
    rest: Plain
    csv: Plain
    count: Count
    none: Plain
    more: Plain
    reference: Plain
    request: Plain
    requester: Plain
    agency: Plain
    status: Plain
    updated: Plain
    number: Plain
    typed_by: Name
    cause: Plain
    retry: Plain
    retried: Annotated[Label, holding("reference", "status")]
    withdraw: Plain
    withdraw_title: Annotated[Label, holding("reference")]
    withdraw_text: Plain
    withdraw_yes: Plain
    withdrawn: Annotated[Label, holding("reference")]
    back: Plain
    fields: Plain
    missing: Annotated[Label, holding("labels")]
    authorized: Plain
    log: Plain
    deliveries: Plain
    delivery: Annotated[Label, holding("recipient", "state", "attempts")]
    conversation: Plain
    conversation_none: Plain
    user: Plain
    assistant: Plain


class ConsoleUpkeepWords(Group):
    """Facts in dispute, and what users asked in vain."""

    disputes: Plain
    disputes_none: Plain
    disputes_export: Plain
    open_only: Plain
    by: Annotated[Label, holding("name", "date")]
    ended: Date
    withdraw: Plain
    withdrawn: Plain
    misses: Plain
    misses_about: Plain
    misses_none: Plain
    misses_export: Plain
    misses_questions: Plain
    period: Plain
    days: Count
    people: Count
    one_person: Plain
    messages: Count
    one_message: Plain
    suggested: Plain
    suggested_none: Plain
    refused: Plain
    not_clicked: Plain
    thumbs_down: Plain
    rephrased: Plain


class ConsoleFigureWords(Group):
    """Messages by door, entry and agency."""

    title: Plain
    about: Plain
    total: Annotated[Label, holding("messages", "people", "days")]
    share: Annotated[Label, holding("percent", "count", "total")]
    none: Plain
    doors: Plain
    entries: Plain
    agencies: Plain
    door: Plain
    entry: Plain
    agency: Plain
    messages: Plain
    answered: Plain
    one_click: Plain
    refused: Plain
    handed_over: Plain
    came_back: Plain
    gave_up: Plain
    others: Count
