"""Piper: the real library on small voices of its format."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engines.tts.speaking import SENTENCE, Context, Load, loudness, pieces, seconds, voice
from wyoming_morgan.engines.contract.engine import WorkLimits
from wyoming_morgan.engines.contract.tts import SpeakOptions, Voice
from wyoming_morgan.engines.tts.piper import voices as piper_voices
from wyoming_morgan.engines.tts.piper.engine import Piper
from wyoming_morgan.engines.tts.piper.options import PiperOptions
from wyoming_morgan.errors import EngineUnavailable, UnknownVoice
from wyoming_morgan.models.manifest import Manifest

pytest.importorskip("onnx", reason="onnx, which makes the voices, is not installed")
if not __import__("importlib.util").util.find_spec("piper"):
    pytest.skip("piper-tts is not installed", allow_module_level=True)

from tests.assets.make_voices import make_piper, make_vits

pytestmark = pytest.mark.slow


@pytest.fixture
async def piper(piper_models: Path, context: Context, load: Load) -> Piper:
    engine: Piper = await load(
        PiperOptions(loaded_voices=2, sentence_silence=0), context(models_dir=piper_models)
    )
    return engine


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder of one's own with a good voice and one to be broken."""
    make_piper(tmp_path / "own", "en_US-good-low")
    make_piper(tmp_path / "own", "en_US-poor-low")
    return tmp_path / "own"


def test_a_voice_tells_its_language_speakers_license_and_rate(piper: Piper) -> None:
    assert voice(piper, "de_DE-duo-low") == Voice(
        "de_DE-duo-low", ("de-DE",), "duo, DE, low quality", ("anna", "bert"), "CC0", 16_000
    )
    assert [voice.name for voice in piper.capabilities.voices] == [
        "en_US-small-low",
        "de_DE-duo-low",
        "fr_FR-high-high",
    ]
    assert {voice.rate for voice in piper.capabilities.voices} == {16_000, 22_050, 44_100}
    assert voice(piper, "en_US-small-low").license == ""


def test_the_license_is_the_model_card_s_else_the_catalogue_s_and_of_one_voice_alone(tmp_path: Path) -> None:
    def licenses(folder: str, *names: str, card: str | None = None, pulled: str | None = None) -> set[str]:
        for name in names:
            make_piper(tmp_path / folder, name)
        if card is not None:
            (tmp_path / folder / "MODEL_CARD").write_text(card)
        if pulled is not None:
            Manifest("piper/x", (), pulled, checked=False, pulled_at="", files={}).write(tmp_path / folder)
        voices = piper_voices.listing(tmp_path / "none", tmp_path / folder).voices
        return {model.voice.license for model in voices.values()}

    card = "* License:  CC BY 4.0 \n"
    assert licenses("card", "en_US-a-low", card=card, pulled="see MODEL_CARD") == {"CC BY 4.0"}
    assert licenses("pulled", "en_US-a-low", card="# no word of it", pulled="MIT") == {"MIT"}
    assert licenses("nothing", "en_US-a-low") == {""}
    assert licenses("several", "en_US-a-low", "en_US-b-low", card=card) == {""}


async def test_voices_of_several_rates_and_speakers_speak_at_once_and_more_than_fit_in_memory(
    piper: Piper,
) -> None:
    plain, anna, bert, french = await asyncio.gather(
        seconds(piper),
        seconds(piper, SENTENCE, "de_DE-duo-low", SpeakOptions(speaker="anna")),
        seconds(piper, SENTENCE, "de_DE-duo-low", SpeakOptions(speaker="bert")),
        seconds(piper, SENTENCE, "fr_FR-high-high"),
    )
    # A small voice makes so many samples for a symbol: half the rate, twice the time.
    assert french < plain < anna
    assert bert == pytest.approx(1.25 * anna, rel=0.02)
    assert await seconds(piper, SENTENCE, "de_DE-duo-low") == pytest.approx(anna, rel=0.02)


async def test_every_sentence_is_a_piece_and_speed_shortens_it(piper: Piper) -> None:
    assert len(await pieces(piper, f"{SENTENCE} And so is the other one! Is it?")) == 3
    usual = await seconds(piper)
    assert await seconds(piper, options=SpeakOptions(speed=2)) == pytest.approx(usual / 2, rel=0.02)
    assert await seconds(piper, options=SpeakOptions(speed=100)) == pytest.approx(usual / 4, rel=0.02)


async def test_the_options_change_the_speech(
    piper_models: Path, context: Context, load: Load, piper: Piper
) -> None:
    options = PiperOptions(
        rate=16_000, length_scale=2, sentence_silence=1, volume=0.5, voice="de_DE-duo-low", threads=1
    )
    engine = await load(options, context(models_dir=piper_models))
    assert engine.capabilities.voices[0].name == "de_DE-duo-low"
    assert engine.capabilities.format.rate == 16_000
    slow = await seconds(engine, SENTENCE, "en_US-small-low")
    assert slow == pytest.approx(1 + 2 * await seconds(piper), rel=0.02)
    (quiet,) = await pieces(engine, SENTENCE, "de_DE-duo-low")
    (usual,) = await pieces(piper, SENTENCE, "de_DE-duo-low")
    assert loudness(quiet) < 0.6 * loudness(usual)


async def test_what_ends_in_a_mark_is_followed_by_its_pause(
    piper_models: Path, context: Context, load: Load, piper: Piper
) -> None:
    engine = await load(
        PiperOptions(sentence_silence=1.25, clause_silence=0.6), context(models_dir=piper_models)
    )
    assert await seconds(engine, "Yes.") == pytest.approx(await seconds(piper, "Yes.") + 1.25, abs=0.001)
    assert await seconds(engine, "Yes,") == pytest.approx(await seconds(piper, "Yes,") + 0.5, abs=0.001)
    assert await seconds(engine, "Yes") == pytest.approx(await seconds(piper, "Yes"), abs=0.001)


@pytest.mark.parametrize(
    ("languages", "name"),
    [
        (("en-GB",), "en_US-small-low"),
        (("de",), "de_DE-duo-low"),
        (("tlh", "fr"), "fr_FR-high-high"),
        (("tlh",), "de_DE-duo-low"),
    ],
)
async def test_the_default_voice_speaks_the_language_of_the_home(
    piper_models: Path, context: Context, load: Load, languages: tuple[str, ...], name: str
) -> None:
    engine = await load(PiperOptions(), context(*languages, models_dir=piper_models))
    assert engine.capabilities.voices[0].name == name


async def test_names_that_are_not_listed_are_refused_and_never_looked_for(piper: Piper) -> None:
    for name in ("../de_DE-duo-low/de_DE-duo-low", "/etc/passwd", "en_US-small-low.onnx", ""):
        with pytest.raises(UnknownVoice, match="has no voice"):
            await anext(piper.synthesize("hi", Voice(name, ("en",), ""), SpeakOptions()))
    with pytest.raises(UnknownVoice, match=r"has no speaker 'tim' .there are: anna, bert"):
        await pieces(piper, "hi", "de_DE-duo-low", SpeakOptions(speaker="tim"))
    with pytest.raises(UnknownVoice, match="leave the speaker out"):
        await pieces(piper, "hi", "en_US-small-low", SpeakOptions(speaker="tim"))


def _no_json(model: Path) -> None:
    model.with_name(f"{model.name}.json").unlink()


def _no_model(model: Path) -> None:
    model.unlink()


def _json(text: str) -> Callable[[Path], None]:
    def write(model: Path) -> None:
        model.with_name(f"{model.name}.json").write_text(text)

    return write


def _other(**changes: object) -> Callable[[Path], None]:
    def make(model: Path) -> None:
        make_piper(model.parent, model.stem, **changes)  # type: ignore[arg-type] # whatever a test breaks

    return make


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (_no_json, r"poor-low\.onnx\.json cannot be used: it is missing; replace it, or take"),
        (_json("{"), r"poor-low\.onnx\.json cannot be used: Invalid JSON"),
        (_json("[]"), r"poor-low\.onnx\.json cannot be used: Input should be an object"),
        (_json('{"audio": 1}'), r"poor-low\.onnx\.json cannot be used: audio: Input should be"),
        (_json(" " * 5_000_000), r"poor-low\.onnx\.json cannot be used: .* is larger than"),
        (_other(phoneme_id_map={"a": [1]}), "its phoneme_id_map has no _ "),
        (_other(num_speakers=2, speaker_id_map={"x": 2}), "its speaker 'x' has a number beyond its 2"),
        (_other(audio={"sample_rate": 0}), r"audio\.sample_rate: Input should be greater"),
    ],
)
async def test_a_voice_with_a_broken_description_is_left_out_by_name_and_the_others_speak(
    own: Path, context: Context, load: Load, spoil: Callable[[Path], None], problem: str
) -> None:
    spoil(own / "en_US-poor-low.onnx")
    engine = await load(PiperOptions(folder=own), context())
    assert [voice.name for voice in engine.capabilities.voices] == ["en_US-good-low"]
    assert await pieces(engine, SENTENCE)
    with pytest.raises(EngineUnavailable, match=problem):
        await load(PiperOptions(folder=own, voice="en_US-poor-low"), context())


def _truncated(model: Path) -> None:
    model.write_bytes(model.read_bytes()[:1_000])


def _garbage(model: Path) -> None:
    model.write_bytes(b"GIF89a" * 100)


def _empty(model: Path) -> None:
    model.write_bytes(b"")


def _kokoro(model: Path) -> None:
    from tests.assets.make_voices import make_kokoro  # noqa: PLC0415 - for this one alone

    make_kokoro(model.parent / "other")
    shutil.copy(model.parent / "other" / "kokoro-v1.0.onnx", model)


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (
            _truncated,
            r"poor-low\.onnx is incomplete or not an ONNX .*replace it, or take the voice out of",
        ),
        (_garbage, r"poor-low\.onnx is incomplete or not an ONNX model"),
        (_empty, r"poor-low\.onnx is incomplete or not an ONNX model"),
        (_no_model, r"poor-low\.onnx is missing"),
        (
            _kokoro,
            r"poor-low\.onnx is a different kind .* it has no input input, input_lengths, scales",
        ),
        (_other(num_speakers=2), r"poor-low\.onnx and .*\.json do not belong together"),
        (_other(espeak={"voice": "no-such"}), r"poor-low\.onnx\.json cannot be used: Failed to set voice"),
        (_other(phoneme_type="pinyin"), r"poor-low\.onnx reads Chinese with g2pW"),
        (_other(phoneme_type="runes"), r"poor-low\.onnx\.json cannot be used: 'runes' is not a valid"),
    ],
)
async def test_a_broken_voice_fails_its_own_requests_naming_the_file_and_the_others_speak(
    own: Path, context: Context, load: Load, spoil: Callable[[Path], None], problem: str
) -> None:
    spoil(own / "en_US-poor-low.onnx")
    engine = await load(PiperOptions(folder=own), context())
    for _ in range(2):
        with pytest.raises(EngineUnavailable, match=problem):
            await pieces(engine, SENTENCE, "en_US-poor-low")
        assert await pieces(engine, SENTENCE, "en_US-good-low")
    make_piper(own, "en_US-poor-low")  # mended while the engine runs
    assert await pieces(engine, SENTENCE, "en_US-poor-low")


async def test_a_broken_default_voice_is_told_in_the_log_if_another_can_speak(
    own: Path, context: Context, load: Load, caplog: pytest.LogCaptureFixture
) -> None:
    _truncated(own / "en_US-poor-low.onnx")
    with caplog.at_level(logging.WARNING):
        engine = await load(PiperOptions(folder=own, voice="en_US-poor-low"), context())
    assert "poor-low.onnx is incomplete or not an ONNX model" in caplog.text
    assert await pieces(engine, SENTENCE, "en_US-good-low")


async def test_a_broken_voice_of_the_store_is_mended_by_a_command(
    tmp_path: Path, context: Context, load: Load
) -> None:
    model = make_piper(tmp_path / "models" / "piper" / "en_US-small-low", "en_US-small-low")
    _truncated(model)
    with pytest.raises(
        EngineUnavailable,
        match=r"en_US-small-low\.onnx is .*run: morgan models pull piper/en_US-small-low --force",
    ):
        await load(PiperOptions(), context())


async def test_without_the_voice_that_is_wanted_the_command_that_brings_it_is_told(
    piper_models: Path, context: Context, load: Load
) -> None:
    with pytest.raises(EngineUnavailable, match=r"Piper has no voice .run: morgan models pull piper/"):
        await load(PiperOptions(), context())
    with pytest.raises(
        EngineUnavailable, match=r"did you mean de_DE-duo-low. run: morgan models pull piper/de_DE-duo-lou"
    ):
        await load(PiperOptions(voice="de_DE-duo-lou"), context(models_dir=piper_models))


async def test_phonemes_in_text_are_only_text(piper: Piper) -> None:
    assert await pieces(piper, "[[.....]] [[[.....]]]") == []


async def test_what_is_in_memory_can_be_seen(piper_models: Path, context: Context, load: Load) -> None:
    engine = await load(PiperOptions(), context(models_dir=piper_models, limits=WorkLimits(idle_unload=60)))
    (model,) = engine.models
    assert (model.name, model.loaded, model.running) == ("piper", True, 0)
    assert model.memory_bytes
    assert model.unload_seconds
    await engine.close()
    assert not engine.models[0].loaded


async def test_every_process_has_the_default_voice(piper_models: Path, context: Context, load: Load) -> None:
    engine = await load(PiperOptions(), context(models_dir=piper_models, limits=WorkLimits(parallel=2)))
    assert len(await asyncio.gather(*(pieces(engine, SENTENCE) for _ in range(6)))) == 6


async def test_sentences_in_stretches_that_have_begun_are_never_refused_in_the_middle(
    tmp_path: Path, context: Context, load: Load
) -> None:
    make_vits(tmp_path / "own")
    limits = WorkLimits(parallel=1, queue=3)
    engine = await load(PiperOptions(folder=tmp_path / "own"), context(limits=limits))
    sentence = "one two three four five six seven eight nine ten " * 12
    spoken = await asyncio.gather(*(pieces(engine, sentence) for _ in range(4)))
    assert all(len(parts) > 1 for parts in spoken)
    assert len({b"".join(parts) for parts in spoken}) == 1
