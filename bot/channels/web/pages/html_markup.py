"""Facts as HTML: text that stays text, and links."""

from html import escape

from bot.channels.cards.markdown import mail_address, phone_address, web_address


class HtmlMarkup:
    """Facts in a page's HTML."""

    def text(self, text: str) -> str:
        """Text that stays text."""
        return escape(text)

    def mail(self, address: str) -> str:
        """A link that begins an e-mail."""
        return link(address, mail_address(address))

    def phone(self, number: str) -> str:
        """A link that calls the number."""
        return link(number, phone_address(number))

    def web(self, label: str, url: str) -> str:
        """A link to a page."""
        return link(label, web_address(url))


def link(label: str, address: str) -> str:
    """The label alone where the address is none that a page may link to."""
    return f'<a href="{escape(address)}">{escape(label)}</a>' if address else escape(label)
