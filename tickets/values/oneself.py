"""An answer that names whoever gives it: "me", "it's mine", "for myself, please"."""

import re

from tickets.values.base import nfkc_line

_ONESELF = re.compile(
    r"(?:(?:it'?s|it is|its|that'?s|that is|that would be|this is|just|only|for|to|i guess|"
    r"well|oh|no|yes|yeah)[\s,]+)*"
    r"(?:me|myself|mine|i am|i'?m the one|my (?:own )?(?:own|mailbox|inbox|e-?mail|mail))"
    r"(?:[\s,]+(?:only|myself|please|thanks|thank you|actually|too|the requester))*",
    re.IGNORECASE,
)


def is_oneself(text: str) -> bool:
    """Whether the answer is whoever gives it, and nobody else."""
    return bool(_ONESELF.fullmatch(nfkc_line(text).strip(" .!,;:")))
