"""The words of the catalog pages, typed."""

from typing import Annotated

from locales.text import Group, Label, Phones, Plain, holding

Query = Annotated[Label, holding("query")]


class HelpWords(Group):
    """What the pages say beside the facts of the records."""

    title: Plain
    home: Plain
    chat: Plain
    skip: Plain
    heading: Plain
    intro: Plain
    search: Plain
    search_label: Plain
    results: Query
    nothing: Query
    used_for: Plain
    topics: Plain
    other: Plain
    call: Phones
    first: Plain
    ask: Plain
    start: Plain
    start_hint: Plain
    report: Plain
    report_link: Plain
    report_subject: Annotated[Label, holding("title")]
    page_title: Annotated[Label, holding("question", "title")]
    not_found_title: Plain
    not_found: Plain
    unavailable_title: Plain
    unavailable: Plain
