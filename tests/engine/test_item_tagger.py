"""Examples with marked values become tags of tokens, and tags become items of a message."""

from __future__ import annotations

import numpy as np
import pytest
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

from bot.nlu.encoder import TokenStates
from bot.nlu.item_tagger import OPENING, MarkedMessage, MarkedValue, marked_messages
from bot.nlu.token_features import TokenFeatures, states_of, tokens_of

TYPES = {"employee": "person", "completed_form": "attachment", "url": "url"}
EXAMPLES = """version: "3.1"
nlu:
  - intent: turn/value
    metadata: {writer: d1, marked: true}
    examples: |
      - draft vpn_access asks employee => it's [Pat Doe](employee), [all signed](completed_form=yes)
      - draft vpn_access => thanks
      - begins website_unblock => please open [www.example.com](url)
      - procedure website_unblock => file it for [www.example.org](url)
  - intent: turn/value
    metadata: {writer: t1}
    examples: |
      - draft vpn_access asks employee => Jo Roe
"""


def test_marks_are_read_with_what_was_asked() -> None:
    data = RasaYAMLReader().reads(EXAMPLES)
    assert [*marked_messages(data.intent_examples, TYPES)] == [
        MarkedMessage(
            "it's Pat Doe, all signed",
            "vpn_access",
            "employee",
            (MarkedValue(5, 12, "employee"), MarkedValue(14, 24, "completed_form=yes")),
        ),
        MarkedMessage("thanks", "vpn_access", "", ()),
        MarkedMessage(
            "please open www.example.com", "website_unblock", OPENING, (MarkedValue(12, 27, "url"),)
        ),
        MarkedMessage(
            "file it for www.example.org", "website_unblock", OPENING, (MarkedValue(12, 27, "url"),)
        ),
    ]


def test_a_mark_of_no_item_names_the_remedy() -> None:
    data = RasaYAMLReader().reads(EXAMPLES)
    with pytest.raises(ValueError, match="'url' is no item: write it under `types`"):
        [*marked_messages(data.intent_examples, {"employee": "person", "completed_form": "x"})]


def test_a_token_has_the_state_of_its_pieces_and_the_last_one_beyond_them() -> None:
    states = np.array([[0, 0], [2, 4], [4, 8], [6, 0]], dtype=np.float32)
    read = TokenStates([(0, 0), (0, 3), (3, 7), (0, 0)], states)
    tokens = tokens_of("REVAPP1 12")
    assert [tuple(token) for token in tokens] == [(0, 7), (8, 10)]
    assert states_of(tokens, read).tolist() == [[3, 6], [6, 0]]


def test_every_token_has_a_row_of_as_many_features() -> None:
    states = np.random.default_rng(0).normal(size=(50, 16)).astype(np.float32)
    features = TokenFeatures.learn([states], 4)
    shapes = set()
    for text in ("x", "call 502-555-0142, please", "Ana Lucia Nunez " * 30):
        tokens = tokens_of(text)
        found = features.of(text, tokens, states[:1].repeat(len(tokens), axis=0))
        assert len(found) == len(tokens)
        assert np.isfinite(found).all()
        shapes.add(found.shape[1])
    assert len(shapes) == 1
