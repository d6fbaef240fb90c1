"""How a room sounds at a distance: the echoes of its walls, by calculation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wyoming_morgan.audio import SPEECH

_METERS_A_SECOND = 343.0
_NEAR = 1.0
"""The distance in meters at which a recording counts as spoken: it has its own level there."""


@dataclass(frozen=True, slots=True)
class ShoeboxRoom:
    """A room with flat walls; lengths in meters, a microphone near a corner on a table."""

    size: tuple[float, float, float] = (6.5, 4.8, 2.6)
    microphone: tuple[float, float, float] = (0.9, 0.8, 0.8)
    mouth_height: float = 1.6
    echo_seconds: float = 0.4
    """The time in which an echo falls by 60 dB: that of a furnished living room."""

    @property
    def farthest(self) -> float:
        """The greatest distance of a speaker who still stands in the room."""
        return float(np.linalg.norm(np.subtract(self.size, self.microphone)[:2])) * 0.95


def response(meters: float, room: ShoeboxRoom | None = None) -> npt.NDArray[np.float64]:
    """Return the impulse response from a speaker at a distance to the microphone, at the rate of `SPEECH`.

    It begins with the direct sound, which is `1 / meters` of what it is at one meter; every echo is
    quieter with its way and with each wall. The method of images: Allen and Berkley, “Image method for
    efficiently simulating small-room acoustics”, J. Acoust. Soc. Am. 65 (1979).
    """
    room = room or ShoeboxRoom()
    size, microphone = np.array(room.size), np.array(room.microphone)
    speaker = _place(meters, room)
    direct = float(np.linalg.norm(speaker - microphone))
    reach = _METERS_A_SECOND * room.echo_seconds
    echoes = np.zeros(int(SPEECH.rate * room.echo_seconds) + 1)
    counts = [int(np.ceil(reach / (2 * length))) for length in size]
    shifts = np.stack(np.meshgrid(*(np.arange(-n, n + 1) for n in counts), indexing="ij"), axis=-1)
    reflected = _reflected(room)
    for mirrored in np.ndindex(2, 2, 2):
        sign = 1 - 2 * np.array(mirrored)
        ways = np.linalg.norm(sign * speaker + 2 * shifts * size - microphone, axis=-1)
        walls = np.abs(shifts - np.array(mirrored)).sum(axis=-1) + np.abs(shifts).sum(axis=-1)
        heard = ways < reach
        delays = np.rint((ways[heard] - direct) / _METERS_A_SECOND * SPEECH.rate).astype(int)
        np.add.at(echoes, delays, _NEAR * reflected ** walls[heard] / ways[heard])
    return echoes


def _place(meters: float, room: ShoeboxRoom) -> npt.NDArray[np.float64]:
    """Return where the speaker stands: across the room from the microphone, nearer below its height."""
    size, microphone = np.array(room.size), np.array(room.microphone)
    away = (size - microphone) * np.array([1.0, 1.0, 0.0])
    up = min(room.mouth_height - microphone[2], meters * 0.8)
    across = np.sqrt(max(meters**2 - up**2, 0.0))
    place: npt.NDArray[np.float64] = microphone + across * away / np.linalg.norm(away)
    place[2] += up
    return place


def _reflected(room: ShoeboxRoom) -> float:
    """Return how much of a sound's pressure each wall throws back, by Sabine's formula."""
    width, depth, height = room.size
    surface = 2 * (width * depth + width * height + depth * height)
    absorbed = 0.161 * width * depth * height / (surface * room.echo_seconds)
    return float(np.sqrt(1 - min(absorbed, 0.99)))
