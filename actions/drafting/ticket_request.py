"""What a message wants besides its topic: to have a ticket drafted, or to ask a question."""

import re

FEWEST_WORDS = 4  # "file backup request" is a search

_TICKET = (
    r"(?:ticket|tkt|request|req|draft|case|order|application|exemption|change|incident|report)s?"
)
_ORDER = re.compile(
    rf"""
    \b(?:open|create|start|file|fill(?:\s+(?:out|in|up))?|raise|log|submit|draft|put\s+in|prepare|make|
        write(?:\s+up)?|enter|send\s+in|set\s+up|begin|get|put)\b
    (?:\s+(?!how\b|who\b|what\b)[\w'-]+){{0,5}}?\s+{_TICKET}\b
    | \bput\s+(?:an?\s+)?{_TICKET}\s+in\b
    | \b(?:i|we)(?:'d|\s+would)?\s+(?:want|like|need|wish)s?\s+to\s+(?:order|request|submit|file)\b
    | ^\W*(?:(?:please|pls|kindly)\s+)?(?:order|request|file|draft|submit)\s+(?!by\b|for\s+info)\w+
    | \b(?:order|file|submit|draft|fill\s+(?:out|in))\s+(?:me|us|it|that|this|one|an?)\b
    | \b(?:can|could|would|will)\s+(?:you|u|y'?all)\s+(?:(?:please|pls)\s+)?
        (?:order|file|draft|submit|open|request)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ASKS = re.compile(
    r"""^\W*(?:(?:hi|hello|hey|ok|okay|so|and|but|um+|wait|first|sorry|quick\s+question)\W+)*
    (?:how|who|whom|whose|what|whats|what's|which|where|when|why|is|are|does|do|did|am|should|shall|may|
       can\s+(?!you|u\b|y'?all)|could\s+(?!you|u\b)|would\s+(?!you|u\b)|will\s+(?!you|u\b)|has|have\s+you)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ASKS_WITHIN = re.compile(
    r"\b(?:how (?:do|can|would|should|does|long|much|to)|who (?:do|can|may|should|is|signs)|"
    r"what (?:is|are|do|does|form|happens)|which form|(?:explain|tell me|know) (?:how|who|what))\b",
    re.IGNORECASE,
)
_CAN_YOU = re.compile(r"\b(?:can|could|would|will)\s+(?:you|u|y'?all)\b", re.IGNORECASE)
_ANOTHER = re.compile(r"\b(?:also|another|as well|too|second|next|in addition)\b", re.IGNORECASE)


def asks(text: str) -> bool:
    """Whether the text is put as a question."""
    return text.rstrip(" .!)\"'").endswith("?") or bool(_ASKS.search(text))


def wants_draft(text: str) -> bool:
    """Whether the text tells us to open a ticket, rather than asking how that is done."""
    if _ASKS.search(text) or _ASKS_WITHIN.search(text) or len(text.split()) < FEWEST_WORDS:
        return False
    order = _ORDER.search(text)
    return bool(order) and ("?" not in text or bool(_CAN_YOU.search(text)))


def wants_another(text: str) -> bool:
    """Whether the text brings up one more thing."""
    return bool(_ANOTHER.search(text)) or wants_draft(text)
