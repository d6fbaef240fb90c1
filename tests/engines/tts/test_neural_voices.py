"""What Kokoro and Piper have in common: real libraries, which stay in their processes, on small models."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engines.tts.speaking import SENTENCE, Context, Load, pieces
from wyoming_morgan.engines.contract.engine import EngineOptions, EngineSpec
from wyoming_morgan.engines.contract.tts import SpeakOptions, TextToSpeech
from wyoming_morgan.engines.tts.kokoro import engine as kokoro
from wyoming_morgan.engines.tts.kokoro.options import KokoroOptions
from wyoming_morgan.engines.tts.piper import engine as piper
from wyoming_morgan.engines.tts.piper.options import PiperOptions
from wyoming_morgan.errors import EngineFailed, EngineUnavailable

pytestmark = pytest.mark.slow

_SPEAK_AND_LOOK = """
import asyncio, sys
from pathlib import Path
from wyoming_morgan.engines.contract.engine import EngineContext
from wyoming_morgan.engines.contract.tts import SpeakOptions
from wyoming_morgan.engines.tts.{name}.engine import SPEC

async def main():
    engine = SPEC.create(SPEC.options(), EngineContext(cache_dir=Path(), models_dir=Path(sys.argv[1])))
    await engine.load()
    assert [pcm async for pcm in engine.synthesize("hello", engine.capabilities.voices[0], SpeakOptions())]
    maps = Path("/proc/self/maps").read_text()
    modules, libraries = sys.argv[2].split(), sys.argv[3].split()
    print(*(name in sys.modules for name in modules), *(name in maps for name in libraries))
    await engine.close()

asyncio.run(main())
"""


@dataclass(frozen=True)
class NeuralVoice:
    """One of the engines under test."""

    spec: EngineSpec
    options: type[EngineOptions]
    models: str
    """The fixture with its small models."""
    only: str
    """One of them, which is enough to speak."""
    pieces: int
    """Pieces of a long text that are taken before the rest is left."""
    libraries: tuple[str, ...]
    """Shared libraries that its process loads."""
    modules: tuple[str, ...]
    """Python modules that its process imports."""
    voice: str | None = None
    """The voice for any text; None is the default one."""
    loaded: dict[str, Any] = field(default_factory=dict)
    """The options of an engine with more than its defaults."""

    @property
    def name(self) -> str:
        return self.spec.name


KOKORO = NeuralVoice(
    kokoro.SPEC,
    KokoroOptions,
    models="kokoro_models",
    only="v1.0",
    pieces=5,
    modules=("kokoro_onnx", "phonemizer", "espeakng_loader"),
    libraries=("espeak",),
    loaded={"blends": {"mine": "af_heart+af_bella", "his": "bf_emma:3 + af_heart:1"}},
)
PIPER = NeuralVoice(
    piper.SPEC,
    PiperOptions,
    models="piper_models",
    only="en_US-small-low",
    pieces=30,
    modules=("piper", "onnxruntime"),
    libraries=("espeakbridge",),
    voice="de_DE-duo-low",
    loaded={"loaded_voices": 2},
)
ENGINES = [pytest.param(KOKORO, id="kokoro"), pytest.param(PIPER, id="piper")]


@pytest.fixture
def models(neural: NeuralVoice, request: pytest.FixtureRequest) -> Path:
    """The folder with the small models of the test's engine."""
    if absent := [name for name in neural.spec.requires if find_spec(name) is None]:
        pytest.skip(f"needs {', '.join(absent)}: {neural.spec.install}")
    folder: Path = request.getfixturevalue(neural.models)
    return folder


@pytest.fixture
async def engine(neural: NeuralVoice, models: Path, context: Context, load: Load) -> TextToSpeech:
    engine: TextToSpeech = await load(neural.options(**neural.loaded), context(models_dir=models))
    return engine


@pytest.mark.parametrize(
    ("neural", "options", "languages", "chosen"),
    [
        pytest.param(KOKORO, {}, ("en-AU",), True, id="kokoro another English"),
        pytest.param(KOKORO, {}, ("de",), False, id="kokoro no German voice"),
        pytest.param(KOKORO, {}, ("ja",), False, id="kokoro Japanese cannot be read"),
        pytest.param(KOKORO, {"model": "../../etc"}, (), False, id="kokoro a path that leads elsewhere"),
        pytest.param(KOKORO, {"model": "/srv/none.onnx"}, (), False, id="kokoro a file that is missing"),
        pytest.param(PIPER, {}, ("en-GB",), True, id="piper another English"),
        pytest.param(PIPER, {}, ("es",), False, id="piper no Spanish voice"),
        pytest.param(PIPER, {"voice": "fr_FR-high-high"}, ("es",), True, id="piper the voice that is set"),
        pytest.param(PIPER, {"voice": "no_NO-such-low"}, (), False, id="piper a voice that is missing"),
    ],
)
def test_it_is_chosen_by_itself_only_with_a_voice_of_the_home_s_language(
    *,
    neural: NeuralVoice,
    options: dict[str, Any],
    languages: tuple[str, ...],
    chosen: bool,
    models: Path,
    context: Context,
) -> None:
    on_disk = neural.spec.model_on_disk
    assert on_disk is not None
    assert on_disk(neural.options(**options), context(*languages, models_dir=models)) is chosen
    assert not on_disk(neural.options(), context())


@pytest.mark.parametrize("neural", ENGINES)
async def test_a_process_killed_in_the_middle_is_replaced(
    neural: NeuralVoice, engine: TextToSpeech, kill_child: Callable[[str], int]
) -> None:
    speaking = engine.synthesize(f"{SENTENCE} " * 300, engine.capabilities.voices[0], SpeakOptions())
    assert await anext(speaking)
    assert kill_child(neural.name) == 1
    # It dies in a call, or is missed by the next one: that depends on the moment.
    try:
        await _to_the_end(speaking)
    except EngineFailed as error:
        assert "ended with signal SIGKILL" in str(error)  # noqa: PT017 - both ways are right
    assert await pieces(engine, SENTENCE)


async def _to_the_end(speaking: AsyncGenerator[bytes, None]) -> None:
    async for _ in speaking:
        pass


@pytest.mark.parametrize("neural", ENGINES)
async def test_text_of_any_length_is_spoken_piece_by_piece_and_may_be_given_up(
    neural: NeuralVoice, engine: TextToSpeech
) -> None:
    text = f"{SENTENCE} " * 4_000
    assert len(text) == 100_000
    speaking = engine.synthesize(text, engine.capabilities.voices[0], SpeakOptions())
    assert all([await anext(speaking) for _ in range(neural.pieces)])
    await speaking.aclose()
    assert await pieces(engine, SENTENCE)
    assert len(await pieces(engine, "9" * 300 + " nine" * 150)) > 1  # one sentence, too long for one run


@pytest.mark.parametrize("neural", ENGINES)
@pytest.mark.parametrize("text", ["", " ", "...", "\x00", "\u200d", "\ud800", "?!"])
async def test_what_has_no_sound_has_no_audio(engine: TextToSpeech, text: str) -> None:
    assert await pieces(engine, text) == []


@pytest.mark.parametrize("neural", ENGINES)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(), max_size=300))
async def test_any_text_is_spoken_in_whole_samples(
    neural: NeuralVoice, engine: TextToSpeech, text: str
) -> None:
    assert all(len(pcm) % 2 == 0 for pcm in await pieces(engine, text, neural.voice))


@pytest.mark.parametrize("neural", ENGINES)
async def test_a_gpu_that_is_not_there_is_told(
    neural: NeuralVoice, models: Path, context: Context, load: Load
) -> None:
    alone = context()  # with further voices Piper only logs that the default one cannot be used
    shutil.copytree(models / neural.name / neural.only, alone.models_dir / neural.name / neural.only)
    with pytest.raises(EngineUnavailable, match=rf"set tts\.engines\.{neural.name}\.device: cpu"):
        await load(neural.options.model_validate({"device": "cuda"}), alone)


@pytest.mark.parametrize("neural", ENGINES)
def test_the_library_stays_out_of_the_process_that_speaks(neural: NeuralVoice, models: Path) -> None:
    # In an interpreter of its own: other tests may have loaded the library into this one.
    program = _SPEAK_AND_LOOK.replace("{name}", neural.name)
    arguments = [str(models), " ".join(neural.modules), " ".join(neural.libraries)]
    look = [sys.executable, "-c", program, *arguments]
    seen = subprocess.run(look, capture_output=True, text=True, check=True)  # noqa: S603 - the text above
    assert seen.stdout.split() == ["False"] * (len(neural.modules) + len(neural.libraries))
