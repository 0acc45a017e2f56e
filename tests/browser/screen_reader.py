"""The page as a screen reader walks it: the browser's own accessibility tree, in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

# Read with their name, and not with what is inside of them.
NAMED = frozenset(
    {
        "heading",
        "button",
        "link",
        "radio",
        "textbox",
        "spinbutton",
        "Date",
        "InputTime",
        "image",
    }
)
# They only say that they begin, with their name if they have one.
BEGIN = frozenset({"article", "group", "radiogroup", "feed", "list", "listitem", "note", "dialog"})
Node = dict[str, Any]


@dataclass(frozen=True)
class Read:
    """What is read at one stop: `role` is StaticText for plain words."""

    role: str
    name: str
    description: str = ""
    is_invalid: bool = False
    is_focused: bool = False

    def __str__(self) -> str:
        return " ".join(filter(None, (self.role, self.name, self.description)))


def walk(page: Page, role: str = "RootWebArea") -> list[Read]:
    """Everything below the first element of this role, as it is read from top to bottom."""
    session = page.context.new_cdp_session(page)
    nodes: list[Node] = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    return list(_read(next(node for node in nodes if _text(node, "role") == role), by_id))


def articles(page: Page) -> list[list[Read]]:
    """The messages of the conversation, each from its beginning."""
    messages: list[list[Read]] = []
    for read in walk(page, "feed"):
        if read.role == "article":
            messages.append([])
        elif messages:
            messages[-1].append(read)
    return messages


def text_of(message: list[Read]) -> str:
    """What is read of a message, in one line."""
    return " ".join(read.name for read in message if read.name)


def _read(node: Node, by_id: dict[str, Node]) -> Iterator[Read]:
    role, is_read = _text(node, "role"), not node.get("ignored")
    if is_read and (role in NAMED | BEGIN or role == "StaticText"):
        yield Read(
            role,
            _text(node, "name").strip(),
            _text(node, "description"),
            is_invalid=_state(node, "invalid") == "true",
            is_focused=_state(node, "focused") is True,
        )
    if is_read and role in NAMED | {"StaticText"}:
        return
    for child in node.get("childIds", ()):
        if child in by_id:
            yield from _read(by_id[child], by_id)


def _text(node: Node, key: str) -> str:
    return str(node.get(key, {}).get("value", ""))


def _state(node: Node, name: str) -> object:
    states = {state["name"]: state["value"].get("value") for state in node.get("properties", ())}
    return states.get(name)
