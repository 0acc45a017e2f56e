"""Every dialogue of the tables, through the real servers."""

import uuid

import pytest

from tests.dialogues.table import Dialogue, dialogues, filled_in, form_payload, payload
from tests.support.assistant import Message, RunningAssistant


@pytest.mark.parametrize("dialogue", list(dialogues()), ids=lambda dialogue: dialogue.name)
def test_dialogue(assistant: RunningAssistant, dialogue: Dialogue) -> None:
    conversation = f"table-{uuid.uuid4()}"
    references: list[str] = []
    answers: list[Message] = []
    for turn in dialogue.turns:
        if turn.restart:
            assert assistant.stop() == 0
            assistant.start()
        metadata, sender = turn.metadata or {}, f"{conversation}-{turn.sender}"
        if turn.click is not None:
            sent = payload(answers[0], turn.click)
            answers = assistant.send(sent, sender, payload=True, **metadata)
        elif turn.form is not None:
            sent = form_payload(references[0], turn.form)
            answers = assistant.send(sent, sender, payload=True, **metadata)
        else:
            assert turn.user is not None
            text = filled_in(turn.user, references)
            answers = assistant.send(text, sender, **metadata)
        for answer in answers:
            draft = answer["custom"].get("draft")
            if draft and draft["id"] not in references:
                references.append(draft["id"])
        turn.check(answers, references)
