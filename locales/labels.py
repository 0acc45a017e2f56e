"""The labels of cards, buttons and web pages, typed."""

from typing import Annotated

from locales.text import Group, Label, Phones, Plain, holding


class WebLabels(Group):
    """The web chat page, its launcher and the widget; `model_dump()` is one flat JSON object."""

    title: Plain
    short_title: Plain
    launcher: Plain
    one_new_message: Plain
    new_messages: Annotated[Label, holding("count")]
    close: Plain
    full_window: Plain
    dismiss: Plain
    no_script: Phones
    menu: Plain
    welcome: Phones
    all_topics: Plain
    one_open_draft: Plain
    open_drafts: Annotated[Label, holding("count")]
    show_drafts: Plain
    full_chat_failed: Phones
    choices: Plain
    card_actions: Plain
    opens_new_window: Plain
    conversation: Plain
    history_hint: Plain
    history_end: Plain
    interactive_hint: Plain
    message_hint: Plain
    assistant_said: Plain
    assistant_sent: Plain
    you_said: Plain
    you: Plain
    assistant: Plain
    typing: Plain
    input: Plain
    placeholder: Plain
    placeholder_keyboard: Plain
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
    helpful_comment_yes: Plain
    helpful_comment: Plain
    helpful_send: Plain
    helpful_skip: Plain
    helpful_thanks: Plain
    helpful_failed: Plain
    sign_in: Plain
    sign_in_hint: Plain
    sign_out: Plain
    signed_in_as: Annotated[Label, holding("name")]
    offline: Plain
    expired: Plain
    not_sent: Phones
    not_sent_short: Plain
    retry: Plain
    too_long: Annotated[Label, holding("limit")]
    theme: Plain
    theme_light: Plain
    theme_dark: Plain
    theme_system: Plain


class CardLabels(Group):
    """Parts of every card."""

    field: Annotated[Label, holding("label")]
    toggle: Annotated[Label, holding("part", "count")]
    toggle_hint: Annotated[Label, holding("toggle")]
    required: Annotated[Label, holding("item")]
    optional: Annotated[Label, holding("item")]
    send_to: Plain
    no_address: Annotated[Label, holding("name", "owner", "phone")]
    approval: Plain
    source: Annotated[Label, holding("page", "verified")]
    notes: Plain
    conditions: Plain
    pictures: Plain
    show_all: Plain
    page: Plain
    report: Plain
    shortened: Plain
    more: Annotated[Label, holding("count")]
    contacts: Annotated[Label, holding("agency")]
    at_agency: Annotated[Label, holding("agency")]
    no_names_here: Plain


class ActionLabels(Group):
    """What to do first."""

    call_now: Annotated[Label, holding("number")]
    call: Annotated[Label, holding("number")]
    ask: Annotated[Label, holding("roles")]
    ask_one_of: Plain
    find_contact: Plain
    fill_in: Annotated[Label, holding("form")]
    open: Annotated[Label, holding("name")]
    write: Annotated[Label, holding("name")]


class DraftLabels(Group):
    """Draft tickets; `standing` is the line under the title."""

    standing: Annotated[Label, holding("reference", "status")]
    number: Annotated[Label, holding("number")]
    line: Annotated[Label, holding("reference", "title", "status")]
    sent_to: Annotated[Label, holding("receivers")]
    place: Annotated[Label, holding("name")]
    one_contact: Plain
    contacts: Annotated[Label, holding("count")]
    received: Annotated[Label, holding("number")]
    resolved: Annotated[Label, holding("number")]
    failed: Phones
    list: Plain
    so_far: Plain
    given: Plain
    missing: Plain
    may_add: Plain
    authorized: Plain
    change_something: Plain
    change: Annotated[Label, holding("item")]
    add: Annotated[Label, holding("item")]
    show: Plain
    show_hint: Annotated[Label, holding("reference")]
    resume: Plain
    resume_hint: Annotated[Label, holding("reference")]
    mail: Plain
    mail_shortened: Plain
    download: Plain
    download_whole: Plain
    use_date: Plain
    pick_date: Plain
    fill_in: Plain
    use_answers: Plain
    one_by_one: Plain
    yes: Plain
    no: Plain
    not_yet: Plain
    too_long_to_edit: Annotated[Label, holding("label")]


class TerminalLabels(Group):
    """The command line."""

    opening: Plain
    you: Plain
    choose: Plain
    choice: Annotated[Label, holding("number", "title")]


class TeamsLabels(Group):
    """What the Teams bot says of its own."""

    welcome: Plain
    welcome_channel: Plain
    text_only: Plain
    too_long: Annotated[Label, holding("limit")]
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
    unavailable: Notice
