"""Measures speech synthesis: everyday replies in, what a recognizer hears of them out."""

# ruff: noqa: RUF001 - a home writes such signs

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from http import HTTPStatus

import aiohttp
from unicode_rbnf import RbnfEngine

from wyoming_morgan.bench.processor import cpu_seconds
from wyoming_morgan.bench.server import ServerProcess
from wyoming_morgan.errors import EngineFailed
from wyoming_morgan.sayable import sayable

REPLIES = (
    "The kitchen light is on.",
    "It is 21.5 °C in the bedroom, and 19 °C in the hall.",
    "Outside it is -3 °C, with a wind of 12 km/h.",
    "The washing machine used 1.2 kWh today.",
    "The battery is at 45 %.",
    "I set a timer for 5 min.",
    "The front door is locked.",
    "Your alarm is set for 7:30 tomorrow morning.",
    "There are 3 lights on: the lamp, the desk light, and the hall light.",
    "The price of electricity is $0.32 today.",
    "Dinner for 4 costs $52.80.",
    "The air has 10 µg/m³ of dust.",
    "The pressure is 1013 hPa, and it will rain between 10 and 20 mm.",
    "I added 1/2 lb of butter to your shopping list.",
    "The next appointment is on 2026-12-04.",
    "Version 2026.11.0 is installed.",
    "The solar panels make 3.5 kW right now.",
    "The temperature will be between 18–22 °C.",
    "Sorry, I could not find a device called lamp in the office.",
    "World War II ended in 1945.",
    "The living room is brighter than 200 lx.",
    "The room is 5 × 4 meters.",
    "Please call the number 555-0123.",
    "The garage door opened 20 minutes ago.",
)
"""What a home says in a day, as it is written."""

_LONGEST_SECONDS = 300.0
"""Time for one reply on a machine that has other work, too."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class SpokenReply:
    """One reply, what was heard of it, and the seconds of the processor that speaking it took."""

    text: str
    heard: str
    words: int
    matches: int
    processor_seconds: float


async def bench_speaking(server: ServerProcess, replies: Sequence[str] = REPLIES) -> tuple[SpokenReply, ...]:
    """Have every reply spoken and heard again by a running server, over HTTP."""
    patience = aiohttp.ClientTimeout(total=_LONGEST_SECONDS)
    async with aiohttp.ClientSession(server.http, timeout=patience) as session:
        return tuple([await _reply(session, server, text) for text in replies])


async def _reply(session: aiohttp.ClientSession, server: ServerProcess, text: str) -> SpokenReply:
    spent = cpu_seconds(server.pid)
    speech = {"input": text, "model": "tts-1", "voice": "", "response_format": "wav"}
    async with session.post("/v1/audio/speech", json=speech) as response:
        wav = await _body(response)
    spent = cpu_seconds(server.pid) - spent
    form = aiohttp.FormData({"model": "whisper-1", "language": "en", "response_format": "text"})
    form.add_field("file", wav, filename="reply.wav", content_type="audio/wav")
    async with session.post("/v1/audio/transcriptions", data=form) as response:
        heard = (await _body(response)).decode().strip()
    matches, words = found_words(text, heard)
    return SpokenReply(text, heard, words, matches, spent)


async def _body(response: aiohttp.ClientResponse) -> bytes:
    body = await response.read()
    if response.status != HTTPStatus.OK:
        raise EngineFailed(f"the server answered {response.status}: {body[:200]!r}", hint="check its log")
    return body


def words_of(text: str) -> list[str]:
    """Return the English words that are said for a text, however its numbers and signs are written."""
    engine = RbnfEngine.for_language("en")

    def spell(match: re.Match[str]) -> str:
        return f" {engine.format_number(match[0]).text.replace('-', ' ')} "

    return _WORD.findall(_NUMBER.sub(spell, sayable(text, "en").replace(",", "")).lower())


def found_words(text: str, heard: str) -> tuple[int, int]:
    """Return how many words of a text were heard in their order, and how many it has."""
    expected = words_of(text)
    matcher = SequenceMatcher(None, expected, words_of(heard), autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()), len(expected)
