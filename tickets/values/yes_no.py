"""Yes or no, and whether somebody has a document.

Buttons answer most of these questions. A typed answer counts when it begins with yes or no and
nothing in it says the opposite or doubts it; anything else is asked again.
"""

import re

from tickets.values.base import NEGATED, InvalidValue, nfkc_line, words

HAVE_IT = "have it"
_LONGEST = 500
_YES_ALONE = frozenset(words("y sure ok okay correct right true"))
_YES = re.compile(
    r"(?:yes+|yep|yeah|yup|(?:i think|i guess) so|that's right|(?:it|they) (?:is|are|do|does))\b"
)
_NO = re.compile(
    r"(?:n$|no+(?! (?:problem|worries|doubt|question|idea|clue))|nope|nah|negative|not really|"
    r"of course not|i don't think so|(?:it|they) (?:isn't|aren't|don't|doesn't|is not|are not))\b"
)
_NEGATION = re.compile(rf"\b(?:no|not|never)\b|{NEGATED}")
_DOUBT = re.compile(
    r"\b(?:sure|certain|know|maybe|perhaps|depends|might|or|what|why|who|how|question)\b|\?"
)
_FILLER = re.compile(r"(?:u+h+|u+m+|well|oh|so|actually|sorry)\b\W{0,3}")
_NOT_YET = re.compile(
    r"\b(?:no(?! problem)|not|none|never|yet|waiting|pending|missing|unsigned|almost|later|soon|"
    rf"tomorrow|will|needs?|without|getting|working on|in progress|once|until)\b|{NEGATED}|'ll\b"
)
_HAS = re.compile(
    r"\b(?:(?:have|has|got) (?:it|them|that|one|the|this|both|all|my|our|a (?:copy|scan|signed))|"
    r"attached|here it is|enclosed|ready|done|completed?|signed|scanned|uploaded|sent)\b"
)


def check_yes_no(text: str) -> str:
    """yes or no."""
    if agreed := _agreed(_answer(text)):
        return agreed
    raise InvalidValue("yes_no_unclear", text)


def check_attachment(text: str) -> str:
    """That the person has the document; one that is not there yet has a reason of its own."""
    answer = _answer(text)
    agreed = _agreed(answer)
    is_doubtful = not agreed and _DOUBT.search(answer)
    if agreed == "no" or (_NOT_YET.search(answer) and not is_doubtful):
        raise InvalidValue("attachment_not_yet", text)
    if agreed == "yes" or (_HAS.search(answer) and not is_doubtful):
        return HAVE_IT
    raise InvalidValue("attachment_unclear", text)


def agrees(text: str) -> bool:
    """Whether a sentence begins with yes, and takes nothing of it back."""
    return _agreed(_answer(text)) == "yes"


def says_not_yet(text: str) -> bool:
    """Whether a sentence about a document says that it is not there."""
    return _NOT_YET.search(_answer(text)) is not None


def _answer(text: str) -> str:
    answer = nfkc_line(text)[:_LONGEST].lower().strip(" .,!;:-*\"'")
    while filler := _FILLER.match(answer):
        answer = answer[filler.end() :]
    return answer


def _agreed(answer: str) -> str:
    """What the answer says; empty if it says both, neither or is in doubt."""
    if answer in _YES_ALONE:
        return "yes"
    if _DOUBT.search(answer):
        return ""
    if no := _NO.match(answer):
        return "" if _YES.match(answer[no.end() :].lstrip(" ,.")) else "no"
    return "yes" if _YES.match(answer) and not _NEGATION.search(answer) else ""
