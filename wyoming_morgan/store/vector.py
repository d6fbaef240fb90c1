"""The embedding of a fact as it is stored: many numbers, which are unpacked only if somebody wants them."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Sequence
from typing import overload

_BYTES = 4


class PackedVector(Sequence[float]):
    """Numbers packed as little-endian 32-bit floats. It equals any sequence of the same numbers."""

    __slots__ = ("packed",)

    def __init__(self, packed: bytes) -> None:
        """Take the numbers as they are stored."""
        self.packed = packed

    def __len__(self) -> int:
        return len(self.packed) // _BYTES

    def __iter__(self) -> Iterator[float]:
        return iter(self._unpacked())

    @overload
    def __getitem__(self, index: int) -> float: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[float, ...]: ...

    def __getitem__(self, index: int | slice) -> float | tuple[float, ...]:
        return self._unpacked()[index]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, PackedVector):
            return self.packed == other.packed
        return self._unpacked() == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._unpacked())

    def _unpacked(self) -> tuple[float, ...]:
        return struct.unpack(f"<{len(self)}f", self.packed[: len(self) * _BYTES])


def pack(vector: Sequence[float]) -> bytes | None:
    """Return a vector as bytes; None for an empty one, and one with numbers that no embedding has."""
    if isinstance(vector, PackedVector):
        return vector.packed or None
    try:
        packed = struct.pack(f"<{len(vector)}f", *vector)
    except OverflowError:
        return None
    return packed if vector and all(map(math.isfinite, vector)) else None
