"""Damages conversations of messages: their order, their values, their bytes."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientWebSocketResponse, WSMsgType

from tests.fuzzing.frames import EXTREME_VALUES

Message = dict[str, Any]
Frame = Message | str | bytes
"""A message; text or bytes as they are sent."""
_WIDE = 300
_DEEP = (5, 60)


@dataclass(frozen=True, slots=True)
class Kind:
    """What is sent over one kind of connection."""

    conversations: Sequence[Sequence[Frame]]
    """Valid ones."""
    foreign: Sequence[Message]
    """Messages of the other side, of later versions, and of none."""
    raw: Sequence[str | bytes]
    """What is no message."""


def damaged(kind: Kind, chance: random.Random) -> list[Frame]:
    """Return a conversation with some damages, often none."""
    frames: list[Frame] = deepcopy(list(chance.choice(kind.conversations)))
    for _ in range(chance.choice((0, 1, 1, 2, 3, 8))):
        chance.choice(_DAMAGES)(chance, frames, kind)
    return frames


def written(frame: Frame) -> str | bytes:
    """Return a frame as it is sent."""
    return frame if isinstance(frame, (str, bytes)) else json.dumps(frame)


async def send_raw(socket: ClientWebSocketResponse, kind: WSMsgType, content: bytes) -> None:
    """Send a frame as it is: what is called text need not be text."""
    await socket._writer.send_frame(content, kind)


_Damage = Callable[[random.Random, list[Frame], Kind], None]


def _drop(chance: random.Random, frames: list[Frame], kind: Kind) -> None:
    del kind
    if len(frames) > 1:
        del frames[chance.randrange(len(frames))]


def _repeat(chance: random.Random, frames: list[Frame], kind: Kind) -> None:
    del kind
    at = chance.randrange(len(frames))
    frames[at:at] = deepcopy([frames[at]] * chance.choice((1, 2, 40)))


def _swap(chance: random.Random, frames: list[Frame], kind: Kind) -> None:
    del kind
    one, other = chance.randrange(len(frames)), chance.randrange(len(frames))
    frames[one], frames[other] = frames[other], frames[one]


def _foreign(chance: random.Random, frames: list[Frame], kind: Kind) -> None:
    frames.insert(chance.randint(0, len(frames)), deepcopy(chance.choice(kind.foreign)))


def _raw(chance: random.Random, frames: list[Frame], kind: Kind) -> None:
    frames.insert(chance.randint(0, len(frames)), chance.choice(kind.raw))


def _interleave(chance: random.Random, frames: list[Frame], kind: Kind) -> None:
    at = 0
    for message in chance.choice(kind.conversations):
        at = chance.randint(at, len(frames))
        frames.insert(at, deepcopy(message))
        at += 1


def _wrong_value(chance: random.Random, frames: list[Frame], kind: Kind) -> None:
    del kind
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


def _wide(chance: random.Random, frames: list[Frame], kind: Kind) -> None:
    """Make one list of a message far longer."""
    del kind
    frame = chance.choice(frames)
    lists = (
        [value for value in frame.values() if isinstance(value, list) and value]
        if isinstance(frame, dict)
        else []
    )
    if lists:
        wide = chance.choice(lists)
        wide.extend(deepcopy(wide[0]) for _ in range(_WIDE))


def _deep(chance: random.Random, frames: list[Frame], kind: Kind) -> None:
    del kind
    frame = chance.choice(frames)
    value: Any = None
    for _ in range(chance.choice(_DEEP)):
        value = {"a": value} if chance.random() < 0.5 else [value]
    if isinstance(frame, dict):
        frame[chance.choice(list(frame) or ["a"])] = value


def _cut(chance: random.Random, frames: list[Frame], kind: Kind) -> None:
    del kind
    at = chance.randrange(len(frames))
    text = written(frames[at])
    frames[at] = text[: chance.randrange(len(text) + 1)]


def _flip(chance: random.Random, frames: list[Frame], kind: Kind) -> None:
    del kind
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
