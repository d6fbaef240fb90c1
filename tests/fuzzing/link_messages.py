"""Makes what a hostile home sends over the link: valid conversations, damaged in their messages and bytes."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

from tests.fuzzing.frames import EXTREME_VALUES

Message = dict[str, Any]
Frame = Message | str | bytes
"""A message; text or bytes as they are sent."""

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
_WIDE = 300
_DEEP = (5, 60)


def case(number: int, *, seed: int = 0) -> list[Frame]:
    """Return what one hostile home sends: always the same for the same seed and number."""
    chance = random.Random(f"link {seed} {number}")  # noqa: S311 - the same bytes in every run
    frames: list[Frame] = [deepcopy(message) for message in chance.choice(CONVERSATIONS)]
    for _ in range(chance.choice((0, 1, 1, 2, 3, 8))):
        chance.choice(_DAMAGES)(chance, frames)
    return frames


def written(frame: Frame) -> str | bytes:
    """Return a frame as it is sent."""
    return frame if isinstance(frame, (str, bytes)) else json.dumps(frame)


_Damage = Callable[[random.Random, list[Frame]], None]


def _drop(chance: random.Random, frames: list[Frame]) -> None:
    if len(frames) > 1:
        del frames[chance.randrange(len(frames))]


def _repeat(chance: random.Random, frames: list[Frame]) -> None:
    at = chance.randrange(len(frames))
    frames[at:at] = deepcopy([frames[at]] * chance.choice((1, 2, 40)))


def _swap(chance: random.Random, frames: list[Frame]) -> None:
    one, other = chance.randrange(len(frames)), chance.randrange(len(frames))
    frames[one], frames[other] = frames[other], frames[one]


def _foreign(chance: random.Random, frames: list[Frame]) -> None:
    frames.insert(chance.randint(0, len(frames)), deepcopy(chance.choice(_FOREIGN)))


def _raw(chance: random.Random, frames: list[Frame]) -> None:
    frames.insert(chance.randint(0, len(frames)), chance.choice(_RAW))


def _interleave(chance: random.Random, frames: list[Frame]) -> None:
    at = 0
    for message in chance.choice(CONVERSATIONS):
        at = chance.randint(at, len(frames))
        frames.insert(at, deepcopy(message))
        at += 1


def _wrong_value(chance: random.Random, frames: list[Frame]) -> None:
    frame = chance.choice(frames)
    place: Any = frame
    while isinstance(place, (dict, list)) and place:
        key: Any = chance.choice(list(place)) if isinstance(place, dict) else chance.randrange(len(place))
        if isinstance(place[key], (dict, list)) and place[key] and chance.random() < 0.7:
            place = place[key]
        elif chance.random() < 0.2:
            del place[key]
            return
        else:
            place[key] = deepcopy(chance.choice(EXTREME_VALUES))
            return


def _wide(chance: random.Random, frames: list[Frame]) -> None:
    """Make one list of a message far longer."""
    frame = chance.choice(frames)
    lists = (
        [value for value in frame.values() if isinstance(value, list) and value]
        if isinstance(frame, dict)
        else []
    )
    if lists:
        wide = chance.choice(lists)
        wide.extend(deepcopy(wide[0]) for _ in range(_WIDE))


def _deep(chance: random.Random, frames: list[Frame]) -> None:
    frame = chance.choice(frames)
    value: Any = None
    for _ in range(chance.choice(_DEEP)):
        value = {"a": value} if chance.random() < 0.5 else [value]
    if isinstance(frame, dict):
        frame[chance.choice(list(frame) or ["a"])] = value


def _cut(chance: random.Random, frames: list[Frame]) -> None:
    at = chance.randrange(len(frames))
    text = written(frames[at])
    frames[at] = text[: chance.randrange(len(text) + 1)]


def _flip(chance: random.Random, frames: list[Frame]) -> None:
    at = chance.randrange(len(frames))
    text = written(frames[at])
    damaged = bytearray(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    for _ in range(chance.choice((1, 1, 3, 20))):
        if damaged:
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    frames[at] = damaged.decode(errors="replace")


_DAMAGES: Sequence[_Damage] = (
    *(_drop, _repeat, _swap, _foreign, _raw, _raw, _interleave, _wide, _deep, _cut, _flip, _flip),
    *(_wrong_value, _wrong_value, _wrong_value, _wrong_value, _wrong_value, _wrong_value),
)
