"""The answer to one request for a transcript: whole, or in events.

https://platform.openai.com/docs/api-reference/audio/createTranscription
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from wyoming_morgan.engines.contract.stt import SttCapabilities, Transcript
from wyoming_morgan.http.openai.transcript_formats import (
    TranscriptFormat,
    brief,
    logprobs,
    segments_of,
    srt,
    verbose,
    vtt,
)
from wyoming_morgan.http.openai.transcription_form import TranscriptionForm, tells_likelihoods


class TranscriptAnswer:
    """Gives a transcript the form that was asked for."""

    def __init__(
        self,
        form: TranscriptionForm,
        capabilities: SttCapabilities | None,
        seconds: float,
        *,
        translate: bool,
    ) -> None:
        """Answer nothing yet; `seconds` is the length of the recording."""
        self._form = form
        self._seconds = seconds
        self._task = "translate" if translate else "transcribe"
        self._words = form.words and capabilities is not None and capabilities.timestamps
        self._logprobs = form.logprobs and tells_likelihoods(capabilities)
        self._warnings = form.warnings(capabilities)

    def whole(self, transcript: Transcript) -> web.Response:
        """Return the answer in one piece."""
        match self._form.response_format:
            case TranscriptFormat.TEXT:
                return web.Response(text=f"{transcript.text}\n", content_type="text/plain")
            case TranscriptFormat.SRT:
                text = srt(segments_of(transcript, self._seconds))
                return web.Response(text=text, content_type="text/plain")
            case TranscriptFormat.VTT:
                text = vtt(segments_of(transcript, self._seconds))
                return web.Response(text=text, content_type="text/vtt")
            case _:
                return web.json_response(self._json(transcript))

    def done(self, transcript: Transcript) -> dict[str, Any]:
        """Return the last event of a stream; with `verbose_json` it has all that has, too."""
        # No recognizer here counts tokens.
        usage = {"type": "tokens", "input_tokens": 0, "output_tokens": 0, "total_tokens": 0}
        return {
            **self._json(transcript),
            "type": "transcript.text.done",
            "text": transcript.text,
            "usage": usage,
        }

    def _json(self, transcript: Transcript) -> dict[str, Any]:
        if self._form.response_format is TranscriptFormat.VERBOSE_JSON:
            body = verbose(transcript, self._seconds, task=self._task, words=self._words)
        else:
            body = brief(transcript, self._seconds)
        if self._logprobs:
            body["logprobs"] = logprobs(transcript)
        return {**body, **self._warnings}


def delta(text: str) -> dict[str, Any]:
    """Return the event of a streamed transcript that has more of the text."""
    return {"type": "transcript.text.delta", "delta": text}
