"""Deterministic fakes for the tests of every room: `from tests.fakes import FakeRecognizer`.

They implement the engines' contracts, and those of the ear, the mouth and the agent, without libraries,
threads or clocks. They wait only through `asyncio.sleep`, so time passes in virtual time. (`tests` needs no
`__init__.py`: pytest's `pythonpath` makes it a namespace package.)
"""

from __future__ import annotations

from tests.fakes.agent import FakeConversationAgent
from tests.fakes.audio import silence, tone
from tests.fakes.decoder import ThreadDecoder
from tests.fakes.ear import FakeEar
from tests.fakes.gate import Gate
from tests.fakes.mouth import FakeMouth
from tests.fakes.recognizer import FakeRecognizer, Heard
from tests.fakes.scripted_recognizer import ScriptedRecognizer
from tests.fakes.synthesizer import FakeSynthesizer, Spoken
from tests.fakes.voice_activity import FakeVoiceActivity
from tests.fakes.wyoming_server import FakeWyomingServer

__all__ = [
    "FakeConversationAgent",
    "FakeEar",
    "FakeMouth",
    "FakeRecognizer",
    "FakeSynthesizer",
    "FakeVoiceActivity",
    "FakeWyomingServer",
    "Gate",
    "Heard",
    "ScriptedRecognizer",
    "Spoken",
    "ThreadDecoder",
    "silence",
    "tone",
]
