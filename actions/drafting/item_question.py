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
# A question that refers to what was asked: "what is that for?", "where do I find it?".
_REFERS = re.compile(
    rf"^\W*(?:what|why|huh|how come|how so)\W*$"
    rf"|\b(?:what|why|where|who|which|how)\b[^.!?]*?(?:\b(?:is|are)|'?s)\s+{_PRONOUN}\b"
    r"(?:\s+(?:for|about|needed|required|necessary|wanted|asked|supposed to be|good for))*\W*$"
    rf"|\b(?:need|want|ask(?:ing)?|mean|find|get|know|have|put|give|write|enter|say|answer)\s+"
    rf"(?:in |for |about |by |with )?{_PRONOUN}\b"
    r"|\b(?:you|u|ya|they)\s+(?:mean|need|want|ask)(?:ing)?\b"
    rf"|\b(?:is|are)\s+{_PRONOUN}\s+(?:really\s+)?(?:a must|required|needed|necessary|optional|"
    r"mandatory|important)\b"
    r"|^\W*(?:do|must|should)\s+(?:i|we)(?:\s+(?:really|have|need|to|answer|say))*\W*$",
    re.IGNORECASE,
)


def meant_item(
    message: UserMessage, fields: Sequence[RequestField], entry: str
) -> RequestField | None:
    """The item that a question names, whichever was asked for; "that" names none."""
    by_key = {field.key: field for field in fields}
    keys = {passage.removeprefix(ITEM) for passage in message.passages}
    likely = [one for one in fields if one.key in keys and is_mentioned(message.text, one)]
    if key := named(message.text, fields):
        return by_key[key]
    if likely:
        return likely[0]
    # The words of the request's own name are about all of it.
    return by_key.get(named_by_word(message.text, fields, without=entry.split("_")))


def asks_about_request(message: UserMessage, entry: str) -> bool:
    """Whether a question that names no item is one that the procedure answers: its cost, its form.

    One that refers to what was asked is about that.
    """
    if _REFERS.search(message.questions or message.text):
        return False
    is_fact = message.intent.startswith(FACET) and message.intent != OF_ITEMS
    is_passage = any(not passage.startswith(ITEM) for passage in message.passages)
    return is_fact or is_passage or message.intent == entry
