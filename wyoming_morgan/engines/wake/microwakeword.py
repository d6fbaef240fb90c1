"""microWakeWord: small networks made for microcontrollers, one for each word, that keep their own state.

Audio becomes 40 features every 10 ms, once for all words of a stream; every 30 ms each network takes the new
ones, and the mean of its last outputs is the probability. A stream has its own networks; the weights they run
on are shared.
"""

from __future__ import annotations

import json
import logging
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
from annotated_types import Ge, Gt, Le
from pydantic import BaseModel, Field, ValidationError

from wyoming_morgan.audio import SPEECH
from wyoming_morgan.engines.contract.engine import Attribution, EngineContext, EngineKind, EngineSpec
from wyoming_morgan.engines.contract.wake import WakeWord
from wyoming_morgan.engines.wake.engine import WakeEngine
from wyoming_morgan.engines.wake.kind import LoadedWord, WakeKind, WakeScore
from wyoming_morgan.engines.wake.models import WordModel, phrase_of, users_word
from wyoming_morgan.engines.wake.options import WakeOptions
from wyoming_morgan.engines.wake.tflite import Runtime, TfliteNetwork
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
"""The built-in words and the languages they were trained in."""

_STEP = 160  # samples: 10 ms
_FEATURES = 40
_MAX_STRIDE = 100  # features of one call
_MAX_MANIFEST = 64 * 1024  # bytes


class _MicroSettings(BaseModel):
    """What a manifest says about the model; the defaults are for a model without one."""

    probability_cutoff: Annotated[float, Gt(0), Le(1)] = 0.9
    sliding_window_size: Annotated[int, Ge(1), Le(100)] = 5


class _WordManifest(BaseModel):
    """The JSON beside a model, as ESPHome uses it; its other fields are not needed here."""

    wake_word: Annotated[str, Field(min_length=1, max_length=100)]
    author: str = ""
    website: str = ""
    trained_languages: Annotated[list[str], Field(max_length=100)] = Field(default_factory=list)
    version: int | str = ""
    micro: _MicroSettings = Field(default_factory=_MicroSettings)


class _MicroLibrary:
    """The weights of every word; each stream has networks of its own, which keep its state."""

    def __init__(self, _runtime: Runtime, words: Mapping[str, LoadedWord]) -> None:
        self._loaded = words
        self.words = {name: word.model for name, word in words.items()}
        self.size = sum(word.weights.size for word in words.values())

    def listen(self, names: Sequence[str]) -> _MicroListener:
        """Begin a stream."""
        return _MicroListener(
            [_StreamWord(self.words[name], TfliteNetwork(self._loaded[name].weights)) for name in names]
        )


class _StreamWord:
    """One word in one stream."""

    def __init__(self, model: WordModel, network: TfliteNetwork) -> None:
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


class _MicroListener:
    """One stream."""

    def __init__(self, words: list[_StreamWord]) -> None:
        from pymicro_wakeword import MicroWakeWordFeatures

        self._features = MicroWakeWordFeatures()
        self._words = words
        self._samples = 0

    def hear(self, pcm: bytes) -> list[WakeScore]:
        """Take whole steps of audio."""
        scores: list[WakeScore] = []
        size = _STEP * SPEECH.width
        for begin in range(0, len(pcm), size):
            self._samples += _STEP
            for features in self._features.process_streaming(pcm[begin : begin + size]):
                scores += self._judge(features.reshape(_FEATURES).astype(np.float32))
        return scores

    def _judge(self, features: npt.NDArray[np.float32]) -> list[WakeScore]:
        at = self._samples / SPEECH.rate
        probabilities = [(word.name, word.take(features)) for word in self._words]
        return [
            WakeScore(name, at, probability) for name, probability in probabilities if probability is not None
        ]


def _word(name: str) -> WakeWord:
    phrase, _ = phrase_of(name)
    return WakeWord(name, phrase, _WORDS.get(name, ("en",)), phrase, _ATTRIBUTION)


def _shipped(package: Path) -> dict[str, WordModel]:
    models: dict[str, WordModel] = {}
    paths = package.glob("models/*.tflite")
    for path in sorted(paths, key=lambda path: (*_WORDS, path.stem).index(path.stem)):
        try:
            models[path.stem] = _read(path)
        except EngineUnavailable as error:
            _LOGGER.warning("the wake word %s is left out: %s", path.stem, error)
    return models


def _read(path: Path) -> WordModel:
    manifest = _manifest(path.with_suffix(".json"))
    word = users_word(path)
    if manifest is None:
        return WordModel(
            word, path, _MicroSettings().probability_cutoff, _MicroSettings().sliding_window_size
        )
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


def _manifest(path: Path) -> _WordManifest | None:
    """Read the manifest beside a model, if there is one.

    Raises:
        EngineUnavailable: it cannot be read, or is not a manifest.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_MANIFEST + 1)
        if len(content) > _MAX_MANIFEST:
            raise EngineUnavailable(f"{path} is too long for a manifest", hint="check the file")
        return _WordManifest.model_validate(json.loads(content))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EngineUnavailable(
            f"{path} cannot be read: {error.strerror}", hint="check its permissions"
        ) from error
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"])) or "it"
        raise EngineUnavailable(
            f"{path} is not a valid manifest: {where}: {problem['msg']}", hint="correct it"
        ) from error
    except (ValueError, RecursionError) as error:
        raise EngineUnavailable(f"{path} is not valid JSON: {error}", hint="correct it") from error


KIND = WakeKind(
    name="microwakeword",
    title="microWakeWord",
    package=_PACKAGE,
    step_seconds=_STEP / SPEECH.rate,
    words=tuple(map(_word, _WORDS)),
    features=_FEATURES,
    most_steps=_MAX_STRIDE,
    read=_read,
    shipped=_shipped,
    library=_MicroLibrary,
)


def _create(options: WakeOptions, context: EngineContext) -> WakeEngine:
    return WakeEngine(KIND, options, context)


SPEC = EngineSpec(
    kind=EngineKind.WAKE,
    name="microwakeword",
    summary="microWakeWord: four built-in wake words, small enough for a microcontroller",
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
