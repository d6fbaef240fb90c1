"""A reply in the shape of OpenAI's responses: whole, or event by event.

https://platform.openai.com/docs/api-reference/responses-streaming
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

from wyoming_morgan.engines.contract.llm import (
    CallPiece,
    ChatEnd,
    ChatEvent,
    EndReason,
    ReasoningPiece,
    TextPiece,
    TokenPiece,
)
from wyoming_morgan.errors import MorganError
from wyoming_morgan.http import errors
from wyoming_morgan.http.openai.chat_reply import token_of
from wyoming_morgan.http.openai.identities import item_identity, new_identity
from wyoming_morgan.http.openai.response_items import output_text
from wyoming_morgan.http.openai.responses_body import NamedTool, ResponsesBody

Json = dict[str, Any]

_CUT_OFF = {EndReason.LENGTH: "max_output_tokens", EndReason.CONTENT_FILTER: "content_filter"}
"""Why a reply is not complete."""


class ResponseReply:
    """One reply, put together while it comes; each step yields the events that it causes."""

    def __init__(self, identity: str, body: ResponsesBody, model: str) -> None:
        self._identity = identity
        self._body = body
        self._model = model
        self._created = int(time.time())
        self._number = 0
        self._text: list[str] = []
        self._tokens: list[Json] = []
        self._told_tokens = 0
        self._message: Json | None = None
        self._thoughts: list[str] = []
        self._reasoning: Json | None = None
        self._calls: dict[int, Json] = {}
        self._output: list[Json] = []
        self._end: ChatEnd | None = None

    def begin(self) -> Iterator[Json]:
        """Yield the first events."""
        yield self._event("response.created", response=self._shown("in_progress"))
        yield self._event("response.in_progress", response=self._shown("in_progress"))

    def take(self, piece: ChatEvent) -> Iterator[Json]:
        """Yield what a piece of the reply causes."""
        match piece:
            case TextPiece() if piece.text:
                yield from self._say(piece.text)
            case TokenPiece():
                self._tokens.append(_token(piece))
            case ReasoningPiece() if piece.text:
                yield from self._think(piece.text)
            case CallPiece():
                yield from self._call(piece)
            case ChatEnd():
                self._end = piece

    def finish(self, extension: Mapping[str, Any]) -> Iterator[Json]:
        """Yield the last events; what Morgan adds to OpenAI's fields is in the last one."""
        status = "completed" if self._cut_off is None else "incomplete"
        yield from self._end_items(status)
        yield self._event(f"response.{status}", response={**self._shown(status), **extension})

    def cancel(self) -> Iterator[Json]:
        """Yield the last events of a reply that its client has cancelled."""
        yield from self._end_items("incomplete")
        yield self._event("response.incomplete", response=self._shown("cancelled"))

    def fail(self, error: MorganError) -> Iterator[Json]:
        """Yield the last events of a reply that has failed."""
        inner = errors.from_morgan(error).body()["error"]
        yield from self._end_items("incomplete")
        shown = {**self._shown("failed"), "error": {"code": "server_error", "message": inner["message"]}}
        yield self._event("response.failed", response=shown)

    def _say(self, text: str) -> Iterator[Json]:
        if self._message is None:
            self._message = {
                "id": item_identity("msg", self._identity, len(self._output)),
                "type": "message",
                "status": "in_progress",
                "role": "assistant",
                "content": [],
            }
            yield from self._added(self._message)
            yield self._of_text("response.content_part.added", part=output_text(""))
        self._text.append(text)
        new, self._told_tokens = self._tokens[self._told_tokens :], len(self._tokens)
        yield self._of_text("response.output_text.delta", delta=text, logprobs=new)

    def _think(self, text: str) -> Iterator[Json]:
        if self._reasoning is None:
            self._reasoning = {
                "id": item_identity("rs", self._identity, len(self._output)),
                "type": "reasoning",
                "status": "in_progress",
                "summary": [],
                "content": [],
            }
            yield from self._added(self._reasoning)
            yield self._of_thoughts("response.content_part.added", part=_reasoning_text(""))
        self._thoughts.append(text)
        yield self._of_thoughts("response.reasoning_text.delta", delta=text)

    def _call(self, piece: CallPiece) -> Iterator[Json]:
        call = self._calls.get(piece.index)
        if call is None:
            call = {
                "id": item_identity("fc", self._identity, len(self._output)),
                "type": "function_call",
                "status": "in_progress",
                "call_id": piece.id or new_identity("call"),
                "name": piece.name,
                "arguments": "",
            }
            self._calls[piece.index] = call
            yield from self._added(call)
        if piece.arguments:
            call["arguments"] += piece.arguments
            kind = "response.function_call_arguments.delta"
            yield self._event(kind, delta=piece.arguments, **self._place(call))

    def _end_items(self, status: str) -> Iterator[Json]:
        for place, item in enumerate(self._output):
            if item is self._message:
                part = output_text("".join(self._text), self._tokens)
                item["content"] = [part]
                yield self._of_text("response.output_text.done", text=part["text"], logprobs=self._tokens)
                yield self._of_text("response.content_part.done", part=part)
            elif item is self._reasoning:
                thoughts = _reasoning_text("".join(self._thoughts))
                item["content"] = [thoughts]
                yield self._of_thoughts("response.reasoning_text.done", text=thoughts["text"])
                yield self._of_thoughts("response.content_part.done", part=thoughts)
            else:
                kind = "response.function_call_arguments.done"
                yield self._event(kind, arguments=item["arguments"], name=item["name"], **self._place(item))
            item["status"] = status
            yield self._event("response.output_item.done", output_index=place, item=dict(item))

    def _added(self, item: Json) -> Iterator[Json]:
        self._output.append(item)
        yield self._event("response.output_item.added", output_index=len(self._output) - 1, item=dict(item))

    def _of_thoughts(self, kind: str, **fields: Any) -> Json:
        assert self._reasoning is not None  # noqa: S101 - it is there; this is for the type checker
        return self._event(kind, content_index=0, **self._place(self._reasoning), **fields)

    def _of_text(self, kind: str, **fields: Any) -> Json:
        assert self._message is not None  # noqa: S101 - it is there; this is for the type checker
        return self._event(kind, content_index=0, **self._place(self._message), **fields)

    def _place(self, item: Json) -> Json:
        return {"item_id": item["id"], "output_index": self._output.index(item)}

    def _event(self, kind: str, **fields: Any) -> Json:
        number, self._number = self._number, self._number + 1
        return {"type": kind, "sequence_number": number, **fields}

    @property
    def _cut_off(self) -> str | None:
        """Why the reply is not complete; None if it is."""
        return None if self._end is None else _CUT_OFF.get(self._end.reason)

    def _shown(self, status: str) -> Json:
        body = self._body
        incomplete = {"reason": self._cut_off or "max_output_tokens"} if status == "incomplete" else None
        return {
            "id": self._identity,
            "object": "response",
            "created_at": self._created,
            "conversation": None if body.conversation_id is None else {"id": body.conversation_id},
            "status": status,
            "error": None,
            "incomplete_details": incomplete,
            "instructions": body.instructions,
            "metadata": body.metadata or {},
            "model": self._end.model if self._end is not None and self._end.model else self._model,
            "output": [dict(item) for item in self._output] if status != "in_progress" else [],
            "parallel_tool_calls": body.parallel_tool_calls is not False,
            "previous_response_id": body.previous_response_id,
            "reasoning": {"effort": body.reasoning.effort if body.reasoning else None, "summary": None},
            "store": body.is_kept,
            "temperature": body.temperature,
            "text": {
                "format": _shown_format(body),
                "verbosity": (body.text.verbosity if body.text is not None else None) or "medium",
            },
            "tool_choice": _shown_choice(body),
            "tools": [{**tool.model_dump(), "strict": bool(tool.strict)} for tool in body.tools or ()],
            "top_logprobs": body.top_logprobs or 0,
            "top_p": body.top_p,
            "max_output_tokens": body.max_output_tokens,
            "truncation": "disabled",
            "usage": None if self._end is None else _usage(self._end),
            "user": body.user,
        }


def _reasoning_text(text: str) -> Json:
    return {"type": "reasoning_text", "text": text}


def _token(piece: TokenPiece) -> Json:
    """Return how likely a token is; where its bytes are unknown, they are those of its text."""
    shown = token_of(piece)
    for token in (shown, *shown["top_logprobs"]):
        token["bytes"] = token["bytes"] or list(str(token["token"]).encode())
    return shown


def _shown_choice(body: ResponsesBody) -> Any:
    choice = body.tool_choice or "auto"
    return choice.model_dump(exclude_none=True) if isinstance(choice, NamedTool) else choice


def _shown_format(body: ResponsesBody) -> Json:
    form = body.text.format if body.text is not None else None
    if form is None or form.body is None:
        return {"type": "text" if form is None else form.type}
    return {"type": form.type, "name": form.name, "schema": form.body, "strict": form.strict}


def _usage(end: ChatEnd) -> Json:
    given, made = end.prompt_tokens or 0, end.completion_tokens or 0
    return {
        "input_tokens": given,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": made,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": given + made,
    }
