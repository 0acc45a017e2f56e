"""Finds private keys and access tokens."""

import re

from bot.masking.folding import Spans

_KEY = re.compile(r"(?i)-{2,10} ?BEGIN [\w ]{0,30}PRIVATE KEY|PuTTY-User-Key-File-\d")
_KEY_END = re.compile(r"(?i)END [\w ]{0,30}PRIVATE KEY[\w ]{0,9}-{0,10}|Private-MAC: ?\w+")
_TOKEN = re.compile(
    r"(?<![^\W_])(?:(?:AKIA|ASIA)[0-9A-Z]{16}(?![^\W_])|gh[pousr]_\w{20,}|github_pat_\w{20,}"
    r"|xox[a-z]-[\w-]{10,}|(?<!-)eyJ[\w-]{7,}\.[\w-]{8,}(?:\.[\w-]*)*"
    r"|(?i:(?<=bearer )|(?<=bearer:)|(?<=bearer: ))(?=[\w.~+/-]*\d)[\w.~+/-]{20,}=*)"
)


def private_keys(text: str) -> Spans:
    end = 0
    while begin := _KEY.search(text, end):
        close = _KEY_END.search(text, begin.end())
        end = close.end() if close else len(text)
        yield begin.start(), end


def tokens(text: str) -> Spans:
    """Access tokens of the usual makers, and what follows the word "bearer"."""
    return (match.span() for match in _TOKEN.finditer(text))
