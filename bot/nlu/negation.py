"""Leaves out what a message does not ask for: "not the VPN, I need a certificate"."""

import re

FEWEST_WORDS = 3
# A sentence or clause ends here, or a contrast begins.
_CUT = re.compile(
    r"(\s*[.;:!?,\u2014]+\s+|\s+-+\s+|\s+but\s+"
    r"|\s+(?=(?:rather than|instead of)\b)"
    # ", not the scanner" and "mail not for him", but one piece: "this is not about the scanner"
    r"|(?<!\bis)(?<!\bam)(?<!\bare)(?<!\bwas)(?<!'s)(?<!'m)(?<!'re)"
    r"\s+(?=not (?:an?|the|about|for)\b))",
    re.IGNORECASE,
)
_WHO = r"(?:i|we|he|she|they|you|nobody|no one)"
_NEGATED = re.compile(
    r"(?:no |and |but |so |again |please )?"
    r"(?:"
    rf"{_WHO} (?:(?:do|does|did)(?: not|n'?t)) (?:just |really )?(?:need|want|require|mean|just)"
    r"|(?:i'?m|i am|we'?re|we are) (?:certainly |really |actually )?not"
    r" (?:asking|looking|after|talking|trying|requesting|calling)"
    r"|(?:it|this|that|he|she)(?:'?s| is| was)(?: no| not|n'?t)"
    r"|not (?!sure|only|certain|working|able|yet|allowed|been|really|too)"
    r"|rather than|instead of"
    r"|no \w+ needed"
    r")\b",
    re.IGNORECASE,
)


def without_negated(text: str) -> str:
    """The text without the clauses that only say what is not meant.

    Unchanged when nothing else would be left to understand: "I don't need the VPN any more" is
    about the VPN.
    """
    pieces = _CUT.split(text)
    kept = [
        clause + separator
        for clause, separator in zip(pieces[::2], [*pieces[1::2], ""], strict=True)
        if not _NEGATED.match(clause)
    ]
    rest = "".join(kept).strip(" ,;:-\u2014")
    return rest if len(rest.split()) >= FEWEST_WORDS else text
