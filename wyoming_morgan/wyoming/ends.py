"""What ends the wait of clients that read on after an `error`, as Home Assistant did until 2026.8.

They wait for the end of what they asked for, for minutes. So it follows every `error`, and says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wyoming.asr import Transcript, TranscriptStop
from wyoming.audio import AudioStop
from wyoming.event import Event
from wyoming.handle import HandledStop, NotHandled
from wyoming.intent import NotRecognized
from wyoming.tts import SynthesizeStopped
from wyoming.wake import NotDetected

Context = Mapping[str, Any] | None
Ends = Callable[[], Sequence[Event]]
"""Returns the events that end what was asked for."""


def no_transcript(context: Context = None) -> Sequence[Event]:
    """Return the end of an utterance."""
    return Transcript(text="", context=_copy(context)).event(), TranscriptStop().event()


def no_audio() -> Sequence[Event]:
    """Return the end of a text that was to be spoken."""
    return (AudioStop().event(),)


def no_more_audio() -> Sequence[Event]:
    """Return the end of a text that was to be spoken while it arrived."""
    return AudioStop().event(), SynthesizeStopped().event()


def no_reply(context: Context = None, *, streaming: bool = False) -> Sequence[Event]:
    """Return the end of a text that was to be answered, with that of a reply that has begun."""
    begun = (HandledStop().event(),) if streaming else ()
    return *begun, NotHandled(context=_copy(context)).event()


def no_intent(context: Context = None) -> Sequence[Event]:
    """Return the end of a text that was to be recognized."""
    return (NotRecognized(context=_copy(context)).event(),)


def no_detection(context: Context = None) -> Sequence[Event]:
    """Return the end of a search for wake words."""
    return (NotDetected(context=_copy(context)).event(),)


NOT_SERVED: Mapping[str, Ends] = {
    "transcribe": no_transcript,
    "audio-start": no_transcript,
    "synthesize": no_audio,
    "synthesize-start": no_more_audio,
    "transcript": no_reply,
    "recognize": no_intent,
    "intent": no_reply,
    "detect": no_detection,
}
"""Events that a client waits for an answer to, and what ends the wait where nobody serves them."""


def _copy(context: Context) -> dict[str, Any] | None:
    return None if context is None else dict(context)
