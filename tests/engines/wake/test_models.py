"""The user's own models: those that work are listened for, the others are named and left out."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engines.wake.conftest import Flavour, Make, Say, only
from tests.engines.wake.crashing import crash, hang
from wyoming_morgan.bench.processor import family
from wyoming_morgan.engines.contract.engine import EngineContext
from wyoming_morgan.engines.wake import microwakeword, models, openwakeword
from wyoming_morgan.engines.wake.engine import WakeEngine
from wyoming_morgan.engines.wake.options import WakeOptions
from wyoming_morgan.engines.wake.tflite import package_folder

pytestmark = pytest.mark.slow

PACKAGES = {"openwakeword": "pyopen_wakeword", "microwakeword": "pymicro_wakeword"}


def shipped(flavour: Flavour, word: str, suffix: str = ".tflite") -> bytes:
    """A model in the box, to stand for one of the user's."""
    path = package_folder(PACKAGES[flavour.kind.name]) / "models" / f"{word}{suffix}"
    return path.read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "words"
    folder.mkdir()
    return folder


def names_of(engine: WakeEngine) -> list[str]:
    return [word.name for word in engine.capabilities.words]


async def heard(engine: WakeEngine, pcm: bytes, name: str) -> list[str]:
    return [detection.name for detection in await engine.open([name]).process(pcm)]


async def processes() -> set[int]:
    """This process and what it has started."""
    return set(await asyncio.to_thread(family, os.getpid()))


async def test_a_model_of_the_user_s_is_a_word_named_as_its_file(
    flavour: Flavour, make: Make, say: Say, folder: Path
) -> None:
    (folder / "hey_morgan_v0.2.tflite").write_bytes(shipped(flavour, "alexa"))
    (folder / "readme.txt").write_text("not a model, and not taken for one")
    engine = await make(folder=folder, default_words=["hey_morgan_v0.2"])
    word = engine.capabilities.words[0]
    assert (word.name, word.phrase, word.version, word.languages) == (
        "hey_morgan_v0.2",
        "Hey Morgan",
        "0.2",
        ("en",),
    )
    assert await heard(engine, say("alexa"), "hey_morgan_v0.2") == ["hey_morgan_v0.2"]
    assert await heard(engine, say("alexa"), "alexa") == ["alexa"]


async def test_a_model_of_the_user_s_takes_the_place_of_one_in_the_box(
    flavour: Flavour, make: Make, say: Say, folder: Path
) -> None:
    (folder / "okay_nabu.tflite").write_bytes(shipped(flavour, "alexa"))
    engine = await make(folder=folder)
    assert len(names_of(engine)) == len(flavour.kind.words)
    assert await heard(engine, say("alexa"), "okay_nabu") == ["okay_nabu"]


@only("microwakeword")
async def test_a_manifest_tells_of_a_microwakeword_model(make: Make, flavour: Flavour, folder: Path) -> None:
    (folder / "morgan.tflite").write_bytes(shipped(flavour, "alexa"))
    manifest = json.loads(shipped(flavour, "alexa", ".json"))
    manifest |= {"wake_word": "Guten Morgen", "trained_languages": ["de", "en"], "version": 3}
    manifest["micro"] |= {"probability_cutoff": 0.42, "sliding_window_size": 7}
    (folder / "morgan.json").write_text(json.dumps(manifest))
    model = await asyncio.to_thread(microwakeword.KIND.read, folder / "morgan.tflite")
    assert (model.threshold, model.window) == (0.42, 7)
    engine = await make(folder=folder, default_words=["morgan"])
    word = engine.capabilities.words[0]
    assert (word.phrase, word.languages, word.version) == ("Guten Morgen", ("de", "en"), "3")
    assert word.attribution.name == "Kevin Ahrendt"


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(truncated, id="truncated"),
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda _: b"<html>404: Not Found</html>" * 99, id="a web page"),
        pytest.param(lambda content: b"\xff" * 2000 + content[2000:], id="overwritten"),
    ],
)
async def test_a_broken_model_is_named_and_the_others_work(
    flavour: Flavour,
    make: Make,
    folder: Path,
    spoil: Callable[[bytes], bytes],
    caplog: pytest.LogCaptureFixture,
) -> None:
    content = shipped(flavour, "alexa")
    (folder / "broken.tflite").write_bytes(spoil(content))
    (folder / "whole.tflite").write_bytes(content)
    engine = await make(folder=folder)
    assert "broken.tflite" in caplog.text
    assert "broken" not in names_of(engine)
    assert {"whole", "alexa"} < set(names_of(engine))


async def test_models_of_other_kinds_are_named_and_left_out(
    flavour: Flavour, make: Make, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (other,) = PACKAGES.keys() - {flavour.kind.name}
    foreign = package_folder(PACKAGES[other]) / "models" / "alexa.tflite"
    features = package_folder("pyopen_wakeword") / "models" / "embedding_model.tflite"
    (folder / "foreign.tflite").write_bytes(foreign.read_bytes())
    (folder / "features.tflite").write_bytes(features.read_bytes())
    engine = await make(folder=folder)
    assert "foreign.tflite is not a model of" in caplog.text
    assert "features.tflite is not a model of" in caplog.text
    assert len(names_of(engine)) == len(flavour.kind.words)


async def test_what_is_no_readable_file_is_named_and_left_out(
    flavour: Flavour, make: Make, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "folder.tflite").mkdir()
    (folder / "dangling.tflite").symlink_to(folder / "nowhere")
    (folder / "circle.tflite").symlink_to(folder / "circle.tflite")
    (folder / "bell\a.tflite").write_bytes(shipped(flavour, "alexa"))
    engine = await make(folder=folder)
    for name in ("folder.tflite", "dangling.tflite", "circle.tflite", "bell\\x07.tflite"):
        assert name in caplog.text
    assert len(names_of(engine)) == len(flavour.kind.words)


@only("microwakeword")
@pytest.mark.parametrize("content", ["{", "[]", '{"wake_word": 1}', '{"wake_word": ""}', "[" * 100_000])
async def test_a_broken_manifest_is_named_and_its_model_left_out(
    flavour: Flavour, make: Make, folder: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "morgan.tflite").write_bytes(shipped(flavour, "alexa"))
    (folder / "morgan.json").write_text(content)
    engine = await make(folder=folder)
    assert "morgan.json" in caplog.text
    assert "morgan" not in names_of(engine)


async def test_a_folder_that_is_not_there_is_named_and_the_words_in_the_box_work(
    make: Make, say: Say, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    engine = await make(folder=folder / "nowhere")
    assert "nowhere" in caplog.text
    assert await heard(engine, say("alexa"), "alexa") == ["alexa"]


def test_a_folder_of_too_many_models_is_cut_off(
    flavour: Flavour, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "_MAX_FILES", 2)
    for number in range(4):
        (folder / f"word_{number}.tflite").write_bytes(shipped(flavour, "alexa"))
    *listed, problem = models.read_folder(folder, flavour.kind.read)
    assert [word.path.stem for word in listed if isinstance(word, models.WordModel)] == ["word_0", "word_1"]
    assert "from word_2.tflite on" in str(problem)


async def test_a_model_on_which_the_library_crashes_takes_nothing_along(
    flavour: Flavour, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "deadly.tflite").write_bytes(shipped(flavour, "alexa"))
    kind = replace(flavour.kind, check=crash)
    engine = WakeEngine(kind, WakeOptions(folder=folder), EngineContext(tmp_path, tmp_path))
    await engine.load()
    assert "deadly.tflite" in caplog.text
    assert "deadly" not in names_of(engine)
    await engine.close()


async def test_a_load_that_is_given_up_while_a_model_is_checked_leaves_no_process(
    flavour: Flavour, folder: Path, tmp_path: Path
) -> None:
    (folder / "endless.tflite").write_bytes(shipped(flavour, "alexa"))
    kind = replace(flavour.kind, check=hang)
    engine = WakeEngine(kind, WakeOptions(folder=folder), EngineContext(tmp_path, tmp_path))
    others = await processes()
    loading = asyncio.create_task(engine.load())
    while await processes() <= others:  # noqa: ASYNC110 - nobody tells when a process starts
        await asyncio.sleep(0.05)
    loading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loading
    assert await processes() <= others


@pytest.mark.parametrize(
    ("name", "phrase", "version"),
    [("okay_nabu", "Okay Nabu", ""), ("hey_morgan_v0.1", "Hey Morgan", "0.1"), ("v8", "V8", "")],
)
def test_a_name_tells_phrase_and_version(name: str, phrase: str, version: str) -> None:
    assert models.phrase_of(name) == (phrase, version)


def test_a_model_s_own_threshold_is_its_manifest_s() -> None:
    folder = package_folder("pymicro_wakeword") / "models"
    manifest = json.loads((folder / "hey_jarvis.json").read_text())
    read = microwakeword.KIND.read(folder / "hey_jarvis.tflite")
    assert read.threshold == manifest["micro"]["probability_cutoff"]
    assert openwakeword.KIND.read(folder / "hey_jarvis.tflite").threshold == 0.5
