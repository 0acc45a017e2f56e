"""The conversation in README.md is what the assistant says."""

import re
import uuid

from bot.settings import ROOT
from tests.support.assistant import RunningAssistant


def test_the_sample_conversation(assistant: RunningAssistant) -> None:
    block = re.search(r"```dialogue\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert block is not None
    sender, text, asked = f"readme-{uuid.uuid4()}", "", 0
    for line in block[1].splitlines():
        if line.startswith("you: "):
            text = assistant.ask(line.removeprefix("you: "), sender)["text"]
            asked += 1
        else:
            assert line.strip() in text
    assert asked == 5
