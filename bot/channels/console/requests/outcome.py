"""What happens with a request that was filed, in a sentence for the agent on the phone."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.channels.console.requests.form import label_of
from bot.channels.console.requests.schemas import FiledRequest
from faq_kb.knowledge import KnowledgeBase
from locales.console_requests import RequestWords
from tickets.delivery.adapter import HOLDING
from tickets.draft import Draft
from tickets.fields import fields_in_case
from tickets.outbox import OutboxMessage
from tickets.service import Tickets
from tickets.snapshot import Recipient, RequestSnapshot


@dataclass(frozen=True)
class RequestOutcome:
    """`methods`: by which method requests reach whom (tickets/delivery/registry.py)."""

    tickets: Tickets
    words: RequestWords
    methods: Mapping[Recipient, str]

    def of(self, draft: Draft, knowledge: KnowledgeBase) -> FiledRequest:
        """What became of a draft, as it stands now."""
        procedure = knowledge.procedures.get(draft.entry)
        fields = fields_in_case(draft.entry, procedure, draft.fields)
        return FiledRequest(
            reference=draft.reference,
            status=draft.status,
            outcome=self._sentence(draft),
            missing=[label_of(one) for one in draft.missing(fields)],
        )

    def _sentence(self, draft: Draft) -> str:
        message = self.tickets.latest_message(draft.reference)
        snapshot = message.snapshot if message else None
        if message is None or snapshot is None:
            return self.words.outcome["ended"].format(reference=draft.reference)
        name = self._name(message, snapshot)
        return self.words.outcome[name].format(
            reference=draft.reference,
            agency=draft.agency or self.words.the_agency,
            count=len(snapshot.to),
            roles=snapshot.forward_to or snapshot.submitters,
        )

    def _name(self, message: OutboxMessage, snapshot: RequestSnapshot) -> str:
        """Which sentence: where it goes, and whether anything takes it there."""
        is_kept = self.methods[message.recipient] == HOLDING or not snapshot.has_addressee
        if message.recipient is Recipient.SERVICE_DESK:
            return "desk_kept" if is_kept else "desk"
        if snapshot.forward_to:
            return "forward_kept" if is_kept else "forward"
        if not snapshot.to:
            return "nobody"
        return "contacts_kept" if is_kept else "contacts"
