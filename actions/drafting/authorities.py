"""Who may submit a draft's request, looked up once for a message."""

from dataclasses import replace

from actions.message_context import MessageContext
from faq_kb.cases import in_case, names_another
from tickets.authority import Authority, authority, is_listed_as
from tickets.draft import Draft
from tickets.fields import REQUESTER_ROLE


class Authorities:
    """What the contact list says of who may submit, as far as the answers decide it."""

    def __init__(self, context: MessageContext) -> None:
        self._context = context
        self._found: dict[tuple[str | bool, ...], Authority] = {}

    def of(self, draft: Draft) -> Authority:
        """Who may submit the request today; its requester not where it is of somebody else."""
        case = in_case(self._context.knowledge.procedures[draft.entry], draft.fields)
        said = draft.fields.get(REQUESTER_ROLE, "")
        is_of_another = names_another(case, draft.fields, draft.requester.name)
        roles = (rule.role for rule in case.requesters)
        person = draft.agency, draft.vouched_email, said, is_of_another
        key: tuple[str | bool, ...] = (draft.entry, *person, *roles)
        if key not in self._found:
            registry = self._context.services.registry
            found = authority(case, registry, draft.agency, draft.vouched_email)
            titles = self._context.knowledge.directory.roles.items()
            claimed = [role for role, one in titles if one.title == said]
            self._found[key] = replace(
                found,
                requester_may_submit=found.requester_may_submit and not is_of_another,
                role_is_listed=is_listed_as(registry, draft.agency, claimed, draft.vouched_email),
            )
        return self._found[key]
