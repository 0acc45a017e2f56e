"""The sentence encoder, built from the packaged weights."""

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.encoder import SentenceEncoder, build

TEXTS = ["my laptop was stolen", "somebody took my computer", "bake a chocolate cake", ""]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The encoder in full precision and quantised."""
    root = tmp_path_factory.mktemp("encoders")
    build.build(root / "full", quantised=False)
    build.build(root / "small", quantised=True)
    return root / "full", root / "small"


def test_meaning_counts_not_words(folders: tuple[Path, Path]) -> None:
    for folder in folders:
        stolen, took, cake, _ = SentenceEncoder(folder).encode(TEXTS)
        assert stolen @ took > stolen @ cake + 0.3


def test_quantising_keeps_the_vectors(folders: tuple[Path, Path]) -> None:
    full, small = (SentenceEncoder(folder).encode(TEXTS) for folder in folders)
    assert np.all(np.sum(full * small, axis=1) > 0.95)


def test_vectors_do_not_depend_on_the_batch(folders: tuple[Path, Path]) -> None:
    encoder = SentenceEncoder(folders[0])
    together = encoder.encode(TEXTS * 20)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS * 20])
    assert np.allclose(together, alone, atol=1e-4)
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-4)


def test_wrong_weights_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(build, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(build.EncoderError, match="sha256"):
        build.build(tmp_path / "encoder")
    assert not (tmp_path / "encoder").exists()
