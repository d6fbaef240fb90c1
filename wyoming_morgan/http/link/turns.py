"""The turns that a linked home asks for."""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing

from wyoming_morgan.agent.contract import ConversationAgent, Guidance, TextDelta, TurnDone, TurnRequest
from wyoming_morgan.errors import InvalidRequest, MorganError, unexpected
from wyoming_morgan.http.admission import Admission
from wyoming_morgan.http.grants import Grant
from wyoming_morgan.http.link.messages import TurnMessage
from wyoming_morgan.http.link.socket import LinkSocket
from wyoming_morgan.http.link.toolbox import LinkToolbox
from wyoming_morgan.timings import TurnLog, TurnTimings, recorded

_LOGGER = logging.getLogger(__name__)


class LinkTurns:
    """Answers the turns of one link, any number at once within the admission."""

    def __init__(
        self,
        link: LinkSocket,
        agent: ConversationAgent,
        admission: Admission,
        turn_log: TurnLog,
        address: str,
        *,
        grant: Grant,
        tool_seconds: float,
    ) -> None:
        """Prepare.

        Args:
            link: Where the answers go.
            agent: Answers.
            admission: Bounds how many turns run, and for how long.
            turn_log: Keeps how long they took.
            address: The home's, for the admission.
            grant: What may be asked for with the home's key; each turn is a request.
            tool_seconds: How long a tool of the home may take.
        """
        self._link = link
        self._agent = agent
        self._admission = admission
        self._turn_log = turn_log
        self._address = address
        self._grant = grant
        self._tool_seconds = tool_seconds
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def begin(self, asked: TurnMessage) -> None:
        """Begin to answer a turn.

        Raises:
            InvalidRequest: its number is in use.
        """
        if asked.id in self._tasks:
            raise InvalidRequest(f"turn {asked.id} is running already", hint="use another number")
        task = asyncio.create_task(self._answer(asked), name=f"turn {asked.id} of the home")
        self._tasks[asked.id] = task
        task.add_done_callback(lambda _: self._tasks.pop(asked.id, None))

    def cancel(self, number: int) -> None:
        """End a turn for which nobody waits any more."""
        if (task := self._tasks.get(number)) is not None:
            task.cancel()

    async def close(self) -> None:
        """End every turn."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _answer(self, asked: TurnMessage) -> None:
        timings = TurnTimings()
        try:
            self._grant.spend()
            async with self._admission.slot(self._address):
                with recorded(self._turn_log, timings):
                    await self._run(asked, timings)
        except ConnectionError:
            _LOGGER.debug("the home left during turn %d", asked.id)
        except MorganError as error:
            if timings.acted:
                error.after_acting()
            await self._fail(asked, error)
        except Exception:
            _LOGGER.exception("turn %d of the home failed unexpectedly", asked.id)
            await self._fail(asked, unexpected())

    async def _run(self, asked: TurnMessage, timings: TurnTimings) -> None:
        request = TurnRequest(
            text=asked.text,
            language=asked.language,
            conversation_id=asked.conversation_id,
            user_id=asked.user_id,
            device_id=asked.device_id,
            satellite_id=asked.satellite_id,
            area=asked.area,
            model=asked.model,
            link_turn=asked.id,
            guidance=self._guidance(asked),
            incognito=asked.incognito,
            timings=timings,
        )
        async with aclosing(self._agent.turn(request)) as events:
            async for event in events:
                if isinstance(event, TextDelta):
                    await self._link.send({"type": "delta", "id": asked.id, "text": event.text})
                elif isinstance(event, TurnDone):
                    await self._link.send(_done(asked.id, event, timings))

    def _guidance(self, asked: TurnMessage) -> Guidance:
        toolbox = None
        if asked.tools is not None:
            tools = None if asked.tools == "later" else asked.tools
            toolbox = LinkToolbox(self._link, asked.id, tools, seconds=self._tool_seconds)
        return Guidance(asked.instructions, asked.temperature, asked.history, toolbox)

    async def _fail(self, asked: TurnMessage, error: MorganError) -> None:
        message = {
            "type": "failed",
            "id": asked.id,
            "code": error.code,
            "message": error.message,
            "hint": error.hint,
            "retryable": error.retryable,
        }
        try:
            await self._link.send(message)
        except ConnectionError:
            _LOGGER.debug("the home left before it heard that turn %d failed", asked.id)


def _done(number: int, done: TurnDone, timings: TurnTimings) -> dict[str, object]:
    return {
        "type": "done",
        "id": number,
        "outcome": done.outcome.value,
        "text": done.text,
        "language": done.language,
        "conversation_id": done.conversation_id,
        "path": done.path,
        "awaits_answer": done.awaits_answer,
        "timings": timings.milliseconds(),
        "trace": done.trace.as_dict(),
    }
