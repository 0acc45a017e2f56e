"""Every dialogue of the tables, through the real servers."""

import uuid

import pytest

from tests.dialogues.table import Dialogue, dialogues, payload
from tests.support.assistant import Message, RunningAssistant


@pytest.mark.parametrize("dialogue", list(dialogues()), ids=lambda dialogue: dialogue.name)
def test_dialogue(assistant: RunningAssistant, dialogue: Dialogue) -> None:
    sender = f"table-{uuid.uuid4()}"
    answer: Message = {}
    for turn in dialogue.turns:
        if turn.restart:
            assert assistant.stop() == 0
            assistant.start()
        metadata = turn.metadata or {}
        if turn.click is not None:
            sent = payload(answer, turn.click)
            answer = assistant.ask(sent, sender, payload=True, **metadata)
        else:
            assert turn.user is not None
            answer = assistant.ask(turn.user, sender, **metadata)
        turn.check(answer)
