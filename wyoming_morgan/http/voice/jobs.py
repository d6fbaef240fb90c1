"""The work of one voice socket: one piece at a time, within the bounds of the server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext

from wyoming_morgan.errors import MorganError, ProtocolError, unexpected
from wyoming_morgan.http.deadline import Deadline
from wyoming_morgan.http.voice.job import VoiceJob
from wyoming_morgan.http.voice.socket import VoiceSocket
from wyoming_morgan.timings import TurnLog, recorded

_LOGGER = logging.getLogger(__name__)

Slot = AbstractAsyncContextManager[Deadline]


class VoiceJobs:
    """Runs one job after the other; each ends in its own last message, or in `failed`."""

    def __init__(self, socket: VoiceSocket, turn_log: TurnLog) -> None:
        self._socket = socket
        self._turn_log = turn_log
        self._job: VoiceJob | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> bool:
        """Whether the client has to send something for things to go on."""
        return self._job is None or self._job.waiting

    async def begin(self, make: Callable[[], VoiceJob], slot: Slot) -> None:
        """Begin a job in a place of the admission; what refuses it is sent.

        Raises:
            ProtocolError: another job has not ended.
        """
        await self._leave_behind()
        try:
            job = make()
        except MorganError as error:
            await self._fail(error)
            return
        self._job = job
        decided = asyncio.Event()
        self._task = asyncio.create_task(self._run(job, slot, decided), name="a job of the voice socket")
        await decided.wait()  # nothing is heard for one that is not admitted

    async def audio(self, pcm: bytes) -> None:
        """Hand audio to the job; that of a job that is over is dropped."""
        job = self._job
        if job is None or job.over:
            return
        try:
            await job.audio(pcm)
        except MorganError as error:
            await self._give_up(job, error)

    async def text(self, text: str) -> None:
        """Hand text to the job, as `audio` does."""
        job = self._job
        if job is None or job.over:
            return
        try:
            job.text(text)
        except MorganError as error:
            await self._give_up(job, error)

    async def end(self) -> None:
        """End what the job is handed."""
        job = self._job
        if job is None or job.over:
            return
        try:
            await job.end()
        except MorganError as error:
            await self._give_up(job, error)

    async def close(self) -> None:
        """End the job: the client has left."""
        await self._cancel()

    async def _leave_behind(self) -> None:
        if self._job is not None and not self._job.over:
            raise ProtocolError("the work before it has not ended", hint="use a connection for each")
        if self._task is not None:
            await asyncio.wait({self._task})
        self._job = self._task = None

    async def _give_up(self, job: VoiceJob, error: MorganError) -> None:
        if job.over:
            return  # it has failed by itself meanwhile
        job.over = True
        await self._cancel()
        await self._fail(error)

    async def _cancel(self) -> None:
        task, job, self._task, self._job = self._task, self._job, None, None
        if task is not None and job is not None:
            task.cancel()
            await asyncio.wait({task})
            await job.close()  # one that has not begun to run has not closed itself

    async def _run(self, job: VoiceJob, slot: Slot, decided: asyncio.Event) -> None:
        try:
            async with slot as deadline:
                decided.set()
                with (
                    self._socket.within(deadline),
                    recorded(self._turn_log, job.timings) if job.is_turn else nullcontext(),
                ):
                    await job.run()
        except ConnectionError:
            _LOGGER.debug("a client left the voice socket before its answer was complete")
        except MorganError as error:
            job.over = True
            await self._fail(error)
        except Exception:
            job.over = True
            _LOGGER.exception("spoken work failed unexpectedly")
            await self._fail(unexpected())
        finally:
            job.over, job.waiting = True, True
            decided.set()
            await job.close()

    async def _fail(self, error: MorganError) -> None:
        message = {
            "type": "failed",
            "code": error.code,
            "message": error.message,
            "hint": error.hint,
            "retryable": error.retryable,
        }
        try:
            await self._socket.send(message)
        except ConnectionError:
            _LOGGER.debug("a client left before it heard of a failure")
