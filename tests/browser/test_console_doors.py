"""What somebody sees at the console who is not let in."""

import pytest
from playwright.sync_api import expect

from tests.browser.console_api import ConsoleMemory
from tests.browser.console_desk import WORDS, Desk
from tests.browser.console_fake import desk, memory  # noqa: F401  (fixtures)


@pytest.mark.parametrize(
    ("door", "said"),
    [("unauthorized", WORDS.shell.sign_in_text), ("forbidden", WORDS.shell.not_agent)],
)
def test_who_is_no_agent_is_told_so(
    desk: Desk,  # noqa: F811
    memory: ConsoleMemory,  # noqa: F811
    door: str,
    said: str,
) -> None:
    memory.door = door
    console = desk.visit()
    console.watch.allow("status of 40[13]")
    expect(console.page.get_by_text(said)).to_be_visible()
    expect(console.page.get_by_role("combobox")).to_have_count(0)
    assert memory.asked == ["GET /api/console/me"]
