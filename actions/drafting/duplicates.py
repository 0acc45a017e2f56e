"""Before a draft is saved: other open drafts for the same thing that its requester may see."""

import json
from collections.abc import Iterator

from rasa_sdk.events import SlotSet

from actions.drafting.conversation import DRAFT_OPENING, Button, DraftConversation
from actions.drafting.view import DraftMessage, summary
from actions.tracker import Events
from common.text_key import text_key
from faq_kb.cases import ONESELF
from faq_kb.model import ItemType
from tickets.authority import contact_with
from tickets.draft import Draft, Status
from tickets.fields import RequestField

# In the slot of the opening: the drafts that were shown last before this one is saved.
DUPLICATE = "duplicate:"
ANOTHER = "another"
MOST_SHOWN = 3
# What says which thing it is; sentences only where the item is what is asked for.
IDENTIFYING = frozenset(
    {
        ItemType.URL,
        ItemType.PERSON,
        ItemType.HOST_NAME,
        ItemType.FILE_PATH,
        ItemType.ADDRESS,
        ItemType.TEXT,
    }
)
FEWEST_OF_A_NUMBER = 4  # characters of an asset tag or a serial number


class DraftDuplicates:
    """Finds them and asks which one is meant; each method that speaks returns the Rasa events."""

    def __init__(self, drafts: DraftConversation) -> None:
        self.drafts = drafts
        self.context = drafts.context

    def of(self, draft: Draft) -> list[Draft]:
        """The requester's own open drafts for the same thing; for a contact, the agency's, too."""
        others = self.drafts.tickets.similar_to(draft, self.drafts.viewer)
        return [
            one for one in others if self._may_be_told(one, draft) and self._is_same(one, draft)
        ]

    def ask(self, draft: Draft, found: list[Draft]) -> Events:
        """Whether it is one of those, or is saved beside them."""
        words, shown = self.drafts.words, found[:MOST_SHOWN]
        knowledge = self.context.knowledge
        rows = [summary(one, knowledge, self.drafts.progress(one)) for one in shown]
        buttons: list[Button] = [
            {
                "title": words.button("that_one").format(reference=one.reference),
                "payload": f"/draft_resume{json.dumps({'draft': one.reference})}",
            }
            for one in shown
        ]
        save = {
            "title": words.button("save_another"),
            "payload": f"/draft_save{json.dumps({'draft': draft.reference, 'item': ANOTHER})}",
        }
        said = DraftMessage(
            words.say("duplicates"),
            words.say("same_thing", reference=draft.reference),
            others=rows,
        )
        events = self.drafts.say(draft, said, [*buttons, save])
        names = ",".join(one.reference for one in shown)
        return [*events, SlotSet(DRAFT_OPENING, f"{DUPLICATE}{draft.reference}:{names}")]

    def shown_before(self, draft: Draft) -> list[str]:
        """References of the drafts that were shown last, if it was before this one is saved."""
        opening = str(self.context.tracker.get_slot(DRAFT_OPENING) or "")
        _, is_one, names = opening.partition(f"{DUPLICATE}{draft.reference}:")
        return names.split(",") if is_one else []

    def _may_be_told(self, other: Draft, draft: Draft) -> bool:
        """Whose drafts are shown: one's own, and those that one may submit for the same agency.

        Who may see drafts for another reason, as an agent, is not shown everybody's.
        """
        if self.drafts.is_own(other):
            return True
        if other.status is Status.COLLECTING or other.agency != draft.agency:
            return False
        if self.context.user.id is None or self.context.user.is_overheard:
            return False
        listed = self.drafts.authority(other).people
        return contact_with(self.drafts.viewer.email, listed) is not None

    def _is_same(self, other: Draft, draft: Draft) -> bool:
        """Whether what is asked for is the same in both, in every item that both have."""
        keys = {field.key: field for field in self._deciding(draft)}
        compared = [
            self._is_alike(field, draft.fields[key], other)
            for key, field in keys.items()
            if key in other.fields
        ]
        return bool(compared) and all(compared)

    def _deciding(self, draft: Draft) -> Iterator[RequestField]:
        for field in self.drafts.fields(draft):
            if field.key not in draft.fields or field.is_of_requester:
                continue
            if field.type in IDENTIFYING or field.from_request:
                yield field

    def _is_alike(self, field: RequestField, value: str, other: Draft) -> bool:
        """The same text; in a description the same number of a device, too.

        "My laptop" of two people are two, and so is "me".
        """
        theirs = other.fields[field.key]
        if field.type is ItemType.LONG_TEXT and not _numbers(value).isdisjoint(_numbers(theirs)):
            return True
        is_told_by_itself = field.type is not ItemType.LONG_TEXT and value != ONESELF
        is_name = is_told_by_itself or self.drafts.is_own(other)
        return is_name and text_key(value) == text_key(theirs)


def _numbers(text: str) -> set[str]:
    """Words that name one thing: of some length, with a digit."""
    words = text_key(text).split()
    return {
        word
        for word in words
        if len(word) >= FEWEST_OF_A_NUMBER and any(character.isdigit() for character in word)
    }
