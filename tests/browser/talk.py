"""The web chat as a user has it: the parts of the page, and asking."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import FrameLocator, Locator, Page, Response, expect

from locales import load_catalog
from tests.browser.watch import Watch

CATALOG = load_catalog()
LABELS, ERRORS = CATALOG.labels, CATALOG.errors
WORDS = LABELS.web


@dataclass
class Talk:
    """One conversation in a tab; `root`: the page itself, or the frame that the chat is in."""

    page: Page
    root: Page | FrameLocator
    watch: Watch

    @property
    def box(self) -> Locator:
        """Where one types."""
        return self.root.get_by_role("textbox", name=WORDS.input)

    @property
    def messages(self) -> Locator:
        """Everything that was said, the welcome of an empty conversation too."""
        return self.root.get_by_role("feed").locator("> article")

    @property
    def last(self) -> Locator:
        """What was said last, as it is shown."""
        return shown(self.messages.last)

    @property
    def said(self) -> Locator:
        """What the user said last, as it is shown."""
        mine = self.root.locator(f"article:has(:text-is('{WORDS.you_said}'))")
        return shown(mine.last)

    @property
    def notice(self) -> Locator:
        """The line that says what is wrong."""
        return self.root.locator("#notice-text")

    def ready(self) -> "Talk":
        """Wait until one can type and sees what was said, the welcome at least."""
        expect(self.box).to_be_editable()
        expect(self.messages).not_to_have_count(0)
        return self

    def type(self, text: str) -> None:
        """Send words; waits for nothing."""
        self.box.fill(text)
        self.box.press("Enter")

    def ask(self, text: str) -> Locator:
        """Send words; what the assistant answers."""
        return self.answer(lambda: self.type(text))

    def click(self, button: Locator) -> Locator:
        """Click what sends something; what the assistant answers."""
        return self.answer(button.click)

    def press(self, title: str) -> Locator:
        """Click a button of the last answer; what the assistant answers."""
        return self.click(self.last.get_by_role("button", name=title, exact=True))

    def answer(self, act: Callable[[], object]) -> Locator:
        """Do what sends something; the last message that answers, as it is shown."""
        before = self.messages.count()
        with self.page.expect_response(is_answer) as answered:
            act()
        said = len(answered.value.json()["messages"])
        expect(self.messages).to_have_count(before + said)
        return shown(self.messages.nth(before + said - 1))


def shown(message: Locator) -> Locator:
    """What one sees of a message; beside it Web Chat keeps what is read aloud."""
    return message.locator("[role=group][aria-roledescription]")


def is_answer(response: Response) -> bool:
    """Whether somebody was answered."""
    return response.url.endswith("/api/chat") and response.ok
