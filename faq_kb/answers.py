"""From a procedure's record to the parts of a reply: keys resolved, empty addresses replaced."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from faq_kb.contract import (
    Choice,
    ClarifyReason,
    ClarifyReply,
    ConditionRef,
    Contact,
    Facet,
    FacetReply,
    FallbackReason,
    FallbackReply,
    FormRef,
    Item,
    Passage,
    PhoneRef,
    PictureRef,
    PolicyRef,
    ProcedureReply,
    Requester,
    SendTo,
    Source,
)
from faq_kb.knowledge import SERVICE_DESK, Directory, KnowledgeBase
from faq_kb.model import Procedure, Role, Scope

# Each is a field of a procedure; `detail` is whatever else its record says.
FACETS: tuple[Facet, ...] = tuple(name for name in get_args(Facet) if name != "detail")
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


@dataclass(frozen=True)
class People:
    """Contacts that may be shown and for which agency, and notes about them.

    `agency_wanted`: they can be named once the agency is known.
    """

    contacts: tuple[Contact, ...] = ()
    notes: tuple[str, ...] = ()
    agency: str = ""
    agency_wanted: bool = False


NOBODY = People()


def procedure_reply(
    knowledge: KnowledgeBase,
    entry: str,
    confidence: float,
    people: People = NOBODY,
    lead: Sequence[Passage] = (),
) -> ProcedureReply:
    """The whole answer of a catalog entry. Raises KeyError for an unknown entry.

    `lead`: the passages of its record that were asked for.
    """
    procedure = knowledge.procedures[entry]
    directory = knowledge.directory
    return ProcedureReply(
        entry=entry,
        title=procedure.title,
        question=procedure.question,
        summary=procedure.summary,
        lead=list(lead),
        requesters=requesters(procedure),
        approval=procedure.approval,
        forms=[form_ref(one.number, directory, one.use) for one in procedure.forms],
        send_to=[send_to(key, directory) for key in procedure.send_to],
        phones=[phone(key, directory) for key in procedure.phones],
        call_first=procedure.call_first,
        include=[
            Item(key=item.key, label=item.label, required=item.required)
            for item in procedure.include
        ],
        steps=[step.text for step in procedure.steps],
        pictures=pictures(procedure),
        conditions=[
            ConditionRef(key=one.key, when=one.when, then=one.then) for one in procedure.conditions
        ],
        lead_time=procedure.lead_time,
        cost=procedure.cost,
        policies=policies(procedure, directory),
        notes=[*notes(procedure), *people.notes],
        source=source(procedure, directory),
        confidence=round(confidence, 4),
        can_draft=procedure.can_draft,
        authorized=list(people.contacts),
        agency=people.agency or None,
        asked="agency" if people.agency_wanted else None,
    )


def facet_reply(
    knowledge: KnowledgeBase,
    entry: str,
    facet: Facet,
    people: People = NOBODY,
    lead: Sequence[Passage] = (),
) -> FacetReply:
    """One fact of the entry, with the same shape as in its whole answer.

    `lead`: the passages that were asked for; of the facet `detail` they are all. Where the record
    does not say, the Service Desk is whom to ask.
    """
    whole = procedure_reply(knowledge, entry, confidence=1.0)
    value = getattr(whole, facet, list(lead))
    desk = None if value else fallback_reply(knowledge.directory)
    return FacetReply(
        entry=entry,
        title=whole.title,
        facet=facet,
        lead=list(lead),
        value=value,
        approval=whole.approval if facet == "requesters" and value else None,
        authorized=list(people.contacts),
        agency=people.agency or None,
        call_first=facet == "phones" and whole.call_first,
        source=whole.source if value else None,
        notes=list(people.notes),
        send_to=desk.send_to if desk else [],
        phones=desk.phones if desk else [],
    )


def clarify_reply(
    knowledge: KnowledgeBase, entries: Sequence[str], reason: ClarifyReason = "unsure"
) -> ClarifyReply:
    """Named choices, best first."""
    titles = ((entry, knowledge.procedures[entry].title) for entry in entries)
    return ClarifyReply(
        reason=reason, options=[Choice(entry=entry, title=title) for entry, title in titles]
    )


def fallback_reply(
    directory: Directory,
    reason: FallbackReason = "out_of_scope",
    entry: str | None = None,
    lead: Sequence[Passage] = (),
) -> FallbackReply:
    """The Service Desk, with every number it has.

    `entry`: whose record does not say what was asked; `lead`: what it says nearest.
    """
    desk = directory.contact_points[SERVICE_DESK]
    phones = service_desk_phones(directory)
    first = phones[0]
    place = SendTo(
        name=desk.name,
        # The apology asks to call: nothing else can be counted on.
        email=(desk.email or None) if reason != "unavailable" else None,
        phone=first.number,
        phone_label=first.label,
    )
    return FallbackReply(
        reason=reason, entry=entry, lead=list(lead), send_to=[place], phones=phones
    )


def service_desk_phones(directory: Directory) -> list[PhoneRef]:
    """Every number of the Service Desk."""
    return [PhoneRef(number=one.number, label=one.label) for one in directory.service_desk_phones]


def send_to(key: str, directory: Directory) -> SendTo:
    """A contact point; its phone number only where no address is known."""
    point = directory.contact_points[key]
    url = directory.web_address(point)
    known = directory.phones[point.phone] if not (point.email or url) else None
    return SendTo(
        name=point.name,
        email=point.email or None,
        url=url or None,
        phone=known.number if known else None,
        phone_label=known.label if known else None,
    )


def phone(key: str, directory: Directory) -> PhoneRef:
    """A number of the directory with whose it is."""
    known = directory.phones[key]
    return PhoneRef(number=known.number, label=known.label)


def requesters(procedure: Procedure) -> list[Requester]:
    """The roles that may make the request, each with what for."""
    return [Requester(role=rule.role, note=rule.note) for rule in procedure.requesters]


def policies(procedure: Procedure, directory: Directory) -> list[PolicyRef]:
    """The procedure's policies with their titles."""
    known = ((number, directory.policies[number]) for number in procedure.policies)
    return [
        PolicyRef(
            number=number,
            title=policy.title or number,
            url=directory.web_address(policy) or None,
        )
        for number, policy in known
    ]


def source(procedure: Procedure, directory: Directory) -> Source:
    """Where the record's facts come from, and when they were checked."""
    page = directory.pages[procedure.source.page]
    return Source(
        page=page.address,
        url=page.url or None,
        verified=procedure.source.verified.isoformat(),
    )


def pictures(procedure: Procedure) -> list[PictureRef]:
    """The drawings of its steps, then those of its conditions."""
    steps = [(f"steps.{one.key}", n, one.picture) for n, one in enumerate(procedure.steps, 1)]
    others = [(f"conditions.{one.key}", None, one.picture) for one in procedure.conditions]
    return [
        PictureRef(passage=key, step=step, name=picture.name, alt=picture.alt)
        for key, step, picture in (*steps, *others)
        if picture
    ]


def notes(procedure: Procedure) -> list[str]:
    """Whom the procedure is for."""
    return [CONSOLIDATED_NOTE] if procedure.applies_to is Scope.CONSOLIDATED else []


def role_titles(roles: Sequence[Role], directory: Directory) -> list[str]:
    """What the roles are called."""
    return [directory.roles[role].title for role in roles]


def form_ref(number: str, directory: Directory, use: str | None = None) -> FormRef:
    """A form of the directory; `use` says when it is the one to fill in."""
    form = directory.forms[number]
    return FormRef(number=number, title=form.title, use=use, url=form.url or None)
