"""Where the facts of a card come from, and the drawings of their steps."""

from collections.abc import Sequence

from microsoft_teams.cards import Image, TextBlock

from bot.channels.cards.builder import CardBuilder, Elements
from bot.channels.cards.markdown import escape
from bot.channels.help_addresses import REPORT, help_page, picture_address
from faq_kb.contract import PictureRef, Source


def source_line(builder: CardBuilder, source: Source, entry: str) -> Elements:
    """Where the facts come from, their help page, and where a wrong one can be reported."""
    said, words = [builder.format.source(source)], builder.labels.card
    site = builder.style.site
    if site is not None:
        page = help_page(entry, site)
        said.append(f"[{escape(words.page)}]({page})")
        said.append(f"[{escape(words.report)}]({page}#{REPORT})")
    text = " · ".join(said)
    return [TextBlock(text=text, wrap=True, size="Small", is_subtle=True, spacing="Medium")]


def picture_part(builder: CardBuilder, pictures: Sequence[PictureRef]) -> Elements:
    """The drawings of steps, shown on request; none where they cannot be reached."""
    style = builder.style
    if style.site is None:
        return []
    images: Elements = [
        Image(url=picture_address(one.name, style.site, style.pictures), alt_text=one.alt)
        for one in pictures
    ]
    return builder.collapsible(builder.labels.card.pictures, len(images), images)
