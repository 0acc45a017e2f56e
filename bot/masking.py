"""Takes secrets out of a text before anything stores or logs it: numbers, passwords, keys."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

Spans = Iterator[tuple[int, int]]
_NAMES = {"ssn": "social security number", "card": "card number", "password": "password"}
_NAMES |= {"private_key": "private key", "token": "access token"}
# While the rules run, each secret is one private character that no rule takes for a letter.
_MARKS = dict(zip(_NAMES, "\ue000\ue001\ue002\ue003\ue004", strict=True))
_PASSES = 12
_PIECE = re.compile(rf"\[removed: (?:{'|'.join(_NAMES.values())})\]|.", re.DOTALL)
_ALIKE = str.maketrans("\u2212\u02d7\u2043\u201c\u201d\u201e`\u2018\u2019\t\r", '---""""\'\' \n')

_KEY = re.compile(r"(?i)-{2,10} ?BEGIN [\w ]{0,30}PRIVATE KEY|PuTTY-User-Key-File-\d")
_KEY_END = re.compile(r"(?i)END [\w ]{0,30}PRIVATE KEY[\w ]{0,9}-{0,10}|Private-MAC: ?\w+")
_TOKEN = re.compile(
    r"(?<![^\W_])(?:(?:AKIA|ASIA)[0-9A-Z]{16}(?![^\W_])|gh[pousr]_\w{20,}|github_pat_\w{20,}"
    r"|xox[a-z]-[\w-]{10,}|(?<!-)eyJ[\w-]{7,}\.[\w-]{8,}(?:\.[\w-]*)*"
    r"|(?i:(?<=bearer )|(?<=bearer:)|(?<=bearer: ))(?=[\w.~+/-]*\d)[\w.~+/-]{20,}=*)"
)
_SEP = r"( ?[-./]\s?| {1,2})?"
_SSN = re.compile(rf"(?<!\d)(?!000|666)\d{{3}}{_SEP}(?!00)\d\d{_SEP}(?!0000)\d{{4}}(?!\d)")
_SSN_WORD = re.compile(
    r"(?i)ssn|\bss ?(?:#|no\b|num)|\bsoc\.? ?sec|\bsocial(?! (?:work|media|serv|stud|event))"
)
# Around a number: what makes it a piece of a longer one, of a reference or of a host name.
_PIECE_OF = re.compile(r"[^\W_]-?\0|\d[./]\0|\0[-./]\d|\0[-\w]*\.[a-z][\w-]*\.[a-z]")
_GAP = r"[ -]{1,3}"
_CARDS = [
    re.compile(rf"(?<![^\W_])(?<!\d-)(?=({shape})(?!\d|-\d))")
    for shape in (
        r"\d{13,19}",
        rf"\d{{4}}(?:{_GAP}\d{{4}}){{2}}{_GAP}\d{{1,4}}",
        rf"\d{{4}}(?:{_GAP}\d{{4}}){{3}}{_GAP}\d{{1,3}}",
        rf"\d{{4}}{_GAP}\d{{6}}{_GAP}\d{{4,5}}",
        r"(?<!\d )\d{3,8}([ -])\d{3,}(?:\2\d{3,}){0,4}(?:\2\d{1,8})?(?! \d)",
    )
]
# A phone number with extension, a ZIP+4 code, years in a row, a moment.
_NO_CARD = re.compile(
    r"\d{3}[ -]\d{3}[ -]?\d{4}\b|\d{10}\b|\d{5}-\d{4}\b|(?:(?:19|20)\d\d\W+){3}"
    r"|20\d\d[01]\d[0-3]\d[0-2]\d[0-5]\d(?:\d\d|\d{5})$"
)

_LONG = r"pa?s+[ -]?w(?:or|ro|r|o)?d|pass[ -]?code|pass[ -]?phrase|pwd|(?<![^\W_])p/?w"
_TRIGGER = re.compile(rf"(?i)(?:({_LONG})|(?<![^\W_])(?:pass|pin))[s\d]?(?![^\W_])")
_MIDDLE = (
    r"(?P<middle>\s(?:for|on|to|of|in|at|from|with|i|he|she|we|they|you|that|which|it)"
    r"(?:\s[\w'/&-]{1,30}){0,6}?)?"
)
_SET = r"(?:set|changed|reset|updated)\s(?:back\s)?to"
# What may stand between the word "password" and the password.
_LINKS = {
    "label": r"[\"')\]]{0,2}(?:\s(?:number|code))?(?:\s(?:is|was|are))?"
    r"(?:\s(?:as\sfollows|the\sfollowing|below))?\s{0,3}(?:[:=]{1,2}>?|-{1,2}>|\u2192)\s{0,6}",
    "is": rf"[\"']?(?:\s(?:number|code))?{_MIDDLE}(?:\s(?:is|was|are|{_SET})|'s"
    r"|\s(?:will|should|would|must|could|to)\sbe)"
    r"(?:\s(?:now|still|just|currently|actually|simply|probably|not|no\slonger|always|only"
    rf"|temporarily|{_SET})){{0,3}}\s{{1,3}}",
    "to": rf"{_MIDDLE}?\s(?:back\s)?(?:to|from)(?:\sbe)?\s{{1,3}}",
    "dash": r"\s{1,2}-{1,2}\s{1,2}",
    "space": r"(?:\s(?:number|code))?,?\s{1,2}(?:which\s(?:is|was)\s)?",
}
_AFTER = {name: re.compile(f"(?i){pattern}") for name, pattern in _LINKS.items()}
_CHANGED = re.compile(r"(?i)\b(?:chang|set|reset|updat|ma[kd]|switch)\w*\s(?:[\w']+\s){0,4}$")
_USER = re.compile(
    r"(?i)\b(?:user ?(?:name|id)?|log-?[io]n|account)(?: is| was)?[:=]?\s([^\s,;]{2,40})[,;/]?\s"
    r"(?:(?:and|with|my|the|&)\s){0,2}$"
)
_WORD = re.compile(r"([(\[{<\"']*)(\S{1,256})")
_QUOTED = re.compile(
    r"(?i)\"([^\"\n]{1,200})\"|'(?!til\b|cause\b)([^'\n]{1,200})'(?![\w\ue000-\ue005])"
)
_ENDS = re.compile(
    r"[.,;!?)\]\"']*(?:\s*(?:$|\n)|(?<=[.,;!?)])\s|\s(?:-|(?:and|but|or|user\w*|login|please)\b))"
)
_ALSO = re.compile(r"(?i)\s?(?:[/,;&]|\b(?:or|and|then|to)\b)\s{0,2}(?:then\s|now\s|to\s)?")
_LONGER = re.compile(r"\S*")
_PHRASE = re.compile(r"(?: (?!and\b|but\b|for\b|user)[\w'-]+){0,7}")
_UNIT = r"(?:char|digit|day|week|month|year|hour|min|letter|time|symbol|number|long|percent|%)"
_UNIT_NEXT = re.compile(rf"(?i)\s?(?:(?:or|to|more|-)\s?(?:\d+|more)?\s?)?{_UNIT}")
# Forms, tickets, links, products, ordinals, lengths and durations.
_HARMLESS = re.compile(
    rf"(?i)f\d{{3}}|cio-?\d+|(?:inc|ritm|req|chg|s?c?task|case|ticket|kb)[-#]?\d+|\w+://.*|at&t|\w&\w"
    r"|(?:windows|win|office|server|ms|o|m)-?(?:\d\d?|365|20[12]\d)"
    rf"|\d+(?:st|nd|rd|th|x|hrs?|am|pm|d|k|fa)|\d[\d-]*\W?{_UNIT}\w*"
)
_ADDRESS = re.compile(r"[^@]+@[\w-]+\.\w.*|.*\\.*|[A-Z0-9-]+", re.DOTALL)
_INSIDE = re.compile(r"[^\W_][@#$%^&*~+=!|]+[^\W_]")
_SYMBOL = re.compile(r"[^\W_][@#$%^&*~+=!?|._,<>]+[^\W_]|[@#$%^&*~+=_]$|^[@#$%^&*~+=!_]")
_WITHOUT = re.compile(
    r"(?i)://[^\s:/@]{1,64}:([^\s/@]{1,64})(?=@)"
    r"|\b(?:(?:log|sign)\w{0,6}|cred\w{0,8})\b[^\n/]{0,30}?(?:\b(?:with|as|using|is|are)|:)\s"
    r"[\w.@\\-]{2,40}(?:\s?/\s?|\sand\s)(?=\S)"
    rf"|(?<!\S)(?=\S{{5,64}}\s(?:is|was|as)\s(?:[\w']{{1,12}}\s){{0,3}}?(?:{_LONG}|pin)"
    r"(?:[.,;!?)\s]*$|[.,;!?]|\s(?:and|but|for|on|it)\b))"
)
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


class Masked(NamedTuple):
    """A text without its secrets, and the kinds it had in order of first appearance."""

    text: str
    kinds: tuple[str, ...]


def mask(text: str) -> Masked:
    """The text with each secret replaced by a marker that names its kind."""
    cells, folded = _fold(text)
    for _ in range(_PASSES):  # a secret that is gone may have hidden another from the rules
        before = folded
        for kind, find in _FINDERS:
            for start, end in reversed(list(find(folded))):
                cells[start:end] = [f"[removed: {_NAMES[kind]}]"]
                folded = folded[:start] + _MARKS[kind] + folded[end:]
        if folded == before:
            break
    else:  # a text made to defeat the rules: nothing of it is kept
        cells, folded = [f"[removed: {_NAMES['password']}]"], _MARKS["password"]
    kinds = [kind for kind in _NAMES if _MARKS[kind] in folded]
    return Masked("".join(cells), tuple(sorted(kinds, key=lambda kind: folded.index(_MARKS[kind]))))


def _fold(text: str) -> tuple[list[str], str]:
    """The text in pieces, and for each the plain character that the rules see."""
    cells, letters = [""], [" "]
    for piece in _PIECE.findall(text):
        if letter := _plain(piece):
            cells.append(piece)
            letters.append(letter)
        else:
            cells[-1] += piece
    return cells, "".join(letters)


@lru_cache(maxsize=4096)
def _plain(piece: str) -> str:
    """A look-alike as what it stands for, an invisible character as nothing."""
    if len(piece) > 1 or unicodedata.category(piece) == "Co":
        return "\ue005"  # a marker, or a character that must not pass for a mark
    letter = unicodedata.normalize("NFKC", piece).translate(_ALIKE)
    letter = letter if len(letter) == 1 else piece
    category = unicodedata.category(letter)
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    return {"Cf": "", "Me": "", "Pd": "-", "Zs": " ", "Zl": "\n"}.get(category, letter)


def _keys(text: str) -> Spans:
    end = 0
    while begin := _KEY.search(text, end):
        close = _KEY_END.search(text, begin.end())
        end = close.end() if close else len(text)
        yield begin.start(), end


def _ssns(text: str) -> Spans:
    for match in _SSN.finditer(text):
        start, end = match.span()
        told = _SSN_WORD.search(text, max(0, start - 40), start)
        around = text[max(0, start - 2) : start] + "\0" + text[end : end + 30]
        if match[1] == " ":  # digits in groups around it: an international phone number, a table
            around = re.sub(r" (?=\d)|(?<=\d) (?=\0)", "-", around)
        grouped = match[1] and match[2] and not _PIECE_OF.search(around)
        if grouped or (told and (match[1] or not match[2])):  # 40601-1234 is a ZIP code
            yield start, end


def _cards(text: str) -> Spans:
    found = [match for shape in _CARDS for match in shape.finditer(text) if _is_card(match[1])]
    last = 0
    for start, end in sorted(
        (match.span(1) for match in found), key=lambda span: (span[0], -span[1])
    ):
        if start >= last and "imei" not in text[max(0, start - 25) : start].lower():
            last = end
            yield start, end


def _is_card(number: str) -> bool:
    digits = [int(digit) for digit in number if digit.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (
        13 <= len(digits) <= 19
        and 2 <= digits[0] <= 6
        and (sum(doubled) + sum(digits[-1::-2])) % 10 == 0
        and not _NO_CARD.match(number)
    )


def _passwords(text: str) -> Spans:
    end = 0
    for trigger in _TRIGGER.finditer(text):
        if trigger.start() < end:
            continue
        values = (_value(text, at, need) for at, need in _places(text, trigger))
        span = next(filter(None, values), None)
        while span:
            yield span
            end = span[1]
            more = _ALSO.match(text, end)
            span = _value(text, more.end(), "clear") if more else None


def _places(text: str, trigger: re.Match[str]) -> Iterator[tuple[int, str]]:
    """Where the password may begin, and how much like one the word there must look."""
    before = text[max(0, trigger.start() - 60) : trigger.start()]
    user = _USER.search(before)
    named = bool(user and not _is_ordinary(user[1]))
    is_pass = trigger[0].lower() == "pass"  # a word of its own: "pass it on"
    for name, pattern in _AFTER.items():
        link = pattern.match(text, trigger.end())
        if not link or (is_pass and not named and name in {"to", "dash", "space"}):
            continue
        near = not link.groupdict().get("middle")
        if name == "label":
            yield link.end(), "phrase" if "phrase" in trigger[0].lower() else "any"
        elif name == "space":
            yield link.end(), "end" if named else "clear"
        elif name == "to" and not _CHANGED.search(before):
            yield link.end(), "clear"
        else:
            yield link.end(), "end" if near and trigger[1] and name != "dash" else "strong"


def _value(text: str, at: int, need: str) -> tuple[int, int] | None:
    """The span of the password that begins here, if what begins here is one."""
    quoted = _QUOTED.match(text, at)
    if quoted and any(map(str.isalnum, quoted[0])):
        return quoted.span(quoted.lastindex or 0)
    word = _WORD.match(text, at)
    if not word:
        return None
    start, end = word.start(2), word.start(2) + len(word[2].rstrip(".,;:)]}>\"'"))
    if not _is_secret(text, start, end, need):
        return None
    rest = _PHRASE.match(text, end) if need == "phrase" else None
    if len(word[2]) == 256:  # longer than any password, yet nothing of it may stay
        rest = _LONGER.match(text, end)
    return start, rest.end() if rest else end


def _is_secret(text: str, start: int, end: int, need: str) -> bool:
    """Whether the word is a password, from least to most doubt: any, phrase, end, strong, clear.

    "end" takes a plain word where its clause ends, "strong" needs a digit, a symbol or mixed case,
    "clear" both letters and digits or a symbol that no ordinary word has inside.
    """
    word = text[start:end]
    letters, digits = any(map(str.isalpha, word)), sum(map(str.isdigit, word))
    if not (letters or digits) or _HARMLESS.fullmatch(word) or (not digits and _is_ordinary(word)):
        return False
    if not letters:
        enough = (
            word.rstrip("#*!?").isdigit() and 4 <= digits <= 8 if need == "clear" else digits >= 3
        )
        return enough and not _UNIT_NEXT.match(text, end)
    if need == "clear":
        plain = _ADDRESS.fullmatch(word)
        return not plain and bool(_INSIDE.search(word) or (digits and len(word) >= 5))
    if digits or _SYMBOL.search(word) or not (word.islower() or word.isupper() or word.istitle()):
        return True
    if need == "end":
        return bool(_ENDS.match(text, end))
    return need != "strong" and not text.startswith(":", end)


def _is_ordinary(word: str) -> bool:
    """Whether it is a word of everyday talk about passwords: a status, a question, a thing."""
    parts = re.findall(r"[^\W_]+", word.lower().replace("n't", " not"))
    known = [part in _ORDINARY or part.removesuffix("s") in _ORDINARY for part in parts]
    family = not word.istitle() and "".join(parts[-1:]).endswith(
        ("ed", "ing", "ly", "able", "ible")
    )
    built = _INSIDE.search(word) or word[1:] != word[1:].lower() or len(parts) > 2
    return family or (all(known) if built else any(known))


def _given(text: str) -> Spans:
    """Passwords without the word before them: "log in with bob / X", "X is my password"."""
    for match in _WITHOUT.finditer(text):
        span = match.span(1) if match[1] else _value(text, match.end(), "clear")
        if span and any(map(str.isalnum, text[slice(*span)])):
            yield span


_FINDERS = (
    ("private_key", _keys),
    ("token", lambda text: (match.span() for match in _TOKEN.finditer(text))),
    ("card", _cards),
    ("ssn", _ssns),
    ("password", _passwords),
    ("password", _given),
)
