"""Every sentence that the assistant says of its own, typed: what must be there, and its names."""

from typing import Annotated, get_args

from faq_kb.contract import ClarifyReason
from locales.text import Group, Label, Phones, Plain, complete, holding

Agency = Annotated[Label, holding("agency")]
Title = Annotated[Label, holding("title")]
Reference = Annotated[Label, holding("reference")]
Withdrawal = Annotated[Label, holding("reference", "title", "sent")]
# What to do next with a saved draft, besides one text for each kind of recipient and way to it.
HANDED = (
    *("ready", "ready_outbox", "failed", "submitted", "resolved", "received", "kept"),
    *("contacts_delivered", "service_desk_delivered"),
)


class ChatReplies(Group):
    """Small talk."""

    greet: Plain
    thanks: Plain
    goodbye: Plain
    person: Label
    help: Label
    next_caller: Plain
    empty_message: Plain


class RepairReplies(Group):
    """The answer before is taken back."""

    one: Title
    none: Plain
    again: Plain


class ContactsReplies(Group):
    """Who may act for an agency."""

    ask_agency: Plain
    ask_caller: Plain
    which_agency: Plain
    unknown_agency: Annotated[Label, holding("name")]
    nearest: Plain
    full_name: Plain
    no_such_agency: Plain
    role: Annotated[Label, holding("role")]
    all_at: Agency
    role_at: Annotated[Label, holding("role", "agency")]
    noted: Agency
    nobody: Annotated[Label, holding("role", "agency")]
    stand_in: Plain
    unknown: Agency
    consolidated: Agency
    not_consolidated: Agency
    consolidated_unknown: Agency


class CheckReplies(Group):
    """Whether somebody is authorized."""

    nobody: Plain
    nobody_at: Agency
    which: Plain


class MaskedReplies(Group):
    """Added to a reply when something secret was removed from the message."""

    text: Annotated[Label, holding("kinds")]
    kinds: dict[str, Plain]


class DraftReplies(Group):
    """Draft tickets."""

    hint: Plain
    opening: dict[str, Annotated[Label, holding("reference", "title")]]
    known: Annotated[Label, holding("values")]
    back_to: Reference
    back_to_confirm: Reference
    skipped: Annotated[Label, holding("item")]
    ask_together: Annotated[Label, holding("items")]
    noted_item: Annotated[Label, holding("item", "value")]
    not_noted: Annotated[Label, holding("item")]
    role_listed: Annotated[Label, holding("role")]
    role_not_listed: Annotated[Label, holding("role")]
    role_said: Annotated[Label, holding("role")]
    now: Annotated[Label, holding("value")]
    choices: Annotated[Label, holding("choices")]
    form_open: Plain
    form_check: Plain
    form_more: Annotated[Label, holding("items")]
    form_removed: Annotated[Label, holding("items")]
    form_unknown: Annotated[Label, holding("keys")]
    nothing_before: Plain
    which_item: Plain
    optional: Plain
    suggest: Annotated[Label, holding("item", "value")]
    suggest_change: Annotated[Label, holding("item", "old", "value")]
    changed: Annotated[Label, holding("values")]
    listed_as: Annotated[Label, holding("typed", "agency")]
    empty_message: Plain
    kept_as_note: Annotated[Label, holding("text")]
    notes_full: Plain
    unclear: Plain
    changed_meanwhile: Reference
    not_yet: Annotated[Label, holding("items")]
    confirm_own: Plain
    confirm_other: Plain
    confirm_other_outbox: Plain
    paused: Annotated[Label, holding("reference", "missing", "days")]
    paused_missing: Annotated[Label, holding("items")]
    ask_to_withdraw: Withdrawal
    withdrawn: Withdrawal
    was_sent: Annotated[Label, holding("receivers")]
    was_received: Annotated[Label, holding("number")]
    was_not_sent: Plain
    will_tell: Plain
    telling: Plain
    please_tell: Plain
    tell_whoever: Plain
    told: Plain
    not_told: Phones
    for_draft: Annotated[Label, holding("reference", "title", "values")]
    which_draft: Plain
    added: dict[str, Reference]
    not_added: Annotated[Label, holding("reference", "phones")]
    agency_stays: Reference
    duplicates: Plain
    same_thing: Reference
    already_saved: Reference
    too_many: Annotated[Label, holding("amount", "hours", "reference", "phones")]
    offer: Annotated[Label, holding("title", "reference")]
    call_first: Plain
    about_what: Plain
    nothing_to_draft: Title
    update: Reference
    as_it_is: Plain
    no_draft: Plain
    none: Reference
    none_at_all: Plain
    standing: Annotated[dict[str, Label], complete("collecting", "saved", "withdrawn", "expired")]
    handed: Annotated[dict[str, Label], complete(*HANDED)]
    nothing_to_do: Plain
    may_be_asked: Plain
    sign_in_to_send: Reference
    submit_now: Reference
    forwarding: Annotated[Label, holding("roles")]
    your_roles: Annotated[Label, holding("roles")]
    submitters: Annotated[Label, holding("roles")]
    button: dict[str, Label]
    refusal: dict[str, Label]


class Replies(Group):
    """Every sentence that the assistant says."""

    chat: ChatReplies
    chat_agent: ChatReplies
    no_current_entry: Plain
    clarify: Annotated[dict[ClarifyReason, Plain], complete(*get_args(ClarifyReason))]
    repair: RepairReplies
    not_in_source: Title
    whole_procedure: Plain
    contacts: ContactsReplies
    check: CheckReplies
    masked: MaskedReplies
    draft: DraftReplies
