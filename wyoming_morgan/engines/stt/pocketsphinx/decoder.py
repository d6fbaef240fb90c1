"""The recognizer itself: one utterance in, a sentence and how sure it is out. No asyncio, one thread."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from math import exp
from pathlib import Path
from typing import Any

from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.stt.pocketsphinx import numerals
from wyoming_morgan.engines.stt.pocketsphinx.command_model import CommandModel, command_model
from wyoming_morgan.engines.stt.pocketsphinx.lattice import Sentence, best_sentence, parse_lattice
from wyoming_morgan.engines.stt.pocketsphinx.room import in_a_room
from wyoming_morgan.errors import EngineUnavailable

_SHORTEST = 0.15
"""Seconds of audio below which there is no word."""
_BYTES_PER_SECOND = 32_000

_WORST_TOTAL = -4.15
_WORST_SPOKEN = -6.5
"""Scores at which the confidence is one half; it tells how far above them a sentence is, not a probability.

Chosen by hand on 615 utterances: of 191 that were no command (read books, chatter, noise) one passes, of the
right transcripts of recorded commands (also faster, slower and in noise) 3 of 194 are lost, of espeak-ng's
American voices 11 of 97, of its British one 15 of 44.
"""
_SLOWEST = 20.0
"""Frames for a letter above which nobody speaks; commands have 4 to 12."""
_STEEPNESS = 2.0


@dataclass(frozen=True, slots=True)
class DecodedSentence:
    """A sentence as it is written, and how sure it is, 0…1. No text: nothing was said, or no sentence."""

    text: str = ""
    confidence: float = 0.0


class CommandDecoder:
    """Decodes with the trigram model, then looks for the best whole sentence among all that was considered.

    Utterances leave no trace in it: the same audio gives the same text, whatever came before.
    """

    def __init__(self, decoder: Any, language: CommandModel) -> None:
        self._decoder = decoder
        self._language = language
        self._words = {name.lower(): word for word, name in language.spellings.items()}

    def recognize(self, pcm: bytes, likelier: Iterable[str] = ()) -> DecodedSentence:
        """Return what was said in one whole utterance: 16 kHz, 16-bit, mono.

        `likelier` are names and words that the speaker may well say; those that the home does not know have
        no effect.
        """
        pcm = in_a_room(pcm)
        if len(pcm) < _SHORTEST * _BYTES_PER_SECOND:
            return DecodedSentence()
        self._decoder.reinit_feat()  # forgets the noise it got used to
        self._decoder.start_utt()
        self._decoder.process_raw(pcm, no_search=False, full_utt=True)
        self._decoder.end_utt()
        sentence = self._best_sentence(likelier)
        if sentence is None:
            return DecodedSentence()
        written = (self._language.spellings.get(word, word) for word in sentence.words)
        return DecodedSentence(" ".join(numerals.with_digits(written)), _confidence(sentence))

    def _best_sentence(self, likelier: Iterable[str]) -> Sentence | None:
        lattice = self._decoder.get_lattice()
        if lattice is None:
            return None
        with tempfile.TemporaryDirectory(prefix="morgan-pocketsphinx-") as folder:
            path = Path(folder, "lattice")
            lattice.write(str(path))
            with path.open(encoding="utf-8") as lines:
                parsed = parse_lattice(lines, self._decoder.config["logbase"])
        favored = {self._words.get(word.lower(), word.lower()) for word in likelier}
        return best_sentence(parsed, self._language.sentences, favored)


def load(vocabulary: Vocabulary, cache_dir: Path) -> CommandDecoder:
    """Return the recognizer of a home; its command model is made if it is not in the cache.

    Raises:
        EngineUnavailable: a library is missing, or the cache cannot be written.
    """
    try:
        import pocketsphinx
    except ImportError as error:
        raise EngineUnavailable(
            f"pocketsphinx cannot be loaded: {error}", hint="run: pip install pocketsphinx"
        ) from error
    model_dir = Path(pocketsphinx.get_model_path()) / "en-us"
    try:
        language = command_model(vocabulary, model_dir, cache_dir)
    except OSError as error:
        raise EngineUnavailable(
            f"the command model cannot be kept in {cache_dir}: {error}",
            hint="make the folder writable, or set another one for the cache",
        ) from error
    decoder = pocketsphinx.Decoder(
        hmm=str(model_dir / "en-us"),
        dict=str(language.dictionary),
        lm=str(language.trigrams),
        loglevel="FATAL",
    )
    return CommandDecoder(decoder, language)


def library_version(_: CommandDecoder) -> str:
    """Return the version of pocketsphinx that recognizes."""
    return version("pocketsphinx")


def _confidence(sentence: Sentence) -> float:
    if sentence.pace > _SLOWEST:
        return 0.0
    margin = min(sentence.total - _WORST_TOTAL, sentence.spoken - _WORST_SPOKEN)
    return 1 / (1 + exp(-_STEEPNESS * margin))
