"""Messages of 4,000 characters of several kinds."""

LONGEST = 4_000
_MAIL = (
    "Good morning, our office moves to the second floor next month and we need the phones, two "
    "printers and the network drops moved with us; Pat Doe at 502-555-0142 knows the rooms. "
)
_KINDS = {
    "mail": _MAIL,
    "mail in lines": _MAIL.replace(", ", ",\n"),
    "one word": "a",
    "words of one letter": "a b c d e f g ",
    "digits": "5025550142 ",
    "one number": "7",
    "web addresses": "https://www.example.gov/a/b?c=d&e=f#g ",
    "file paths": "\\\\server01\\share\\folder\\file.docx; ",
    "mail addresses": "pat.doe@example.gov, ",
    "names": "Pat Doe, Alex Roe and Sam Poe; ",
    "question marks": "?",
    "punctuation": "!?.,;:-()[]{}<>@#$%^&*_+=|/~ ",
    "other letters": "Ünï çödé ελληνικά кириллица 漢字 ",
    "emoji": "\U0001f600\U0001f44d ",
    "spaces": "vpn                              ",
    "lines": "vpn\n",
    "quoted mail": "> From: Pat Doe\n> Sent: Monday\n> the VPN is down\n",
    "JSON": '{"name": "Pat Doe", "access": ["read", "write"], "count": 3}, ',
    "unknown words": "qwzx vrtnk plmqz wrtgh zxcvb ",
    "corrections": "no, not Pat Doe, I mean Alex Roe, wait, the first one; ",
}


def long_messages() -> dict[str, str]:
    """A message of each kind."""
    return {kind: (text * LONGEST)[:LONGEST] for kind, text in _KINDS.items()}
