"""Header lines of a mail with names in any script, written so that they are read back unchanged."""

from collections.abc import Iterable
from email.charset import Charset
from email.header import Header
from email.headerregistry import Address
from email.policy import EmailPolicy
from textwrap import wrap

UTF8 = Charset("utf-8")
LONGEST_WORD = 75  # RFC 2047, section 2
LONGEST_LINE = 998  # RFC 5322, section 2.1.1
USUAL_LINE = 76
ADDRESSED = frozenset({"to", "from", "reply-to"})


class HeaderPolicy(EmailPolicy):
    """SMTP's policy, but for the folding of subjects and addresses.

    The library encodes word by word and may lose or double the blank between two encoded words
    (python/cpython#87659), and it loses the quotes of a long name with commas. Here a whole name,
    or a whole subject, is one text, which is encoded or folded between its words.
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
    if name.lower() == "subject":
        return f"{name}: {_text(str(value), len(name) + 2)}"
    if name.lower() in ADDRESSED:
        return f"{name}: {_mailboxes(getattr(value, 'addresses', ()))}"
    return None


def _mailboxes(addresses: Iterable[Address]) -> str:
    # The first line has the header's name before it.
    return ",\r\n ".join(map(_mailbox, addresses))


def _mailbox(address: Address) -> str:
    before, plain = len("Reply-To: "), str(address)
    # On one line, as long as it may be: not every reader knows that quoted words may be folded.
    if plain.isascii() and len(plain) + before < LONGEST_LINE:
        return plain
    return f"{_encoded(address.display_name, before)}\r\n <{address.addr_spec}>"


def _text(text: str, before: int) -> str:
    """Folded between its words, or encoded."""
    lines = wrap(text, USUAL_LINE - before, break_long_words=False, break_on_hyphens=False)
    if text.isascii() and all(len(line) + before < LONGEST_LINE for line in lines):
        return "\r\n ".join(lines)
    return _encoded(text, before)


def _encoded(text: str, before: int) -> str:
    """The text in encoded words, one where it fits; `before`: what the first line has already."""
    word = UTF8.header_encode(text)
    if len(word) <= LONGEST_WORD:
        return word
    header = Header(text, UTF8, maxlinelen=LONGEST_WORD, header_name="x" * before)
    return header.encode(linesep="\r\n")
