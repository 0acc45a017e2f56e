"""Which e-mail address a user is taken for: one rule for sign-in on the web and for Teams."""

from common.addresses import is_email

LONGEST = 254
# How Entra ID writes the accounts of guests, which are no addresses.
GUEST = "#ext#"


def trusted_address(name: object) -> str:
    """The address that an identity provider vouches for, empty where it is none.

    It decides what its owner may submit and see, so what only looks like one counts for nothing.
    """
    if not isinstance(name, str) or len(name) > LONGEST or GUEST in name.casefold():
        return ""
    return name if is_email(name) else ""
