"""The ordinary words, forms and lengths that people mention next to the word "password"."""

import re
from itertools import islice

_UNIT = r"(?:char|digit|day|week|month|year|hour|min|letter|time|symbol|number|long|percent|%)"
UNIT_NEXT = re.compile(rf"(?i)\s?(?:(?:or|to|more|-)\s?(?:\d+|more)?\s?)?{_UNIT}")
# Forms, tickets, links, products, ordinals, lengths and durations.
HARMLESS = re.compile(
    rf"(?i)f\d{{3}}|cio-?\d+|(?:inc|ritm|req|chg|s?c?task|case|ticket|kb)[-#]?\d+|\w+://.*|at&t|\w&\w"
    r"|(?:windows|win|office|server|ms|o|m)-?(?:\d\d?|365|20[12]\d)"
    rf"|\d+(?:st|nd|rd|th|x|hrs?|am|pm|d|k|fa)|\d[\d-]*\W?{_UNIT}\w*"
)
INSIDE = re.compile(r"[^\W_][@#$%^&*~+=!|]+[^\W_]")
_PART = re.compile(r"[^\W_]+")
_FAMILY = re.compile(r"(?:ed|ing|ly|able|ible)[\W_]*$")
# What people say of a password without telling it.
_TALK = """
a about above access account active admin after again all almost already also always am an and
another any anymore anyone app are around as asap ask at away back bad be because been before below
best better blank both broken but by can cannot cant case change check clear close come complex
computer contact correct could date dead default desk did different difficult do does domain done
dont down due each easy either else email empty end enough error even ever every everyone expird
expire expiry fail false few fine first for forgot forgotten form from full get give go goes gone
good got had hard has have he hello help her here hi hidden him history hold home how i if in
inactive incorrect info information insecure instead internet into invalid is issue it its just
keepass keeps key know laptop last later length less let like limit link list locked lockout log
login logon long look lost low made mail mailbox make manager many match may me mean might mine
minimum missing more most much must my near need needed never new next no nobody non none nonsense
normal not nothing now null obsolete of off ok okay old on once one onedrive online open or other
our out outlook over page pc pending perfect personal phone plain please pls policies policy portal
printer private problem prompt public question quite rather ready reason rejected request required
requirements reset right rule safe same say screen security see self send sensitive sent server
service set sharepoint she short should show shown sign simple since site so some someone something
soon staff stale state still stop strange strong stuck such sync system t take teams tell temporary
than thank that the their them then there these they this those through ticket til time timeout to
today together told tomorrow tonight too true try two unable under unique unknown unlock unsafe
unsure until unusual up upper urgent us use useless user username usual valid very vpn want was way
we weak webmail website weird well went were what whatever when where which while who whom whose why
wifi will windows with within without wont work worse would wrong yes yesterday yet you your
"""
_ORDINARY = frozenset(_TALK.split())
# What joins words to a sentence.
_SENTENCE = """
about after all and any are because been before but can cannot could did does during every for from
had has have her him his how into its like longer may might more most must near need needs never not
now off onto only other our out over per please than that the their them then there these they this
those through too under until upon very was were what when where which while who why will with
within without would you your
"""
_JOINING = frozenset(_SENTENCE.split())


def makes_no_sentence(words: str) -> bool:
    """Whether nothing joins the words, and most are no talk of passwords: a phrase made up."""
    parts = words.replace("-", " ").split()
    strange = sum(part not in _ORDINARY for part in parts)
    return strange >= 2 and not any(part in _JOINING for part in parts)


def is_ordinary(word: str) -> bool:
    """Whether it is a word of everyday talk about passwords: a status, a question, a thing."""
    lowered = word.lower().replace("n't", " not")
    if not word.istitle() and _FAMILY.search(lowered):
        return True
    first = list(islice(_PART.finditer(lowered), 3))
    if len(first) > 2 or word[1:] != word[1:].lower() or INSIDE.search(word):
        return all(_is_known(part[0]) for part in _PART.finditer(lowered))
    return any(_is_known(part[0]) for part in first)


def _is_known(part: str) -> bool:
    return part in _ORDINARY or part.removesuffix("s") in _ORDINARY
