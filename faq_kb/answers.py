"""From a procedure's record to the parts of a reply: keys resolved, empty addresses replaced."""

from collections.abc import Sequence
from typing import get_args

from faq_kb.contract import (
    Choice,
    ClarifyReply,
    Contact,
    Facet,
    FacetReply,
    FallbackReply,
    FormRef,
    Item,
    ProcedureReply,
    SendTo,
    Source,
)
from faq_kb.knowledge import SERVICE_DESK, Directory, KnowledgeBase
from faq_kb.model import Procedure, Role, Scope

FACETS: tuple[Facet, ...] = get_args(Facet)
CONSOLIDATED_NOTE = (
    "This applies to consolidated agencies. If yours is not one, carry on as you normally do."
)
YOURSELF_NOTE = "You may submit this yourself: the contact listing names you."
SAMPLE_NOTE = "The names are sample data: no real contact listing has been imported yet."
# Where names may not be shown, and how they can be: by signing in, in a chat of one's own.
HIDDEN_NOTE = (
    "I can't show names here. Ask your agency's management or the Service Desk who that is."
)
SIGN_IN_NOTE = (
    "I show names to signed-in users only: sign in, or ask your agency's management or the Service "
    "Desk who that is."
)
CHANNEL_NOTE = "I don't name people where others read along. Ask me in a chat of your own."


def procedure_reply(
    knowledge: KnowledgeBase,
    entry: str,
    confidence: float,
    authorized: Sequence[Contact] = (),
    further_notes: Sequence[str] = (),
) -> ProcedureReply:
    """The whole answer of a catalog entry. Raises KeyError for an unknown entry."""
    procedure = knowledge.procedures[entry]
    directory = knowledge.directory
    page = directory.pages[procedure.source.page]
    return ProcedureReply(
        entry=entry,
        title=procedure.title,
        summary=procedure.summary,
        requesters=[rule.role for rule in procedure.requesters],
        approval=procedure.approval,
        forms=[_form(use.number, directory) for use in procedure.forms],
        send_to=[send_to(key, directory) for key in procedure.send_to],
        phones=[directory.phones[key].number for key in procedure.phones],
        include=[
            Item(key=item.key, label=item.label, required=item.required)
            for item in procedure.include
        ],
        steps=list(procedure.steps),
        lead_time=procedure.lead_time,
        cost=procedure.cost,
        policies=list(procedure.policies),
        notes=[*notes(procedure), *further_notes],
        source=Source(page=page.address, verified=procedure.source.verified.isoformat()),
        confidence=round(confidence, 4),
        can_draft=procedure.can_draft,
        authorized=list(authorized),
    )


def facet_reply(
    knowledge: KnowledgeBase,
    entry: str,
    facet: Facet,
    authorized: Sequence[Contact] = (),
    notes: Sequence[str] = (),
) -> FacetReply:
    """One fact of the entry, with the same shape as in its whole answer."""
    whole = procedure_reply(knowledge, entry, confidence=1.0).model_dump(mode="json")
    return FacetReply(
        entry=entry,
        facet=facet,
        value=whole[facet],
        authorized=list(authorized),
        notes=list(notes),
    )


def clarify_reply(knowledge: KnowledgeBase, entries: Sequence[str]) -> ClarifyReply:
    """Named choices, best first."""
    return ClarifyReply(
        options=[Choice(entry=entry, title=knowledge.procedures[entry].title) for entry in entries]
    )


def fallback_reply(directory: Directory) -> FallbackReply:
    """The Service Desk, with every number it has."""
    desk = directory.contact_points[SERVICE_DESK]
    phones = [phone.number for phone in directory.service_desk_phones]
    return FallbackReply(
        send_to=[SendTo(name=desk.name, email=desk.email or None, phone=phones[0])],
        phones=phones,
    )


def send_to(key: str, directory: Directory) -> SendTo:
    """A contact point; its phone number only where no address is known."""
    point = directory.contact_points[key]
    phone = None if point.reachable_online else directory.phones[point.phone].number
    return SendTo(name=point.name, email=point.email or None, url=point.url or None, phone=phone)


def notes(procedure: Procedure) -> list[str]:
    """Sub-cases and exceptions as sentences, and whom the procedure is for."""
    found = [
        f"If {condition.when[0].lower()}{condition.when[1:]}: {condition.then}"
        for condition in procedure.conditions
    ]
    if procedure.applies_to is Scope.CONSOLIDATED:
        found.append(CONSOLIDATED_NOTE)
    return found


def role_titles(roles: Sequence[Role], directory: Directory) -> list[str]:
    """What the roles are called."""
    return [directory.roles[role].title for role in roles]


def _form(number: str, directory: Directory) -> FormRef:
    form = directory.forms[number]
    return FormRef(number=number, title=form.title, url=form.url or None)
