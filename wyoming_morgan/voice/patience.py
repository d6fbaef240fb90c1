"""How much silence ends a turn, by the words that were said before it."""

from __future__ import annotations

from dataclasses import dataclass

from wyoming_morgan.engines.contract.stt import Progress, Transcript
from wyoming_morgan.voice.answers import is_answer
from wyoming_morgan.voice.contract import Sensitivity
from wyoming_morgan.voice.endpoint import EndpointSettings, Seconds
from wyoming_morgan.voice.unfinished import is_unfinished

_LONGEST_SECONDS = 1.95
"""The longest wait at any sensitivity: a segment ends after two seconds of silence."""
_FEW_WORDS = 4
"""Words that may be the beginning of a command, heard with slips."""
_ANSWER = 2 / 3
"""How much less is waited after an answer such as “yes”; “listen” may be what was heard of “is the”."""


@dataclass(frozen=True, slots=True)
class PatienceSettings:
    """How the words that were said before a pause change how long it is waited for more.

    Seconds are of silence, at the default sensitivity; the others have shares of them like those of
    `silence_seconds`. After other words, that one counts.
    """

    by_words: bool = True
    """Whether they change it at all."""
    whole_seconds: Seconds = 0.2
    """Silence that ends the turn after a command that hardly ever goes on, such as “lock the front door”."""
    extendable_seconds: Seconds = 1.2
    """Silence that ends the turn after a command that may well go on, and then mean something else, such as
    “turn on the TV”."""
    unclear_seconds: Seconds = 1.2
    """Silence that ends the turn after a few words that are no command, nor the beginning of one, such as a
    word that is cut off."""
    beginning_seconds: Seconds = 1.5
    """Silence that ends the turn in the middle of a command or of a sentence, such as “turn on the”."""


class PausePatience:
    """The silence that ends a turn, in seconds of audio, at one sensitivity."""

    def __init__(
        self, settings: PatienceSettings, endpoint: EndpointSettings, sensitivity: Sensitivity
    ) -> None:
        self._settings = settings
        self.usual = endpoint.silence(sensitivity)
        """Silence that ends the turn whatever was said."""
        self._share = self.usual / endpoint.silence_seconds

    @property
    def until_known(self) -> float:
        """Silence that ends the turn while the words before it are still being decoded.

        They may be a beginning, and without them there is no answer anyway.
        """
        return max(self.usual, self._of(Progress.BEGINNING)) if self._settings.by_words else self.usual

    def after(self, transcript: Transcript | None, language: str | None) -> float:
        """Return the silence that ends the turn after what was said; None if that cannot be known."""
        if transcript is None or not self._settings.by_words:
            return self.usual
        progress, language = transcript.progress, transcript.language or language
        if progress in {None, Progress.OTHER} and is_unfinished(transcript.text, language):
            progress = Progress.BEGINNING
        if progress is None:
            return self.usual
        if progress is Progress.OTHER:
            if len(transcript.text.split()) > _FEW_WORDS:
                return self.usual
            share = _ANSWER if is_answer(transcript.text, language) else 1.0
            return max(self.usual, share * self._of(progress))
        return self._of(progress)

    def _of(self, progress: Progress) -> float:
        match progress:
            case Progress.WHOLE:
                seconds = self._settings.whole_seconds
            case Progress.EXTENDABLE:
                seconds = self._settings.extendable_seconds
            case Progress.BEGINNING:
                seconds = self._settings.beginning_seconds
            case Progress.OTHER:
                seconds = self._settings.unclear_seconds
        return min(seconds * self._share, max(_LONGEST_SECONDS, self.usual))
