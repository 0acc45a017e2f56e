"""Answers as plain text: for the command line, for transcripts, and where no card can be shown."""

from bot.channels.answer import Answer
from bot.channels.labels import Labels, load_labels


def plain(answer: Answer, labels: Labels | None = None) -> str:
    """The text, which is enough by itself, and the buttons by number."""
    if not answer.buttons:
        return answer.text
    words = (labels or load_labels()).plain
    buttons = [
        words.button.format(number=number, title=button.title)
        for number, button in enumerate(answer.buttons, 1)
    ]
    return "\n".join([answer.text, "", words.choose, *buttons])
