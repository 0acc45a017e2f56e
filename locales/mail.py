"""The words of the e-mails that carry requests, typed: what must be there, and its names."""

from typing import Annotated

from locales.text import Group, Label, Plain, holding

Request = Annotated[Label, holding("reference", "title")]


class MailWords(Group):
    """What a request says beside what its requester and the knowledge base say."""

    subject_request: Request
    subject_withdrawn: Request
    subject_addition: Request
    subject_test: Plain
    test: Plain
    asks_for: Annotated[Label, holding("requester", "title")]
    somebody: Plain
    forward: Annotated[Label, holding("roles", "agency")]
    the_agency: Plain
    listed_contact: Plain
    any_contact: Plain
    call_back: Plain
    request_for_desk: Annotated[Label, holding("title")]
    shortened: Annotated[Label, holding("draft")]
    no_room: Annotated[Label, holding("draft")]
    withdrawn: Request
    nothing_to_do: Plain
    please_close: Plain
    addition: Request
    now: Annotated[Label, holding("label", "value")]
    add_it: Plain
    reference: Plain
    requester: Plain
    identity: Plain
    signed_in: Plain
    not_signed_in: Plain
    agency: Plain
    the_request: Plain
    defanged: Plain
    missing: Plain
    please_add: Plain
    approval: Plain
    send_to: Plain
    forms: Plain
    steps: Plain
    link: Plain
    source: Plain
    submitted_by: Plain
    desk_approval: Plain
    desk_forms: Plain
    desk_draft: Plain
    desk_procedure: Plain
    cut: Annotated[Label, holding("attachment")]
