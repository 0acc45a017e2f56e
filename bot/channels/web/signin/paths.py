"""Where a browser may be sent after signing in: a page of this site, nowhere else."""

import re

HOME = "/"
DONE = "/auth/done"
LONGEST = 500  # it waits in the cookie
# The second character of an address of another site would be a slash, or what browsers take for
# one; everything that they leave out or change is no character of a path of ours.
PATH = re.compile(r"/(?:[A-Za-z0-9._~!$&'()*+,;=:@%?#-][A-Za-z0-9._~!$&'()*+,;=:@%/?#-]*)?")


def same_site(path: str) -> str:
    """The path if a browser stays on this site with it, else the home page."""
    if len(path) > LONGEST or not PATH.fullmatch(path):
        return HOME
    # Signing in must not lead to signing in.
    return HOME if path.startswith("/auth/") and path != DONE else path
