"""openWakeWord: one network hears speech in general, and a small one for each word judges what it heard.

Audio becomes a melspectrogram (76 rows of 32 bands), that an embedding of 96 numbers, and the last 16
embeddings the probability of a word; a step is 80 ms. None of the networks keeps state, so all streams share
them, and the features of a stream are computed once whatever the number of words.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wyoming_morgan.audio import SPEECH
from wyoming_morgan.engines.contract.engine import Attribution, EngineContext, EngineKind, EngineSpec
from wyoming_morgan.engines.contract.wake import WakeWord
from wyoming_morgan.engines.wake.engine import Kind, Score, WakeEngine
from wyoming_morgan.engines.wake.models import WordModel, phrase_of, users_word
from wyoming_morgan.engines.wake.options import WakeOptions
from wyoming_morgan.engines.wake.tflite import Network, Runtime, Weights
from wyoming_morgan.errors import EngineUnavailable

_LOGGER = logging.getLogger(__name__)

_PACKAGE = "pyopen_wakeword"
_ATTRIBUTION = Attribution("David Scripka", "https://github.com/dscripka/openWakeWord")
_NABU = Attribution("Open Home Foundation", "https://github.com/OHF-Voice/pyopen-wakeword")
_NAMES = ("okay_nabu", "hey_jarvis", "hey_mycroft", "alexa", "hey_rhasspy")
_FEATURES = ("melspectrogram", "embedding_model")

_STEP = 1280  # samples: 80 ms
_OVERLAP = 480  # samples of the step before, so that the windows of the melspectrogram join
_BANDS = 32
_ROWS = 76  # of the melspectrogram, for one embedding: 775 ms
_EMBEDDING = 96
_MAX_EMBEDDINGS = 120  # 10 s: more than any word needs
_THRESHOLD = 0.5  # what the models are trained for


class _Library:
    """All networks; a call is short, so streams wait for each other's rather than bring their own."""

    def __init__(self, runtime: Runtime, models: dict[str, WordModel]) -> None:
        mel, embedding = (Weights(runtime, _file(runtime.package, name)) for name in _FEATURES)
        self.mel = Network(mel, input_shape=(1, _OVERLAP + _STEP))
        self.embedding = Network(embedding, input_shape=(1, _ROWS, _BANDS, 1), fast=True)
        self.networks: dict[str, Network] = {}
        self.size = mel.size + embedding.size
        for name, model in models.items():
            try:
                weights = Weights(runtime, model.path)
                self.networks[name] = _network(weights)
            except EngineUnavailable as error:
                _LOGGER.warning("the wake word %s is left out: %s", name, error)
            else:
                self.size += weights.size
        self.words = {name: model for name, model in models.items() if name in self.networks}
        if not self.words:
            raise EngineUnavailable(
                f"{_PACKAGE} has no model that works",
                hint="run: pip install --force-reinstall pyopen-wakeword",
            )
        self.rows_of_silence = self.rows(np.zeros(_OVERLAP + _STEP, dtype=np.float32))
        window = np.resize(self.rows_of_silence, (_ROWS, _BANDS))
        self.embedding_of_silence = self.embed(window)

    def listen(self, names: Sequence[str]) -> _Listener:
        """Begin a stream."""
        return _Listener(self, names)

    def rows(self, samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the melspectrogram of one step, on the scale that the embedding is made for."""
        return self.mel.run(samples).reshape(-1, _BANDS) / np.float32(10) + np.float32(2)

    def embed(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the embedding of a melspectrogram."""
        return self.embedding.run(rows).reshape(_EMBEDDING)


class _Listener:
    """One stream, which begins in silence."""

    def __init__(self, library: _Library, names: Sequence[str]) -> None:
        self._library = library
        self._networks = {name: library.networks[name] for name in names}
        self._windows = {name: network.input_shape[1] for name, network in self._networks.items()}
        self._overlap = np.zeros(_OVERLAP, dtype=np.float32)
        self._rows = np.resize(library.rows_of_silence, (_ROWS, _BANDS))
        self._embeddings = np.tile(library.embedding_of_silence, (max(self._windows.values()), 1))
        self._steps = 0

    def hear(self, pcm: bytes) -> list[Score]:
        """Take whole steps of audio."""
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
        return [score for step in samples.reshape(-1, _STEP) for score in self._step(step)]

    def _step(self, step: npt.NDArray[np.float32]) -> list[Score]:
        rows = self._library.rows(np.concatenate((self._overlap, step)))
        self._overlap = step[-_OVERLAP:]
        self._rows = np.concatenate((self._rows, rows))[-_ROWS:]
        embedding = self._library.embed(self._rows)
        self._embeddings = np.concatenate((self._embeddings[1:], embedding[np.newaxis]))
        self._steps += 1
        at = self._steps * _STEP / SPEECH.rate
        return [
            Score(name, at, float(network.run(self._embeddings[-self._windows[name] :]).item()))
            for name, network in self._networks.items()
        ]


def _network(weights: Weights) -> Network:
    """Make the network of a word.

    Raises:
        EngineUnavailable: it does not judge embeddings.
    """
    network = Network(weights)
    shape = network.input_shape
    fits = len(shape) == 3 and shape[0] == 1 and shape[2] == _EMBEDDING  # noqa: PLR2004 - batch, embeddings, numbers
    if not fits or not 1 <= shape[1] <= _MAX_EMBEDDINGS or network.output_size != 1:
        raise EngineUnavailable(f"{weights.path} is no model of openWakeWord", hint="take it away")
    return network


def _file(package: Path, name: str) -> Path:
    return package / "models" / f"{name}.tflite"


def _word(name: str) -> WakeWord:
    phrase, _ = phrase_of(name)
    return WakeWord(
        name=name,
        phrase=phrase,
        languages=("en",),
        description=phrase,
        attribution=_NABU if name == "okay_nabu" else _ATTRIBUTION,
    )


def _load(own: Sequence[WordModel]) -> _Library:
    runtime = Runtime(_PACKAGE)
    shipped = [path.stem for path in sorted(runtime.package.glob("models/*.tflite"))]
    names = sorted(set(shipped) - set(_FEATURES), key=lambda name: (*_NAMES, name).index(name))
    models = {name: WordModel(_word(name), _file(runtime.package, name), _THRESHOLD) for name in names}
    return _Library(runtime, models | {model.name: model for model in own})


def _read(path: Path) -> WordModel:
    return WordModel(users_word(path), path, _THRESHOLD)


def _check(path: Path) -> None:
    network = _network(Weights(Runtime(_PACKAGE), path))
    network.run(np.zeros(network.input_shape, dtype=np.float32))


def _version() -> str:
    return version("pyopen-wakeword")


KIND = Kind(
    name="openwakeword",
    step_seconds=_STEP / SPEECH.rate,
    words=tuple(map(_word, _NAMES)),
    version=_version,
    read=_read,
    check=_check,
    load=_load,
)


def _create(options: WakeOptions, context: EngineContext) -> WakeEngine:
    return WakeEngine(KIND, options, context)


SPEC = EngineSpec(
    kind=EngineKind.WAKE,
    name="openwakeword",
    summary="openWakeWord: five wake words in the box, and models that anybody can train",
    attribution=_ATTRIBUTION,
    license="Apache-2.0; most of its trained words CC BY-NC-SA 4.0",
    create=_create,
    options=WakeOptions,
    requires=(_PACKAGE,),
    install="pip install 'wyoming-morgan[wake]'",
    automatic=True,
    rank=10,
    languages="English",
    size="6 MB, in its package",
    rate="16 kHz",
    proven="espeak-ng's voices; 196 s of other speech: one false accept (alexa)",
)
