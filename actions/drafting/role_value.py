"""The role at an agency that a message says its writer has; nobody is given one unsaid."""

from dataclasses import dataclass, field

from actions.drafting.conversation import DraftConversation
from actions.message_context import MessageContext
from tickets.authority import is_listed_as
from tickets.draft import Draft
from tickets.fields import AGENCY, REQUESTER_ROLE
from tickets.requester_role import SaidRole, said_role


@dataclass(frozen=True)
class RoleValue:
    """What became of the role in a message; `told`: what the contact list says of it."""

    values: dict[str, str] = field(default_factory=dict)
    told: str = ""


def role_of(text: str, draft: Draft, agency: str, drafts: DraftConversation) -> RoleValue:
    """The role that a message claims; `agency`: the requester's as far as it is known."""
    said = said_role(text)
    if said is None:
        return RoleValue()
    values = role_values(said, drafts.context, is_agency_known=bool(agency))
    agency = agency or values.get(AGENCY, "")
    role = values[REQUESTER_ROLE]
    if not draft.vouched_email:
        return RoleValue(values, drafts.words.say("role_said", role=role))
    registry = drafts.context.services.registry
    is_listed = is_listed_as(registry, agency, [said.role], draft.vouched_email)
    told = drafts.words.say("role_listed" if is_listed else "role_not_listed", role=role)
    return RoleValue(values, told if agency else "")


def role_values(
    said: SaidRole, context: MessageContext, *, is_agency_known: bool
) -> dict[str, str]:
    """The role by its title, and the agency that stands beside it."""
    values = {REQUESTER_ROLE: context.knowledge.directory.roles[said.role].title}
    if said.agency and not is_agency_known:
        found = context.finding.in_words(said.agency, asked=True).agency
        values |= {AGENCY: found.name} if found else {}
    return values
