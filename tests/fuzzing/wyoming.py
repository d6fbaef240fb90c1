"""Sends damaged conversations to the Wyoming door: most without sockets, some to a real server on loopback.

The server on loopback has the real ear and mouth, with fake engines behind them.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from wyoming.event import Event

from tests.fakes import FakeRecognizer, FakeSynthesizer, FakeVoiceActivity
from tests.fuzzing import damage
from tests.fuzzing.memory_stream import open_in_memory
from tests.wyoming.fakes import FakePrograms
from wyoming_morgan.errors import MorganError
from wyoming_morgan.timings import TurnLog
from wyoming_morgan.voice.synthesizer import Synthesizer
from wyoming_morgan.voice.transcriber import Transcriber
from wyoming_morgan.wyoming.connection import Connection
from wyoming_morgan.wyoming.dispatch import Dispatcher
from wyoming_morgan.wyoming.framing import FrameDecoder, FrameLimits, encode
from wyoming_morgan.wyoming.program import build_info
from wyoming_morgan.wyoming.reporter import Reporter
from wyoming_morgan.wyoming.server import WyomingServer
from wyoming_morgan.wyoming.settings import WyomingSettings
from wyoming_morgan.wyoming.stream import EventReader, EventWriter

SOCKET_SHARE = 50
"""One case in so many goes to a real server."""
PARALLEL = 8
CASE_SECONDS = 60.0
"""Far more than a case takes; only a connection that hangs gets there."""
_SETTINGS = WyomingSettings(linger_seconds=0.05, advertise=False)
_OUTPUT_LIMITS = FrameLimits(header_bytes=1 << 20, data_bytes=1 << 24, payload_bytes=1 << 24, json_depth=1000)


@dataclass(slots=True)
class WyomingReport:
    """What became of the cases, by where they ran, and what went wrong."""

    ran: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    """The types of the events that were sent, errors with their code."""
    failures: list[str] = field(default_factory=list)
    described: int = 0
    """How often another client, beside the hostile ones, was described the programs."""


async def fuzz(count: int, *, seed: int = 0) -> WyomingReport:
    """Run `count` cases: each must end, with valid events only and no report of a mistake of Morgan's."""
    report = WyomingReport()
    loop = asyncio.get_running_loop()
    handler = loop.get_exception_handler()
    loop.set_exception_handler(lambda _, context: report.failures.append(f"unhandled: {context}"))
    before = asyncio.all_tasks()
    try:
        numbers = range(count)
        await _in_memory([number for number in numbers if number % SOCKET_SHARE], seed, report)
        await _over_sockets([number for number in numbers if not number % SOCKET_SHARE], seed, report)
        await asyncio.sleep(0)
        if left := asyncio.all_tasks() - before:
            report.failures.append(f"{len(left)} tasks are left: {left}")
    finally:
        loop.set_exception_handler(handler)
    return report


class _Programs(FakePrograms):
    """The fakes, which forget what they were asked: a long run would fill the memory with it."""

    def __init__(self, *, with_voice: bool = False) -> None:
        super().__init__()
        self.recognizer, self.synthesizer = FakeRecognizer(), FakeSynthesizer()
        if with_voice:
            self.stt = replace(self.stt, ear=Transcriber(self.recognizer, FakeVoiceActivity()))
            self.tts = replace(self.tts, mouth=Synthesizer(self.synthesizer))

    def forget(self) -> None:
        self.recognizer.calls.clear()
        self.synthesizer.calls.clear()
        self.ear.utterances.clear()
        for log in (
            self.mouth.spoken,
            self.mouth.chosen,
            self.conversation_agent.requests,
            self.wake_words.opened,
        ):
            log.clear()

    @property
    def still_open(self) -> int:
        return len(self.ear.open_utterances) + len(self.wake_words.open_streams)


async def _in_memory(numbers: Sequence[int], seed: int, report: WyomingReport) -> None:
    programs = _Programs()
    info_frame = encode(build_info(programs.all, _SETTINGS).event())
    for number in numbers:
        chance = random.Random(f"network {seed} {number}")  # noqa: S311 - the same in every run
        data = damage.case(number, seed=seed)
        try:
            _judge(await _connection_in_memory(programs, info_frame, data, chance), number, report)
        except Exception as error:  # noqa: BLE001 - whatever escapes is a failure of the case
            report.failures.append(f"case {number}: {error!r} escaped from the connection")
        report.ran["in memory"] += 1
        if programs.still_open:
            report.failures.append(f"case {number}: {programs.still_open} streams are still open")
            programs = _Programs()
        programs.forget()


async def _connection_in_memory(
    programs: _Programs, info_frame: bytes, data: bytes, chance: random.Random
) -> bytes:
    reader, writer, transport = open_in_memory()
    limits = FrameLimits(
        header_bytes=_SETTINGS.max_header_bytes,
        data_bytes=_SETTINGS.max_data_bytes,
        payload_bytes=_SETTINGS.max_payload_bytes,
        json_depth=_SETTINGS.max_json_depth,
    )
    events_out = EventWriter(writer, write_seconds=_SETTINGS.write_seconds)
    connection = Connection(
        EventReader(reader, limits, frame_seconds=_SETTINGS.frame_seconds),
        events_out,
        Dispatcher(
            programs.all,
            events_out,
            info_frame=info_frame,
            settings=_SETTINGS,
            turn_log=TurnLog(),
            reporter=Reporter(),
        ),
        idle_seconds=_SETTINGS.idle_seconds,
        linger_seconds=_SETTINGS.linger_seconds,
    )
    serving = asyncio.create_task(connection.run())
    patience = chance.choice((0, 0, 1, 5))
    for piece in damage.slices(data, chance):
        if transport.is_closing():
            break
        reader.feed_data(piece)
        for _ in range(patience):
            await asyncio.sleep(0)
    for _ in range(chance.choice((0, 1, 40))):
        await asyncio.sleep(0)
    if chance.random() < 0.1:
        reader.set_exception(ConnectionResetError("the client is gone"))
    else:
        reader.feed_eof()
    async with asyncio.timeout(CASE_SECONDS):
        await serving
    return bytes(transport.sent)


async def _over_sockets(numbers: Sequence[int], seed: int, report: WyomingReport) -> None:
    if not numbers:
        return
    programs = _Programs(with_voice=True)
    server = WyomingServer(programs.all, _SETTINGS, TurnLog())
    await server.start(["127.0.0.1"], 0)
    port = server.addresses[0][1]
    waiting = iter(numbers)

    async def hostile() -> None:
        for number in waiting:
            data = damage.case(number, seed=seed)
            chance = random.Random(f"network {seed} {number}")  # noqa: S311 - the same in every run
            try:
                async with asyncio.timeout(CASE_SECONDS):
                    _judge(await _send(port, data, chance), number, report)
            except TimeoutError:
                report.failures.append(f"case {number}: the connection hangs")
            report.ran["over sockets"] += 1
            programs.forget()

    bystander = asyncio.create_task(_describe_for_ever(port, report))
    try:
        await asyncio.gather(*(hostile() for _ in range(PARALLEL)))
        async with asyncio.timeout(CASE_SECONDS):
            while server.connections > 1 or programs.still_open:  # noqa: ASYNC110 - sockets make it true
                await asyncio.sleep(0.01)
            await _describe(port)
            report.described += 1
    except TimeoutError:
        report.failures.append(f"{server.connections} connections and {programs.still_open} streams are left")
    finally:
        bystander.cancel()
        await asyncio.gather(bystander, return_exceptions=True)
        await server.stop(0)


async def _send(port: int, data: bytes, chance: random.Random) -> bytes:
    """Send what a hostile client sends, and return what it is sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    sent = b""
    try:
        with suppress(ConnectionError):
            for piece in damage.slices(data, chance):
                writer.write(piece)
                await writer.drain()
            if chance.random() < 0.1:
                writer.transport.abort()
            elif chance.random() < 0.5:  # a client that leaves as soon as it has sent
                writer.write_eof()
                sent = await reader.read()
            else:
                await asyncio.sleep(0.02)
                writer.write_eof()
                sent = await reader.read()
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
    return sent


async def _describe_for_ever(port: int, report: WyomingReport) -> None:
    while True:
        try:
            async with asyncio.timeout(CASE_SECONDS):
                await _describe(port)
            report.described += 1
        except (OSError, AssertionError) as error:
            report.failures.append(f"another client is not served: {error!r}")
        await asyncio.sleep(0.05)


async def _describe(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(encode(Event("describe")))
        assert b'"info"' in await reader.readline()
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def _judge(sent: bytes, number: int, report: WyomingReport) -> None:
    """Check that whatever a client was sent is whole and valid, and no mistake of Morgan's."""
    decoder = FrameDecoder(_OUTPUT_LIMITS)
    decoder.feed(sent)
    try:
        while (event := decoder.next_event()) is not None:
            code: Any = event.data.get("code") if event.type == "error" else None
            report.answers[f"error {code}" if code else event.type] += 1
            if code == MorganError.code:
                report.failures.append(f"case {number}: {event.data}")
    except MorganError as error:
        report.failures.append(f"case {number}: an event that cannot be read was sent: {error}")
