"""Every kind of answer, made from the real knowledge; the people are fictional."""

import json
from collections.abc import Iterator

from actions.reply import Audience, TextRenderer
from actions.reply.draft_text import DraftText
from bot.channels.answer import Answer, Button
from faq_kb.answers import (
    HIDDEN_NOTE,
    SAMPLE_NOTE,
    People,
    clarify_reply,
    facet_reply,
    fallback_reply,
    procedure_reply,
)
from faq_kb.contract import (
    Authorization,
    ChatIntent,
    Contact,
    ContactsReply,
    Facet,
    FormRef,
    Passage,
    PersonCheck,
    SmallTalkReply,
)
from faq_kb.knowledge import KnowledgeBase
from faq_kb.model import Role
from faq_kb.passages import passages
from locales import load_catalog

CATALOG = load_catalog()
TEXT = TextRenderer(CATALOG)
AGENCY = "Example Agency of Samples"
SERVER = "server_database_access"
AVERY = Contact(
    name="Avery Birch",
    agency=AGENCY,
    role=Role.HR,
    email="avery.birch@example.gov",
    phone="502-555-0142",
)
ROWAN = Contact(
    name="Rowan Ash",
    role=Role.IT_SERVICES,
    agency=AGENCY,
    email="rowan.ash@example.gov",
)
MORGAN = Contact(
    name="Morgan Elm",
    role=Role.MANAGEMENT,
    agency=AGENCY,
    phone="502-555-0107 ext. 3",
)
# An entry in which each fact is known.
KNOWN: dict[Facet, str] = {
    "forms": "server_database_access",
    "requesters": "mailbox_delegation",
    "phones": "lost_or_stolen_equipment",
    "send_to": "spam_report",
    "include": "website_unblock",
    "steps": "vpn_access",
    "lead_time": "change_request",
    "cost": "computer_upgrade",
    "policies": "data_center_equipment",
}


def start_button(entry: str) -> Button:
    """The button that the actions give with a procedure that can be drafted."""
    return Button("Draft this request", f"/draft_start{json.dumps({'entry': entry})}")


def whole_button(entry: str) -> Button:
    """The button that the actions give with one fact."""
    return Button(CATALOG.replies.whole_procedure, f"/{entry}")


def procedure(
    knowledge: KnowledgeBase,
    entry: str,
    audience: Audience = Audience.EMPLOYEE,
    authorized: tuple[Contact, ...] = (),
) -> Answer:
    """A whole entry, as the actions give it."""
    notes = (SAMPLE_NOTE,) if authorized else ()
    reply = procedure_reply(knowledge, entry, 0.9731, People(authorized, notes))
    return Answer(
        TEXT.of(reply, audience), reply, (start_button(entry),) if reply.can_draft else ()
    )


def told_to_call(knowledge: KnowledgeBase) -> Answer:
    """A draft was asked for where a call comes first."""
    entry = "lost_or_stolen_equipment"
    button = Button("I've called", start_button(entry).payload)
    reply = facet_reply(knowledge, entry, "phones")
    reply = reply.model_copy(update={"message": DraftText(CATALOG).say("call_first")})
    return Answer(TEXT.of(reply), reply, (button,))


def facet(
    knowledge: KnowledgeBase, name: Facet, entry: str = "", authorized: tuple[Contact, ...] = ()
) -> Answer:
    """One fact, of an entry that has it unless another one is given."""
    reply = facet_reply(knowledge, entry or KNOWN[name], name, People(authorized))
    return Answer(TEXT.of(reply), reply, (whole_button(reply.entry),))


def contacts(knowledge: KnowledgeBase, **given: object) -> Answer:
    """The contacts of an agency; `given` replaces fields of the reply."""
    usual: dict[str, object] = {"agency": AGENCY, "role": None, "contacts": [], "asked": None}
    bare = ContactsReply(**{"options": [], "notes": [], **usual, **given})  # type: ignore[arg-type]
    reply = TEXT.contacts(bare, knowledge)
    return Answer(TEXT.of(reply), reply)


def asking(knowledge: KnowledgeBase, *options: str) -> Answer:
    """The question which agency it is."""
    reply = ContactsReply(
        agency=None, role=Role.HR, contacts=[], asked="agency", options=list(options), notes=[]
    )
    reply = TEXT.ask_agency(reply, knowledge)
    buttons = (Button(name, f"/inform_agency{json.dumps({'agency': name})}") for name in options)
    return Answer(TEXT.of(reply), reply, tuple(buttons))


def person_of_two(knowledge: KnowledgeBase) -> Answer:
    """Someone who is a contact of two agencies."""
    listed = [
        Authorization(role=Role.HR, agency=agency, since="2025-01-15", verified="2026-08-01")
        for agency in (AGENCY, "Sample Board")
    ]
    check = PersonCheck(
        name=AVERY.name, agency=None, role=None, authorized=True, authorizations=listed
    )
    reply = ContactsReply(
        agency=None, role=None, contacts=[AVERY, AVERY], checks=[check], asked=None, options=[]
    )
    return Answer(TEXT.of(reply), reply)


def said_of(knowledge: KnowledgeBase, entry: str, *keys: str) -> list[Passage]:
    """Passages of an entry's record."""
    found = {one.key: one for one in passages(knowledge.procedures[entry], knowledge.directory)}
    return [found[key] for key in keys]


def led(knowledge: KnowledgeBase) -> Iterator[tuple[str, Answer]]:
    """Replies that begin with the passages that were asked for."""
    entry = SERVER
    vendor = said_of(knowledge, entry, "conditions.outside_vendor")
    whole = procedure_reply(knowledge, entry, 1.0, lead=vendor)
    yield "procedure_with_lead", Answer(TEXT.of(whole), whole, (start_button(entry),))
    form = said_of(knowledge, entry, "forms.COT-F085")
    part = facet_reply(knowledge, entry, "forms", lead=form)
    yield "facet_with_lead", Answer(TEXT.of(part), part, (whole_button(entry),))
    detail = facet_reply(knowledge, entry, "detail", lead=vendor)
    yield "facet_detail", Answer(TEXT.of(detail), detail, (whole_button(entry),))
    silent = fallback_reply(knowledge.directory, "not_in_source", entry, [*vendor, *form])
    silent = TEXT.not_in_source(silent, knowledge.procedures[entry].title)
    yield "not_in_source", Answer(TEXT.of(silent), silent)
    title = knowledge.procedures["webmail"].title
    other = TEXT.repair(fallback_reply(knowledge.directory), title)
    yield "repair_with_one_choice", Answer(TEXT.of(other), other, (Button(title, "/webmail"),))


def clarify(knowledge: KnowledgeBase) -> Answer:
    """Three choices."""
    choices = ["vpn_access", "internet_connection", "webmail"]
    reply = TEXT.clarify(clarify_reply(knowledge, choices))
    buttons = (Button(option.title, f"/{option.entry}") for option in reply.options)
    return Answer(TEXT.of(reply), reply, tuple(buttons))


def with_form_address(knowledge: KnowledgeBase) -> Answer:
    """A procedure whose form an operator has put on the web."""
    answer = procedure(knowledge, "website_unblock", authorized=(AVERY, ROWAN))
    url = "https://forms.example.gov/request (1).pdf?version=2&lang=en"
    form = FormRef(number="COT-F085", title="Security Exemption Request", url=url)
    assert answer.reply
    reply = answer.reply.model_copy(update={"forms": [form]})
    return Answer(TEXT.of(reply), reply, answer.buttons)


def answers(knowledge: KnowledgeBase) -> Iterator[tuple[str, Answer]]:
    """Every answer but those about drafts, by name."""
    desk = fallback_reply(knowledge.directory)
    away = fallback_reply(knowledge.directory, "unavailable")
    yield "procedure", procedure(knowledge, "vpn_access")
    yield "procedure_with_people", with_form_address(knowledge)
    yield "procedure_call_first", procedure(knowledge, "lost_or_stolen_equipment")
    yield "facet_told_to_call", told_to_call(knowledge)
    yield "procedure_long", procedure(knowledge, "server_hosting")
    yield "procedure_without_draft", procedure(knowledge, "spam_report")
    yield "procedure_for_agents", procedure(knowledge, "mailbox_delegation", Audience.AGENT)
    for name in KNOWN:
        yield f"facet_{name}", facet(knowledge, name)
    yield "facet_with_people", facet(knowledge, "requesters", "vpn_access", (AVERY, ROWAN))
    yield "facet_unknown", facet(knowledge, "cost", "webmail")
    yield "contacts", contacts(knowledge, contacts=[AVERY, ROWAN, MORGAN], notes=[SAMPLE_NOTE])
    yield "contacts_other_role", contacts(knowledge, role=Role.SECURITY, contacts=[MORGAN])
    yield "contacts_none", contacts(knowledge, role=Role.SECURITY)
    yield (
        "contacts_hidden",
        contacts(knowledge, role=Role.SECURITY, notes=[HIDDEN_NOTE], withheld=True),
    )
    yield "contacts_asked", asking(knowledge)
    yield "contacts_ambiguous", asking(knowledge, "Board of Examples", "Board of Samples")
    yield "contacts_person_of_two", person_of_two(knowledge)
    yield "clarify", clarify(knowledge)
    yield from led(knowledge)
    yield "fallback", Answer(TEXT.of(desk), desk)
    yield "apology", Answer(TEXT.of(away), away)
    yield "chat_greet", _chat("greet", knowledge)
    yield "chat_help", _chat("help", knowledge)
    yield "chat_person", _chat("person", knowledge)
    masked = CATALOG.replies.masked.text.format(kinds="a password")
    yield "chat_masked", Answer(masked, SmallTalkReply(intent="masked", message=masked))
    yield "text_with_buttons", Answer("Yes or no?", None, (Button("Yes", "/affirm"),))


def _chat(intent: ChatIntent, knowledge: KnowledgeBase) -> Answer:
    reply = TEXT.chat(intent, Audience.EMPLOYEE, knowledge.directory)
    return Answer(reply.message, reply)
