"""The layout of CTranslate2's `model.bin`, read without its weights: whether it is complete, and its shapes.

As `ctranslate2.specs.model_spec` writes it, little-endian: version (4 bytes), name of the specification,
revision (4), number of variables (4), each with name, rank (1), dimensions (4 each), type (1), size (4) and
that many bytes; then number of aliases (4), each two names. A name is its length (2) and as many bytes, the
last 0.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

_VERSION = 6
"""The only one that Whisper models ever had."""
_MOST_VARIABLES = 100_000
_HIGHEST_RANK = 8

Shapes = dict[str, tuple[int, ...]]


def read_shapes(path: Path) -> Shapes:
    """Return the shape of every variable by its name; skips their bytes.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is truncated, or not a CTranslate2 model.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        version = _integer(file, "I")
        if version != _VERSION:
            raise ValueError("it is not a CTranslate2 model")
        _name(file)
        _integer(file, "I")
        count = _integer(file, "I")
        if count > _MOST_VARIABLES:
            raise ValueError("it is not a CTranslate2 model")
        shapes: Shapes = {}
        for _ in range(count):
            name, shape = _name(file), _shape(file)
            _integer(file, "B")
            length = _integer(file, "I")
            if file.tell() + length > size:
                raise ValueError("it is truncated")
            file.seek(length, 1)
            shapes[name] = shape
        for _ in range(_integer(file, "I")):
            _name(file)
            _name(file)
    return shapes


def _shape(file: BinaryIO) -> tuple[int, ...]:
    rank = _integer(file, "B")
    if rank > _HIGHEST_RANK:
        raise ValueError("it is not a CTranslate2 model")
    return tuple(_integer(file, "I") for _ in range(rank))


def _name(file: BinaryIO) -> str:
    return _bytes(file, _integer(file, "H")).rstrip(b"\0").decode("utf-8")


def _integer(file: BinaryIO, kind: str) -> int:
    value: int
    (value,) = struct.unpack(f"<{kind}", _bytes(file, struct.calcsize(f"<{kind}")))
    return value


def _bytes(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise ValueError("it is truncated")
    return data
