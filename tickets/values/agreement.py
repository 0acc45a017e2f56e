"""Yes or no, and whether somebody has a paper."""

import re

from tickets.values.refusal import Refusal
from tickets.values.wording import folded

HAVE_IT = "have it"
_LONGEST = 500
_WHO = r"(?:it|that|this|they|those|these|there|we|i|he|she|you)"
_IS = r"(?:is|are|was|were|do|does|did|has|have|had|am|will|would|can|should|could)"
_WRITTEN_OUT = (
    (re.compile(r"\bcan't\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"\b(do|does|did|is|are|was|have|has)nt\b"), r"\1 not"),
    (re.compile(r"'s\b"), " is"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'m\b"), " am"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"\bits\b"), "it is"),
    (re.compile(r"[\U0001f44d\u2705\u2714]"), " yes "),
    (re.compile(r"[\U0001f44e\u274c]"), " no "),
    (re.compile(r"\bno (?:problem|worries|doubt|question)\b|\bwhy not\b"), " yes "),
)
_FILLER = re.compile(
    r"(?:u+h+|u+m+|h+m+|er+m*|well|oh|ah|so|hi|hello|actually|honestly|sorry|please|thanks|(?:un)?fortunately|"
    r"thank you|i (?:think|guess|believe|suppose|am afraid)(?! so| not)(?: that)?)(?=\W|$)\W{0,3}"
)
_UNSURE = re.compile(
    r"\b(?:not (?:\w+ )?(?:sure|certain)|unsure|(?:do|did) not (?:really )?know|no (?:idea|clue)|"
    r"maybe|perhaps|depends|dunno|idk|might|could be|can not (?:say|tell)|possibly|not know|"
    r"what|why|who|how|which|when|where|hard to say|yes (?:and|or) no|unknown|unclear)\b|\?"
)
_YES = re.compile(
    r"(?:y+e+s+|yes ?sir|yep|yeah*|yup|ya|yah|aye|affirmative|absolutely|definitely|certainly|"
    r"indeed|of course|i (?:think|believe|guess|suppose) so|think so|i believe so|s\u00ed)\b"
)
_YES_ALONE = re.compile(
    rf"(?:y|sure|right|correct|true|ok|okay|k|si|exactly|very|probably|likely|agreed|for sure|"
    rf"(?:that is|you are) (?:right|correct|true)|"
    rf"{_WHO} (?:\w{{2,12}}ly )?{_IS}(?: (?:indeed|definitely|absolutely|certainly|very|quite|"
    rf"really|yes|so|too|highly|all|sensitive))*)(?: (?:please|thanks|thank you))?"
)
_NO = re.compile(
    rf"(?:n(?=$)|i do not (?:think|believe)(?: so)?|n+o+|nope|nah|nay|naw|negative|never|"
    rf"neither|none|false|not|no ?sir|"
    rf"{_WHO} (?:\w{{2,12}}ly )?{_IS} (?:\w{{2,12}}ly )?not|i doubt|do not think(?: so)?|"
    rf"probably not|"
    rf"of course not|absolutely not|definitely not|certainly not|"
    rf"i think (?:not|no))\b"
)
_DENIES = re.compile(r"\b(?:no|not|nope|never|neither)\b")
_NOT_YET = re.compile(
    r"\b(?:no|not|nope|nah|never|none|yet|waiting|pending|missing|unsigned|incomplete|lost|"
    r"working on|getting|in progress|almost|later|soon|tomorrow|next week|"
    r"will|need|needs|have to|has to|"
    r"going to|gonna|once|until|still (?:have|has|need|being|at|with|out|in)|without)\b"
)
_HAS = re.compile(
    r"\b(?:(?:have|has|got|having) (?:it|them|that|those|one|the|this|both|all|everything|my|our|"
    r"his|her|a (?:signed|copy|completed|scan|letter|form|report))|attached|attaching|here it is|"
    r"here they are|here is|here you go|enclosed|included|ready|done|completed?|signed|in hand|"
    r"filled|scanned|uploaded|sent|e-?mailed|mailed|submitted|finished|on my desk)\b|"
    r"^(?:here|i have|we have|i do|we do|have|got)$"
)


def check_yes_no(text: str) -> str:
    """yes or no."""
    answer = _answer(text)
    if agreed := _agreed(answer):
        return agreed
    raise Refusal("yes_no_unclear", text)


def check_attachment(text: str) -> str:
    """That the person has the paper; one that is not there yet is a refusal of its own."""
    answer = _answer(text)
    agreed = "" if _UNSURE.search(answer) else (_agreed(answer) or "-")
    if agreed == "no" or (agreed and _NOT_YET.search(answer)):
        raise Refusal("attachment_not_yet", text)
    if agreed == "yes" or (agreed and _HAS.search(answer)):
        return HAVE_IT
    raise Refusal("attachment_unclear", text)


def _answer(text: str) -> str:
    answer = folded(text)[:_LONGEST].lower()
    for pattern, plain in _WRITTEN_OUT:
        answer = pattern.sub(plain, answer)
    answer = " ".join(answer.split()).strip(" .,!;:-*\"'")
    while match := _FILLER.match(answer):
        answer = answer[match.end() :]
    return answer


def _agreed(answer: str) -> str:
    """What an answer says; empty if it says both or neither."""
    if not answer or _UNSURE.search(answer):
        return ""
    if no := _NO.match(answer):
        rest = answer[no.end() :].strip(" .,!;:-")
        return "" if _YES.match(rest) or _YES_ALONE.fullmatch(rest) else "no"
    said = _YES.match(answer) or _YES_ALONE.fullmatch(answer)
    return "yes" if said and not _DENIES.search(answer) else ""
