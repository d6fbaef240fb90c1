"""Which size is taken where the settings name none."""

from __future__ import annotations

from pathlib import Path

import pytest

from wyoming_morgan.engines.contract.engine import EngineContext
from wyoming_morgan.engines.stt.faster_whisper.engine import SPEC, FasterWhisper
from wyoming_morgan.engines.stt.faster_whisper.options import FasterWhisperOptions
from wyoming_morgan.engines.stt.faster_whisper.sizes import chosen, recommended


@pytest.mark.parametrize(
    ("languages", "cores", "size"),
    [
        (("en",), 2, "tiny.en"),
        (("en-GB", "en-US"), 4, "tiny.en"),
        (("en",), 16, "base"),
        (("de",), 2, "base"),
        (("en", "nl"), 2, "base"),
        ((), 2, "base"),
    ],
)
def test_the_size_is_for_the_languages_and_the_machine(
    languages: tuple[str, ...], cores: int, size: str
) -> None:
    assert recommended(languages, cores) == size


@pytest.mark.parametrize(
    ("languages", "there", "size"),
    [
        (("en",), {"tiny.en", "base"}, "tiny.en"),
        (("en",), {"base", "small"}, "base"),
        (("en",), {"small"}, "small"),
        (("fr",), {"tiny.en", "tiny"}, "tiny"),
        (("fr",), {"tiny.en", "small.en"}, "base"),
        (("en",), set(), "tiny.en"),
    ],
)
def test_what_is_on_disk_is_taken_if_it_knows_the_language(
    languages: tuple[str, ...], there: set[str], size: str
) -> None:
    assert chosen(languages, lambda name: name in there, cores=2) == size


def test_automatic_choice_takes_whatever_size_is_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    assert SPEC.model_on_disk is not None
    context = EngineContext(cache_dir=tmp_path, models_dir=tmp_path, languages=("en",))
    assert not SPEC.model_on_disk(FasterWhisperOptions(), context)

    (tmp_path / "faster-whisper" / "small.en").mkdir(parents=True)
    assert SPEC.model_on_disk(FasterWhisperOptions(), context)
    assert FasterWhisper(FasterWhisperOptions(), context).capabilities.model == "small.en"
    assert not SPEC.model_on_disk(FasterWhisperOptions(model="base"), context)
    assert not SPEC.model_on_disk(FasterWhisperOptions(language="de"), context)


def test_what_to_download_depends_on_the_home(tmp_path: Path) -> None:
    assert SPEC.pull_for is not None
    german = EngineContext(cache_dir=tmp_path, models_dir=tmp_path, languages=("de",))
    assert SPEC.pull_for(german) == "morgan models pull faster-whisper/base"
