"""microWakeWord: small networks made for microcontrollers, one for each word, that keep their own state.

Audio becomes 40 features every 10 ms, once for all words of a stream; every 30 ms each network takes the new
ones, and the mean of its last outputs is the probability. A stream has its own networks; the weights they run
on are shared.
"""

from __future__ import annotations

import json
import logging
from collections import deque
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
from annotated_types import Ge, Gt, Le
from pydantic import BaseModel, Field, ValidationError

from wyoming_morgan.audio import SPEECH
from wyoming_morgan.engines.contract.engine import Attribution, EngineContext, EngineKind, EngineSpec
from wyoming_morgan.engines.contract.wake import WakeWord
from wyoming_morgan.engines.wake.engine import Kind, Score, WakeEngine
from wyoming_morgan.engines.wake.models import WordModel, phrase_of, users_word
from wyoming_morgan.engines.wake.options import WakeOptions
from wyoming_morgan.engines.wake.tflite import Network, Runtime, Weights
from wyoming_morgan.errors import EngineUnavailable

_LOGGER = logging.getLogger(__name__)

_PACKAGE = "pymicro_wakeword"
_ATTRIBUTION = Attribution("Kevin Ahrendt", "https://github.com/kahrendt/microWakeWord")
_WORDS = {
    "okay_nabu": ("en", "nl", "fr", "de", "it", "es", "sv"),
    "hey_jarvis": ("en",),
    "hey_mycroft": ("en",),
    "alexa": ("en",),
}
"""The words in the box and the languages they were trained in."""

_STEP = 160  # samples: 10 ms
_FEATURES = 40
_MAX_STRIDE = 100  # features of one call
_MAX_MANIFEST = 64 * 1024  # bytes


class _Micro(BaseModel):
    """What a manifest tells about the model; the defaults are for a model that comes without."""

    probability_cutoff: Annotated[float, Gt(0), Le(1)] = 0.9
    sliding_window_size: Annotated[int, Ge(1), Le(100)] = 5


class _Manifest(BaseModel):
    """The JSON beside a model, as ESPHome uses it; what else it tells is of no use here."""

    wake_word: Annotated[str, Field(min_length=1, max_length=100)]
    author: str = ""
    website: str = ""
    trained_languages: Annotated[list[str], Field(max_length=100)] = Field(default_factory=list)
    version: int | str = ""
    micro: _Micro = Field(default_factory=_Micro)


class _Library:
    """The weights of every word."""

    def __init__(self, runtime: Runtime, models: dict[str, WordModel]) -> None:
        self.weights: dict[str, Weights] = {}
        for name, model in models.items():
            try:
                weights = Weights(runtime, model.path)
                _network(weights)
                self.weights[name] = weights
            except EngineUnavailable as error:
                _LOGGER.warning("the wake word %s is left out: %s", name, error)
        self.words = {name: model for name, model in models.items() if name in self.weights}
        if not self.words:
            raise EngineUnavailable(
                f"{_PACKAGE} has no model that works",
                hint="run: pip install --force-reinstall pymicro-wakeword",
            )
        self.size = sum(weights.size for weights in self.weights.values())

    def listen(self, names: Sequence[str]) -> _Listener:
        """Begin a stream."""
        return _Listener([_Word(self.words[name], _network(self.weights[name])) for name in names])


class _Word:
    """One word in one stream."""

    def __init__(self, model: WordModel, network: Network) -> None:
        self.name = model.name
        self._network = network
        self._stride = network.input_shape[1]
        self._pending: list[npt.NDArray[np.float32]] = []
        self._outputs: deque[float] = deque(maxlen=model.window)

    def take(self, features: npt.NDArray[np.float32]) -> float | None:
        """Take the features of the next 10 ms; return a probability when there is a new one."""
        self._pending.append(features)
        if len(self._pending) < self._stride:
            return None
        output = self._network.run(np.stack(self._pending)[np.newaxis])
        self._pending.clear()
        self._outputs.append(float(output.item()))
        if len(self._outputs) < (self._outputs.maxlen or 0):
            return None
        return sum(self._outputs) / len(self._outputs)


class _Listener:
    """One stream."""

    def __init__(self, words: list[_Word]) -> None:
        from pymicro_wakeword import MicroWakeWordFeatures

        self._features = MicroWakeWordFeatures()
        self._words = words
        self._samples = 0

    def hear(self, pcm: bytes) -> list[Score]:
        """Take whole steps of audio."""
        scores: list[Score] = []
        size = _STEP * SPEECH.width
        for begin in range(0, len(pcm), size):
            self._samples += _STEP
            for features in self._features.process_streaming(pcm[begin : begin + size]):
                scores += self._judge(features.reshape(_FEATURES).astype(np.float32))
        return scores

    def _judge(self, features: npt.NDArray[np.float32]) -> list[Score]:
        at = self._samples / SPEECH.rate
        probabilities = [(word.name, word.take(features)) for word in self._words]
        return [
            Score(name, at, probability) for name, probability in probabilities if probability is not None
        ]


def _network(weights: Weights) -> Network:
    """Make a network of a word.

    Raises:
        EngineUnavailable: it does not judge this engine's features.
    """
    network = Network(weights)
    shape = network.input_shape
    fits = len(shape) == 3 and shape[0] == 1 and shape[2] == _FEATURES  # noqa: PLR2004 - batch, time, features
    if not fits or not 1 <= shape[1] <= _MAX_STRIDE or network.output_size != 1:
        raise EngineUnavailable(f"{weights.path} is no model of microWakeWord", hint="take it away")
    return network


def _word(name: str) -> WakeWord:
    phrase, _ = phrase_of(name)
    return WakeWord(name, phrase, _WORDS.get(name, ("en",)), phrase, _ATTRIBUTION)


def _load(own: Sequence[WordModel]) -> _Library:
    runtime = Runtime(_PACKAGE)
    models: dict[str, WordModel] = {}
    paths = list(runtime.package.glob("models/*.tflite"))
    for path in sorted(paths, key=lambda path: (*_WORDS, path.stem).index(path.stem)):
        try:
            models[path.stem] = _read(path)
        except EngineUnavailable as error:
            _LOGGER.warning("the wake word %s is left out: %s", path.stem, error)
    return _Library(runtime, models | {model.name: model for model in own})


def _read(path: Path) -> WordModel:
    manifest = _manifest(path.with_suffix(".json"))
    word = users_word(path)
    if manifest is None:
        return WordModel(word, path, _Micro().probability_cutoff, _Micro().sliding_window_size)
    return WordModel(
        WakeWord(
            name=word.name,
            phrase=manifest.wake_word,
            languages=tuple(manifest.trained_languages) or word.languages,
            description=manifest.wake_word,
            attribution=Attribution(manifest.author, manifest.website)
            if manifest.author
            else word.attribution,
            version=str(manifest.version),
        ),
        path,
        manifest.micro.probability_cutoff,
        manifest.micro.sliding_window_size,
    )


def _manifest(path: Path) -> _Manifest | None:
    """Read the manifest beside a model, if there is one.

    Raises:
        EngineUnavailable: it cannot be read, or is none.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_MANIFEST + 1)
        if len(content) > _MAX_MANIFEST:
            raise EngineUnavailable(f"{path} is too long for a manifest", hint="look at it")
        return _Manifest.model_validate(json.loads(content))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EngineUnavailable(
            f"{path} cannot be read: {error.strerror}", hint="look at its permissions"
        ) from error
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"])) or "it"
        raise EngineUnavailable(
            f"{path} is no manifest: {where}: {problem['msg']}", hint="correct it"
        ) from error
    except (ValueError, RecursionError) as error:
        raise EngineUnavailable(f"{path} is no JSON: {error}", hint="correct it") from error


def _check(path: Path) -> None:
    network = _network(Weights(Runtime(_PACKAGE), path))
    network.run(np.zeros(network.input_shape, dtype=np.float32))


def _version() -> str:
    return version("pymicro-wakeword")


KIND = Kind(
    name="microwakeword",
    step_seconds=_STEP / SPEECH.rate,
    words=tuple(map(_word, _WORDS)),
    version=_version,
    read=_read,
    check=_check,
    load=_load,
)


def _create(options: WakeOptions, context: EngineContext) -> WakeEngine:
    return WakeEngine(KIND, options, context)


SPEC = EngineSpec(
    kind=EngineKind.WAKE,
    name="microwakeword",
    summary="microWakeWord: four wake words in the box, small enough for a microcontroller",
    attribution=_ATTRIBUTION,
    license="Apache-2.0",
    create=_create,
    options=WakeOptions,
    requires=(_PACKAGE,),
    install="pip install 'wyoming-morgan[wake]'",
    automatic=True,
    rank=20,
    languages="okay_nabu: English, Dutch, French, German, Italian, Spanish, Swedish; else English",
    size="0.3 MB, in its package",
    rate="16 kHz",
    proven="espeak-ng's voices; 196 s of other speech: one false accept (alexa)",
)
