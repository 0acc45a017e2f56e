"""No dialogue hangs on a decision within a hair of its threshold.

What another processor or another training changes in the odds is far below a hair
(docs/decisions.md has the figures), so that a table that is green here is green everywhere.
"""

from collections.abc import Iterator

import pytest
from ruamel.yaml import YAML

from bot.nlu.decision import EMPTY, Candidate, Decider, Thresholds, Verdict
from bot.operations.checks.training_data import read_intents
from bot.operations.supervisor import engine_jobs
from bot.operations.supervisor.prepare import prepare_model
from common.settings import ROOT, SharedSettings, load_settings
from tests.dialogues.table import TABLES

HAIR = 1.02  # of the odds between two intents
LIKELIEST = 5  # no other intent comes near a threshold
OPENINGS = ROOT / "tests" / "dialogues" / "drafts"


def messages() -> Iterator[str]:
    """What users say in the tables whose answer depends on what is understood."""
    yaml = YAML(typ="safe")
    for file in sorted(TABLES.glob("*.yml")):
        for turns in yaml.load(file).values():
            yield from (turn["user"] for turn in turns if "user" in turn)
    for file in sorted(OPENINGS.glob("*.yml")):
        yield yaml.load(file)["open"]


@pytest.fixture(scope="module")
def decider() -> Decider:
    """The decision with the numbers of config.yml."""
    config = YAML(typ="safe").load(ROOT / "config.yml")
    (step,) = (step for step in config["pipeline"] if "over_next" in step)
    limits = Thresholds(**{name: step[name] for name in Thresholds.__dataclass_fields__})
    intents, _ = read_intents(ROOT / "data" / "nlu", "data/nlu")
    return Decider(limits, {intent.intent: intent.kind for intent in intents})


def others_within_a_hair(
    decider: Decider, ranking: list[Candidate], *, has_content: bool = True
) -> Iterator[Verdict]:
    """The verdicts that a change of one intent's odds by a hair would lead to."""

    def verdicts(ranking: list[Candidate]) -> tuple[Verdict, Verdict]:
        """In a conversation and by itself."""
        ranking = sorted(ranking, key=lambda row: -row.confidence)
        return (
            decider.decide(ranking, has_content=has_content),
            decider.standalone(ranking, has_content=has_content),
        )

    now, alone = verdicts(ranking)
    for place, (intent, confidence) in enumerate(ranking[:LIKELIEST]):
        for factor in (HAIR, 1 / HAIR):
            moved = [*ranking]
            moved[place] = Candidate(intent, confidence * factor)
            then, then_alone = verdicts(moved)
            # By itself a message counts only where it was taken for a follow-up.
            if then != now or (decider.is_dialogue(now.intent) and then_alone != alone):
                yield then if then != now else then_alone


def test_the_listing_finds_what_is_close(decider: Decider) -> None:
    limit = decider.thresholds.over_next
    close = [Candidate("vpn_access", 0.5), Candidate("webmail", 0.5 / limit / 1.01)]
    clear = [Candidate("vpn_access", 0.5), Candidate("webmail", 0.5 / limit / 1.5)]
    assert list(others_within_a_hair(decider, close))
    assert not list(others_within_a_hair(decider, clear))


def test_no_dialogue_hangs_on_a_hair(decider: Decider) -> None:
    settings = load_settings(SharedSettings)
    texts = sorted(set(messages()))
    close = []
    for text, parsed in zip(
        texts, engine_jobs.parse(settings, prepare_model(settings, print), texts), strict=True
    ):
        ranking = [Candidate(row["name"], row["confidence"]) for row in parsed["intent_ranking"]]
        has_content = parsed["standalone"] != EMPTY
        found = others_within_a_hair(decider, ranking, has_content=has_content)
        if others := {verdict.intent for verdict in found}:
            close.append(f"{text!r}: {parsed['specific_intent']}, within a hair {sorted(others)}")
    assert not close, "say it plainer, or give examples:\n" + "\n".join(close)
