"""Questions of people who had not seen the training data."""

import random

from bot.operations.evaluation.questions import questions_of_folder
from common.settings import ROOT


def questions() -> list[str]:
    """All of them in a fixed order that mixes their subjects."""
    found = [question.text for _, question in questions_of_folder(ROOT / "tests" / "nlu")]
    random.Random(17).shuffle(found)
    return found
