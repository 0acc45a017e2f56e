"""The addresses of the catalog pages and their pictures, for every channel that links to them."""

from typing import Literal
from urllib.parse import quote

HELP = "/help"
PICTURES = f"{HELP}/pictures"
REPORT = "report"  # the part of an entry's page on which a wrong fact is reported


def help_page(entry: str, public_url: str = "") -> str:
    """The page of an entry: a path, or with `public_url` a whole address."""
    return f"{public_url}{HELP}/{quote(entry, safe='')}"


def picture_address(name: str, public_url: str = "", kind: Literal["svg", "png"] = "svg") -> str:
    """A drawing of faq_kb/pictures: a path, or with `public_url` a whole address.

    Browsers take `svg`; Teams shows `png` alone, at an https address.
    """
    return f"{public_url}{PICTURES}/{quote(name, safe='')}.{kind}"
