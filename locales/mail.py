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
    forward: Annotated[Label, holding("roles", "agency")]
    the_agency: Plain
    either: Plain
    to_submit: Annotated[Label, holding("roles", "agency", "desk")]
    a_contact: Plain
    the_desk: Plain
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
    called_back: Plain
    not_called_back: Plain
    typed_by: Plain
    agent: Annotated[Label, holding("name")]
    agency: Plain
    not_given: Plain
    the_request: Plain
    nothing_given: Plain
    role_listed: Annotated[Label, holding("role")]
    role_said: Annotated[Label, holding("role")]
    at_hand: Plain
    oneself: Annotated[Label, holding("name")]
    defanged: Plain
    missing: Plain
    approval: Plain
    send_to: Plain
    ask: Annotated[Label, holding("phone")]
    forms: Plain
    link: Plain
    source: Plain
    page: Annotated[Label, holding("address", "day")]
    submitted_by: Plain
    cut: Annotated[Label, holding("attachment")]
