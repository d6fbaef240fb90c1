"""openWakeWord: one network for speech in general, and a small one for each word that judges its output.

Audio becomes a melspectrogram (76 rows of 32 bands), that an embedding of 96 numbers, and the last 16
embeddings the probability of a word; a step is 80 ms. None of the networks keeps state, so all streams share
them, and the features of a stream are computed once whatever the number of words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wyoming_morgan.audio import SPEECH
from wyoming_morgan.engines.contract.engine import Attribution, EngineContext, EngineKind, EngineSpec
from wyoming_morgan.engines.contract.wake import WakeWord
from wyoming_morgan.engines.wake.engine import WakeEngine
from wyoming_morgan.engines.wake.kind import LoadedWord, WakeKind, WakeScore
from wyoming_morgan.engines.wake.models import WordModel, phrase_of, users_word
from wyoming_morgan.engines.wake.options import WakeOptions
from wyoming_morgan.engines.wake.tflite import Runtime, TfliteNetwork, Weights

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


class _OpenLibrary:
    """All networks; a call is short, so streams wait for each other's rather than bring their own."""

    def __init__(self, runtime: Runtime, words: Mapping[str, LoadedWord]) -> None:
        mel, embedding = (Weights(runtime, _file(runtime.package, name)) for name in _FEATURES)
        self.mel = TfliteNetwork(mel, input_shape=(1, _OVERLAP + _STEP))
        self.embedding = TfliteNetwork(embedding, input_shape=(1, _ROWS, _BANDS, 1), fast=True)
        self.networks = {name: word.network for name, word in words.items()}
        self.words = {name: word.model for name, word in words.items()}
        self.size = mel.size + embedding.size + sum(word.weights.size for word in words.values())
        self.rows_of_silence = self.rows(np.zeros(_OVERLAP + _STEP, dtype=np.float32))
        window = np.resize(self.rows_of_silence, (_ROWS, _BANDS))
        self.embedding_of_silence = self.embed(window)

    def listen(self, names: Sequence[str]) -> _OpenListener:
        """Begin a stream."""
        return _OpenListener(self, names)

    def rows(self, samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the melspectrogram of one step, on the scale that the embedding is made for."""
        return self.mel.run(samples).reshape(-1, _BANDS) / np.float32(10) + np.float32(2)

    def embed(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the embedding of a melspectrogram."""
        return self.embedding.run(rows).reshape(_EMBEDDING)


class _OpenListener:
    """One stream, which begins in silence."""

    def __init__(self, library: _OpenLibrary, names: Sequence[str]) -> None:
        self._library = library
        self._networks = {name: library.networks[name] for name in names}
        self._windows = {name: network.input_shape[1] for name, network in self._networks.items()}
        self._overlap = np.zeros(_OVERLAP, dtype=np.float32)
        self._rows = np.resize(library.rows_of_silence, (_ROWS, _BANDS))
        self._embeddings = np.tile(library.embedding_of_silence, (max(self._windows.values()), 1))
        self._steps = 0

    def hear(self, pcm: bytes) -> list[WakeScore]:
        """Take whole steps of audio."""
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
        return [score for step in samples.reshape(-1, _STEP) for score in self._step(step)]

    def _step(self, step: npt.NDArray[np.float32]) -> list[WakeScore]:
        rows = self._library.rows(np.concatenate((self._overlap, step)))
        self._overlap = step[-_OVERLAP:]
        self._rows = np.concatenate((self._rows, rows))[-_ROWS:]
        embedding = self._library.embed(self._rows)
        self._embeddings = np.concatenate((self._embeddings[1:], embedding[np.newaxis]))
        self._steps += 1
        at = self._steps * _STEP / SPEECH.rate
        return [
            WakeScore(name, at, float(network.run(self._embeddings[-self._windows[name] :]).item()))
            for name, network in self._networks.items()
        ]


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


def _shipped(package: Path) -> dict[str, WordModel]:
    stems = {path.stem for path in package.glob("models/*.tflite")} - set(_FEATURES)
    names = sorted(sorted(stems), key=lambda name: (*_NAMES, name).index(name))
    return {name: WordModel(_word(name), _file(package, name), _THRESHOLD) for name in names}


def _read(path: Path) -> WordModel:
    return WordModel(users_word(path), path, _THRESHOLD)


KIND = WakeKind(
    name="openwakeword",
    title="openWakeWord",
    package=_PACKAGE,
    step_seconds=_STEP / SPEECH.rate,
    words=tuple(map(_word, _NAMES)),
    features=_EMBEDDING,
    most_steps=_MAX_EMBEDDINGS,
    read=_read,
    shipped=_shipped,
    library=_OpenLibrary,
)


def _create(options: WakeOptions, context: EngineContext) -> WakeEngine:
    return WakeEngine(KIND, options, context)


SPEC = EngineSpec(
    kind=EngineKind.WAKE,
    name="openwakeword",
    summary="openWakeWord: five built-in wake words, and models that anybody can train",
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
