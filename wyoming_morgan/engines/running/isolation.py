"""Libraries in separate processes: a crash fails only one call, and a license stays outside.

Each process runs `isolation_child`, handles one call at a time, and dies with its parent.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import pickle
import signal
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from wyoming_morgan.engines.running import isolation_child
from wyoming_morgan.engines.running.ram import resident_bytes
from wyoming_morgan.engines.running.tasks import shielded
from wyoming_morgan.errors import DeadlineExceeded, EngineFailed, MorganError, ShuttingDown

_LOGGER = logging.getLogger(__name__)

_GRACE = 1.0  # seconds for a process to end once its pipe is closed


class ProcessEnded(EngineFailed):
    """The process of a call ended before it answered: the library crashed, or broke a bound of the kernel."""


class Processes:
    """One process for each call that may run at the same time, each with its own model."""

    def __init__(self, name: str, load: Callable[[], Any], *, count: int, deadline: float) -> None:
        self._all = [_IsolatedModel(name, load, deadline) for _ in range(count)]
        self._idle = deque(self._all)
        self.memory_bytes: int | None = None

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of the processes that run."""
        return tuple(process.pid for process in self._all if process.pid is not None)

    async def load(self) -> None:
        """Start every process and load the model in it."""
        try:
            pids = await asyncio.gather(*(process.start() for process in self._all))
            self.memory_bytes = await asyncio.to_thread(_weigh, pids)
        except BaseException:
            await self.close()
            raise

    async def call(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """Call `function(model, *args)` in an idle process; there must be one."""
        process = self._idle.popleft()
        try:
            return await process.call(function, args)
        finally:
            self._idle.append(process)

    async def close(self) -> None:
        """End every process, also those with a running call."""
        await asyncio.gather(*(process.close() for process in self._all))


class _IsolatedModel:
    """One process with a loaded model. After a crash in a call it is replaced at once, in the background.

    One that ends while idle is replaced by the next call.
    """

    def __init__(self, name: str, load: Callable[[], Any], deadline: float) -> None:
        self._name = name
        self._load = load
        self._deadline = deadline
        self._starting: asyncio.Task[_ProcessPipes] | None = None
        self._closing = False

    @property
    def pid(self) -> int | None:
        """The id of its process, None if it does not run."""
        starting = self._starting
        if (
            starting is None
            or not starting.done()
            or starting.cancelled()
            or starting.exception() is not None
        ):
            return None
        pipes = starting.result()
        return None if pipes.ended else pipes.pid

    async def start(self) -> int:
        """Start the process and load the model, unless done or in progress; return the process id."""
        self._closing = False
        return (await self._pipes()).pid

    async def call(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """Call `function(model, *args)` there.

        Raises:
            DeadlineExceeded: it took too long; the process was killed.
            EngineFailed: it failed, or the process died.
        """
        request = isolation_child.pack((function, args))
        pipes = await self._pipes()
        if pipes.ended:
            await self._replace(pipes)
            pipes = await self._pipes()
        try:
            async with asyncio.timeout(self._deadline):
                return await pipes.exchange(request)
        except TimeoutError:
            await self._replace(pipes)
            raise DeadlineExceeded(
                f"{self._name} took longer than {self._deadline:g} s", hint="send less at once"
            ) from None
        except _Died as death:
            if self._closing:
                raise ShuttingDown(f"{self._name} is being stopped") from None
            await self._replace(pipes)
            raise ProcessEnded(f"{self._name}: {death}", hint="try again; it is being restarted") from None
        except asyncio.CancelledError:
            await pipes.end(grace=0)  # an unread answer would be taken for the next one
            self._starting = None
            raise

    async def close(self) -> None:
        """End the process, if there is one."""
        self._closing = True
        starting, self._starting = self._starting, None
        if starting is None:
            return
        starting.cancel()
        await asyncio.wait({starting})
        if not starting.cancelled() and starting.exception() is None:
            await starting.result().end(grace=_GRACE)

    async def _pipes(self) -> _ProcessPipes:
        if self._starting is None:
            self._starting = asyncio.create_task(self._start(), name=f"{self._name}: start")
            self._starting.add_done_callback(self._started)
        return await shielded(self._starting, f"{self._name} is being stopped")

    async def _start(self) -> _ProcessPipes:
        loop = asyncio.get_running_loop()
        try:
            _, pipes = await loop.subprocess_exec(
                lambda: _ProcessPipes(self._name),
                *(sys.executable, "-P", "-m", isolation_child.__name__, self._name, str(os.getpid())),
                env=os.environ
                | {"PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)},
                start_new_session=True,  # a separate group, see `process_exited`
            )
        except OSError as error:  # no memory, or too many processes or files
            raise EngineFailed(
                f"{self._name}: its process cannot be started: {error}", hint="free memory, and try again"
            ) from error
        try:
            # Not here: what is loaded may contain the words of a large home.
            await pipes.exchange(await asyncio.to_thread(isolation_child.pack, self._load))
        except _Died as death:
            raise EngineFailed(f"{self._name} cannot be loaded: {death}", hint="run: morgan doctor") from None
        except BaseException:
            await pipes.end(grace=0)
            raise
        return pipes

    def _started(self, task: asyncio.Task[_ProcessPipes]) -> None:
        """Forget a start that failed: the next call tries again."""
        if not task.cancelled() and task.exception() is not None and self._starting is task:
            self._starting = None

    async def _replace(self, pipes: _ProcessPipes) -> None:
        await pipes.end(grace=0)
        _LOGGER.warning("%s: %s; restarting it", self._name, pipes.obituary)
        self._starting = asyncio.create_task(self._start(), name=f"{self._name}: start")
        self._starting.add_done_callback(self._started)


def _weigh(pids: list[int]) -> int | None:
    sizes = [size for pid in pids if (size := resident_bytes(pid)) is not None]
    return sum(sizes) if sizes else None


class _Died(Exception):
    """The process ended before it answered."""


class _ProcessPipes(asyncio.SubprocessProtocol):
    """The pipes of one process: requests out, answers in, its prints into the log."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._received = bytearray()
        self._answer: asyncio.Future[memoryview] | None = None
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._broken = False
        self._last_words: deque[str] = deque(maxlen=3)

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._transport.get_pid()

    @property
    def ended(self) -> bool:
        """Whether the process has ended, or is about to: it has closed a pipe."""
        return self._broken or self._ended.done()

    @property
    def obituary(self) -> str:
        """How the process ended, and the last lines it printed."""
        code = self._transport.get_returncode() or 0
        cause = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
        return ": ".join((f"its process ended with {cause}", *self._last_words))

    async def exchange(self, request: bytes) -> Any:
        """Send a packed request; return the value of the answer, or raise its error."""
        if self._ended.done():
            raise _Died(self.obituary)
        self._answer = asyncio.get_running_loop().create_future()
        self._stdin.write(request)
        try:
            worked, value = pickle.loads(await self._answer)  # noqa: S301 - written by our own child
        finally:
            self._answer = None  # it would keep the answer, such as a long recording, until the next one
        if worked:
            return value
        try:
            raise cast("MorganError", value)
        finally:
            del value  # an error that its own frame refers to would keep what all frames hold, such as a file

    async def end(self, *, grace: float) -> None:
        """Close the pipe, and kill the process if it still runs after `grace` seconds."""
        self._stdin.close()
        if grace:
            await asyncio.wait({self._ended}, timeout=grace)
        if not self._ended.done():
            self._transport.kill()
            await asyncio.wait({self._ended})

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transports."""
        self._transport = cast("asyncio.SubprocessTransport", transport)
        self._stdin = cast("asyncio.WriteTransport", self._transport.get_pipe_transport(0))

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Collect the answer from stdout; log stderr."""
        if fd == 1:
            self._received += data
            self._deliver()
            return
        for line in data.decode(errors="replace").splitlines():
            _LOGGER.debug("%s: %s", self._name, line)
            self._last_words.append(line)

    def pipe_connection_lost(self, _fd: int, _exc: Exception | None) -> None:
        """Note that the process ends: that is known before its exit status is."""
        self._broken = True

    def process_exited(self) -> None:
        """End the children of the process, which hold the pipes open."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._transport.get_pid(), signal.SIGKILL)

    def connection_lost(self, _exc: Exception | None) -> None:
        """Mark the process as ended; everything it wrote has been read."""
        self._transport.close()
        self._ended.set_result(None)
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(_Died(self.obituary))

    def _deliver(self) -> None:
        start = isolation_child.HEADER.size
        if len(self._received) < start:
            return
        (size,) = isolation_child.HEADER.unpack_from(self._received)
        if len(self._received) < start + size:
            return
        received, self._received = self._received, bytearray()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(memoryview(received)[start : start + size])
