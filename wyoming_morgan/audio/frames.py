"""Decodes one file as far as possible: what is broken in it is left out."""

from __future__ import annotations

from collections.abc import Iterator

import av
import av.error
from av.container import InputContainer

from wyoming_morgan.audio.demuxers import open_options, refuse_to_open
from wyoming_morgan.audio.formats import SPEECH, AudioFormat
from wyoming_morgan.audio.heads import is_head_alone
from wyoming_morgan.audio.parts import Readable
from wyoming_morgan.errors import InvalidRequest, UndecodableAudio

FORMATS_HINT = "send WAV, MP3, FLAC, Ogg, MP4 or WebM"
_CONTROLS = frozenset(range(0x20)) - frozenset(b"\t\n\v\f\r")
"""What no text has in it."""
_MOST_FAULTS = 100
"""Faults in a row after which the rest of a file is given up."""


def audio_frames(file: Readable, head: bytes) -> Iterator[av.AudioFrame]:
    """Yield the sound of a file that begins with `head`: of the first track that can be decoded.

    Raises:
        UndecodableAudio: nothing in it can be decoded; a file without any sound is no error.
        MemoryError: it takes too much memory.
    """
    try:
        container = av.open(
            file, mode="r", metadata_errors="ignore", options=open_options(), io_open=refuse_to_open
        )
    except MemoryError:
        raise
    # PyAV raises plain errors, too, where it finds what it does not know: a codec, a layout.
    except Exception as error:
        if is_head_alone(head):
            return
        raise _unreadable(head, error) from error
    with container:
        tracks = _tracks(container)
        if not tracks and not (len(container.streams) == 0 and is_head_alone(head)):
            raise _without_sound(container)
        failure: Exception | None = None
        for number, track in enumerate(tracks):
            if number and not _go_back(container):
                break
            faults = _Faults()
            yield from _decode(container, track, faults)
            if faults.heard:
                return
            failure = failure or faults.last
        if failure is not None:
            raise _unreadable(head, failure) from failure


class _Faults:
    """What went wrong with one track."""

    def __init__(self) -> None:
        self.last: Exception | None = None
        self.heard = False
        """Whether there was any sound."""
        self._in_a_row = 0

    def add(self, error: Exception) -> bool:
        """Note a fault; return whether it is worth to go on."""
        self.last = error
        self._in_a_row += 1
        return self._in_a_row < _MOST_FAULTS

    def good(self) -> None:
        """Note that something could be read."""
        self._in_a_row = 0


def _tracks(container: InputContainer) -> list[av.AudioStream]:
    """Return the tracks of sound that have a decoder, the one first that FFmpeg would choose."""
    tracks = [track for track in container.streams.audio if getattr(track, "codec_context", None)]
    best = container.streams.best("audio")
    tracks.sort(key=lambda track: best is None or track.index != best.index)
    return tracks


def _go_back(container: InputContainer) -> bool:
    """Go back to the beginning, for another track; return whether that is possible."""
    try:
        container.seek(0)
    except av.error.FFmpegError:
        return False
    return True


def _decode(container: InputContainer, track: av.AudioStream, faults: _Faults) -> Iterator[av.AudioFrame]:
    """Yield the frames that can be decoded, as players do; a tag amid MP3 is a packet that cannot."""
    track.codec_context.thread_count = 1
    for packet in _packets(container, track, faults):
        try:
            frames = track.codec_context.decode(packet)
        except MemoryError:
            raise
        except EOFError:  # it was flushed before
            continue
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one packet, the next may be good
            if not faults.add(error):
                return
            continue
        for frame in frames:
            try:
                _check(frame)
            except UndecodableAudio as error:
                if not faults.add(error):
                    return
                continue
            faults.good()
            faults.heard = True
            yield frame


def _packets(
    container: InputContainer, track: av.AudioStream, faults: _Faults
) -> Iterator[av.Packet[av.AudioStream] | None]:
    """Yield packets, and None at the end. Where the file is broken, what comes next is tried."""
    while True:
        try:
            for packet in container.demux(track):
                if packet.size:
                    yield packet
        except MemoryError:
            raise
        except EOFError:
            break
        except Exception as error:  # noqa: BLE001 - as above
            if faults.add(error):
                continue
        break
    yield None


def _without_sound(container: InputContainer) -> UndecodableAudio:
    if container.streams.audio:
        return UndecodableAudio("the audio cannot be decoded: its codec is not known", hint=FORMATS_HINT)
    only = ", only pictures" if container.streams.video else ""
    return UndecodableAudio(f"the file holds no audio{only}", hint="send a file with an audio track")


def _check(frame: av.AudioFrame) -> None:
    """Refuse what no recording has."""
    try:
        AudioFormat(rate=frame.sample_rate, width=SPEECH.width, channels=frame.layout.nb_channels)
    except InvalidRequest as error:
        raise UndecodableAudio(f"the audio cannot be decoded: {error.message}", hint=error.hint) from error


def _unreadable(head: bytes, error: Exception) -> UndecodableAudio:
    if isinstance(error, UndecodableAudio):
        return error
    if not head:
        return UndecodableAudio("the file is empty", hint=FORMATS_HINT)
    if _is_text(head):
        return UndecodableAudio("the file is a text, not audio", hint=FORMATS_HINT)
    return undecodable(error)


def undecodable(error: Exception) -> UndecodableAudio:
    """Return what to report where FFmpeg fails."""
    cause = error.strerror if isinstance(error, av.error.FFmpegError) else error
    return UndecodableAudio(f"the audio cannot be decoded: {cause}", hint=FORMATS_HINT)


def _is_text(head: bytes) -> bool:
    try:
        head.decode()
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:  # and not a letter that is cut at the end
            return False
    return _CONTROLS.isdisjoint(head)
