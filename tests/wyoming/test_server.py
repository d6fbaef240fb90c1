from __future__ import annotations

import asyncio
import socket
from contextlib import AsyncExitStack, suppress
from dataclasses import replace

import psutil
import pytest
from wyoming.asr import Transcript
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.tts import Synthesize, SynthesizeStart

from tests.fakes import Gate
from tests.waiting import until
from tests.wyoming.conftest import Client, Running, Serve
from tests.wyoming.fakes import FakePrograms
from wyoming_morgan.agent.contract import Outcome, TurnDone
from wyoming_morgan.errors import ConfigurationError
from wyoming_morgan.timings import TurnLog
from wyoming_morgan.wyoming.allowlist import Allowlist
from wyoming_morgan.wyoming.framing import encode
from wyoming_morgan.wyoming.server import WyomingServer
from wyoming_morgan.wyoming.settings import PRIVATE_NETWORKS, WyomingSettings

AUDIO = {"rate": 16_000, "width": 2, "channels": 1}
SPEAKING = (Event("audio-start", AUDIO), Event("audio-chunk", AUDIO, bytes(640)))
ANSWER = (TurnDone(Outcome.HANDLED, "Yes.", language="en", conversation_id="c", path="clock"),)


async def test_it_listens_on_every_host_and_tells_where(fakes: FakePrograms) -> None:
    server = WyomingServer(fakes.all, WyomingSettings(), TurnLog())
    await server.start(["127.0.0.1", "127.0.0.2"], 0)
    assert [host for host, _ in server.addresses] == ["127.0.0.1", "127.0.0.2"]
    assert all(port for _, port in server.addresses)
    await server.stop(grace=0)
    assert server.addresses == ()


@pytest.mark.skipif(not socket.has_ipv6, reason="this Python has no IPv6")
async def test_ipv6_clients_are_served_as_ipv4_clients_are(fakes: FakePrograms) -> None:
    server = WyomingServer(fakes.all, WyomingSettings(), TurnLog())
    await server.start(["127.0.0.1", "::1"], 0)
    for host, port in server.addresses:
        async with Client(port, host) as client:
            assert await client.silent()
    assert [host for host, _ in server.addresses] == ["127.0.0.1", "::1"]
    await server.stop(grace=0)


async def test_a_port_in_use_is_a_mistake_of_the_configuration(running: Running, fakes: FakePrograms) -> None:
    server = WyomingServer(fakes.all, WyomingSettings(), TurnLog())
    with pytest.raises(ConfigurationError, match=str(running.port)):
        await server.start(["127.0.0.2", "127.0.0.1"], running.port)
    assert server.addresses == ()


async def test_what_is_offered_anew_is_told_to_those_that_come_then(
    running: Running, fakes: FakePrograms
) -> None:
    async def models() -> list[str]:
        async with Client(running.port) as client:
            await client.send(Describe())
            info = Info.from_event((await client.read_until("info"))[-1])
            return [model.name for program in info.asr for model in program.models]

    assert await models() == ["tiny"]
    capabilities = replace(fakes.stt.capabilities, model="large")
    running.server.offer((replace(fakes.stt, capabilities=capabilities), fakes.tts))
    assert await models() == ["large"]


async def test_small_frames_are_not_held_back(running: Running, client: Client) -> None:
    assert await client.silent()
    (task,) = running.server._connections
    connection = running.server._connections[task]
    peer = connection._writer._stream.get_extra_info("socket")
    assert peer.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


async def test_one_connection_too_many_is_told_busy(fakes: FakePrograms, serve: Serve) -> None:
    async with serve(fakes.all, max_connections=2) as running, AsyncExitStack() as clients:
        first, second = [await clients.enter_async_context(running.client()) for _ in range(2)]
        for client in (first, second):
            await client.send(*SPEAKING)
            assert await client.silent()
        async with running.client() as third:
            await third.send(Event("describe"))
            (error,) = await third.read_all()
            assert error.data["code"] == "busy"
        assert await first.silent()
        await second.disconnect()
        await running.clients_left(remaining=1)
        async with running.client() as fourth:
            assert await fourth.silent()


async def test_a_flood_of_refused_clients_is_cut_short(fakes: FakePrograms, serve: Serve) -> None:
    async with (
        serve(fakes.all, max_connections=1, linger_seconds=5) as running,
        AsyncExitStack() as clients,
    ):
        first = await clients.enter_async_context(running.client())
        await first.send(*SPEAKING)
        assert await first.silent()
        for _ in range(5):
            await clients.enter_async_context(running.client())
        assert await first.silent()
        assert len(running.server._refusals) <= 1
        assert running.server.connections == 1


async def test_addresses_outside_the_allowlist_are_refused_with_one_log_line(
    fakes: FakePrograms, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    async with serve(fakes.all, allow=("10.0.0.0/8",)) as running:
        for _ in range(3):
            async with running.client() as client:
                with pytest.raises((ConnectionError, AssertionError)):
                    await client.silent()
        assert running.server.connections == 0
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [
        "refused 127.0.0.1: not in the allowed networks (setting core.wyoming.allow)"
    ]


async def test_a_client_that_reads_nothing_cannot_hold_up_the_end(fakes: FakePrograms, serve: Serve) -> None:
    async with serve(fakes.all, linger_seconds=0.1) as running, running.client() as client:
        await client.send(Synthesize("x" * 100_000))
        await until(lambda: bool(fakes.mouth.spoken))
        async with asyncio.timeout(10):
            await running.server.stop(grace=0.05)
        assert running.server.connections == 0


@pytest.mark.slow
async def test_a_client_that_reads_nothing_is_waited_for_once_at_the_end(
    fakes: FakePrograms, serve: Serve
) -> None:
    fakes.mouth.chunk = bytes(10_000_000)
    async with serve(fakes.all, linger_seconds=2.0) as running, running.client() as client:
        await client.send(Synthesize("a long story"))
        await until(lambda: bool(fakes.mouth.spoken))
        async with asyncio.timeout(3.5):  # twice would be four seconds
            await running.server.stop(grace=0.05)


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("192.168.1.7", True),
        ("10.1.2.3", True),
        ("172.31.255.255", True),
        ("172.32.0.1", False),
        ("169.254.3.4", True),
        ("8.8.8.8", False),
        ("fd12::1", True),
        ("fe80::1%eth0", True),
        ("2001:db8::1", False),
        ("::ffff:192.168.1.7", True),
        ("::ffff:8.8.8.8", False),
    ],
)
def test_private_networks_are_allowed_and_no_others(address: str, allowed: bool) -> None:
    assert (address in Allowlist(PRIVATE_NETWORKS)) is allowed


@pytest.mark.parametrize("network", ["home", "192.168.1.7/24", "10.0.0.0/99", ""])
def test_a_wrong_network_is_a_mistake_of_the_configuration(network: str) -> None:
    with pytest.raises(ConfigurationError, match="network"):
        Allowlist([network])


async def test_stopping_lets_a_running_turn_finish_and_takes_no_other(
    fakes: FakePrograms, serve: Serve
) -> None:
    fakes.conversation_agent.gate = Gate()
    fakes.conversation_agent.events = ANSWER
    async with serve(fakes.all) as running, running.client() as client, running.client() as idle:
        await client.send(Transcript("are you there?"))
        assert await client.silent()
        assert await idle.silent()
        stopping = asyncio.create_task(running.server.stop(grace=30))
        assert await idle.read_all() == []
        with pytest.raises(OSError, match="Connect call failed"):
            await running.client().connect()
        await client.send(Synthesize("a"))
        assert (await client.read()).data["code"] == "shutting-down"
        fakes.conversation_agent.gate.opened.set()
        events = await client.read_all()
        assert [event.type for event in events][-2:] == ["handled", "handled-stop"]
        await stopping


async def test_a_client_that_connected_before_a_stop_may_still_begin_a_turn(
    fakes: FakePrograms, serve: Serve
) -> None:
    fakes.conversation_agent.events = ANSWER
    async with serve(fakes.all) as running, running.client() as client:
        await until(lambda: running.server.connections == 1)
        stopping = asyncio.create_task(running.server.stop(grace=30))
        await asyncio.sleep(0.05)
        await client.send(Transcript("are you there?"))
        assert (await client.read_all())[-1].type == "handled-stop"
        await stopping


async def test_clients_that_nobody_has_accepted_yet_are_served_before_a_stop(
    fakes: FakePrograms, serve: Serve
) -> None:
    fakes.conversation_agent.events = ANSWER
    async with serve(fakes.all) as running:
        address = ("127.0.0.1", running.port)
        clients = [socket.create_connection(address) for _ in range(20)]  # the loop stands still meanwhile
        for client in clients:
            client.sendall(encode(Transcript("are you there?").event()))
        await running.server.stop(grace=30)
        for client in clients:
            with client, client.makefile("rb") as received:
                assert b'"handled-stop"' in received.read()


async def test_stopping_waits_no_longer_than_its_grace(fakes: FakePrograms, serve: Serve) -> None:
    fakes.conversation_agent.gate = Gate()
    async with serve(fakes.all) as running, running.client() as client:
        await client.send(Transcript("are you there?"), SynthesizeStart())
        assert await client.silent()
        await running.server.stop(grace=0.05)
        (error,) = await client.read_all()
        assert error.data["code"] == "shutting-down"
        assert fakes.conversation_agent.unfinished == 1


async def test_describe_is_answered_while_turns_run_everywhere(fakes: FakePrograms, running: Running) -> None:
    fakes.conversation_agent.gate = Gate()
    async with running.client() as busy, running.client() as poller:
        await busy.send(Transcript("are you there?"))
        for client in (busy, poller):
            await client.send(Event("describe"))
            assert (await client.read()).type == "info"


@pytest.mark.slow
async def test_a_thousand_clients_that_leave_mid_turn_leak_nothing(
    fakes: FakePrograms, running: Running
) -> None:
    fakes.conversation_agent.gate = Gate()
    fakes.ear.gate = Gate()
    fakes.mouth.gate = Gate()
    audio = {"rate": 16_000, "width": 2, "channels": 1}
    openings = (
        [Event("audio-start", audio), Event("audio-chunk", audio, bytes(640))],
        [Event("audio-start", audio), Event("audio-chunk", audio, bytes(640)), Event("audio-stop")],
        [Event("transcript", {"text": "are you there?"})],
        [Event("synthesize-start"), Event("synthesize-chunk", {"text": "hello"})],
        [Event("synthesize", {"text": "hello"})],
    )
    process = psutil.Process()
    async with running.client() as witness:
        assert await witness.silent()
        tasks, files = len(asyncio.all_tasks()), process.num_fds()
        for number in range(1000):
            client = running.client()
            await client.connect()
            await client.send(*openings[number % len(openings)])
            await client.disconnect()
        await running.clients_left(remaining=1)
        assert len(asyncio.all_tasks()) == tasks
        assert process.num_fds() <= files
        assert not fakes.ear.open_utterances
        assert await witness.silent()


class Neighbor(Client):
    """A client of another address of this machine."""

    async def connect(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(
            self.host, self.port, local_addr=("127.0.0.2", 0)
        )


async def crowd_of(running: Running, clients: AsyncExitStack, number: int, *events: Event) -> list[Client]:
    crowd = [await clients.enter_async_context(running.client()) for _ in range(number)]
    for client in crowd:
        with suppress(ConnectionError, AssertionError):  # it may have had to make room already
            await client.send(*events)
            await client.silent()
    return crowd


@pytest.mark.parametrize(
    "events",
    [
        pytest.param((), id="only pings"),
        pytest.param((Event("describe"),), id="only describes"),
        pytest.param((Event("nonsense"),), id="nothing that means anything"),
        pytest.param(SPEAKING, id="speaks without an end"),
        pytest.param((Event("transcript", {"text": "are you there?"}),), id="asks without an end"),
    ],
)
async def test_one_address_cannot_shut_another_one_out(
    fakes: FakePrograms, serve: Serve, events: tuple[Event, ...]
) -> None:
    fakes.conversation_agent.gate = Gate()
    async with (
        serve(fakes.all, max_connections=8, max_connections_per_address=4) as running,
        AsyncExitStack() as clients,
    ):
        await crowd_of(running, clients, 12, *events)
        async with Neighbor(running.port) as neighbor:
            assert await neighbor.silent()
            await neighbor.send(*SPEAKING)
            assert await neighbor.silent()
            await crowd_of(running, clients, 12, *events)
            assert await neighbor.silent()
            assert running.server.connections <= 8


async def test_clients_that_only_ping_make_room_for_one_that_comes(fakes: FakePrograms, serve: Serve) -> None:
    async with serve(fakes.all) as running, AsyncExitStack() as clients:
        await crowd_of(running, clients, 64)
        async with running.client() as newcomer:
            assert await newcomer.silent()


async def test_the_one_that_makes_room_is_told_so(fakes: FakePrograms, serve: Serve) -> None:
    async with serve(fakes.all, max_connections=2) as running, AsyncExitStack() as clients:
        first, second = await crowd_of(running, clients, 2)
        async with running.client() as third:
            assert await third.silent()
            (error,) = await first.read_all()
            assert error.data["code"] == "busy"
            assert "another client needs the place" in error.data["text"]
            assert await second.silent()
            assert running.server.connections == 2


@pytest.mark.parametrize(
    "events",
    [
        pytest.param(SPEAKING, id="speaks"),
        pytest.param((Event("transcript", {"text": "are you there?"}),), id="waits for its answer"),
        pytest.param((Event("synthesize", {"text": "hello"}),), id="is spoken to"),
    ],
)
async def test_a_client_that_is_served_makes_no_room(
    fakes: FakePrograms, serve: Serve, events: tuple[Event, ...]
) -> None:
    fakes.conversation_agent.gate = Gate()
    fakes.mouth.gate = Gate()
    async with serve(fakes.all, max_connections=1) as running, running.client() as served:
        await served.send(*events)
        await until(lambda: running.server.connections)
        await asyncio.sleep(0.05)
        async with running.client() as newcomer:
            with suppress(ConnectionError):
                await newcomer.send(Event("describe"))
            assert [event.data["code"] for event in await newcomer.read_all()] == ["busy"]
        assert running.server.connections == 1


async def test_a_stop_does_not_ask_to_repeat_what_was_done(fakes: FakePrograms, serve: Serve) -> None:
    fakes.conversation_agent.acts = True
    fakes.conversation_agent.gate = Gate()
    async with serve(fakes.all) as running, running.client() as client:
        await client.send(Transcript("turn on the light"))
        await fakes.conversation_agent.gate.arrived.wait()
        await running.server.stop(grace=0.05)
        (error,) = await client.read_all()
        assert error.data["code"] == "shutting-down"
        assert "something was done already" in error.data["text"]
