"""Whisper on disk: found without a network, and what is missing or bad is named with its remedy."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from faster_whisper.utils import _MODELS

from tests.engines.stt.faster_whisper.conftest import Spoken
from wyoming_morgan.engines.contract.engine import EngineContext
from wyoming_morgan.engines.contract.stt import TranscribeOptions
from wyoming_morgan.engines.stt.faster_whisper import models as whisper_models
from wyoming_morgan.engines.stt.faster_whisper.engine import SPEC, FasterWhisper
from wyoming_morgan.engines.stt.faster_whisper.options import FasterWhisperOptions
from wyoming_morgan.errors import EngineUnavailable, InvalidRequest

PULL = "run: morgan models pull faster-whisper/base --force"
HTML = b"<!DOCTYPE html><html><body>404</body></html>"

ELSEWHERE = ("base/../../secret", "a\0b", "-x", "two words", "C:\\models")

Change = Callable[[Path], None]


def engine(models_dir: Path, model: str = "base") -> FasterWhisper:
    context = EngineContext(cache_dir=models_dir, models_dir=models_dir)
    return FasterWhisper(FasterWhisperOptions(model=model), context)


def truncate(file: str, part: float) -> Change:
    def change(folder: Path) -> None:
        data = (folder / file).read_bytes()
        (folder / file).write_bytes(data[: int(len(data) * part)])

    return change


def replace(file: str, data: bytes) -> Change:
    def change(folder: Path) -> None:
        (folder / file).write_bytes(data)

    return change


def remove(file: str) -> Change:
    return lambda folder: (folder / file).unlink()


def more_tokens(folder: Path) -> None:
    tokens = json.loads((folder / "vocabulary.json").read_text())
    (folder / "vocabulary.json").write_text(json.dumps([*tokens, *(f"<{n}>" for n in range(50))]))


def other_tokens(folder: Path) -> None:
    tokens = json.loads((folder / "vocabulary.json").read_text())
    (folder / "vocabulary.json").write_text(json.dumps(tokens[1:]))


def flip_a_name(folder: Path) -> None:
    data = bytearray((folder / "model.bin").read_bytes())
    data[30:60] = b"\xff" * 30
    (folder / "model.bin").write_bytes(data)


BAD: dict[str, tuple[str, Change]] = {
    "no weights": ("model.bin", remove("model.bin")),
    "no configuration": ("config.json", remove("config.json")),
    "no vocabulary": ("vocabulary.json", remove("vocabulary.json")),
    "no tokenizer": ("tokenizer.json", remove("tokenizer.json")),
    "empty weights": ("model.bin", truncate("model.bin", 0)),
    "a little of the weights": ("model.bin", truncate("model.bin", 0.00002)),
    "half the weights": ("model.bin", truncate("model.bin", 0.5)),
    "nearly all weights": ("model.bin", truncate("model.bin", 0.9999)),
    "a web page for weights": ("model.bin", replace("model.bin", HTML * 1000)),
    "a pointer for weights": (
        "model.bin",
        replace("model.bin", b"version https://git-lfs.github.com/spec/v1\n"),
    ),
    "zeros for weights": ("model.bin", replace("model.bin", bytes(100_000))),
    "weights of another kind": (
        "model.bin",
        replace("model.bin", b"\6\0\0\0\2\0T\0\3\0\0\0\1\0\0\0\2\0w\0\1\1\0\0\0\1\1\0\0\0\0\0\0\0\0"),
    ),
    "changed weights": ("model.bin", flip_a_name),
    "a web page for a configuration": ("config.json", replace("config.json", HTML)),
    "a list for a configuration": ("config.json", replace("config.json", b"[]")),
    "a web page for a vocabulary": ("vocabulary.json", replace("vocabulary.json", HTML)),
    "an empty vocabulary": ("vocabulary.json", replace("vocabulary.json", b"[]")),
    "a vocabulary of numbers": ("vocabulary.json", replace("vocabulary.json", b"[1, 2]")),
    "a longer vocabulary": ("vocabulary.json", more_tokens),
    "another vocabulary": ("tokenizer.json", other_tokens),
    "half a tokenizer": ("tokenizer.json", truncate("tokenizer.json", 0.5)),
    "a web page for a tokenizer": ("tokenizer.json", replace("tokenizer.json", HTML)),
    "a broken preprocessor": ("preprocessor_config.json", replace("preprocessor_config.json", b"{")),
}


@pytest.mark.slow
@pytest.mark.parametrize(("file", "change"), list(BAD.values()), ids=list(BAD))
async def test_a_bad_file_is_named_with_the_command_that_mends_it(
    models_dir: Path, file: str, change: Change
) -> None:
    folder = models_dir / "faster-whisper" / "base"
    change(folder)
    with pytest.raises(EngineUnavailable) as refused:
        await engine(models_dir).load()
    assert str(folder / file) in refused.value.message
    assert refused.value.hint == PULL


@pytest.mark.slow
async def test_a_mended_model_loads(models_dir: Path, nano: Path, english: Spoken) -> None:
    folder = models_dir / "faster-whisper" / "base"
    truncate("model.bin", 0.5)(folder)
    recognizer = engine(models_dir)
    with pytest.raises(EngineUnavailable):
        await recognizer.transcribe(english.pcm, TranscribeOptions())
    shutil.copy(nano / "model.bin", folder)
    assert (await recognizer.transcribe(english.pcm, TranscribeOptions())).text == english.text
    await recognizer.close()


@pytest.mark.slow
async def test_nothing_is_asked_of_a_network(models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    remove("tokenizer.json")(models_dir / "faster-whisper" / "base")
    with pytest.raises(EngineUnavailable, match="tokenizer"):
        await engine(models_dir).load()
    with pytest.raises(EngineUnavailable, match="small is not on disk"):
        await engine(models_dir, "small").load()


@pytest.mark.slow
async def test_a_file_of_one_s_own_folder_is_to_be_put_there(nano: Path, tmp_path: Path) -> None:
    shutil.copytree(nano, tmp_path / "mine")
    (tmp_path / "mine" / "tokenizer.json").unlink()
    with pytest.raises(EngineUnavailable) as refused:
        await engine(tmp_path, str(tmp_path / "mine")).load()
    assert refused.value.hint == f"put a complete tokenizer.json into {tmp_path / 'mine'}"


async def test_a_model_that_is_not_there_comes_with_the_command_that_brings_it(tmp_path: Path) -> None:
    for model, hint in (
        ("base", "run: morgan models pull faster-whisper/base"),
        ("turbo", "run: morgan models pull faster-whisper/large-v3-turbo"),
        ("someone/whisper-x", "run: morgan models pull faster-whisper/someone/whisper-x"),
    ):
        with pytest.raises(EngineUnavailable, match="is not on disk") as refused:
            await engine(tmp_path, model).load()
        assert refused.value.hint == hint
    with pytest.raises(EngineUnavailable, match="there is no folder"):
        await engine(tmp_path, str(tmp_path / "nowhere")).load()


@pytest.mark.parametrize("model", ELSEWHERE)
async def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, model: str) -> None:
    with pytest.raises(InvalidRequest):
        await engine(tmp_path, model).load()


@pytest.mark.parametrize("model", ELSEWHERE)
def test_a_name_that_leads_elsewhere_is_on_no_disk(tmp_path: Path, model: str) -> None:
    context = EngineContext(cache_dir=tmp_path, models_dir=tmp_path)
    assert SPEC.model_on_disk is not None
    assert not SPEC.model_on_disk(FasterWhisperOptions(model=model), context)


@pytest.mark.parametrize(
    ("model", "repository"),
    [
        ("base", "Systran/faster-whisper-base"),
        ("small.en", "Systran/faster-whisper-small.en"),
        ("large-v3", "Systran/faster-whisper-large-v3"),
        ("turbo", "mobiuslabsgmbh/faster-whisper-large-v3-turbo"),
        ("distil-large-v3", "Systran/faster-distil-whisper-large-v3"),
        ("someone/whisper-x", "someone/whisper-x"),
    ],
)
def test_sizes_are_known_by_their_ids(model: str, repository: str) -> None:
    assert whisper_models.hub_id(model) == repository


def test_the_ids_are_those_of_faster_whisper() -> None:
    assert {size: whisper_models.hub_id(size) for size in _MODELS} == _MODELS


@pytest.mark.parametrize("variable", ["HF_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME"])
def test_a_model_of_the_hugging_face_cache_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, str(tmp_path))
    hub = tmp_path / {"HF_HUB_CACHE": "", "HF_HOME": "hub", "XDG_CACHE_HOME": "huggingface/hub"}[variable]
    repository = hub / "models--Systran--faster-whisper-base"
    snapshot = repository / "snapshots" / "0123abc"
    snapshot.mkdir(parents=True)
    (snapshot / "model.bin").touch()
    assert whisper_models.find("base", tmp_path / "models") is None
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("0123abc")
    model = whisper_models.find("base", tmp_path / "models")
    assert model is not None
    assert (model.path, model.fix) == (snapshot, PULL)


def test_morgan_s_own_models_go_before_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    own = tmp_path / "models" / "faster-whisper" / "someone--whisper-x"
    own.mkdir(parents=True)
    model = whisper_models.find("someone/whisper-x", tmp_path / "models")
    assert model is not None
    assert model.path == own


@pytest.mark.slow
def test_automatic_choice_wants_the_model_on_disk(models_dir: Path, tmp_path: Path) -> None:
    assert SPEC.model_on_disk is not None
    for folder, there in ((models_dir, True), (tmp_path / "empty", False)):
        context = EngineContext(cache_dir=tmp_path, models_dir=folder)
        assert SPEC.model_on_disk(FasterWhisperOptions(), context) is there
