"""When each word of a recording was said, where the words are known: forced alignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wyoming_morgan.advice import advice
from wyoming_morgan.engines.stt.pocketsphinx import numerals
from wyoming_morgan.engines.stt.pocketsphinx.letters import Letters
from wyoming_morgan.engines.stt.pocketsphinx.pronunciation import pronounce
from wyoming_morgan.engines.stt.pocketsphinx.spelling import plain
from wyoming_morgan.errors import EngineFailed, EngineUnavailable

_FRAME_SECONDS = 0.01
_FILLERS = "<[+"


@dataclass(frozen=True, slots=True)
class AlignedWord:
    """A word, and the seconds of the recording in which it begins and ends."""

    text: str
    start: float
    end: float


class WordAligner:
    """Finds the words of English recordings."""

    def __init__(self) -> None:
        """Load the library.

        Raises:
            EngineUnavailable: it is missing.
        """
        try:
            import pocketsphinx
        except ImportError as error:
            raise EngineUnavailable(
                f"pocketsphinx cannot be loaded: {error}", hint=advice("pip install pocketsphinx")
            ) from error
        model = Path(pocketsphinx.get_model_path()) / "en-us"
        self._dictionary = model / "cmudict-en-us.dict"
        self._letters = Letters()
        self._decoder: Any = pocketsphinx.Decoder(
            hmm=str(model / "en-us"), dict=str(self._dictionary), lm=None, loglevel="FATAL"
        )

    def align(self, pcm: bytes, text: str) -> tuple[AlignedWord, ...]:
        """Return the words of a text as they are written, each with its time.

        Args:
            pcm: 16 kHz, 16-bit, mono.
            text: Every word that is said.

        Raises:
            EngineFailed: the recording does not fit the text.
        """
        written = text.split()
        spoken = [_spoken(word) for word in written]
        words = [part for parts in spoken for part in parts]
        for word, phones in pronounce(set(words), (), self._dictionary, self._letters):
            if self._decoder.lookup_word(word) is None:
                self._decoder.add_word(word, phones, update=True)
        try:
            self._decoder.set_align_text(" ".join(words))
            self._decoder.reinit_feat()
            self._decoder.start_utt()
            self._decoder.process_raw(pcm, no_search=False, full_utt=True)
            self._decoder.end_utt()
            segments = [segment for segment in self._decoder.seg() or () if segment.word[0] not in _FILLERS]
        except RuntimeError as error:
            raise EngineFailed(f"{text!r} cannot be aligned: {error}", hint="correct its text") from error
        if len(segments) != len(words):
            raise EngineFailed(f"{text!r} is not what the recording says", hint="correct its text")
        return tuple(_joined(written, spoken, segments))


def _spoken(word: str) -> list[str]:
    """Return the words of the dictionary that a written word is said with."""
    return [part.removeprefix(numerals.MARK) for part in plain(word).split()] or [word.lower()]


def _joined(
    written: Sequence[str], spoken: Sequence[Sequence[str]], segments: Sequence[Any]
) -> list[AlignedWord]:
    words, place = [], 0
    for word, parts in zip(written, spoken, strict=True):
        first, last = segments[place], segments[place + len(parts) - 1]
        words.append(
            AlignedWord(word, first.start_frame * _FRAME_SECONDS, (last.end_frame + 1) * _FRAME_SECONDS)
        )
        place += len(parts)
    return words
