"""Whether a message asks what is noted of an item: "what do you have for the address?"."""

import re

from tickets.values.base import plain_quotes

_NOTED = (
    r"(?:have|has|got|get|put|note|write|written|wrote|save|record|chang|updat|correct|fix|enter|add|"
    r"take|set|use)\w*"
)
_SAID = r"(?:say|said|tell|told|give|gave|put)\b"
_YOU = r"(?:you|u|it|that|this|the|my|our)"
_ASIDE = r"(?:(?:and|so|ok|okay|wait|hey|but|sorry|also|um)\b\W*)*"
# "Do you have a form?" and "do I have to?" ask for something else.
_INQUIRY = re.compile(
    rf"^\W*{_ASIDE}(?!.*\bhave to\b)(?!do (?:you|u) have an?\b)(?:"
    rf"(?:did|do|have|has|does)(?:n'?t)?\s+{_YOU}\b[^.!?]*?\b{_NOTED}\b"
    rf"|(?:what|which)\b[^.!?]*\b(?:did|do|have|does|has)\s+{_YOU}\b[^.!?]*?\b{_NOTED}\b"
    rf"|(?:what|which)\b[^.!?]*\bdid (?:i|we)\b[^.!?]*?\b{_SAID}"
    r"|(?:what|which)\b[^.!?]*\b(?:down|on file|noted|set to|so far)\b"
    r"|(?:is|was|are)\b[^.!?]*\b(?:down|noted|changed|updated|in there|on there|on it|saved)\b)",
    re.IGNORECASE,
)


def asks_what_is_noted(text: str) -> bool:
    """Whether the text is a question for what is there, and not for what an item means."""
    said = plain_quotes(text).strip()
    return bool(_INQUIRY.match(said)) and said.count(".") + said.count("\n") == said.endswith(".")
