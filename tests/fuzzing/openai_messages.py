"""Makes what hostile clients send over OpenAI's sockets: valid events of realtime and responses, damaged."""

from __future__ import annotations

import base64
import random
from collections.abc import Mapping, Sequence
from typing import Any

from tests.fakes.audio import silence, tone
from tests.fuzzing.message_damage import Frame, Kind, Message, damaged
from wyoming_morgan.audio import AudioFormat

_WIRE = AudioFormat(24_000, 2, 1)
_TOOL: Message = {"type": "function", "name": "dim", "description": "Dims", "parameters": {"type": "object"}}


def _audio(pcm: bytes) -> Message:
    return {"type": "input_audio_buffer.append", "audio": base64.b64encode(pcm).decode()}


def _said(text: str, identity: str | None = None) -> Message:
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
    return {**item, **({"id": identity} if identity else {})}


SPEECH = _audio(tone(0.4, _WIRE))
QUIET = _audio(silence(1.5, _WIRE))
COMMIT: Message = {"type": "input_audio_buffer.commit"}
CREATE: Message = {"type": "response.create"}
WRITE: Message = {"type": "session.update", "session": {"type": "realtime", "output_modalities": ["text"]}}
_ITEM: Message = {"type": "conversation.item.create", "item": _said("turn on the lamp", "item_a")}
_RESULT: Message = {
    "type": "conversation.item.create",
    "item": {"type": "function_call_output", "call_id": "call_0", "output": "done"},
}

_UPDATE: Message = {
    "type": "session.update",
    "event_id": "event_a",
    "session": {
        "type": "realtime",
        "instructions": "Be brief.",
        "output_modalities": ["audio"],
        "tools": [_TOOL],
        "tool_choice": "auto",
        "max_output_tokens": 100,
        "audio": {
            "input": {
                "format": {"type": "audio/pcm", "rate": 24_000},
                "transcription": {"model": "whisper-1", "language": "en", "prompt": "lamp"},
                "turn_detection": {
                    "type": "server_vad",
                    "threshold": 0.5,
                    "silence_duration_ms": 300,
                    "idle_timeout_ms": 5000,
                },
            },
            "output": {"format": {"type": "audio/pcmu"}, "voice": "alloy", "speed": 1.1},
        },
    },
}
_OLD_UPDATE: Message = {
    "type": "session.update",
    "session": {
        "modalities": ["text", "audio"],
        "voice": "alloy",
        "input_audio_format": "g711_ulaw",
        "turn_detection": {"type": "semantic_vad", "eagerness": "high", "interrupt_response": False},
    },
}
_MANUAL: Message = {"type": "session.update", "session": {"turn_detection": None}}
_APART: Message = {
    "type": "response.create",
    "response": {"conversation": "none", "metadata": {"a": "b"}, "input": [_said("A title?")]},
}

REALTIME: Sequence[Sequence[Frame]] = (
    (_UPDATE, SPEECH, SPEECH, QUIET),
    (_MANUAL, SPEECH, QUIET, COMMIT, CREATE),
    (_ITEM, CREATE, {"type": "conversation.item.retrieve", "item_id": "item_a"}),
    (WRITE, _ITEM, _RESULT, CREATE, {"type": "conversation.item.delete", "item_id": "item_a"}),
    (_ITEM, CREATE, {"type": "response.cancel"}, _APART, _APART),
    (_OLD_UPDATE, SPEECH, {"type": "input_audio_buffer.clear"}, SPEECH, QUIET, CREATE),
    (_ITEM, CREATE, {"type": "conversation.item.truncate", "item_id": "item_a", "audio_end_ms": 100}),
)
"""What clients of realtime sessions send."""

_ASK: Message = {"type": "response.create", "model": "morgan", "input": "turn on the lamp"}
RESPONSES: Sequence[Sequence[Frame]] = (
    (_ASK,),
    (
        {
            "type": "response.create",
            "model": "scripted",
            "instructions": "Be brief.",
            "input": [_said("hello"), {"type": "function_call_output", "call_id": "a", "output": "b"}],
            "tools": [_TOOL],
            "tool_choice": {"type": "function", "name": "dim"},
            "text": {"format": {"type": "json_schema", "name": "a", "schema": {"type": "object"}}},
            "metadata": {"user_id": "anna"},
        },
    ),
    (_ASK, _ASK, {"type": "response.cancel"}, {**_ASK, "store": False}),
    ({**_ASK, "generate": False}, {**_ASK, "previous_response_id": "resp_a"}),
    (
        {**_ASK, "conversation": {"id": "conv_a"}},
        {**_ASK, "input": [{"type": "item_reference", "id": "msg_a"}]},
    ),
)
"""What clients of sockets for responses send."""

_FOREIGN: Sequence[Message] = (
    *({}, {"type": "later"}, {"type": "session.created", "session": {}}, {"type": "response.done"}),
    {"type": "conversation.item.create", "item": {"type": "mcp_call"}},
    {"type": "conversation.item.create", "item": _said("\ud800\x00\u2028"), "previous_item_id": "root"},
    {"type": "response.create", "response": {"input": [{"type": "item_reference", "id": "item_a"}]}},
    {"type": "response.create", "model": "nobody", "input": "hello"},
    {"type": "response.create", "input": [_said("word " * 5000)]},
    {"type": "input_audio_buffer.append", "audio": "=" * 100},
    {"type": "input_audio_buffer.append", "audio": "AAA="},
    {"type": "session.update", "session": {"type": "transcription", "audio": {"input": {"format": {}}}}},
)
_RAW: Sequence[str | bytes] = (
    *("", "null", "[]", "{", '"', '{"type": "response.create"', "NaN", "[" * 5000),
    *(b"", b"\x00", b"\xff" * 3, bytes(range(256)) * 100, b"\x01" * ((1 << 20) + 1)),
    '{"type": "response.cancel"}' + " " * (1 << 20),
    '{"type": "input_audio_buffer.append", "audio": "' + "A" * 400_000 + '"}',
)
KINDS: Mapping[str, Kind] = {
    "realtime": Kind(REALTIME, _FOREIGN, _RAW),
    "responses": Kind(RESPONSES, _FOREIGN, _RAW),
}


def case(name: str, number: int, *, seed: int = 0) -> list[Frame]:
    """Return what one hostile client of a socket sends: always the same for the same seed and number."""
    chance: Any = random.Random(f"{name} {seed} {number}")  # noqa: S311 - the same bytes in every run
    return damaged(KINDS[name], chance)
