"""Decoding: one utterance in, a sentence and its confidence out. No asyncio, one thread."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from math import exp
from pathlib import Path
from typing import Any

from wyoming_morgan.advice import advice
from wyoming_morgan.engines.contract.stt import Progress
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.stt.pocketsphinx import numerals
from wyoming_morgan.engines.stt.pocketsphinx.command_model import (
    CommandModel,
    KeptModels,
    command_model,
    kept_model,
    kept_models,
)
from wyoming_morgan.engines.stt.pocketsphinx.lattice import Lattice, Sentence, best_sentences, parse_lattice
from wyoming_morgan.engines.stt.pocketsphinx.made_up import without_made_up
from wyoming_morgan.engines.stt.pocketsphinx.progress import SentenceProgress
from wyoming_morgan.engines.stt.pocketsphinx.room import in_a_room
from wyoming_morgan.engines.stt.pocketsphinx.twins import told_apart
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.settings import setting

_SHORTEST = 0.15
"""Seconds of audio below which there is no word."""
_BYTES_PER_SECOND = 32_000
_GAUSSIANS = 8
"""Gaussians of each sound that are scored; the library's 4 mistake more where there are many sentences."""
_MOVED = 10
"""Frames by which the second search may move a word of the first; the library's 25 take longer, and mistake
one more of the recorded commands."""

_WORST_TOTAL = -4.15
_WORST_SPOKEN = -5.4
"""Scores at which the confidence is one half; it measures how far above them a sentence is.

Chosen by hand: of 53 recorded commands one whose words are right is lost, of recordings that are no command
(read books, noise, other sentences) none passes.
"""
_SLOWEST = 20.0
"""Frames for a letter above which it is not speech; commands have 4 to 12."""
_STEEPNESS = 2.0


@dataclass(frozen=True, slots=True)
class DecodedSentence:
    """A sentence as it is written, and its confidence, 0…1. No text: there was no speech, or no sentence."""

    text: str = ""
    confidence: float = 0.0
    twin: str = ""
    """The sentence that says the opposite in nearly the same sounds, if the home has one."""
    margin: float = 0.0
    """How much likelier than its twin it is by its sound alone, in nats."""
    progress: Progress | None = None
    """How far it has come. There is no text of a beginning: some talk sounds like one."""


class CommandDecoder:
    """Decodes with the trigram model, then finds the best whole sentence in its lattice.

    Utterances leave no trace in it: the same audio always gives the same text.
    """

    def __init__(self, decoder: Any, commands: CommandModel) -> None:
        self._decoder = decoder
        self._commands = commands
        self._progress = SentenceProgress(commands.sentences, commands.names)
        self._words = {name.lower(): word for word, name in commands.spellings.items()}

    def recognize(self, pcm: bytes, likelier: Iterable[str] = ()) -> DecodedSentence:
        """Recognize one whole utterance: 16 kHz, 16-bit, mono PCM.

        `likelier` are names and words that are likelier than usual; those unknown to the home have no effect.
        """
        pcm = in_a_room(pcm)
        if len(pcm) < _SHORTEST * _BYTES_PER_SECOND:
            return DecodedSentence()
        self._decoder.reinit_feat()  # forgets the noise it got used to
        self._decoder.start_utt()
        self._decoder.process_raw(pcm, no_search=False, full_utt=True)
        self._decoder.end_utt()
        lattice = self._lattice()
        if lattice is None:
            return DecodedSentence()
        lattice = without_made_up(lattice, pcm)
        favored = {self._words.get(word.lower(), word.lower()) for word in likelier}
        best = best_sentences(lattice, self._commands.sentences, favored)
        sentence, beginning = best.whole, best.beginning
        confidence = 0.0 if sentence is None else _confidence(sentence)
        if beginning is not None and self._progress.is_beginning(
            beginning, sure := _confidence(beginning), sentence, confidence
        ):
            return DecodedSentence("", sure, progress=Progress.BEGINNING)
        if sentence is None:
            return DecodedSentence()
        twins = told_apart(sentence, lattice, self._commands.sentences, pcm)
        if twins is None:
            progress = self._progress.of_whole(sentence.words)
            return DecodedSentence(self._written(sentence.words), confidence, progress=progress)
        return DecodedSentence(
            self._written(twins.likelier),
            confidence,
            self._written(twins.other),
            twins.margin,
            self._progress.of_whole(twins.likelier),
        )

    def _written(self, words: Iterable[str]) -> str:
        names = (self._commands.spellings.get(word, word) for word in words)
        return " ".join(numerals.with_digits(names))

    def _lattice(self) -> Lattice | None:
        lattice = self._decoder.get_lattice()
        if lattice is None:
            return None
        with tempfile.TemporaryDirectory(prefix="morgan-pocketsphinx-") as folder:
            path = Path(folder, "lattice")
            lattice.write(str(path))
            with path.open(encoding="utf-8") as lines:
                return parse_lattice(lines, self._decoder.config["logbase"])


def load(vocabulary: Vocabulary, cache_dir: Path) -> CommandDecoder:
    """Return the decoder of a home; its command model is made if it is not in the cache.

    Raises:
        EngineUnavailable: a library is missing, or the cache cannot be written.
    """
    model_dir = _model_dir()
    try:
        commands = command_model(vocabulary, model_dir, cache_dir)
    except OSError as error:
        raise _no_cache(cache_dir, error) from error
    return _decoder(model_dir, commands)


def load_kept(folder: Path) -> CommandDecoder:
    """Return the decoder of a command model that is in the cache.

    Raises:
        EngineUnavailable: a library is missing, or the model is damaged.
    """
    model_dir = _model_dir()
    try:
        commands = kept_model(folder)
    except OSError as error:
        raise EngineUnavailable(str(error)) from error
    return _decoder(model_dir, commands)


def kept(vocabulary: Vocabulary, cache_dir: Path) -> KeptModels:
    """Return what the cache has of the models of a home; needs no library.

    Raises:
        EngineUnavailable: the cache cannot be written.
    """
    try:
        return kept_models(vocabulary, cache_dir)
    except OSError as error:
        raise _no_cache(cache_dir, error) from error


def _no_cache(cache_dir: Path, error: OSError) -> EngineUnavailable:
    return EngineUnavailable(
        f"the command model cannot be kept in {cache_dir}: {error}",
        hint=f"make the folder writable, or set {setting('core.cache_dir')}",
    )


def _model_dir() -> Path:
    try:
        import pocketsphinx
    except ImportError as error:
        raise EngineUnavailable(
            f"pocketsphinx cannot be loaded: {error}", hint=advice("pip install pocketsphinx")
        ) from error
    return Path(pocketsphinx.get_model_path()) / "en-us"


def _decoder(model_dir: Path, commands: CommandModel) -> CommandDecoder:
    import pocketsphinx

    decoder = pocketsphinx.Decoder(
        hmm=str(model_dir / "en-us"),
        dict=str(commands.dictionary),
        lm=str(commands.trigrams),
        topn=_GAUSSIANS,
        fwdflatsfwin=_MOVED,
        bestpath=False,  # its own best path: the sentence is looked for in the lattice
        loglevel="FATAL",
    )
    return CommandDecoder(decoder, commands)


def library_version() -> str:
    """Return pocketsphinx's version.

    Raises:
        EngineUnavailable: it is not installed.
    """
    try:
        return version("pocketsphinx")
    except PackageNotFoundError as error:
        raise EngineUnavailable(
            "pocketsphinx is not installed", hint=advice("pip install pocketsphinx")
        ) from error


def _confidence(sentence: Sentence) -> float:
    if sentence.pace > _SLOWEST:
        return 0.0
    margin = min(sentence.total - _WORST_TOTAL, sentence.spoken - _WORST_SPOKEN)
    return 1 / (1 + exp(-_STEEPNESS * margin))
