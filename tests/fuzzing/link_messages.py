"""Makes what a hostile home sends over the link: valid conversations, damaged in their messages and bytes."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.fuzzing.message_damage import Frame, Kind, Message, damaged

_HELLO: Message = {"type": "hello", "protocol": 1, "home_id": "home", "feed": "feed", "component": "1"}
_PLACES: Message = {
    "type": "places",
    "floors": [{"floor_id": "ground", "name": "Ground floor", "aliases": ["downstairs"]}],
    "areas": [{"area_id": "study", "name": "Study", "aliases": ["library"], "floor_id": "ground"}],
}
_ENTITIES: Message = {
    "type": "entities",
    "exposed": [
        {
            "entity_id": "light.reading",
            "names": ["Reading lamp", "lamp"],
            "area_id": "study",
            "device_id": "d",
        },
        {"entity_id": "script.night", "names": ["Night"], "members": ["light.reading", "lock.unexposed"]},
    ],
    "satellites": [{"entity_id": "assist_satellite.study", "area_id": "study", "device_id": "device"}],
    "gone": [],
}
_STATES: Message = {
    "type": "states",
    "a": {
        "light.reading": {
            "s": "off",
            "a": {"friendly_name": "Reading lamp", "supported_color_modes": ["hs"]},
        },
        "script.night": {"s": "off", "a": {"friendly_name": "Night"}},
    },
}
_CHANGE: Message = {
    "type": "states",
    "c": {"light.reading": {"+": {"s": "on", "a": {"brightness": 200}}, "-": {"a": ["friendly_name"]}}},
}
TURN: Message = {
    "type": "turn",
    "id": 1,
    "text": "turn on the reading lamp",
    "language": "en",
    "conversation_id": "conversation",
    "user_id": "user",
    "device_id": "device",
    "satellite_id": "assist_satellite.study",
    "area": None,
    "incognito": True,
}
DONE: Message = {
    "response_type": "action_done",
    "speech": {},
    "data": {"success": [{"type": "entity", "name": "Reading lamp", "id": "light.reading"}], "failed": []},
}
_RESULT: Message = {"type": "result", "id": 1, "response": DONE}


def _ready(revision: int) -> Message:
    return {"type": "ready", "revision": revision}


TOLD: Sequence[Message] = (_HELLO, {"type": "begin"}, _PLACES, _ENTITIES, _STATES, _ready(1))
CONVERSATIONS: Sequence[Sequence[Message]] = (
    TOLD,
    (*TOLD, _CHANGE, {"type": "states", "r": ["light.reading"]}, _ready(2)),
    (*TOLD, TURN, _RESULT, {**_RESULT, "id": 2}),
    (*TOLD, TURN, {**TURN, "id": 2, "text": "what is the state of the lamp"}, {"type": "cancel", "id": 2}),
    (*TOLD, {**_ENTITIES, "exposed": [], "gone": ["light.reading"]}, _ready(3)),
    (_HELLO, TURN, {"type": "cancel", "id": 1}),
)
_FOREIGN: Sequence[Message] = (
    {"type": "welcome", "protocol": 1, "version": "1", "revision": None},
    {"type": "delta", "id": 1, "text": "a"},
    {"type": "done", "id": 1, "outcome": "answer"},
    {"type": "intent", "id": 1, "name": "HassTurnOn", "slots": {}},
    {"type": "later"},
    {},
)
_RAW: Sequence[str | bytes] = (
    *(
        "",
        "null",
        "[]",
        "{",
        '"',
        "{}" * 100,
        '{"type": "hello"',
        '{"type": "begin", "type": "ready"}',
        "NaN",
    ),
    *('{"type": "ready", "revision": 1e999}', '{"type": "turn", "id": 1, "text": "\\ud800"}', "9" * 5000),
    *("[" * 5000, '{"a":' * 2000 + "1" + "}" * 2000, "\x00", "\u2028" * 100, b"", b"\x00\xff", b"{}" * 1000),
    '{"type": "states", "a": {' + ",".join(f'"light.l{n}": {{"s": "on"}}' for n in range(3000)) + "}}",
    '{"type": "turn", "id": 7, "text": "' + "turn on the lamp and " * 3000 + '"}',
    '{"type": "states", "a": {"light.reading": {"s": "' + "x" * 100_000 + '"}}}',
    '{"type": "begin"}' + " " * (1 << 20),
    b'{"type": "turn", "id": 3, "text": "\xff"}',
)
_KIND = Kind(CONVERSATIONS, _FOREIGN, _RAW)


def case(number: int, *, seed: int = 0) -> list[Frame]:
    """Return what one hostile home sends: always the same for the same seed and number."""
    return damaged(_KIND, random.Random(f"link {seed} {number}"))  # noqa: S311 - the same bytes in every run
