"""What users write themselves in a message that has a pasted mail, a signature or a notice below.

The assistant must not take another person's number out of a quoted mail for the requester's, nor
answer the mail's subject. Users still see their whole message.
"""

import re
from itertools import takewhile

import quotequail

# quotequail's time grows with the square of the lines; whoever quotes, begins to before these.
MOST_LINES = 200
MOST_SIGNATURE_LINES = 8
LONGEST_SIGNATURE_LINE = 80

# Stands for a colon that quotequail is not to see.
SHADE = "\ue006"
HEAD = re.compile(
    r"(?:> ?)*\*?(?:from|to|cc|bcc|sent|date|subject|reply-to)\s*:|.*\b(?:wrote|message):$",
    re.IGNORECASE,
)
# "From:" and "To:" alone are no mail: a move has them, too.
SENT = re.compile(r"(?im)^\W*(?:sent|subject):")
# https://www.rfc-editor.org/rfc/rfc3676#section-4.3, and what telephones add.
SEPARATOR = re.compile(r"--|sent from (?:my|outlook|mail)\b.*|get outlook for\b.*", re.IGNORECASE)
CLOSING = re.compile(
    r"(?:many |kind )?(?:thanks|thank you|thx)(?: again| so much| in advance)?[,.!]?"
    r"|(?:best|kind|warm|kindest)?(?: regards| wishes)[,.!]?|best,|regards[,.]?|cheers,"
    r"|sincerely(?: yours)?,?|respectfully,?|v/r,?",
    re.IGNORECASE,
)
NOTICE = re.compile(
    r"\W*(?:(?:confidentiality|privacy|privileged|legal|e-?mail)\W+(?:\w+\W+)?"
    r"(?:notice|disclaimer|statement)\W*(?:[:-]|$)|disclaimer\s*:"
    r"|(?:the information (?:contained )?in )?this (?:e-?mail|message|communication|transmission)\b"
    r".*\b(?:confidential|privileged|intended)\b)",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """The user's own words; the whole text where nothing else is in it, or nothing is left."""
    lines = [line.strip() for line in _unquoted(text).splitlines()]
    kept = list(takewhile(lambda line: not _is_end(line), lines))
    kept = _without_signature(kept)
    own = "\n".join(kept).strip()
    return own if own and own != text.strip() else text


def _unquoted(text: str) -> str:
    """What stands above and below the quoted mail."""
    lines = [_shaded(line.strip()) for line in text.splitlines()[:MOST_LINES]]
    found = quotequail.unwrap("\n".join(lines))
    if not found or not _is_mail(found, text):
        return text
    parts = [found.get("text_top", ""), found.get("text_bottom", "")]
    return "\n".join(part for part in parts if part).replace(SHADE, ":") or text


def _shaded(line: str) -> str:
    """A line that is no part of a mail's head, so that it is not taken for one: "site: https"."""
    return line if HEAD.match(line) else line.replace(":", SHADE, 1)


def _is_mail(found: dict[str, str], text: str) -> bool:
    """Whether what looks like the head of a mail is one."""
    if found["type"] != "forward":
        return True
    if (sender := found.get("from")) is None:
        return "to" not in found
    return "@" in sender or bool(SENT.search(text))


def _is_end(line: str) -> bool:
    return bool(SEPARATOR.fullmatch(line) or NOTICE.match(line))


def _without_signature(lines: list[str]) -> list[str]:
    """The lines before a closing such as "Thanks,", if only a signature follows it."""
    for number, line in enumerate(lines):
        if number and CLOSING.fullmatch(line):
            below = [other for other in lines[number + 1 :] if other]
            is_short = all(len(other) <= LONGEST_SIGNATURE_LINE for other in below)
            if len(below) <= MOST_SIGNATURE_LINES and is_short:
                return lines[:number]
    return lines
