"""A task for a language model of Morgan: its instructions, pictures and tools in, text or data out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import probatio
from homeassistant.components import conversation
from homeassistant.helpers import llm
from homeassistant.helpers.json import json_dumps

from .const import LOGGER
from .model import Message, Model, failure, text_of
from .toolbelt import json_schema, offered
from .wording import clean

_MOST_ROUNDS = 10
"""Times the model may call tools in one task."""


class Task:
    """One task, of which the chat log has the instructions."""

    def __init__(self, model: Model, chat_log: conversation.ChatLog, *, agent_id: str) -> None:
        self._model = model
        self._chat_log = chat_log
        self._agent_id = agent_id

    async def text(self) -> str:
        """Return the model's answer in words.

        Raises:
            HomeAssistantError: there is no model, it fails, or it does not see pictures.
        """
        answer, _ = await self._worked_out(await self._messages())
        self._note(answer)
        return answer

    async def data(self, structure: probatio.Schema) -> Any:
        """Return the model's answer as data of a structure; it may try twice.

        Raises:
            HomeAssistantError: as `text`, or what it answers has another structure.
        """
        api = self._chat_log.llm_api
        schema = json_schema(structure, api.custom_serializer if api is not None else None)
        form = {"type": "json_schema", "json_schema": {"name": "data", "schema": schema}}
        messages = await self._messages()
        if api is not None:
            # Few servers can do both at once: what is found out with tools is put into form afterwards.
            _, messages = await self._worked_out(messages)
        problem = ""
        for _ in range(2):
            answer = text_of((await self._model.ask(messages, response_format=form))["message"])
            try:
                data = structure(_read(answer))
            except (ValueError, probatio.Invalid) as error:
                problem = clean(str(error))
                LOGGER.debug("The answer to a task does not fit: %s", problem)
            else:
                self._note(answer)
                return data
            again = f"This does not fit: {problem}. Answer again, with nothing but JSON that fits the schema."
            messages = [
                *messages,
                {"role": "assistant", "content": answer},
                {"role": "user", "content": again},
            ]
        raise failure("task_not_fitting", problem)

    async def _worked_out(self, messages: list[Message]) -> tuple[str, list[Message]]:
        """Return the answer after all calls of tools, and the messages up to it."""
        api = self._chat_log.llm_api
        tools = [_function(tool) for tool in offered(api)] if api is not None else []
        for number in range(_MOST_ROUNDS + 1):
            more = {"tools": tools} if tools and number < _MOST_ROUNDS else {}
            message = (await self._model.ask(messages, **more))["message"]
            inputs = list(_inputs(message)) if more else []
            if not inputs:
                return text_of(message), messages
            messages = [*messages, _called(message, inputs), *await self._run(message, inputs)]
        raise failure("task_failed", "the model calls tools without end")  # pragma: no cover - see above

    async def _run(self, message: Mapping[str, Any], inputs: Sequence[llm.ToolInput]) -> list[Message]:
        content = conversation.AssistantContent(
            agent_id=self._agent_id, content=text_of(message) or None, tool_calls=list(inputs)
        )
        return [
            {
                "role": "tool",
                "tool_call_id": result.tool_call_id,
                "content": json_dumps({"error": result.result.error, "data": result.result.data}),
            }
            async for result in self._chat_log.async_add_assistant_content(content)
        ]

    async def _messages(self) -> list[Message]:
        """Return the chat log as messages of OpenAI's API."""
        messages: list[Message] = []
        for content in self._chat_log.content:
            if isinstance(content, conversation.SystemContent):
                messages.append({"role": "system", "content": content.content})
            elif isinstance(content, conversation.UserContent):
                pictures = await self._model.pictures(content.attachments or [])
                text = {"type": "text", "text": content.content}
                messages.append(
                    {"role": "user", "content": [text, *pictures] if pictures else content.content}
                )
        return messages

    def _note(self, answer: str) -> None:
        self._chat_log.async_add_assistant_content_without_tools(
            conversation.AssistantContent(agent_id=self._agent_id, content=answer)
        )


def _function(tool: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "function",
        "function": {key: tool[key] for key in ("name", "description", "parameters")},
    }


def _inputs(message: Mapping[str, Any]) -> Iterator[llm.ToolInput]:
    """Return the calls of a message; one whose arguments cannot be read has none."""
    for call in message.get("tool_calls") or ():
        function = call.get("function") or {}
        try:
            arguments = json.loads(function.get("arguments") or "{}")
        except ValueError:
            arguments = {}
        made = llm.ToolInput(str(function.get("name")), arguments if isinstance(arguments, dict) else {})
        if call.get("id"):
            made.id = str(call["id"])
        yield made


def _called(message: Mapping[str, Any], inputs: Sequence[llm.ToolInput]) -> Message:
    calls = [
        {
            "id": call.id,
            "type": "function",
            "function": {"name": call.tool_name, "arguments": json_dumps(call.tool_args)},
        }
        for call in inputs
    ]
    return {"role": "assistant", "content": text_of(message), "tool_calls": calls}


def _read(answer: str) -> Any:
    """Read JSON, also with a fence of Markdown around it.

    Raises:
        ValueError: it is none.
    """
    text = answer.strip()
    if text.startswith("```"):
        text = text.strip("`").removeprefix("json")
    return json.loads(text)
