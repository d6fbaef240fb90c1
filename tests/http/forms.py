"""Multipart forms with a recording, as clients upload them."""

from __future__ import annotations

from aiohttp import FormData

from tests.fakes import silence, tone
from wyoming_morgan.audio import SPEECH, AudioChunk, wav

SPOKEN = wav(AudioChunk(tone(1.3), SPEECH))
UNSPOKEN = wav(AudioChunk(silence(1.0), SPEECH))


def speech_form(file: bytes | None = SPOKEN, **fields: str) -> FormData:
    """Return a form of the fields, then the file; None leaves the file out."""
    form = FormData()
    for name, value in fields.items():
        form.add_field(name, value)
    if file is not None:
        form.add_field("file", file, filename="speech.wav", content_type="audio/wav")
    return form
