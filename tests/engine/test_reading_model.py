"""Readings: only what the conversation allows, with shares of all probability."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu import reading_model as readings
from bot.nlu.conversation import ASKS_AGENCY, DRAFT, DRAFT_QUESTION, LAST, ConversationState, Option
from bot.nlu.intent_model import IntentModel
from bot.nlu.model_file import load_model, save_model
from bot.nlu.passage_model import NONE, PassageRank
from bot.nlu.reading_model import Evidence, ReadingModel, features

READINGS = (
    readings.DETAIL,
    readings.PROCEDURE,
    readings.PICK,
    readings.CONTACTS,
    readings.AGENCY,
    readings.VALUE,
    readings.COMMAND,
    readings.ITEM_QUESTION,
    readings.REPAIR,
    readings.RETURN,
    readings.VAGUE,
    readings.SEVERAL,
    readings.PERSON,
)
ANYTIME = {
    readings.PROCEDURE,
    readings.CONTACTS,
    readings.VAGUE,
    readings.SEVERAL,
    readings.PERSON,
}
OPTIONS = (Option("webmail", "Read mail"), Option("vpn_access", "Get VPN"))
conversations = st.builds(
    ConversationState,
    last=st.sampled_from(LAST),
    entry=st.sampled_from(["", "webmail"]),
    options=st.sampled_from([(), OPTIONS]),
)


def trained() -> ReadingModel:
    """A tiny model: each reading has a feature of its own."""
    texts = [f"word{number} word" for number in range(len(READINGS))]
    vectors = np.eye(len(READINGS), 16, dtype=np.float32)
    words = IntentModel.train(texts, list(READINGS), vectors, strength=1.0, likeness=1.0)
    rows = [{f"is_{name}": 1.0} for name in READINGS]
    everything = ConversationState(ASKS_AGENCY, "webmail", options=OPTIONS)
    before = [everything] * len(READINGS)
    return ReadingModel.train(rows, before, list(READINGS), words, strength=10.0)


MODEL = trained()


@given(conversations, st.sampled_from(READINGS), st.floats(-1e3, 1e3))
def test_only_what_the_conversation_allows_is_ranked(
    conversation: ConversationState, reading: str, value: float
) -> None:
    """However strongly a feature speaks for what it does not allow."""
    ranked = MODEL.rank({f"is_{reading}": value}, conversation)
    allowed = set(ANYTIME)
    allowed |= {readings.DETAIL} if conversation.entry else set()
    allowed |= {readings.PICK} if conversation.options else set()
    allowed |= {readings.AGENCY} if conversation.last == ASKS_AGENCY else set()
    in_draft = conversation.last in (DRAFT, DRAFT_QUESTION)
    allowed |= {readings.VALUE, readings.COMMAND, readings.ITEM_QUESTION} if in_draft else set()
    allowed |= {readings.REPAIR, readings.RETURN} if conversation.last != "none" else set()
    assert ranked
    assert {one.name for one in ranked} <= allowed
    shares = [one.share for one in ranked]
    assert sum(shares) == pytest.approx(1.0, abs=1e-4)
    assert shares == sorted(shares, reverse=True)


def test_it_knows_its_examples_and_says_why(tmp_path: Path) -> None:
    save_model(MODEL, tmp_path / "model")
    loaded = load_model(tmp_path / "model", ReadingModel)
    everything = ConversationState(ASKS_AGENCY, "webmail", options=OPTIONS)
    for name in (readings.DETAIL, readings.PICK, readings.AGENCY, readings.REPAIR):
        found = {f"is_{name}": 1.0}
        assert MODEL.rank(found, everything)[0].name == name
        assert loaded.rank(found, everything) == MODEL.rank(found, everything)
        ((reason, weight),) = MODEL.reasons(found, everything, name, most=1)
        assert reason == f"is_{name}"
        assert weight > 0


def test_a_feature_that_was_never_seen_changes_nothing() -> None:
    known = MODEL.rank({}, ConversationState())
    assert MODEL.rank({"is_new": 100.0}, ConversationState()) == known


def test_features_say_how_the_message_fits_the_conversation() -> None:
    shares = [("vpn_access", 0.6), ("webmail", 0.3), ("spam_report", 0.1)]
    passages = [PassageRank(NONE, 0.7, 0.2), PassageRank("cost", 0.3, 0.5)]
    evidence = Evidence("and the VPN?", {"procedure": 1.0}, shares, passages, {"cost": 0.5}, [0.4])
    alone = features(evidence, ConversationState())
    assert alone["begins_with_connective"] == alone["ends_with_question_mark"] == 1.0
    assert alone["is_short"] == 1.0
    assert alone["has_pronoun"] == alone["has_choice_word"] == 0.0
    assert alone["best_entry_over_next"] == pytest.approx(np.log(2))
    assert not {"has_entry", "option_words"} & alone.keys()
    about = features(evidence, ConversationState("answer", "webmail", ("vpn_access",), OPTIONS))
    assert about["best_entry_is_earlier"] == about["best_entry_is_option"] == 1.0
    assert about["earlier_over_best"] == about["option_over_best"] == 0.0
    assert about["current_over_other"] == pytest.approx(np.log(0.5))
    assert about["passage_likeness"] == 0.5
    assert about["no_passage"] == pytest.approx(np.log(0.7))
    assert about["option_likeness"] == 0.4
    assert about["option_words"] == pytest.approx(1 / 3)
