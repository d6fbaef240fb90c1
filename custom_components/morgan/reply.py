"""One turn with Morgan: what it says, and what it has Home Assistant run, as the chat log takes them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, TypeAlias

from homeassistant.components import conversation
from homeassistant.core import Context
from homeassistant.helpers import llm

from .bridge import Bridge
from .const import LOGGER
from .frames import Message, NotLinked
from .link import HomeLink
from .sentences import FAILED, UNREACHABLE, sentence
from .toolbelt import response, run

Delta: TypeAlias = conversation.AssistantContentDeltaDict | conversation.ToolResultContentDeltaDict


@dataclass(frozen=True, slots=True)
class _Ran:
    """A tool, and what came of it."""

    call: llm.ToolInput
    result: llm.ToolResult


class Reply:
    """Morgan's reply in one turn, while it comes."""

    def __init__(
        self,
        link: HomeLink,
        chat_log: conversation.ChatLog,
        context: Context,
        language: str,
        tools: Callable[[], Awaitable[Any]],
    ) -> None:
        """Prepare.

        Args:
            link: Reaches Morgan.
            chat_log: Takes the reply.
            context: Of the user who speaks.
            language: In which Morgan's silence is bridged.
            tools: Returns the tools for Morgan's model, when it is asked.
        """
        self._link = link
        self._chat_log = chat_log
        self._context = context
        self._language = language
        self._tools = tools
        self._bridge = Bridge(chat_log, language)
        self._events: asyncio.Queue[Message | _Ran | NotLinked] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._open = False
        """Whether what is said continues a message of the chat log."""
        self._said = ""
        self.end: Message = {}
        """The message `done`."""
        self.failed = False
        self.text = ""
        """What was said in all, without bridges."""

    async def deltas(self, asked: Mapping[str, Any]) -> AsyncGenerator[Delta]:
        """Ask Morgan with the fields of `turn`, and give the reply piece by piece."""
        self._begin(self._listen(asked))
        try:
            while not self.end and not self.failed:
                event = await self._next()
                if isinstance(event, _Ran):
                    yield self._ran(event)
                elif isinstance(event, NotLinked):
                    yield self._fail(UNREACHABLE)
                elif (delta := self._take(event)) is not None:
                    yield delta
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        if not self.failed:
            self.text = str(self.end.get("text") or self._said)
            if self.text and not self._said:
                yield self._say(self.text)

    def _take(self, message: Message) -> Delta | None:
        """Take a message of Morgan; return what it adds to the chat log."""
        match message["type"]:
            case "delta":
                return self._say(str(message.get("text", "")))
            case "tool":
                return self._call(message)
            case "tools":
                self._begin(self._tell_tools(message["id"]))
            case "done":
                self.end = message
            case _:
                LOGGER.info("Morgan could not answer: %s (%s)", message.get("message"), message.get("hint"))
                return self._fail(FAILED)
        return None

    async def _next(self) -> Message | _Ran | NotLinked:
        """Return what happens next; while nothing does, something is said now and then."""
        while True:
            try:
                async with asyncio.timeout(self._bridge.seconds()):
                    return await self._events.get()
            except TimeoutError:
                self._bridge.speak()

    async def _listen(self, asked: Mapping[str, Any]) -> None:
        try:
            async with aclosing(self._link.turn(self._context, **asked)) as messages:
                async for message in messages:
                    self._events.put_nowait(message)
        except NotLinked as error:
            self._events.put_nowait(error)

    def _say(self, text: str) -> Delta:
        self._said += text
        self._bridge.hear(text)
        if self._open:
            return {"content": text}
        self._open = True
        return {"role": "assistant", "content": text}

    def _fail(self, sentences: Mapping[str, str]) -> Delta:
        self.failed, self._open = True, False
        self.text = sentence(sentences, self._language)
        return {"role": "assistant", "content": self.text}

    def _call(self, message: Message) -> Delta:
        """Begin to run a tool. That it is run elsewhere than in the chat log is what `external` says."""
        arguments = message.get("arguments")
        call = llm.ToolInput(
            str(message.get("name")), dict(arguments) if isinstance(arguments, dict) else {}, external=True
        )
        self._begin(self._run(message["id"], call))
        if self._open:
            return {"tool_calls": [call]}
        self._open = True
        return {"role": "assistant", "tool_calls": [call]}

    async def _run(self, number: int, call: llm.ToolInput) -> None:
        api = self._chat_log.llm_api
        if api is None:
            result = llm.ToolResult({"error": "there are no tools"}, error=True)
        else:
            result = await run(api, call)
        self._events.put_nowait(_Ran(call, result))
        try:
            await self._link.give_result(number, response(result))
        except NotLinked:
            LOGGER.debug("The link broke before the result of %s was sent", call.tool_name)

    async def _tell_tools(self, number: int) -> None:
        try:
            listing = await self._tools()
        except conversation.ConverseError as error:
            listing = {"error": str(error)}
        except Exception:  # noqa: BLE001 - Morgan waits for an answer
            LOGGER.exception("The tools could not be sent to Morgan")
            listing = {"error": "an unexpected error in Home Assistant"}
        try:
            await self._link.give_result(number, listing)
        except NotLinked:
            LOGGER.debug("The link broke before the tools were told")

    def _ran(self, ran: _Ran) -> Delta:
        self._open = False
        return {
            "role": "tool_result",
            "tool_call_id": ran.call.id,
            "tool_name": ran.call.tool_name,
            "result": ran.result,
        }

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))
