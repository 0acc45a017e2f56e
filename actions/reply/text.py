"""What the assistant says beside the facts: the `message` of each reply, and its whole text."""

from collections.abc import Sequence

from faq_kb.answers import fallback_reply, policies, service_desk_phones
from faq_kb.contract import (
    ChatIntent,
    ClarifyReply,
    ContactsReply,
    FallbackReply,
    Passage,
    Reply,
    SmallTalkReply,
)
from faq_kb.knowledge import CONTACT_LOOKUP, Directory, KnowledgeBase
from faq_kb.passages import passages
from locales import Catalog
from locales.replies import ChatReplies
from replies import Audience, ReplyText


class TextRenderer:
    """Words replies in the language of a catalog; `text` alone must be enough."""

    def __init__(self, catalog: Catalog) -> None:
        self.words = catalog.replies
        self.labels = catalog.labels
        self._texts = {audience: ReplyText(catalog.labels, audience) for audience in Audience}

    def of(self, reply: Reply, audience: Audience = Audience.EMPLOYEE) -> str:
        """The whole reply in plain words."""
        return self._texts[audience].of(reply)

    def clarify(self, reply: ClarifyReply) -> ClarifyReply:
        """The question which of the choices is meant, by the reason why it is asked."""
        return reply.model_copy(update={"message": self.words.clarify[reply.reason]})

    def repair(
        self, reply: FallbackReply, title: str = "", *, again: bool = False
    ) -> FallbackReply:
        """The answer before is taken back; `title`: of the one choice that is left.

        `again`: so was the one before it.
        """
        words = self.words.repair
        said = words.again if again else words.one.format(title=title) if title else words.none
        return reply.model_copy(update={"message": said})

    def not_in_source(self, reply: FallbackReply, title: str) -> FallbackReply:
        """The record of an entry does not say what was asked."""
        return reply.model_copy(update={"message": self.words.not_in_source.format(title=title)})

    def chat(self, intent: ChatIntent, audience: Audience, directory: Directory) -> SmallTalkReply:
        """Small talk; agents get none."""
        says = getattr(self._chat(audience), intent)
        phones = service_desk_phones(directory) if "{phones}" in says else []
        numbers = self._texts[audience].facts.numbers(phones)
        return SmallTalkReply(intent=intent, message=says.format(phones=numbers), phones=phones)

    def empty_message(self, audience: Audience) -> SmallTalkReply:
        """The question back to a message that says nothing."""
        return SmallTalkReply(intent="help", message=self._chat(audience).empty_message)

    def no_current_entry(self) -> SmallTalkReply:
        """A follow-up came before any procedure."""
        return SmallTalkReply(intent="help", message=self.words.no_current_entry)

    def contacts(
        self, reply: ContactsReply, knowledge: KnowledgeBase, *, noted: bool = False
    ) -> ContactsReply:
        """Who is authorized at an agency, that nobody is recorded, or that nobody is named.

        `noted`: the user has just said to work there.
        """
        words, agency = self.words.contacts, reply.agency or ""
        role = self.labels.roles[reply.role] if reply.role else ""
        has_people = any(reply.role in (None, person.role) for person in reply.contacts)
        said = [words.noted.format(agency=agency)] if noted else []
        notes = list(reply.notes)
        lead: list[Passage] = []
        if reply.withheld:
            # Why nobody is named comes right after it.
            notes, said = [*said, *notes], []
            if role:
                about = words.role_at if agency else words.role
                said.append(about.format(role=role, agency=agency))
            else:
                said += [words.all_at.format(agency=agency)] if agency else []
                lead = _passages(knowledge, "summary")
        elif role and not has_people:
            said.append(words.nobody.format(role=role, agency=agency))
            said += [words.stand_in] if reply.contacts else []
        elif not has_people:
            said.append(words.unknown.format(agency=agency))
        changes = {"message": " ".join(said), "notes": notes, "lead": lead, **_rules(knowledge)}
        return reply.model_copy(update=changes | ({} if has_people else _desk(knowledge)))

    def ask_agency(
        self,
        reply: ContactsReply,
        knowledge: KnowledgeBase,
        audience: Audience = Audience.EMPLOYEE,
        *,
        unknown: str | None = None,
    ) -> ContactsReply:
        """The agency has to be known first; `unknown`: what was typed is none that we know."""
        words = self.words.contacts
        if unknown is not None:
            said = [self.unknown_agency(unknown) if unknown else words.no_such_agency]
            if reply.options:
                said.append(words.nearest)
            elif unknown:
                said.append(words.full_name)
            desk = {} if reply.options else _desk(knowledge)
            return reply.model_copy(update={"message": " ".join(said), **desk})
        if reply.options:
            return reply.model_copy(update={"message": words.which_agency})
        asks = words.ask_agency if audience is Audience.EMPLOYEE else words.ask_caller
        role = [words.role.format(role=self.labels.roles[reply.role])] if reply.role else []
        changes = {
            "lead": _passages(knowledge, "summary", "approval"),
            "message": " ".join([*role, asks]),
            **_rules(knowledge),
        }
        return reply.model_copy(update=changes)

    def consolidated(self, agency: str, *, is_so: bool | None) -> str:
        """Whether an agency is consolidated, as the contact listing says."""
        words = self.words.contacts
        if is_so is None:
            return words.consolidated_unknown.format(agency=agency)
        return (words.consolidated if is_so else words.not_consolidated).format(agency=agency)

    def unknown_agency(self, name: str) -> str:
        """No agency is called so."""
        return self.words.contacts.unknown_agency.format(name=name)

    def nobody(self, agency: str) -> str:
        """Nobody of that name, address or number is in the listing."""
        words = self.words.check
        return words.nobody_at.format(agency=agency) if agency else words.nobody

    def _chat(self, audience: Audience) -> ChatReplies:
        return self.words.chat_agent if audience is Audience.AGENT else self.words.chat


def _passages(knowledge: KnowledgeBase, *keys: str) -> list[Passage]:
    """What the record of contacts says under the keys."""
    record = knowledge.procedures[CONTACT_LOOKUP]
    return [one for one in passages(record, knowledge.directory) if one.key in keys]


def _rules(knowledge: KnowledgeBase) -> dict[str, Sequence[object]]:
    """The policies of contacts."""
    return {"policies": policies(knowledge.procedures[CONTACT_LOOKUP], knowledge.directory)}


def _desk(knowledge: KnowledgeBase) -> dict[str, Sequence[object]]:
    """The Service Desk, as whom to ask."""
    desk = fallback_reply(knowledge.directory)
    return {"send_to": desk.send_to, "phones": desk.phones}
