"""Header lines of a mail with names in any script, written so that they are read back unchanged."""

from collections.abc import Iterable
from email.charset import Charset
from email.header import Header
from email.headerregistry import Address
from email.policy import EmailPolicy

UTF8 = Charset("utf-8")
LONGEST_WORD = 75  # RFC 2047, section 2
ADDRESSED = frozenset({"to", "from", "reply-to"})


class HeaderPolicy(EmailPolicy):
    """SMTP's policy, but for the folding of words that are not ASCII.

    The library folds them word by word and may lose or double the blank between two encoded words
    (python/cpython#87659). Here a whole name, or a whole subject, is encoded as one text.
    """

    def fold(self, name: str, value: str) -> str:
        """The header's lines."""
        folded = _folded(name, value)
        return super().fold(name, value) if folded is None else folded + self.linesep

    def fold_binary(self, name: str, value: str) -> bytes:
        """The same, as bytes."""
        folded = _folded(name, value)
        if folded is None:
            return super().fold_binary(name, value)
        return (folded + self.linesep).encode("ascii")


SMTP = HeaderPolicy(linesep="\r\n")


def _folded(name: str, value: str) -> str | None:
    """None for what is left to the library."""
    if str(value).isascii():
        return None
    if name.lower() == "subject":
        return f"{name}: {_encoded(str(value), len(name) + 2)}"
    if name.lower() in ADDRESSED:
        return f"{name}: {_mailboxes(getattr(value, 'addresses', ()))}"
    return None


def _mailboxes(addresses: Iterable[Address]) -> str:
    # The first line has the header's name before it.
    return ",\r\n ".join(map(_mailbox, addresses))


def _mailbox(address: Address) -> str:
    if address.display_name.isascii():
        return str(address)
    return f"{_encoded(address.display_name, len('Reply-To: '))}\r\n <{address.addr_spec}>"


def _encoded(text: str, before: int) -> str:
    """The text in encoded words, one where it fits; `before`: what the first line has already."""
    word = UTF8.header_encode(text)
    if len(word) <= LONGEST_WORD:
        return word
    header = Header(text, UTF8, maxlinelen=LONGEST_WORD, header_name="x" * before)
    return header.encode(linesep="\r\n")
