"""The engine on real models of Parakeet's shapes, and on folders that hold something else."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.engines.stt.onnx_asr.small_decoders import make_canary, make_whisper
from tests.engines.stt.onnx_asr.small_models import make_ctc, make_tdt
from tests.fakes import silence, tone
from wyoming_morgan.audio import SPEECH, to_samples
from wyoming_morgan.engines.contract.engine import EngineContext, WorkLimits
from wyoming_morgan.engines.contract.stt import TranscribeOptions
from wyoming_morgan.engines.stt.onnx_asr import binding
from wyoming_morgan.engines.stt.onnx_asr.engine import SPEC, OnnxAsr
from wyoming_morgan.engines.stt.onnx_asr.models import abilities
from wyoming_morgan.engines.stt.onnx_asr.options import OnnxAsrOptions
from wyoming_morgan.errors import EngineUnavailable, InvalidRequest, OutOfMemory

pytestmark = pytest.mark.slow

LOW, HIGH = 300, 3000
ON_OFF_ON = (
    silence(0.5)
    + tone(0.4, hertz=LOW)
    + silence(0.5)
    + tone(0.4, hertz=HIGH)
    + silence(0.4)
    + tone(0.4, hertz=LOW)
    + silence(0.4)
)
NAME = "parakeet-tdt-0.6b-v3"


@pytest.fixture(autouse=True)
def _no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks the hub fails: its client cannot be imported."""
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)


def context(root: Path, *, languages: tuple[str, ...] = ("en",), **limits: Any) -> EngineContext:
    return EngineContext(cache_dir=root, models_dir=root, languages=languages, limits=WorkLimits(**limits))


@asynccontextmanager
async def loaded(root: Path, *, home: tuple[str, ...] = ("en",), **options: Any) -> AsyncIterator[OnnxAsr]:
    engine = OnnxAsr(OnnxAsrOptions(threads=1, **options), context(root, languages=home))
    try:
        await engine.load()
        yield engine
    finally:
        await engine.close()


@pytest.mark.parametrize("make", [make_ctc, make_tdt])
async def test_speech_is_transcribed_with_times_and_probabilities(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "onnx-asr" / "own")
    async with loaded(tmp_path, model="own") as engine:
        heard = await engine.transcribe(ON_OFF_ON, TranscribeOptions(words=True))
        assert heard.text == "on off on"
        assert heard.confidence is not None
        assert 0.9 < heard.confidence <= 1
        (segment,) = heard.segments
        assert segment.text == "on off on"
        assert [word.text for word in segment.words] == ["on", "off", "on"]
        assert [word.start for word in segment.words] == pytest.approx([0.5, 1.4, 2.2], abs=0.1)
        assert (await engine.transcribe(ON_OFF_ON, TranscribeOptions())).segments == ()


async def test_what_is_known_of_a_model_by_its_name_is_told_before_it_is_loaded(tmp_path: Path) -> None:
    engine = OnnxAsr(OnnxAsrOptions(), context(tmp_path, languages=("de", "en")))
    capabilities = engine.capabilities
    assert (capabilities.model, capabilities.languages[0], len(capabilities.languages)) == (NAME, "de", 25)
    assert capabilities.detects_language
    assert capabilities.timestamps
    assert not capabilities.translates
    assert [(model.name, model.loaded) for model in engine.models] == [(f"onnx-asr/{NAME}", False)]


async def test_a_model_of_its_own_speaks_the_home_s_languages_unless_told(tmp_path: Path) -> None:
    make_tdt(tmp_path / "mine")
    folder = str(tmp_path / "mine")
    async with loaded(tmp_path, model=folder, home=("nl",)) as engine:
        assert engine.capabilities.languages == ("nl",)
        assert engine.capabilities.model_description == "nemo-conformer-tdt, full precision"
        assert (await engine.transcribe(ON_OFF_ON, TranscribeOptions())).language == "nl"
    async with loaded(tmp_path, model=folder, languages=("fr", "nl"), home=("nl",)) as engine:
        assert engine.capabilities.languages == ("nl", "fr")
        heard = await engine.transcribe(ON_OFF_ON, TranscribeOptions(language="fr-CA"))
        assert heard.language == "fr"
        assert (await engine.transcribe(ON_OFF_ON, TranscribeOptions())).language is None


async def test_the_quantization_is_what_is_on_disk_or_what_is_told(tmp_path: Path) -> None:
    make_ctc(tmp_path / "onnx-asr" / "small", quantization="int8")
    async with loaded(tmp_path, model="small") as engine:
        assert engine.capabilities.model_description == "nemo-conformer-ctc, int8"
    with pytest.raises(EngineUnavailable, match=r"model\?fp16\.onnx"):
        async with loaded(tmp_path, model="small", quantization="fp16"):
            pass


@pytest.mark.parametrize("seconds", [0.0, 0.00003, 0.05, 31.0])
async def test_what_is_silent_or_too_short_for_a_word_is_empty(tmp_path: Path, seconds: float) -> None:
    make_tdt(tmp_path / "onnx-asr" / "own")
    async with loaded(tmp_path, model="own") as engine:
        assert (await engine.transcribe(silence(seconds), TranscribeOptions())).text == ""
        assert (await engine.transcribe(tone(min(seconds, 0.05)) + b"\1", TranscribeOptions())).text == ""


async def test_long_speech_is_cut_where_it_is_quiet_and_keeps_its_times(tmp_path: Path) -> None:
    make_ctc(tmp_path / "onnx-asr" / "own")
    pcm = b"".join(silence(7.0) + tone(0.5, hertz=hertz) + silence(0.5) for hertz in (LOW, HIGH) * 5)
    async with loaded(tmp_path, model="own") as engine:
        heard = await engine.transcribe(pcm, TranscribeOptions(words=True))
    assert heard.text == "on off on off on off on off on off"
    starts = [word.start for segment in heard.segments for word in segment.words]
    assert starts == pytest.approx([7.0 + 8.0 * number for number in range(10)], abs=0.1)


def test_passes_join_to_the_whole_and_none_is_too_long() -> None:
    noise = np.random.default_rng(1).integers(-3000, 3000, 100 * SPEECH.rate).astype("<i2").tobytes()
    samples = to_samples(noise)
    passes = list(binding._passes(samples))
    assert np.array_equal(np.concatenate([piece for _, piece in passes]), samples)
    assert all(20 * SPEECH.rate <= len(piece) <= 30 * SPEECH.rate for _, piece in passes[:-1])


async def test_finals_are_served_while_guesses_run(tmp_path: Path) -> None:
    make_tdt(tmp_path / "onnx-asr" / "own")
    async with loaded(tmp_path, model="own") as engine:
        calls = [
            engine.transcribe(ON_OFF_ON, TranscribeOptions(speculative=number % 2 == 0))
            for number in range(8)
        ]
        assert {heard.text for heard in await asyncio.gather(*calls)} == {"on off on"}


async def test_a_model_that_is_not_there_names_the_command_that_brings_it(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable) as caught:
        async with loaded(tmp_path):
            pass
    assert str(tmp_path / "onnx-asr" / NAME) in caught.value.message
    assert caught.value.hint == f"run: morgan models pull onnx-asr/{NAME}"
    with pytest.raises(EngineUnavailable, match=r"correct stt\.engines\.onnx-asr\.model"):
        async with loaded(tmp_path, model=str(tmp_path / "nowhere")):
            pass


def test_a_name_never_leads_out_of_the_folder_of_models(tmp_path: Path) -> None:
    for name in ("..", "a/../../b", ".hidden"):
        with pytest.raises(InvalidRequest):
            OnnxAsr(OnnxAsrOptions(model=name), context(tmp_path))


@pytest.mark.parametrize("file", ["encoder-model.onnx", "decoder_joint-model.onnx", "vocab.txt"])
@pytest.mark.parametrize("harm", ["missing", "truncated", "empty", "something else"])
async def test_a_harmed_file_is_named_with_the_command_that_mends_it(
    tmp_path: Path, file: str, harm: str
) -> None:
    folder = tmp_path / "onnx-asr" / NAME
    make_tdt(folder)
    path = folder / file
    match harm:
        case "missing":
            path.unlink()
        case "truncated":
            path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
        case "empty":
            path.write_bytes(b"")
        case _:
            path.write_bytes(b"<html>Not found</html>\n" * 20)
    with pytest.raises(EngineUnavailable) as caught:
        async with loaded(tmp_path):
            pass
    assert file in caught.value.message
    assert caught.value.hint == f"run: morgan models pull onnx-asr/{NAME} --force"


async def test_files_that_do_not_belong_together_are_found_out_when_they_are_loaded(tmp_path: Path) -> None:
    folder = tmp_path / "onnx-asr" / NAME
    make_tdt(folder)
    (folder / "decoder_joint-model.onnx").write_bytes((folder / "encoder-model.onnx").read_bytes())
    with pytest.raises(EngineUnavailable, match=r"decoder_joint-model\.onnx.* cannot be loaded"):
        async with loaded(tmp_path):
            pass


@pytest.mark.parametrize("config", [None, "", "[]", "{}", json.dumps({"model_type": "parrot"})])
async def test_a_folder_that_does_not_tell_its_architecture_asks_for_it(
    tmp_path: Path, config: str | None
) -> None:
    folder = tmp_path / "mine"
    make_tdt(folder)
    (folder / "config.json").unlink()
    if config is not None:
        (folder / "config.json").write_text(config)
    with pytest.raises(EngineUnavailable, match="architecture") as caught:
        async with loaded(tmp_path, model=str(folder)):
            pass
    assert "set stt.engines.onnx-asr.type" in caught.value.hint


async def test_the_architecture_may_be_told(tmp_path: Path) -> None:
    make_tdt(tmp_path / "mine")
    (tmp_path / "mine" / "config.json").write_text(json.dumps({"features_size": 128}))
    async with loaded(tmp_path, model=str(tmp_path / "mine"), type="nemo-conformer-tdt") as engine:
        assert (await engine.transcribe(ON_OFF_ON, TranscribeOptions())).text == "on off on"


async def test_a_gpu_that_onnxruntime_cannot_use_is_said_so_unless_it_may_choose(tmp_path: Path) -> None:
    import onnxruntime  # noqa: PLC0415 - heavy

    make_tdt(tmp_path / "onnx-asr" / "own")
    async with loaded(tmp_path, model="own", device="auto") as engine:
        assert (await engine.transcribe(ON_OFF_ON, TranscribeOptions())).text == "on off on"
    if "CUDAExecutionProvider" in onnxruntime.get_available_providers():
        pytest.skip("this onnxruntime has CUDA")
    with pytest.raises(EngineUnavailable, match="has no CUDAExecutionProvider") as caught:
        async with loaded(tmp_path, model="own", device="cuda"):
            pass
    assert "device: cpu" in caught.value.hint
    with pytest.raises(EngineUnavailable, match="has no CoreMLExecutionProvider"):
        async with loaded(tmp_path, model="own", providers=("CoreMLExecutionProvider",)):
            pass


def test_a_gpu_is_asked_for_by_its_number() -> None:
    options = OnnxAsrOptions(device="cuda", device_index=1)
    assert binding._providers(options, ["CUDAExecutionProvider", "CPUExecutionProvider"]) == [
        ("CUDAExecutionProvider", {"device_id": 1}),
        "CPUExecutionProvider",
    ]


async def test_canary_writes_the_language_it_is_told_or_english(tmp_path: Path) -> None:
    make_canary(tmp_path / "onnx-asr" / "canary-1b-v2")
    async with loaded(tmp_path, model="canary-1b-v2", home=("de", "en")) as engine:
        assert (engine.capabilities.translates, engine.capabilities.detects_language) == (True, False)
        heard = await engine.transcribe(tone(1), TranscribeOptions("de-AT", words=True))
        assert (heard.text, heard.language, heard.confidence, heard.segments) == ("ja", "de", None, ())
        assert (await engine.transcribe(tone(1), TranscribeOptions("en"))).text == "yes"
        heard = await engine.transcribe(tone(1), TranscribeOptions("de", translate=True))
        assert (heard.text, heard.language) == ("yes", "en")
        assert (await engine.transcribe(tone(1), TranscribeOptions())).text == "ja"
    async with loaded(tmp_path, model="canary-1b-v2", home=("de", "en"), language="en") as engine:
        assert (await engine.transcribe(tone(1), TranscribeOptions())).text == "yes"
        assert (await engine.transcribe(tone(1), TranscribeOptions("de"))).text == "ja"
    async with loaded(tmp_path, model="canary-1b-v2", home=("de", "en"), force_language="en") as engine:
        assert (await engine.transcribe(tone(1), TranscribeOptions("de"))).text == "yes"


async def test_whisper_is_told_the_language_or_finds_it_out(tmp_path: Path) -> None:
    make_whisper(tmp_path / "mine")
    async with loaded(tmp_path, model=str(tmp_path / "mine")) as engine:
        assert engine.capabilities.languages == ("en", "de")
        assert (engine.capabilities.detects_language, engine.capabilities.timestamps) == (True, False)
        heard = await engine.transcribe(tone(1), TranscribeOptions())
        assert (heard.text, heard.language) == ("ja", None)
        heard = await engine.transcribe(tone(1), TranscribeOptions("en", timestamps=True))
        assert (heard.text, heard.language, heard.segments) == ("yes", "en", ())


def test_a_full_memory_is_told_with_what_needs_less() -> None:
    class Full:
        """Stands in for a model on a GPU whose memory is full, which cannot be had here."""

        def recognize(self, _samples: object) -> None:
            raise RuntimeError("Failed to allocate memory for requested buffer of size 8388608")

    model = binding.OnnxAsrModel(Full(), ("en",), abilities("nemo-conformer-tdt", ("en",)), "")
    with pytest.raises(OutOfMemory, match="out of memory") as caught:
        binding.transcribe(model, tone(1), TranscribeOptions(), "en")
    assert "int8" in caught.value.hint


@pytest.mark.parametrize(
    ("home", "there"), [("en", True), ("de-AT", True), ("ja", False)], ids=["English", "German", "Japanese"]
)
def test_a_model_on_disk_is_chosen_where_it_hears_the_home_s_language(
    tmp_path: Path, home: str, there: bool
) -> None:
    assert SPEC.model_on_disk is not None
    assert not SPEC.model_on_disk(OnnxAsrOptions(), context(tmp_path, languages=(home,)))
    make_tdt(tmp_path / "onnx-asr" / NAME)
    assert SPEC.model_on_disk(OnnxAsrOptions(), context(tmp_path, languages=(home,))) is there
