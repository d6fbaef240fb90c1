"""What hostile clients send over Wyoming: valid conversations, damaged.

A case is the bytes of one connection, always the same for the same seed and number. Damage happens at each
level: the order of the events, the values of their data, the header and its lengths, and the bytes.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from tests.fuzzing.frames import (
    CONTEXT,
    CONVERSATIONS,
    EXTREME_LENGTHS,
    EXTREME_VALUES,
    FOREIGN_TYPES,
    LOUD,
    Frame,
)


def case(number: int, *, seed: int = 0) -> bytes:
    """Return what one hostile client sends."""
    chance = random.Random(f"{seed} {number}")  # noqa: S311 - the same bytes in every run
    frames = deepcopy(chance.choice(CONVERSATIONS))
    for _ in range(chance.choice((0, 1, 1, 2, 3, 8))):
        chance.choice(_DAMAGES_OF_FRAMES)(chance, frames)
    pieces = [frame.encode() for frame in frames]
    if chance.random() < 0.4:
        for _ in range(chance.choice((1, 1, 2, 8))):
            chance.choice(_DAMAGES_OF_BYTES)(chance, pieces)
    return b"".join(pieces)


def slices(data: bytes, chance: random.Random) -> list[bytes]:
    """Cut what is sent as a network might."""
    size = chance.choice((1 << 20, 4096, 100, 7))
    if len(data) > 200 * size:
        size = 1 << 20
    return [data[start : start + size] for start in range(0, len(data), size)]


_DamageToFrames = Callable[[random.Random, list[Frame]], None]
_DamageToBytes = Callable[[random.Random, list[bytes]], None]


def _drop(chance: random.Random, frames: list[Frame]) -> None:
    if len(frames) > 1:
        del frames[chance.randrange(len(frames))]


def _repeat(chance: random.Random, frames: list[Frame]) -> None:
    at = chance.randrange(len(frames))
    frames[at:at] = deepcopy([frames[at]] * chance.choice((1, 1, 2, 10)))


def _swap(chance: random.Random, frames: list[Frame]) -> None:
    one, other = chance.randrange(len(frames)), chance.randrange(len(frames))
    frames[one], frames[other] = frames[other], frames[one]


def _interleave(chance: random.Random, frames: list[Frame]) -> None:
    """Hold another conversation at the same time, on the same connection."""
    others = deepcopy(chance.choice(CONVERSATIONS))
    at = 0
    for frame in others:
        at = chance.randint(at, len(frames))
        frames.insert(at, frame)
        at += 1


def _foreign(chance: random.Random, frames: list[Frame]) -> None:
    kind = chance.choice(FOREIGN_TYPES)
    if chance.random() < 0.5:
        chance.choice(frames).type = kind
    else:
        frame = Frame(kind, chance.choice((None, {}, CONTEXT)))
        frames.insert(chance.randint(0, len(frames)), frame)


def _wrong_type(chance: random.Random, frames: list[Frame]) -> None:
    chance.choice(frames).type = chance.choice(EXTREME_VALUES)


def _wrong_value(chance: random.Random, frames: list[Frame]) -> None:
    frame = chance.choice(frames)
    place = frame.data
    while isinstance(place, dict) and place:
        key = chance.choice(list(place))
        if isinstance(place[key], dict) and place[key] and chance.random() < 0.6:
            place = place[key]
            continue
        if chance.random() < 0.2:
            del place[key]
        else:
            place[key] = deepcopy(chance.choice(EXTREME_VALUES))
        return
    frame.data = deepcopy(chance.choice(EXTREME_VALUES))


def _extra_field(chance: random.Random, frames: list[Frame]) -> None:
    frame = chance.choice(frames)
    name = chance.choice(("context", "voice", "timestamp", "name", "text", "rate", "type", "data", "\u0000"))
    if isinstance(frame.data, dict):
        frame.data[name] = deepcopy(chance.choice(EXTREME_VALUES))


def _lie(chance: random.Random, frames: list[Frame]) -> None:
    """Claim another length, or one that is none."""
    name = chance.choice(("data_length", "payload_length"))
    chance.choice(frames).header[name] = chance.choice(EXTREME_LENGTHS)


def _two_data(chance: random.Random, frames: list[Frame]) -> None:
    """Send data in the header, and behind it as well."""
    chance.choice(frames).header["data"] = deepcopy(chance.choice((CONTEXT, *EXTREME_VALUES)))


def _inline(chance: random.Random, frames: list[Frame]) -> None:
    frame = chance.choice(frames)
    frame.inline = not frame.inline


def _payload(chance: random.Random, frames: list[Frame]) -> None:
    size = chance.choice((0, 1, 3, 31, 999, 20_000))
    chance.choice(frames).payload = chance.choice((bytes(size), chance.randbytes(size), LOUD))


def _nest(chance: random.Random, frames: list[Frame]) -> None:
    depth = chance.choice((5, 31, 32, 33, 200))
    value: Any = None
    for _ in range(depth):
        value = {"a": value} if chance.random() < 0.5 else [value]
    frame = chance.choice(frames)
    frame.data = {**(frame.data if isinstance(frame.data, dict) else {}), "context": value}


def _flip(chance: random.Random, pieces: list[bytes]) -> None:
    at = chance.randrange(len(pieces))
    damaged = bytearray(pieces[at])
    for _ in range(chance.choice((1, 1, 3, 20))):
        if damaged:
            damaged[_place(chance, damaged)] ^= 1 << chance.randrange(8)
    pieces[at] = bytes(damaged)


def _truncate(chance: random.Random, pieces: list[bytes]) -> None:
    at = chance.randrange(len(pieces))
    pieces[at] = pieces[at][: _place(chance, pieces[at])]


def _insert(chance: random.Random, pieces: list[bytes]) -> None:
    at = chance.randrange(len(pieces))
    place = _place(chance, pieces[at])
    pieces[at] = pieces[at][:place] + chance.choice(_RAW) + pieces[at][place:]


def _splice(chance: random.Random, pieces: list[bytes]) -> None:
    """Begin another frame in the middle of one."""
    at, other = chance.randrange(len(pieces)), chance.choice(pieces)
    pieces[at] = pieces[at][: _place(chance, pieces[at])] + other[_place(chance, other) :]


def _shuffle(chance: random.Random, pieces: list[bytes]) -> None:
    chance.shuffle(pieces)


_RAW = (
    *(
        b"\xff\xfe",
        b"\xc3\x28",
        b"\xed\xa0\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\x00",
        b"\n",
        b"\r\n\r\n",
        b'"',
        b"\\",
    ),
    *(
        b"\\ud800",
        b"{" * 300,
        b"[" * 3000,
        b'{"type": "ping", "type": "describe"}\n',
        b"GET / HTTP/1.1\r\n\r\n",
    ),
    *(
        b'{"type": "ping", "data": ' + b'{"a": ' * 40 + b"1" + b"}" * 41 + b"\n",
        b"1" * 5000,
        b"a" * 70_000,
        b"\xef\xbb\xbf",
    ),
    *(
        b'{"type": "audio-chunk", "payload_length": 1e2}\n',
        b"NaN",
        b"-Infinity",
        b"1e999999",
        b"\x16\x03\x01\x02",
    ),
)

_DAMAGES_OF_FRAMES: tuple[_DamageToFrames, ...] = (
    *(_drop, _repeat, _swap, _interleave, _interleave, _foreign, _wrong_type, _wrong_value, _wrong_value),
    *(_wrong_value, _wrong_value, _extra_field, _extra_field, _lie, _two_data, _inline, _payload, _nest),
)
_DAMAGES_OF_BYTES: tuple[_DamageToBytes, ...] = (_flip, _flip, _truncate, _insert, _splice, _shuffle)


def _place(chance: random.Random, data: bytes | bytearray) -> int:
    """Choose a place, in every other case in the header."""
    return chance.randrange(max(1, min(len(data), chance.choice((80, len(data))))))
