"""What must be there before the assistant starts is made anew when it is not whole."""

from pathlib import Path

import pytest

from bot.operations.supervisor import prepare
from common.settings import SharedSettings


def test_an_encoder_that_was_cut_short_is_built_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[str] = []

    def run_job(settings: SharedSettings, job: str, path: Path) -> None:
        jobs.append(job)
        path.mkdir(exist_ok=True)
        for name in prepare.ENCODER_FILES:
            (path / name).write_bytes(b"whole")

    monkeypatch.setattr(prepare, "run_job", run_job)
    settings = SharedSettings(data_dir=tmp_path)
    for _ in range(2):
        prepare.prepare_encoder(settings, lambda _: None)
    assert jobs == ["encoder"]
    (settings.encoder / "model.onnx").write_bytes(b"who")
    prepare.prepare_encoder(settings, lambda _: None)
    assert jobs == ["encoder"] * 2
    assert (settings.encoder / "model.onnx").read_bytes() == b"whole"
