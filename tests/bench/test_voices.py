"""Who speaks the sentences, and what is kept of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from wyoming_morgan.bench.recordings import LabeledRecording
from wyoming_morgan.bench.voices import BenchVoice, SpokenSentences, chosen_voices, labels
from wyoming_morgan.errors import EngineFailed


def voice(label: str, *languages: str) -> BenchVoice:
    engine, _, name = label.partition("/")
    return BenchVoice(engine, name, languages, "http://nowhere", "{}")


HEART, BELLA = voice("kokoro/af_heart", "en-US"), voice("kokoro/af_bella", "en-US")
SIWIS, JOE = voice("kokoro/ff_siwis", "fr"), voice("piper/en_US-joe-medium", "en-US")
ROBOTS = (voice("espeak-ng/en", "en"), voice("espeak-ng/fr", "fr"), voice("espeak-ng/de", "de", "de-AT"))
ALL = (HEART, BELLA, SIWIS, JOE, *ROBOTS)


@pytest.mark.parametrize(
    ("language", "count", "chosen"),
    [
        ("en", 2, (HEART, JOE)),
        ("en", 3, (HEART, JOE, BELLA)),
        ("en-GB", 1, (HEART,)),
        ("fr", 2, (SIWIS,)),
        ("de", 2, (ROBOTS[2],)),
        ("nl", 2, ()),
    ],
)
def test_neural_voices_of_different_engines_come_first(
    language: str, count: int, chosen: tuple[BenchVoice, ...]
) -> None:
    assert chosen_voices(ALL, language, count) == chosen


def test_it_is_said_where_no_neural_voice_speaks() -> None:
    assert list(labels((JOE, ROBOTS[2]))) == [
        "piper/en_US-joe-medium",
        "espeak-ng/de (no neural voice is there)",
    ]


class Speaker:
    """A server that speaks, and counts how often."""

    def __init__(self) -> None:
        self.spoken: list[str] = []

    async def generate(self, request: web.Request) -> web.Response:
        body = await request.json()
        if body["text"] == "unspeakable":
            return web.Response(status=422, body=b"no")
        self.spoken.append(body["text"])
        return web.Response(body=f"{body['voice']}: {body['text']}".encode())


async def test_a_sentence_is_spoken_once_by_each_voice(tmp_path: Path) -> None:
    speaker = Speaker()
    app = web.Application()
    app.router.add_post("/generate", speaker.generate)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        joe = replace(JOE, address=str(server.make_url("")).rstrip("/"))
        sentences = SpokenSentences(tmp_path, session)
        first = await sentences.speak(joe, "en", "Hello.")
        assert await sentences.speak(joe, "en", "Hello.") == first
        await sentences.speak(joe, "en", "Goodbye.")
        await sentences.speak(replace(joe, model='{"volume": 2}'), "en", "Hello.")
        with pytest.raises(EngineFailed, match="does not speak"):
            await sentences.speak(joe, "en", "unspeakable")

    assert speaker.spoken == ["Hello.", "Goodbye.", "Hello."]
    assert first == LabeledRecording(first.path, "piper/en_US-joe-medium", "Hello.", "en", meant=False)
    assert first.path.read_bytes() == b"en_US-joe-medium: Hello."
    assert first.path.is_relative_to(tmp_path / "en")
