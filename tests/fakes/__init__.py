"""Deterministic engines for the tests of every room: `from tests.fakes import FakeRecognizer`.

They fulfil `wyoming_morgan.engines.contract` without a library, thread or clock of their own.
What takes time takes it through `asyncio.sleep`, so it passes in virtual time. (`tests` needs no
`__init__.py`: pytest's `pythonpath` makes it a namespace package.)
"""

from __future__ import annotations

from tests.fakes.audio import silence, tone
from tests.fakes.recognizer import FakeRecognizer, Heard
from tests.fakes.synthesizer import FakeSynthesizer, Spoken
from tests.fakes.voice_activity import FakeVoiceActivity
from tests.fakes.wyoming_server import FakeWyomingServer

__all__ = [
    "FakeRecognizer",
    "FakeSynthesizer",
    "FakeVoiceActivity",
    "FakeWyomingServer",
    "Heard",
    "Spoken",
    "silence",
    "tone",
]
