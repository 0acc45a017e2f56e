"""Values without a form of their own: texts, names, addresses, billing numbers."""

import re

from tickets.values.base import (
    InvalidValue,
    leads,
    line,
    lines,
    nfkc_line,
    no_longer_than,
    strip_chat,
    words,
)

_TEXT = 300
_LONG_TEXT = 4_000
_ADDRESS = 8, 300
_PERSON = 2, 120
_BILLING_NUMBER = 2, 30
_FEWEST_WORDS = 3  # small words that make a sentence rather than a number
_VERBS = frozenset(words("is are was be use have need"))
_BILLING_LEAD = leads(
    r"billing(?: (?:number|code|no|nr|num|account))?|number|no|nr|num|code|account|charge code|bn"
)
_BILLING_NAME = re.compile(
    r"(?:(?:the|our|my|cot|agency)\s)*(?:billing(?:\s?(?:number|code|no|nr|num|account|#))?|number|"
    r"no\.|no(?=\s)|nr\.?|num|account|acct)[\s.:#]{1,3}",
    re.IGNORECASE | re.ASCII,
)
_BILLING = re.compile(r"[A-Za-z0-9 ./_-]*", re.ASCII)
_ADDRESS_LEAD = leads("address|location|office|building")
_PERSON_LEAD = leads("name|employee|user|person|hire|colleague|worker|supervisor|manager")
# "Me, Pat Doe" is Pat Doe.
_ONESELF = re.compile(r"^(?:it's )?(?:me|myself)\s?[,:;-]\s?(?=\w)", re.IGNORECASE)
_NOBODY = frozenset(
    words(
        "anyone anybody dont know hello help her hi him i idk later maybe me myself n na no "
        "nobody none one "
        "nope not nothing ok okay same skip somebody someone sure tbd test thanks that them they "
        "unknown what who y yeah yep yes yet you"
    )
)
_IGNORANT = re.compile(r"(?:i|we) (?:do ?n.?t|do not) know\b|not sure\b|no idea\b", re.IGNORECASE)
_MAIL = re.compile(r"\S+@\S+|\S+://\S+")
_SHORT = 3  # letters of an abbreviation, which keeps its point


def check_text(text: str) -> str:
    """One line of words."""
    return no_longer_than(_TEXT, _telling(line(text), text))


def check_long_text(text: str) -> str:
    """Words with their line breaks."""
    return no_longer_than(_LONG_TEXT, _telling(lines(text), text))


def check_billing_number(text: str) -> str:
    """A number whose form the Commonwealth does not publish."""
    value = nfkc_line(text)
    while True:
        before = value
        value = strip_chat(value, _BILLING_LEAD).lstrip("#.= ").rstrip(". ")
        value = value.strip("\"'()[]*")
        if match := _BILLING_NAME.match(value):
            value = value[match.end() :]
        if value == before:
            break
    small = [word for word in value.split() if word.isalpha() and word.islower()]
    spelled = [word for word in value.split() if word.isalpha() and word[1:].islower()]
    is_long = len(small) >= _FEWEST_WORDS or len(spelled) >= _FEWEST_WORDS
    sentence = is_long or not _VERBS.isdisjoint(small)
    if sentence or not any(c.isdigit() for c in value):
        raise InvalidValue("billing_number_unclear", text)
    if not _BILLING.fullmatch(value):
        wrong = next(c for c in value if not _BILLING.fullmatch(c))
        raise InvalidValue("billing_number_characters", text, character=wrong)
    least, limit = _BILLING_NUMBER
    if not least <= len(value) <= limit:
        raise InvalidValue("billing_number_length", text, least=str(least), limit=str(limit))
    return value


def check_address(text: str) -> str:
    """A street address in any form."""
    value = _ended(line(text), _ADDRESS_LEAD)
    least, limit = _ADDRESS
    no_longer_than(limit, value)
    words = [word for word in value.split() if any(c.isalnum() for c in word)]
    if len(value) < least or len(words) < 2 or not any(c.isdigit() for c in value):
        raise InvalidValue("address_incomplete", text)
    return value


def check_person(text: str) -> str:
    """The name of somebody, with what was said about them."""
    value = _ONESELF.sub("", _ended(line(text), _PERSON_LEAD))
    least, limit = _PERSON
    no_longer_than(limit, value)
    words = re.findall(r"[^\W\d_]+", value.replace("'", ""))
    says_nobody = {word.lower() for word in words} <= _NOBODY or _IGNORANT.match(value)
    if len(value) < least or says_nobody or _MAIL.fullmatch(value):
        raise InvalidValue("person_unclear", text)
    return value


def _telling(value: str, typed: str) -> str:
    if not any(c.isalnum() for c in value):
        raise InvalidValue("empty", typed)
    return value


def _ended(value: str, lead: re.Pattern[str]) -> str:
    """Without the chat around it and the mark at its end; "Jr." and "St." keep theirs."""
    while True:
        before = value
        value = strip_chat(value, lead)
        value = value.rstrip("?")
        last = value.rpartition(" ")[2]
        if last.endswith(".") and len(last) > _SHORT and "." not in last[:-1]:
            value = value.rstrip(".")
        if value == before:
            return value
