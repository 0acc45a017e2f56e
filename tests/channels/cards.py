"""Looks into rendered cards."""

from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt

Element = dict[str, Any]
MARKDOWN = MarkdownIt("commonmark").enable(["strikethrough", "table"])
HTML = frozenset({"html_inline", "html_block"})
TEXT = frozenset({"text", "softbreak", "text_special"})


def token(payload: str) -> str:
    """A signature that tests can read."""
    return f"signed:{payload}"


def card_of(activity: Element) -> Element | None:
    """The card of a message."""
    cards = [part["content"] for part in activity.get("attachments", ())]
    assert len(cards) <= 1
    return cards[0] if cards else None


def objects(part: object) -> Iterator[Element]:
    """Every JSON object inside, depth first."""
    if isinstance(part, dict):
        yield part
        for inner in part.values():
            yield from objects(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from objects(inner)


def of_type(card: Element, *types: str) -> list[Element]:
    """The elements and actions of these types."""
    return [part for part in objects(card) if part.get("type") in types]


def markdown_of(card: Element) -> list[str]:
    """Every text that a renderer takes for markdown."""
    facts = [fact for part in of_type(card, "FactSet") for fact in part["facts"]]
    return [
        *(part["text"] for part in of_type(card, "TextBlock")),
        *(text for fact in facts for text in (fact["title"], fact["value"])),
    ]


def inline(markdown: str) -> Iterator[Any]:
    """Every inline token of a text."""
    for block in MARKDOWN.parse(markdown):
        assert block.type not in HTML, markdown
        yield from block.children or ()


def links_of(card: Element) -> list[str]:
    """Where the links of a card's texts and buttons lead."""
    return [
        *(
            str(part.attrs["href"])
            for text in markdown_of(card)
            for part in inline(text)
            if part.type == "link_open"
        ),
        *(part["url"] for part in of_type(card, "Action.OpenUrl")),
    ]


def shown_in(card: Element) -> str:
    """What a reader sees, in one line."""
    seen = ["".join(part.content or " " for part in inline(text)) for text in markdown_of(card)]
    runs = [part["text"] for part in of_type(card, "TextRun")]
    titles = [
        part["title"] for part in objects(card) if str(part.get("type")).startswith("Action.")
    ]
    return " ".join(" ".join([*seen, *runs, *titles, *inputs_of(card)]).split())


def inputs_of(card: Element) -> Iterator[str]:
    """The words of the inputs: label, choices, and what stands in it."""
    for part in objects(card):
        if str(part.get("type")).startswith("Input."):
            yield part["label"]
            yield from (choice["title"] for choice in part.get("choices", ()))
            yield str(part.get("value", ""))
