"""Cuts the audio of an utterance into segments, and has each decoded."""

from __future__ import annotations

from wyoming_morgan.voice.pauses import KEPT_SECONDS, SpeechPauses
from wyoming_morgan.voice.recording import Recording
from wyoming_morgan.voice.settings import EarSettings
from wyoming_morgan.voice.speculation import SegmentDecoder

_MARGIN_SECONDS = 1.0
"""Audio kept beyond the lead-in during silence: speech is detected a little after it began."""

_TAIL_SECONDS = 0.16
"""Silence behind the last word that belongs to its segment."""


class Segmenter:
    """The audio of one utterance, and where its open segment begins. Times are seconds of the audio."""

    def __init__(
        self, decoder: SegmentDecoder, settings: EarSettings, *, kept_pause: float | None = None
    ) -> None:
        """Have segments decoded; of the pauses within them, `kept_pause` seconds at either edge, or all."""
        self._decoder = decoder
        self._short_pauses = kept_pause is not None
        self._settings = settings
        self._recording = Recording()
        self._pauses = SpeechPauses(self.sound, KEPT_SECONDS if kept_pause is None else kept_pause)
        self._began: float | None = None
        """Where speech began in the open segment; None if no segment is open."""
        self._decoded = 0.0
        """Audio before this belongs to segments that are closed."""

    @property
    def open(self) -> bool:
        """Whether a segment is open."""
        return self._began is not None

    @property
    def seconds(self) -> float:
        """Length of the audio so far."""
        return self._recording.seconds

    @property
    def held_bytes(self) -> int:
        """Bytes of audio in memory."""
        return self._recording.held_bytes

    def sound(self, begin: float, end: float) -> bytes:
        """Return the audio between two times that are not long past."""
        return self._recording.between(begin, end)

    def append(self, pcm: bytes) -> None:
        """Add `SPEECH` PCM to the end."""
        self._recording.append(pcm)

    def speech(self, at: float) -> None:
        """Speech began or went on: drop the guess, and open a segment if none is open."""
        self._decoder.drop()
        self._pauses.end(at)
        if self._began is None:
            self._began = at

    def pause(self, at: float, now: float, *, guess: bool) -> None:
        """Speech paused in the open segment: close it if it is long, else guess that it is complete."""
        if self._began is None:
            return
        self._pauses.begin(at)
        if guess:
            self._decoder.guess(self._audio(self._began, now), at=self._start(self._began))
        if at - self._began >= self._settings.commit_seconds:
            self._close(self._began, now, decoded=(at + now) / 2)

    def tidy(self, now: float, silence: float) -> None:
        """Close a segment that is too long or ended long ago; forget audio that is not needed any more."""
        if self._began is None:
            kept = self._settings.lead_in_seconds + _MARGIN_SECONDS
            self._recording.forget(max(self._decoded, now - kept))
        elif silence >= self._settings.gap_seconds:
            end = now - silence + _TAIL_SECONDS
            self._close(self._began, end, decoded=end)
        elif now - self._began >= self._settings.longest_segment_seconds:
            cut = self._recording.quietest((self._began + now) / 2, now)
            self._decoder.drop()
            self._close(self._began, cut, decoded=cut)
            self._began = cut

    def finish(self, now: float, *, doubtful: bool) -> None:
        """Close the open segment and release all audio; a guess does not count if its end is doubtful."""
        if self._began is not None:
            if doubtful:
                self._decoder.drop()
            self._decoder.commit(self._audio(self._began, now), at=self._start(self._began))
        self._recording = Recording()

    def _close(self, began: float, end: float, *, decoded: float) -> None:
        self._decoder.commit(self._audio(began, end), at=self._start(began))
        self._began = None
        self._pauses.clear()
        self._decoded = decoded
        self._recording.forget(decoded)

    def _audio(self, began: float, end: float) -> bytes:
        if not self._short_pauses:
            return self._recording.between(self._start(began), end)
        parts = self._pauses.between(self._start(began), end)
        return b"".join(self._recording.between(*part) for part in parts)

    def _start(self, began: float) -> float:
        """Return where the audio of a segment begins, including its lead-in."""
        return max(0.0, self._decoded, began - self._settings.lead_in_seconds)
