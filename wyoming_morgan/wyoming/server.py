"""The Wyoming server: listens, accepts clients, and stops without losing a running turn."""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Mapping, Sequence

from wyoming_morgan.crowd import Crowd
from wyoming_morgan.errors import Busy, ConfigurationError
from wyoming_morgan.notices import Notices
from wyoming_morgan.settings import setting
from wyoming_morgan.sockets import let_arrive, stop_listening, watch_reading
from wyoming_morgan.timings import TurnLog
from wyoming_morgan.wyoming.allowlist import Allowlist
from wyoming_morgan.wyoming.connection import Connection
from wyoming_morgan.wyoming.dispatch import Dispatcher
from wyoming_morgan.wyoming.framing import FrameLimits, encode
from wyoming_morgan.wyoming.program import Program, build_info
from wyoming_morgan.wyoming.reporter import Reporter
from wyoming_morgan.wyoming.settings import WyomingSettings
from wyoming_morgan.wyoming.stream import EventReader, EventWriter

_LOGGER = logging.getLogger(__name__)

_NO_SUCH_FAMILY = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL)


class WyomingServer:
    """Serves `programs` on any number of addresses. Made, started and stopped once.

    Raises:
        ConfigurationError: a network of the allowlist is wrong.
    """

    def __init__(self, programs: Sequence[Program], settings: WyomingSettings, turn_log: TurnLog) -> None:
        self._programs = programs
        self._settings = settings
        self._turn_log = turn_log
        self._reporter = Reporter()
        self._allowlist = Allowlist(settings.allow)
        self._limits = FrameLimits(
            header_bytes=settings.max_header_bytes,
            data_bytes=settings.max_data_bytes,
            payload_bytes=settings.max_payload_bytes,
            json_depth=settings.max_json_depth,
        )
        self._info_frame = encode(build_info(programs, settings).event())
        self._listeners: list[asyncio.Server] = []
        self._crowd = Crowd[Connection](
            limit=settings.max_connections, for_each_address=settings.max_connections_per_address
        )
        self._connections: dict[asyncio.Task[None], Connection] = {}
        self._refusals: set[asyncio.Task[None]] = set()
        self._strangers = Notices()
        self._stopping = False

    def offer(self, programs: Sequence[Program]) -> None:
        """Serve these programs to clients that connect from now on."""
        self._programs = programs
        self._info_frame = encode(build_info(programs, self._settings).event())

    @property
    def addresses(self) -> tuple[tuple[str, int], ...]:
        """Where it listens: host and port, IPv6 without its scope."""
        return tuple(socket.getsockname()[:2] for listener in self._listeners for socket in listener.sockets)

    @property
    def connections(self) -> int:
        """Number of connected clients."""
        return len(self._crowd)

    @property
    def errors(self) -> Mapping[str, int]:
        """How many errors were sent to clients, by their code."""
        return self._reporter.errors

    async def start(self, hosts: Sequence[str], port: int) -> None:
        """Listen on every host; port 0 picks a free port for each.

        The wildcard `::` is left out, beside other hosts, on a machine without IPv6.

        Raises:
            ConfigurationError: an address cannot be listened on.
        """
        loop = asyncio.get_running_loop()
        try:
            for host in hosts:
                try:
                    listener = await loop.create_server(self._protocol, host, port)
                except OSError as error:
                    if host == "::" and len(hosts) > 1 and error.errno in _NO_SUCH_FAMILY:
                        _LOGGER.debug("this machine has no IPv6")
                        continue
                    raise ConfigurationError(
                        f"cannot listen on {host} port {port}: {error.strerror or error}",
                        hint="choose another port or host, or stop the program that has it",
                    ) from error
                self._listeners.append(listener)
        except ConfigurationError:
            await self.stop(0)
            raise

    async def stop(self, grace: float) -> None:
        """Stop accepting, let running turns finish for `grace` seconds, then close every connection."""
        listeners, self._listeners = self._listeners, []
        await stop_listening(listeners, self._protocol)
        # A client that was accepted just now has to be served before it can be sent away.
        await let_arrive()
        self._stopping = True
        async with asyncio.TaskGroup() as stopping:
            for task, connection in self._connections.items():
                stopping.create_task(_finish(task, connection, grace))
        for refusal in self._refusals:
            refusal.cancel()
        if tasks := {*self._connections, *self._refusals}:
            await asyncio.wait(tasks)
        for listener in listeners:
            await listener.wait_closed()

    def _protocol(self) -> asyncio.Protocol:
        return asyncio.StreamReaderProtocol(asyncio.StreamReader(), self._accept)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        watch_reading(writer.transport)
        address = writer.get_extra_info("peername")
        if address is None or self._stopping:
            writer.transport.abort()
            return
        peer: str = address[0]
        if peer not in self._allowlist:
            self._log_stranger(peer)
            writer.transport.abort()
            return
        # Clients that are sent away take a while to leave: as many again, and no more.
        if len(self._connections) + len(self._refusals) >= 2 * self._settings.max_connections:
            writer.transport.abort()
            return
        connection = self._connection(reader, writer)
        try:
            displaced = self._crowd.enter(connection, peer)
        except Busy as error:
            self._reporter.errors[error.code] += 1
            task = asyncio.create_task(connection.refuse(error))
            self._refusals.add(task)
            task.add_done_callback(self._refusals.discard)
            return
        if displaced is not None:
            displaced.make_room()
        task = asyncio.create_task(connection.run())
        self._connections[task] = connection
        task.add_done_callback(self._left)

    def _left(self, task: asyncio.Task[None]) -> None:
        self._crowd.leave(self._connections.pop(task))

    def _log_stranger(self, peer: str) -> None:
        level = logging.WARNING if self._strangers.is_new(peer) else logging.DEBUG
        networks = setting("core.wyoming.allow")
        _LOGGER.log(level, "refused %s: not in the allowed networks (setting %s)", peer, networks)

    def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Connection:
        settings = self._settings
        events_out = EventWriter(writer, write_seconds=settings.write_seconds)
        return Connection(
            EventReader(reader, self._limits, frame_seconds=settings.frame_seconds),
            events_out,
            Dispatcher(
                self._programs,
                events_out,
                info_frame=self._info_frame,
                settings=settings,
                turn_log=self._turn_log,
                reporter=self._reporter,
            ),
            idle_seconds=settings.idle_seconds,
            linger_seconds=settings.linger_seconds,
        )


async def _finish(task: asyncio.Task[None], connection: Connection, grace: float) -> None:
    await connection.finish(grace)
    if not connection.closing:
        task.cancel()
