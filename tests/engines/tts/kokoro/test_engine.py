"""Kokoro: the real library on a small model of its format."""

from __future__ import annotations

import asyncio
import importlib.util
import zipfile
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from tests.engines.tts.speaking import LOUDNESS, SENTENCE, Context, Load, loudness, pieces, seconds, voice
from wyoming_morgan.engines.contract.engine import WorkLimits
from wyoming_morgan.engines.contract.tts import SpeakOptions, Voice
from wyoming_morgan.engines.tts.kokoro import binding
from wyoming_morgan.engines.tts.kokoro.engine import Kokoro
from wyoming_morgan.engines.tts.kokoro.options import KokoroOptions
from wyoming_morgan.errors import ConfigurationError, EngineUnavailable, UnknownVoice
from wyoming_morgan.voice.contract import VoiceRequest
from wyoming_morgan.voice.settings import MouthSettings
from wyoming_morgan.voice.synthesizer import Synthesizer

pytest.importorskip("onnx", reason="onnx, which makes the model, is not installed")
if not importlib.util.find_spec("kokoro_onnx"):
    pytest.skip("kokoro-onnx is not installed", allow_module_level=True)

from tests.assets.make_voices import make_kokoro

pytestmark = pytest.mark.slow


@pytest.fixture
async def kokoro(kokoro_models: Path, context: Context, load: Load) -> Kokoro:
    options = KokoroOptions(blends={"mine": "af_heart+af_bella", "his": "bf_emma:3 + af_heart:1"})
    engine: Kokoro = await load(options, context(models_dir=kokoro_models))
    return engine


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A models folder to be broken."""
    make_kokoro(tmp_path / "models" / "kokoro" / "v1.0", LOUDNESS)
    return tmp_path / "models" / "kokoro" / "v1.0"


async def loud(engine: Kokoro, name: str) -> float:
    spoken = Voice(name, ("en-US",), "a mixture as a client asks for it")
    return max([loudness(pcm) async for pcm in engine.synthesize(SENTENCE, spoken, SpeakOptions())])


def test_every_voice_of_the_file_is_listed_with_its_language_and_gender(kokoro: Kokoro) -> None:
    names = [voice.name for voice in kokoro.capabilities.voices]
    assert names[0] == "af_heart"
    assert set(names) == {*LOUDNESS, "mine", "his"}
    assert voice(kokoro, "bf_emma") == Voice(
        "bf_emma", ("en-GB",), "Emma, British English, female", license="Apache-2.0", rate=24_000
    )
    assert voice(kokoro, "his").languages == ("en-GB",)
    assert voice(kokoro, "his").description == "Mixture: bf_emma:0.75+af_heart:0.25"
    assert kokoro.capabilities.blends


@pytest.mark.parametrize(
    ("languages", "name"),
    [(("en-GB",), "bf_emma"), (("fr",), "ff_siwis"), (("tlh",), "af_heart"), (("ja",), "af_heart")],
)
async def test_the_default_voice_speaks_the_language_of_the_home_if_it_can(
    kokoro_models: Path, context: Context, load: Load, languages: tuple[str, ...], name: str
) -> None:
    engine = await load(KokoroOptions(), context(*languages, models_dir=kokoro_models))
    assert engine.capabilities.voices[0].name == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("af_heart", 0.2),
        ("af_bella", 0.6),
        ("mine", 0.4),
        ("his", 0.35),
        ("af_heart:3+af_bella:1", 0.3),
        ("af_heart:0.750+af_bella:0.250", 0.3),
        ("mine+af_bella", 0.5),
    ],
)
async def test_voices_are_mixed_in_their_parts(kokoro: Kokoro, name: str, expected: float) -> None:
    assert await loud(kokoro, name) == pytest.approx(expected, abs=0.01)


async def test_a_client_s_mixture_is_spoken_by_the_mouth(kokoro: Kokoro) -> None:
    async def text() -> AsyncGenerator[str, None]:
        yield SENTENCE

    mouth = Synthesizer(kokoro, MouthSettings(even_loudness=False), default_voice="mine+bf_emma")
    assert mouth.voices[0].name == "mine:0.5+bf_emma:0.5"
    chosen = mouth.choose(VoiceRequest(name="AF_BELLA:3+af_heart:1"))
    assert chosen.voice.name == "af_bella:0.75+af_heart:0.25"
    heard = b"".join([chunk.pcm async for chunk in mouth.speak(text(), chosen)])
    assert loudness(heard) == pytest.approx(0.5, abs=0.01)


async def test_speed_shortens_speech_within_what_the_model_takes(
    kokoro_models: Path, context: Context, load: Load
) -> None:
    engine = await load(KokoroOptions(sentence_pause=0), context(models_dir=kokoro_models))
    usual = await seconds(engine)
    assert await seconds(engine, options=SpeakOptions(speed=2)) == pytest.approx(usual / 2, rel=0.02)
    assert await seconds(engine, options=SpeakOptions(speed=9)) == pytest.approx(usual / 2, rel=0.02)
    assert await seconds(engine, options=SpeakOptions(speed=0.1)) == pytest.approx(usual * 2, rel=0.02)


async def test_pauses_follow_what_ends_in_a_mark(
    kokoro_models: Path, context: Context, load: Load, kokoro: Kokoro
) -> None:
    engine = await load(
        KokoroOptions(sentence_pause=1.25, clause_pause=0.6, volume=0.5), context(models_dir=kokoro_models)
    )
    assert await seconds(engine, "Yes.") == pytest.approx(await seconds(kokoro, "Yes.") + 1.0, abs=0.001)
    assert await seconds(engine, "Yes,") == pytest.approx(await seconds(kokoro, "Yes,") + 0.5, abs=0.001)
    assert await seconds(engine, "Yes") == pytest.approx(await seconds(kokoro, "Yes"), abs=0.001)
    assert await loud(engine, "af_bella") == pytest.approx(0.3, abs=0.01)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The bedroom is at 21.5 degrees.", "pɔɪnt fˈaɪv dᵻɡɹˈiːz."),
        ("It is 10:30.", "tˈɛn θˈɜːɾi."),
        ("Use 3.7 volts, not 12.4.", "pɔɪnt sˈɛvən vˈoʊlts, nˌɑːt twˈɛlv pɔɪnt fˈɔːɹ."),
    ],
)
async def test_a_mark_within_a_number_is_read_and_one_behind_it_is_a_pause(
    kokoro: Kokoro, text: str, words: str
) -> None:
    (phonemes,) = await kokoro._worker.run(binding.phonemize, text, "en-us")
    assert phonemes.endswith(words)


async def test_nothing_of_a_text_too_long_for_one_run_is_lost(kokoro: Kokoro) -> None:
    # Two hundred digits are one piece of text and thousands of phonemes.
    one, many = await seconds(kokoro, "9 9 9 9 9"), await seconds(kokoro, " ".join("9" * 100))
    assert len(await pieces(kokoro, " ".join("9" * 100))) > 1
    assert many > 15 * one


async def test_words_of_another_language_are_read_without_its_name(kokoro: Kokoro) -> None:
    # espeak-ng marks them with "(ru)" and "(en-us)", which would be spoken.
    french = await seconds(kokoro, "Hello, bonjour.", "ff_siwis")
    assert french < 1.6 * await seconds(kokoro, "Bonjour, bonjour.", "ff_siwis")


async def test_names_that_are_not_listed_are_refused(kokoro: Kokoro) -> None:
    for name in ("af_hart", "../af_heart", "af_heart+af_hart", ""):
        with pytest.raises(UnknownVoice, match="Kokoro has no voice"):
            await loud(kokoro, name)
    with pytest.raises(UnknownVoice, match="have no speakers"):
        await pieces(kokoro, SENTENCE, options=SpeakOptions(speaker="x"))


async def test_languages_that_nothing_here_reads_are_refused_with_what_helps(kokoro: Kokoro) -> None:
    with pytest.raises(EngineUnavailable, match="ask for another engine's voice"):
        await pieces(kokoro, "こんにちは。", "jf_alpha")
    if importlib.util.find_spec("misaki") is None:
        with pytest.raises(EngineUnavailable, match=r"run: pip install 'misaki\[zh\]'"):
            await pieces(kokoro, "你好。", "zf_xiaoxiao")
    assert await pieces(kokoro, SENTENCE)


@pytest.mark.skipif(importlib.util.find_spec("misaki") is None, reason="misaki is not installed")
async def test_chinese_is_read_by_misaki(kokoro: Kokoro) -> None:
    assert await seconds(kokoro, "今天天气很好。", "zf_xiaoxiao") > await seconds(
        kokoro, "好。", "zf_xiaoxiao"
    )


def _truncated_model(folder: Path) -> None:
    model = folder / "kokoro-v1.0.onnx"
    model.write_bytes(model.read_bytes()[:1_000])


def _other_model(folder: Path) -> None:
    from tests.assets.make_voices import make_piper  # noqa: PLC0415 - for this one alone

    make_piper(folder, "en_US-small-low").rename(folder / "kokoro-v1.0.onnx")


def _no_model(folder: Path) -> None:
    (folder / "kokoro-v1.0.onnx").unlink()


def _two_models(folder: Path) -> None:
    (folder / "other.onnx").touch()


def _truncated_voices(folder: Path) -> None:
    voices = folder / "voices-v1.0.bin"
    voices.write_bytes(voices.read_bytes()[:1_000])


def _no_voices(folder: Path) -> None:
    (folder / "voices-v1.0.bin").unlink()


def _other_voices(folder: Path) -> None:
    with (folder / "voices-v1.0.bin").open("wb") as file:
        np.savez(file, af_heart=np.zeros((10, 3), np.float32))


def _garbage_voices(folder: Path) -> None:
    with zipfile.ZipFile(folder / "voices-v1.0.bin", "w") as archive:
        archive.writestr("af_heart.npy", "no array")


def _empty_voices(folder: Path) -> None:
    with zipfile.ZipFile(folder / "voices-v1.0.bin", "w"):
        pass


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        pytest.param(
            _truncated_model,
            r"kokoro-v1\.0\.onnx is incomplete or not an ONNX model: Protobuf parsing failed",
            id="truncated model",
        ),
        pytest.param(
            _other_model,
            r"kokoro-v1\.0\.onnx is a different kind of model: it has no input speed, style",
            id="other model",
        ),
        pytest.param(_no_model, r"there is no \*\.onnx in .*v1\.0", id="no model"),
        pytest.param(
            _truncated_voices,
            r"voices-v1\.0\.bin cannot be read: File is not a zip file",
            id="truncated voices",
        ),
        pytest.param(_no_voices, r"there is no voices\*\.bin in .*v1\.0", id="no voices"),
        pytest.param(
            _other_voices, r"voices-v1\.0\.bin does not contain voices of Kokoro", id="other voices"
        ),
        pytest.param(_garbage_voices, r"voices-v1\.0\.bin cannot be used: ", id="garbage voices"),
        pytest.param(_empty_voices, r"voices-v1\.0\.bin contains no voices", id="empty voices"),
    ],
)
async def test_a_broken_file_is_named_with_the_command_that_mends_it(
    own: Path, context: Context, load: Load, spoil: Callable[[Path], None], problem: str
) -> None:
    spoil(own)
    with pytest.raises(EngineUnavailable, match=f"{problem}.*run: morgan models pull kokoro/v1.0 --force"):
        await load(KokoroOptions(), context())


async def test_several_models_in_a_folder_and_files_of_one_s_own_are_told_apart_by_the_settings(
    own: Path, context: Context, load: Load
) -> None:
    _two_models(own)
    with pytest.raises(EngineUnavailable, match=r"several \*\.onnx in .*kokoro\.model to the path"):
        await load(KokoroOptions(), context())
    options = KokoroOptions(model=f"{own}/kokoro-v1.0.onnx", voices_file=own / "voices-v1.0.bin")
    assert await pieces(await load(options, context()), SENTENCE)
    with pytest.raises(EngineUnavailable, match=r"other\.onnx is incomplete .*put a complete file in its"):
        await load(options.model_copy(update={"model": f"{own}/other.onnx"}), context())
    with pytest.raises(EngineUnavailable, match=r"none\.bin is missing"):
        await load(options.model_copy(update={"voices_file": own / "none.bin"}), context())


async def test_a_model_of_one_s_own_is_a_folder_or_a_file_with_its_voices_beside_it(
    own: Path, context: Context, load: Load, tmp_path: Path
) -> None:
    elsewhere = context(models_dir=tmp_path / "elsewhere")
    for path in (own, own / "kokoro-v1.0.onnx"):
        assert await pieces(await load(KokoroOptions(model=str(path)), elsewhere), SENTENCE)
    with pytest.raises(EngineUnavailable, match=r"no \*\.onnx in .* correct tts\.engines\.kokoro\.model"):
        await load(KokoroOptions(model=f"{tmp_path}/nowhere"), elsewhere)


async def test_settings_that_name_no_voice_are_told(
    kokoro_models: Path, context: Context, load: Load
) -> None:
    with pytest.raises(EngineUnavailable, match=r"no voice af_hart .did you mean af_heart"):
        await load(KokoroOptions(voice="af_hart"), context(models_dir=kokoro_models))
    with pytest.raises(ConfigurationError, match=r"the blend x .* a part 'af_hart'.*did you mean af_heart"):
        await load(KokoroOptions(blends={"x": "af_hart+bf_emma"}), context(models_dir=kokoro_models))
    with pytest.raises(ValidationError, match="is not a valid blend of voices"):
        KokoroOptions(blends={"x": "af_heart:+bf_emma"})
    with pytest.raises(ValidationError, match="a voice's name is letters"):
        KokoroOptions(blends={"x+y": "af_heart+bf_emma"})
    assert (
        await load(KokoroOptions(voice="ff_siwis"), context(models_dir=kokoro_models))
    ).capabilities.voices[0].name == "ff_siwis"


async def test_several_speak_at_once_in_voices_of_several_languages(
    kokoro_models: Path, context: Context, load: Load
) -> None:
    engine = await load(KokoroOptions(), context(models_dir=kokoro_models, limits=WorkLimits(parallel=2)))
    names = ["af_heart", "bf_emma", "ff_siwis"] * 3
    spoken = await asyncio.gather(*(pieces(engine, SENTENCE, name) for name in names))
    assert [round(max(map(loudness, chunks)), 1) for chunks in spoken] == [0.2, 0.4, 0.5] * 3
    (model,) = engine.models
    assert (model.name, model.loaded, model.running) == ("kokoro", True, 0)
