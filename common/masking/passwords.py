"""Finds passwords, secret keys and codes that the text names as such."""

import re
from collections.abc import Iterator

from common.masking.folding import Spans
from common.masking.values import value
from common.masking.words import is_ordinary

Surroundings = tuple[int, int, str]
# How far around the word "password" the rules look: a link and a value take less than 600.
_BEFORE, _FARTHEST = 60, 800
_LONG = r"pa?s+[ -]?w(?:or|ro|r|o|0r)?d|p@ss[ -]?w[o0]rd|pass[ -]?code|pass[ -]?phrase|pwd"
_LONG += r"|(?<![^\W_])p/?w"
PASSWORDS = re.compile(rf"(?i)(?:({_LONG})|(?<![^\W_])(?:pass|pin))[s\d]?(?![^\W_])")
# Keys and codes that are as good as a password. "Key" and "code" alone are many other things.
_WHOSE = "client|app(?:lication)?|shared|webhook|consumer|signing|api|oauth|totp|2fa|mfa"
_KEY_OF = (
    "api|access|secret|wi-?fi|wireless|network|wpa[23]?|wep|security|encryption|decryption|recovery"
    "|bit-?locker|product|licen[sc]e|activation|pre-?shared|shared|master|account|storage"
    "|subscription|admin|signing|service|auth"
)
_CODE_OF = (
    r"access|security|door|gate|alarm|verification|auth\w{0,12}|mfa|2fa|duo|otp|one[ -]?time|backup"
    "|recovery|unlock|entry|sms|log-?in|sign-?in|pairing|voice ?mail|garage"
)
_FOR_WHAT = r"access|auth\w{0,12}|api|refresh|session|sas|security"
_SECRETS = (
    rf"(?:{_WHOSE})[ _-]?secret(?:[ _-]?(?:key|value))?"
    rf"|(?:{_KEY_OF})[ _-]?(?:recovery[ _-]?|access[ _-]?)?key|pass-?key"
    rf"|(?:{_CODE_OF})[ _-]?code|(?:{_FOR_WHAT})[ _-]?token|connection[ _-]?string"
)
SECRETS = re.compile(rf"(?i)(?<![^\W_])(?:({_SECRETS})|secret|otp)s?(?![^\W_])")
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
_OTHERWISE = frozenset({"pass", "secret", "secrets"})
_CHANGED = re.compile(r"(?i)\b(?:chang|set|reset|updat|ma[kd]|switch)\w*\s(?:[\w']+\s){0,4}$")
_USER = re.compile(
    r"(?i)\b(?:user ?(?:name|id)?|log-?[io]n|account)(?: is| was)?[:=]?\s([^\s,;]{2,40})[,;/]?\s"
    r"(?:(?:and|with|my|the|&)\s){0,2}$"
)
_ALSO = re.compile(r"(?i)\s?(?:[/,;&]|\b(?:or|and|then|to)\b)\s{0,2}(?:then\s|now\s|to\s)?")
_WITHOUT = re.compile(
    r"(?i)://[^\s:/@]{1,64}:([^\s/@]{1,64})(?=@)"
    r"|\b(?:(?:log|sign)\w{0,6}|cred\w{0,8})\b[^\n/]{0,30}?(?:\b(?:with|as|using|is|are)|:)\s"
    r"[\w.@\\-]{2,40}(?:\s?/\s?|\sand\s)(?=\S)"
    r"|\b(?:log-?in|user ?(?:name|id)?|un|uid|acc(?:oun)?t|cred\w{0,8})\b[:=]?\s[\w.@\\-]{2,40}"
    r"(?:\s?/\s?|:)(?=\S)"
    r"|(?<![^\W_])u(?:n|ser)?\s?[:=]\s?[^\s,;]{1,40}[,;/]?\s{1,2}p(?:w|ass)?\s?[:=]\s?(?=\S)"
    rf"|(?<!\S)(?=\S{{5,64}}\s(?:is|was|as)\s(?:[\w']{{1,12}}\s){{0,3}}?(?:{_LONG}|pin)"
    r"(?:[.,;!?)\s]*$|[.,;!?]|\s(?:and|but|for|on|it)\b))"
)


def told_secrets(text: str, words: re.Pattern[str], hopeless: set[Surroundings]) -> Spans:
    """What follows a word for it. Surroundings that have nothing are noted for the next pass."""
    end = 0
    for trigger in words.finditer(text):
        if trigger.start() < end or (around := _surroundings(text, trigger)) in hopeless:
            continue
        values = (value(text, at, need) for at, need in _places(text, trigger))
        span = next(filter(None, values), None)
        if not span:
            hopeless.add(around)
        while span:
            yield span
            end = span[1]
            more = _ALSO.match(text, end)
            span = value(text, more.end(), "clear") if more else None


def _surroundings(text: str, trigger: re.Match[str]) -> Surroundings:
    start, end = trigger.span()
    around = text[max(0, start - _BEFORE) : end + _FARTHEST]
    return min(start, _BEFORE), end - start, around


def _places(text: str, trigger: re.Match[str]) -> Iterator[tuple[int, str]]:
    """Where the password may begin, and how much like one the word there must look."""
    before = text[max(0, trigger.start() - _BEFORE) : trigger.start()]
    is_pass = trigger[0].lower() in _OTHERWISE  # a word of its own: "pass it on"
    for name, pattern in _AFTER.items():
        link = pattern.match(text, trigger.end())
        if not link:
            continue
        if is_pass and name in {"to", "dash", "space"} and not _names_user(before):
            continue
        near = not link.groupdict().get("middle")
        if name == "label":
            yield link.end(), "phrase" if "phrase" in trigger[0].lower() else "any"
            yield link.end(), "words"
        elif name == "space":
            yield link.end(), "end" if _names_user(before) else "clear"
        elif name == "to" and not _CHANGED.search(before):
            yield link.end(), "clear"
        else:
            yield link.end(), "end" if near and trigger[1] and name != "dash" else "strong"
            if near and trigger[1]:
                yield link.end(), "words"


def _names_user(before: str) -> bool:
    user = _USER.search(before)
    return bool(user and not is_ordinary(user[1]))


def bare_passwords(text: str) -> Spans:
    """Passwords without the word before them: "log in with bob / X", "X is my password"."""
    for match in _WITHOUT.finditer(text):
        span = match.span(1) if match[1] else value(text, match.end(), "clear")
        if span and any(map(str.isalnum, text[slice(*span)])):
            yield span
