"""Finds private keys and access tokens."""

import re

from bot.masking.folding import Spans

_KEY = re.compile(r"(?i)-{2,10} ?BEGIN [\w ]{0,30}PRIVATE KEY|PuTTY-User-Key-File-\d")
_KEY_END = re.compile(r"(?i)END [\w ]{0,30}PRIVATE KEY[\w ]{0,9}-{0,10}|Private-MAC: ?\w+")
_TOKEN = re.compile(
    r"(?<![^\W_])(?:(?:AKIA|ASIA)[0-9A-Z]{16}(?![^\W_])|gh[pousr]_\w{20,}|github_pat_\w{20,}"
    r"|xox[a-z]-[\w-]{10,}"
    r"|(?i:(?<=bearer )|(?<=bearer:)|(?<=bearer: ))(?=[\w.~+/-]*\d)[\w.~+/-]{20,}=*)"
)
# A JSON web token. Its rule is in three steps, as one expression takes quadratic time.
_JWT_HEAD = re.compile(r"(?<![\w-])[\w-]{10,}(?=\.[\w-]{8})")
_JWT_BEGIN = re.compile(r"(?<![^\W_])(?<!-)eyJ")
_JWT_REST = re.compile(r"(?:\.[\w-]*)*")


def private_keys(text: str) -> Spans:
    end = 0
    while begin := _KEY.search(text, end):
        close = _KEY_END.search(text, begin.end())
        end = close.end() if close else len(text)
        yield begin.start(), end


def tokens(text: str) -> Spans:
    """Access tokens of the usual makers, and what follows the word "bearer"."""
    found = [*_jwts(text), *(match.span() for match in _TOKEN.finditer(text))]
    start = end = 0
    for next_start, next_end in sorted(found):
        if next_start >= end:
            if end:
                yield start, end
            start = next_start
        end = max(end, next_end)
    if end:
        yield start, end


def _jwts(text: str) -> Spans:
    end = 0
    for head in _JWT_HEAD.finditer(text):
        if head.start() < end:
            continue
        begin = _JWT_BEGIN.search(text, head.start(), head.end() - 7)
        rest = _JWT_REST.match(text, head.end())
        if begin and rest:
            end = rest.end()
            yield begin.start(), end
