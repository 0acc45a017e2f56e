"""What agents write short while somebody is on the phone, written out."""

import re

SHORT = {
    "acct": "account",
    "admin": "administration",
    "compl": "compliance",
    "helpdesk": "service desk",
    "mgmt": "management",
    "mgr": "manager",
    "nr": "number",
    "nbr": "number",
    "offc": "office",
    "ofc": "office",
    "ph": "phone",
    "pol": "policy",
    "sec": "security",
    "svc": "service",
    "svcs": "services",
    "tel": "telephone",
}
_WORD = re.compile(r"[A-Za-z]+")


def written_out(query: str) -> str:
    """The query with its short words as whole ones, where those are meant for the directory."""
    return _WORD.sub(lambda word: SHORT.get(word[0].lower(), word[0]), query)
