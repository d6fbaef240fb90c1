"""What the wake word packages share: words as TensorFlow Lite models, loaded, checked and listened for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import numpy as np

from wyoming_morgan.advice import advice
from wyoming_morgan.engines.contract.wake import WakeWord
from wyoming_morgan.engines.wake.models import Read, WordModel
from wyoming_morgan.engines.wake.tflite import Runtime, TfliteNetwork, Weights
from wyoming_morgan.errors import EngineUnavailable

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WakeScore:
    """The probability that a word ended `at` seconds into the stream."""

    name: str
    at: float
    probability: float


class WakeListener(Protocol):
    """The features and networks of one stream; lives in the worker."""

    def hear(self, pcm: bytes) -> Sequence[WakeScore]:
        """Take whole steps of audio and return the scores of every word, in the order of time."""


class WakeLibrary(Protocol):
    """The networks that all streams share; lives in the worker."""

    @property
    def words(self) -> Mapping[str, WordModel]:
        """Its words by name, the first is the default."""

    @property
    def size(self) -> int:
        """Bytes of all the weights."""

    def listen(self, names: Sequence[str]) -> WakeListener:
        """Begin a stream."""


@dataclass(frozen=True, slots=True)
class LoadedWord:
    """A word's weights in memory, and a network on them that takes the engine's features."""

    model: WordModel
    weights: Weights
    network: TfliteNetwork


def run_once(kind: WakeKind, path: Path) -> None:
    """Run one of the user's models on silence.

    Raises:
        EngineUnavailable: it cannot be run, or does not take the engine's features.
    """
    network = kind.network(Weights(Runtime(kind.package), path))
    network.run(np.zeros(network.input_shape, dtype=np.float32))


@dataclass(frozen=True, slots=True)
class WakeKind:
    """What makes one wake word engine different from another."""

    name: str
    title: str
    """Its name for people."""
    package: str
    """The Python package with the library and the built-in words."""
    step_seconds: float
    """The audio that a listener takes at a time."""
    words: tuple[WakeWord, ...]
    """The built-in words, known before anything is loaded."""
    features: int
    """Numbers that a word's network takes for one step of time."""
    most_steps: int
    """Steps of time that it may take at once."""
    read: Read
    """Reads one of the user's models."""
    shipped: Callable[[Path], Mapping[str, WordModel]]
    """Lists the models in the package's folder."""
    library: Callable[[Runtime, Mapping[str, LoadedWord]], WakeLibrary]
    """Makes what all streams share."""
    check: Callable[[WakeKind, Path], None] = run_once
    """Runs one of the user's models once; raises `EngineUnavailable`. Called in a process of its own."""

    @property
    def distribution(self) -> str:
        """The package's name for pip."""
        return self.package.replace("_", "-")

    def version(self) -> str:
        """Return the installed package's version."""
        return version(self.distribution)

    def network(self, weights: Weights) -> TfliteNetwork:
        """Make a network of a word.

        Raises:
            EngineUnavailable: it does not take the engine's features.
        """
        network = TfliteNetwork(weights)
        match network.input_shape:
            case (1, steps, self.features) if 1 <= steps <= self.most_steps and network.output_size == 1:
                return network
        raise EngineUnavailable(f"{weights.path} is not a model of {self.title}", hint="remove the file")

    def load(self, own: Sequence[WordModel]) -> WakeLibrary:
        """Load the built-in words and the user's; one that does not work is left out with a warning.

        Raises:
            EngineUnavailable: the package is missing, or none of its models works.
        """
        runtime = Runtime(self.package)
        models = {**self.shipped(runtime.package), **{model.name: model for model in own}}
        words: dict[str, LoadedWord] = {}
        for name, model in models.items():
            try:
                weights = Weights(runtime, model.path)
                words[name] = LoadedWord(model, weights, self.network(weights))
            except EngineUnavailable as error:
                _LOGGER.warning("the wake word %s is left out: %s", name, error)
        if not words:
            raise EngineUnavailable(
                f"{self.package} has no model that works",
                hint=advice(f"pip install --force-reinstall {self.distribution}"),
            )
        return self.library(runtime, words)
