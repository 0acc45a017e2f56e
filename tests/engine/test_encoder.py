"""The sentence encoder, built from the packaged weights."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import onnx
import pytest

from bot.nlu.encoder import SentenceEncoder, build, encode_many, states_of_many
from bot.nlu.encoder.cache import VectorCache

TEXTS = ["my laptop was stolen", "somebody took my computer", "bake a chocolate cake", ""]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The encoder's folder."""
    target = tmp_path_factory.mktemp("encoders") / "encoder"
    build.build(target)
    return target


@pytest.fixture(scope="module")
def encoder(folder: Path) -> SentenceEncoder:
    return SentenceEncoder(folder)


def test_meaning_counts_not_words(encoder: SentenceEncoder) -> None:
    stolen, took, cake, _ = encoder.encode(TEXTS)
    assert stolen @ took > stolen @ cake + 0.3


def test_nothing_is_rounded_to_integers(folder: Path) -> None:
    """int8 products differ between processors: the cosine was 0.95 where one lacks VNNI."""
    kinds = {node.op_type for node in onnx.load(folder / "model.onnx").graph.node}
    assert not [kind for kind in kinds if "Quant" in kind or "Integer" in kind]


def test_a_text_is_the_same_whatever_stands_beside_it(encoder: SentenceEncoder) -> None:
    """Not to a tolerance: a model trained from many texts at once is the one it was before."""
    texts = [*TEXTS, *(f"{text} {word}" for word in ("now", "please") for text in TEXTS)] * 9
    together = encode_many(encoder, texts)
    assert np.array_equal(together, encoder.encode(texts))
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)
    for found, alone in zip(
        states_of_many(encoder, texts), map(encoder.states, texts), strict=True
    ):
        assert found.offsets == alone.offsets
        assert np.array_equal(found.states, alone.states)
    assert encoder.encode([]).shape == encode_many(encoder, []).shape == (0, encoder.size)


def test_texts_of_one_length_share_a_run(
    encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[int] = []
    run = SentenceEncoder.run

    def spy(self: SentenceEncoder, ids: list[list[int]], *outputs: str) -> object:
        runs.append(len(ids))
        return run(self, ids, *outputs)

    monkeypatch.setattr(SentenceEncoder, "run", spy)
    encode_many(encoder, ["my laptop was stolen", "my computer was stolen", "cake", "a long story"])
    assert sorted(runs) == [1, 1, 2]


def test_one_run_gives_the_vector_and_the_states_of_a_text(
    encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[object] = []
    run = encoder.session.run

    def count(*given: object) -> object:
        ran.append(given)
        return run(*given)

    monkeypatch.setattr(encoder, "session", SimpleNamespace(run=count))
    text = "a text that nobody has asked for before"
    vector = encoder.encode([text])[0]
    states = encoder.states(text).states
    assert np.array_equal(encoder.encode([text])[0], vector)
    assert len(states) == len(encoder.states(text).offsets)
    assert len(ran) == 1


def test_of_a_long_text_the_end_is_read(encoder: SentenceEncoder) -> None:
    story = " ".join(f"on day {number} it rained in Frankfort" for number in range(60))
    vpn, fax = encoder.encode([f"{story}. VPN access please", f"{story}. Desktop fax please"])
    assert not np.allclose(vpn, fax, atol=1e-3)


def test_examples_are_encoded_once(
    encoder: SentenceEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "examples.npz"
    first = VectorCache(encoder, file).encode(TEXTS[:2])
    seen: list[str] = []
    pieces = SentenceEncoder.pieces

    def spy(self: SentenceEncoder, text: str) -> object:
        seen.append(text)
        return pieces(self, text)

    monkeypatch.setattr(SentenceEncoder, "pieces", spy)
    again = VectorCache(encoder, file).encode([TEXTS[2], TEXTS[1], TEXTS[1]])
    assert seen == [TEXTS[2]]
    assert np.array_equal(again[1], first[1])
    file.write_bytes(b"damaged")
    assert np.array_equal(VectorCache(encoder, file).encode(TEXTS[:2]), first)


def test_wrong_weights_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(build, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(build.EncoderError, match="sha256"):
        build.build(tmp_path / "encoder")
    assert not (tmp_path / "encoder").exists()
