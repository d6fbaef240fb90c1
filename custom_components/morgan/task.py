"""A task for a language model of Morgan: its instructions, pictures and tools in, text or data out."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import probatio
from homeassistant.components import conversation
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import llm
from homeassistant.helpers.json import json_dumps

from .client import MorganClient, MorganError
from .const import DOMAIN, LOGGER
from .toolbelt import json_schema, offered
from .wording import LONGEST_NAME, clean

_SECONDS = 300.0
_MOST_ROUNDS = 10
"""Times the model may call tools in one task."""
_MOST_PICTURE_BYTES = 600_000
"""Bytes of all pictures; as base64 they have to fit into what Morgan takes."""
_OK = 200

Message = dict[str, Any]


class Task:
    """One task, of which the chat log has the instructions."""

    def __init__(
        self,
        hass: HomeAssistant,
        client: MorganClient,
        chat_log: conversation.ChatLog,
        *,
        agent_id: str,
        model: str | None,
        temperature: float | None,
    ) -> None:
        self._hass = hass
        self._client = client
        self._chat_log = chat_log
        self._agent_id = agent_id
        self._model = model
        self._temperature = temperature

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
            answer = _text(await self._ask(messages, response_format=form))
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
        raise _failure("task_not_fitting", problem)

    async def _worked_out(self, messages: list[Message]) -> tuple[str, list[Message]]:
        """Return the answer after all calls of tools, and the messages up to it."""
        api = self._chat_log.llm_api
        tools = [_function(tool) for tool in offered(api)] if api is not None else []
        for number in range(_MOST_ROUNDS + 1):
            more = {"tools": tools} if tools and number < _MOST_ROUNDS else {}
            message = await self._ask(messages, **more)
            inputs = list(_inputs(message)) if more else []
            if not inputs:
                return _text(message), messages
            messages = [*messages, _called(message, inputs), *await self._run(message, inputs)]
        raise _failure("task_failed", "the model calls tools without end")  # pragma: no cover - see above

    async def _run(self, message: Mapping[str, Any], inputs: Sequence[llm.ToolInput]) -> list[Message]:
        content = conversation.AssistantContent(
            agent_id=self._agent_id, content=_text(message) or None, tool_calls=list(inputs)
        )
        return [
            {
                "role": "tool",
                "tool_call_id": result.tool_call_id,
                "content": json_dumps({"error": result.result.error, "data": result.result.data}),
            }
            async for result in self._chat_log.async_add_assistant_content(content)
        ]

    async def _ask(self, messages: Sequence[Message], **more: Any) -> Mapping[str, Any]:
        """Return the message with which the model answers."""
        temperature = {} if self._temperature is None else {"temperature": self._temperature}
        try:
            body = {"model": await self._model_name(), "messages": messages, **temperature, **more}
            status, answer = await self._client.post("v1/chat/completions", body, seconds=_SECONDS)
        except MorganError as error:
            raise _failure("task_failed", str(error)) from error
        if status != _OK:
            error_body = answer.get("error")
            reason = error_body.get("message") if isinstance(error_body, dict) else None
            raise _failure("task_failed", clean(str(reason or f"status {status}")))
        try:
            message = answer["choices"][0]["message"]
        except (KeyError, IndexError, TypeError) as error:
            raise _failure("task_failed", "the answer cannot be read") from error
        return message if isinstance(message, dict) else {}

    async def _model_name(self) -> str:
        if not self._model:
            models = await self._client.language_models()
            if not models:
                raise _failure("no_language_model", "")
            self._model = models[0]
        return self._model

    async def _messages(self) -> list[Message]:
        """Return the chat log as messages of OpenAI's API."""
        messages: list[Message] = []
        for content in self._chat_log.content:
            if isinstance(content, conversation.SystemContent):
                messages.append({"role": "system", "content": content.content})
            elif isinstance(content, conversation.UserContent):
                pictures = await self._pictures(content.attachments or [])
                text = {"type": "text", "text": content.content}
                messages.append(
                    {"role": "user", "content": [text, *pictures] if pictures else content.content}
                )
        return messages

    async def _pictures(self, attachments: Sequence[conversation.Attachment]) -> list[dict[str, Any]]:
        for attachment in attachments:
            if not attachment.mime_type.startswith("image/"):
                raise _failure("only_pictures", attachment.mime_type)
        try:
            urls = await self._hass.async_add_executor_job(
                _urls, [(attachment.mime_type, attachment.path) for attachment in attachments]
            )
        except OSError as error:
            raise _failure("task_failed", str(error)) from error
        return [{"type": "image_url", "image_url": {"url": url}} for url in urls]

    def _note(self, answer: str) -> None:
        self._chat_log.async_add_assistant_content_without_tools(
            conversation.AssistantContent(agent_id=self._agent_id, content=answer)
        )


def _urls(files: Sequence[tuple[str, Path]]) -> list[str]:
    """Return pictures as `data:` URLs.

    Raises:
        HomeAssistantError: together they are too large.
    """
    if sum(path.stat().st_size for _, path in files) > _MOST_PICTURE_BYTES:
        raise _failure("pictures_too_large", str(_MOST_PICTURE_BYTES))
    return [f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}" for kind, path in files]


def _failure(key: str, reason: str) -> HomeAssistantError:
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={"reason": reason[:LONGEST_NAME]},
    )


def _function(tool: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "function",
        "function": {key: tool[key] for key in ("name", "description", "parameters")},
    }


def _text(message: Mapping[str, Any]) -> str:
    text = message.get("content")
    return text if isinstance(text, str) else ""


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
    return {"role": "assistant", "content": _text(message), "tool_calls": calls}


def _read(answer: str) -> Any:
    """Read JSON, also with a fence of Markdown around it.

    Raises:
        ValueError: it is none.
    """
    text = answer.strip()
    if text.startswith("```"):
        text = text.strip("`").removeprefix("json")
    return json.loads(text)
