"""Sentences around facts, typed: texts and cards have the same ones."""

from typing import Annotated, get_args

from faq_kb.contract import Facet
from locales.text import Group, Label, Phones, Plain, complete, holding

Agency = Annotated[Label, holding("agency")]
Day = Annotated[Label, holding("day")]
Items = Annotated[Label, holding("items")]
AtAgency = Annotated[Label, holding("agency", "people")]


class ProcedureSentences(Group):
    """The lines of a whole procedure."""

    call_first: Phones
    call: Phones
    requesters: Annotated[Label, holding("requesters")]
    requesters_asking: Annotated[Label, holding("requesters", "hint")]
    no_requester: Plain
    approval: Annotated[Label, holding("approval")]
    form: Annotated[Label, holding("forms")]
    forms: Annotated[Label, holding("forms")]
    no_form: Plain
    send_to: Annotated[Label, holding("places")]
    where: Annotated[Label, holding("places")]
    include: Plain
    steps: Plain
    lead_time: Annotated[Label, holding("lead_time")]
    cost: Annotated[Label, holding("cost")]
    policy: Annotated[Label, holding("policies")]
    policies: Annotated[Label, holding("policies")]
    notes: Plain


class ContactsSentences(Group):
    """Who may act for an agency."""

    agency: Agency
    policy: Annotated[Label, holding("policies")]


class CheckSentences(Group):
    """Whether somebody is authorized."""

    yes: Annotated[Label, holding("name", "authorizations")]
    not_in_role: Annotated[Label, holding("name", "role")]
    not_there: Annotated[Label, holding("name", "agency")]
    not_there_in_role: Annotated[Label, holding("name", "role", "agency")]
    listed: Annotated[Label, holding("authorizations")]
    authorization: Annotated[Label, holding("role", "agency")]
    since: Day
    until: Day
    verified: Day


class DraftSentences(Group):
    """What a draft holds, and where it goes."""

    summary: Annotated[Label, holding("reference", "title")]
    missing: Items
    may_add: Items
    noted: Annotated[Label, holding("values")]
    submitters: Annotated[Label, holding("roles")]
    yourself: Plain
    at_agency: AtAgency
    send_to: Annotated[Label, holding("addresses")]
    mail: Annotated[Label, holding("to", "subject")]
    mail_shortened: Annotated[Label, holding("to", "subject")]
    mail_to: Annotated[Label, holding("addresses")]


class Sentences(Group):
    """Every sentence around facts."""

    fallback: Plain
    nearest: Plain
    apology: Phones
    ask_by_phone: Annotated[Label, holding("name", "phones")]
    ask_by_phone_or_mail: Annotated[Label, holding("name", "phones", "email")]
    tell_agency: Plain
    which_caller: Plain
    at_agency: AtAgency
    list_or: Annotated[Label, holding("others", "last")]
    list_and: Annotated[Label, holding("others", "last")]
    condition: Annotated[Label, holding("when", "then")]
    facet_missing: Annotated[
        dict[Facet, Annotated[Label, holding("title")]], complete(*get_args(Facet))
    ]
    procedure: ProcedureSentences
    contacts: ContactsSentences
    check: CheckSentences
    draft: DraftSentences
