"""Which item of a draft a question is about; one about the request itself is for the rules."""

import re
from collections.abc import Sequence

from actions.drafting.commands import UserMessage
from tickets.fields import RequestField
from tickets.naming import is_mentioned, named, named_by_word

# Before the key of an item in the key of its passage.
ITEM = "include."
FACET, OF_ITEMS = "facet_", "facet_include"
_PRONOUN = r"(?:it|that|this|one|these|those|them)"
_END = r"(?:\s+(?:for|about|here|now|exactly|though|please))*\W*$"
# A question that refers to what was asked, and names nothing: "what is that for?".
_REFERS = re.compile(
    rf"^\W*(?:what|why|huh|how come|how so)\W*$"
    rf"|\b(?:what|why|where|who|which|how)\b[^.!?]*?(?:\b(?:is|are)|'?s)\s+{_PRONOUN}"
    rf"(?:\s+(?:needed|required|necessary|wanted|asked|supposed to be|good))?{_END}"
    rf"|\b(?:need|want|ask(?:ing)?|mean|find|get|know|have|put|give|write|enter|say|answer)\s+"
    rf"(?:in |for |about |by |with )?{_PRONOUN}{_END}"
    rf"|\b(?:you|u|ya|they)\s+(?:mean|need|want|ask)(?:ing)?{_END}"
    rf"|\b(?:is|are)\s+{_PRONOUN}\s+(?:really\s+)?(?:a must|required|needed|necessary|optional|"
    rf"mandatory|important){_END}"
    rf"|^\W*(?:do|must|should)\s+(?:i|we)(?:\s+(?:really|have|need|to|answer|say))*{_END}",
    re.IGNORECASE,
)


def meant_item(
    message: UserMessage, fields: Sequence[RequestField], entry: str
) -> RequestField | None:
    """The item that a question names, whichever was asked for; "that" names none."""
    by_key, said = {field.key: field for field in fields}, _asked(message)
    keys = {passage.removeprefix(ITEM) for passage in message.passages}
    likely = [one for one in fields if one.key in keys and is_mentioned(said, one)]
    if key := named(said, fields):
        return by_key[key]
    if likely:
        return likely[0]
    # The words of the request's own name are about all of it.
    return by_key.get(named_by_word(said, fields, without=entry.split("_")))


def asks_about_request(message: UserMessage, entry: str) -> bool:
    """Whether a question that names no item is one that the procedure answers: its cost, its form.

    One that refers to what was asked is about that.
    """
    if refers(message):
        return False
    is_fact = message.intent.startswith(FACET) and message.intent != OF_ITEMS
    is_passage = any(not passage.startswith(ITEM) for passage in message.passages)
    return is_fact or is_passage or message.intent == entry


def refers(message: UserMessage) -> bool:
    """Whether a question refers to what was asked: "what is that for?"."""
    return _REFERS.search(_asked(message)) is not None


def _asked(message: UserMessage) -> str:
    """What a message asks, without what it tells beside; all of one that is a single sentence."""
    return message.questions or message.text
