"""The two forms of a reply, with the same lines, links and numbers: plain text, and small HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.cards.markdown import mail_address, phone_address, web_address
from bot.channels.web.pages.html_markup import link
from replies import FactFormatter
from replies.markup import BETWEEN, PlainMarkup, is_address


@dataclass(frozen=True)
class ReplyBlock:
    """A paragraph, or the items of a list; each line is in the markup of its reply already."""

    lines: Sequence[str]
    is_list: bool = False
    is_numbered: bool = False
    is_title: bool = False


class TextReply(PlainMarkup):
    """Plain text: a link is its title and the address, numbers are written out."""

    def web(self, label: str, url: str) -> str:
        """The title and where it leads; the address alone where that is the title."""
        address = web_address(url)
        if not address:
            return label
        return address if is_address(label, url) else f"{label}: {address}"

    def join(self, blocks: Sequence[ReplyBlock]) -> str:
        """The blocks with an empty line between them."""
        return "\n\n".join("\n".join(self._lines(block)) for block in blocks)

    def _lines(self, block: ReplyBlock) -> list[str]:
        if not block.is_list:
            return [*block.lines]
        signs = [f"{n}." if block.is_numbered else "-" for n, _ in enumerate(block.lines, 1)]
        return [f"{sign} {line}" for sign, line in zip(signs, block.lines, strict=True)]


class HtmlReply:
    """HTML of paragraphs, lists, links and bold titles, which every program pastes alike."""

    def text(self, text: str) -> str:
        """Text that stays text."""
        return link(text, "")

    def mail(self, address: str) -> str:
        """A link that begins an e-mail."""
        return link(address, mail_address(address))

    def phone(self, number: str) -> str:
        """A link that calls the number."""
        return link(number, phone_address(number))

    def web(self, label: str, url: str) -> str:
        """A link to a page."""
        address = web_address(url)
        return link(address if address and is_address(label, url) else label, address)

    def join(self, blocks: Sequence[ReplyBlock]) -> str:
        """The blocks one after the other."""
        return "".join(map(_block, blocks))


ReplyMarkup = TextReply | HtmlReply


def labeled(label: str, lines: Sequence[str], formatter: FactFormatter) -> str:
    """A label and what it stands for, in one line."""
    title = formatter.labels.card.field.format(label=label)
    return f"{formatter.markup.text(title)} {BETWEEN.join(lines)}"


def _block(block: ReplyBlock) -> str:
    if block.is_list:
        tag = "ol" if block.is_numbered else "ul"
        items = "".join(f"<li>{line}</li>" for line in block.lines)
        return f"<{tag}>{items}</{tag}>"
    lines = "<br>".join(block.lines)
    return f"<p><strong>{lines}</strong></p>" if block.is_title else f"<p>{lines}</p>"
