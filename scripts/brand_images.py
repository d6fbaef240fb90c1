"""Draws the pictures of Morgan's brand: `python scripts/brand_images.py` writes them where they are needed.

A house that has a voice, and the name in letters of our own. Shapes are distances: of each pixel it is
computed how far it lies from the nearest line, which gives smooth edges at every size.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

CHECKOUT = Path(__file__).resolve().parent.parent
FOLDER = CHECKOUT / "custom_components" / "morgan" / "brand"
APP_FOLDER = CHECKOUT / "deploy" / "home_assistant_app"
Field: TypeAlias = npt.NDArray[np.float64]
Point: TypeAlias = tuple[float, float]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGBA = 6
_ICON = 256
_LOGO_HEIGHT = 128
_APP_ICON = 128
_APP_LOGO = (250, 100)
"""The sizes of https://developers.home-assistant.io/docs/apps/presentation, in pixels."""
_HOUSE: tuple[Point, ...] = ((0.5, 0.0), (0.993, 0.44), (0.993, 0.987), (0.007, 0.987), (0.007, 0.44))
_ROUNDING = 0.12
_BARS: tuple[tuple[float, float], ...] = (
    (0.21, 0.06),
    (0.355, 0.17),
    (0.5, 0.25),
    (0.645, 0.17),
    (0.79, 0.06),
)
"""Where each bar of the voice stands, and half its height."""
_BAR_CENTER, _BAR_RADIUS = 0.59, 0.046
_STROKE = 0.062
"""Half the width of a line of a letter, where letters are one high."""


@dataclass(frozen=True, slots=True)
class Colors:
    """Three colors as red, green and blue."""

    house: tuple[int, int, int]
    voice: tuple[int, int, int]
    name: tuple[int, int, int]


_COLORS: Mapping[str, Colors] = {
    "": Colors((15, 118, 110), (240, 253, 250), (19, 78, 74)),
    "dark_": Colors((45, 212, 191), (4, 47, 46), (240, 253, 250)),
}
"""For light and for dark backgrounds, by the beginning of the file's name."""


class Canvas:
    """Pixels with colors and how opaque they are; the height of the canvas is one."""

    def __init__(self, width: int, height: int) -> None:
        rows, columns = np.mgrid[0:height, 0:width]
        self._pixel = 1.0 / height
        self.x: Field = (columns + 0.5) * self._pixel
        self.y: Field = (rows + 0.5) * self._pixel
        self._colors = np.zeros((height, width, 3))
        self._opacity = np.zeros((height, width))

    def paint(self, distance: Field, color: tuple[int, int, int]) -> None:
        """Paint where the distance is negative; at zero it is half covered."""
        cover = np.clip(0.5 - distance / self._pixel, 0.0, 1.0)
        opacity = cover + self._opacity * (1.0 - cover)
        share = np.divide(cover, opacity, out=np.zeros_like(cover), where=opacity > 0.0)[..., None]
        self._colors = np.array(color, float) * share + self._colors * (1.0 - share)
        self._opacity = opacity

    def pixels(self) -> npt.NDArray[np.uint8]:
        """Return one array of red, green, blue and opacity for each pixel."""
        rgba = np.dstack([self._colors, self._opacity * 255.0])
        return np.rint(rgba).astype(np.uint8)


def line(canvas: Canvas, start: Point, end: Point, radius: float) -> Field:
    """Return the distance from a line with round ends."""
    (ax, ay), (bx, by) = start, end
    dx, dy = bx - ax, by - ay
    along = ((canvas.x - ax) * dx + (canvas.y - ay) * dy) / (dx * dx + dy * dy)
    along = np.clip(along, 0.0, 1.0)
    return np.hypot(canvas.x - ax - along * dx, canvas.y - ay - along * dy) - radius


def arc(canvas: Canvas, center: Point, size: float, turn: tuple[float, float], radius: float) -> Field:
    """Return the distance from a part of a circle; `turn` is in degrees, clockwise from the right."""
    x, y = canvas.x - center[0], canvas.y - center[1]
    first, last = (math.radians(angle) for angle in turn)
    angle = (np.arctan2(y, x) - first) % (2 * math.pi)
    ends = [np.hypot(x - size * math.cos(end), y - size * math.sin(end)) for end in (first, last)]
    inside = angle <= (last - first)
    return np.where(inside, np.abs(np.hypot(x, y) - size), np.minimum(*ends)) - radius


def polygon(canvas: Canvas, corners: tuple[Point, ...]) -> Field:
    """Return the distance from an area, negative inside."""
    distance = np.full_like(canvas.x, np.inf)
    inside = np.zeros_like(canvas.x, bool)
    for start, end in zip(corners, (*corners[1:], corners[0]), strict=True):
        distance = np.minimum(distance, line(canvas, start, end, 0.0))
        above = (start[1] > canvas.y) != (end[1] > canvas.y)
        with np.errstate(divide="ignore", invalid="ignore"):
            crossing = (end[0] - start[0]) * (canvas.y - start[1]) / (end[1] - start[1]) + start[0]
        inside ^= above & (canvas.x < crossing)
    return np.where(inside, -distance, distance)


def draw_house(canvas: Canvas, colors: Colors) -> None:
    """Draw the house and its voice into the square at the left."""
    center = (0.5, 0.52)
    shrunk = tuple(
        (center[0] + (x - center[0]) * (1 - 2 * _ROUNDING), center[1] + (y - center[1]) * (1 - 2 * _ROUNDING))
        for x, y in _HOUSE
    )
    canvas.paint(polygon(canvas, shrunk) - _ROUNDING, colors.house)
    for x, half in _BARS:
        bar = line(canvas, (x, _BAR_CENTER - half), (x, _BAR_CENTER + half), _BAR_RADIUS)
        canvas.paint(bar, colors.voice)


def _letters(canvas: Canvas) -> Iterator[Field]:
    """Yield the lines of the name, from left to right."""
    bowl, base = 0.17, 0.66
    top = base - 2 * bowl
    middle = base - bowl
    bend = 0.125

    def stem(x: float, low: float = base, high: float = top) -> Field:
        return line(canvas, (x, high), (x, low), _STROKE)

    def arch(x: float) -> Iterator[Field]:
        yield arc(canvas, (x + bend, top + bend), bend, (180.0, 360.0), _STROKE)
        yield stem(x + 2 * bend, high=top + bend)

    def ring(x: float) -> Field:
        return arc(canvas, (x + bowl, middle), bowl, (0.0, 359.999), _STROKE)

    x = 1.25
    yield stem(x)
    yield from arch(x)
    yield from arch(x + 2 * bend)
    x += 4 * bend + 0.22
    yield ring(x)
    x += 2 * bowl + 0.22
    yield stem(x)
    yield arc(canvas, (x + bend, top + bend), bend, (180.0, 290.0), _STROKE)
    x += 1.5 * bend + 0.2
    yield ring(x)
    yield stem(x + 2 * bowl, low=base + 0.06)
    yield arc(canvas, (x + bowl, base + 0.06), bowl, (0.0, 145.0), _STROKE)
    x += 2 * bowl + 0.22
    yield ring(x)
    yield stem(x + 2 * bowl)
    x += 2 * bowl + 0.22
    yield stem(x)
    yield from arch(x)


_LOGO_WIDTH = 4.36
"""Of the logo, in heights."""


def draw(name: str) -> npt.NDArray[np.uint8]:
    """Return the pixels of a file of the component, by its name."""
    scale = 2 if "@2x" in name else 1
    colors = _COLORS["dark_" if name.startswith("dark_") else ""]
    return _icon(_ICON * scale, colors) if "icon" in name else _logo(_LOGO_HEIGHT * scale, colors)


def draw_for_app(name: str) -> npt.NDArray[np.uint8]:
    """Return the pixels of a file of the app, by its name: the logo has room around it."""
    colors = _COLORS[""]
    if "icon" in name:
        return _icon(_APP_ICON, colors)
    width, height = _APP_LOGO
    logo = _logo(int(width / _LOGO_WIDTH), colors)
    above, left = (height - logo.shape[0]) // 2, (width - logo.shape[1]) // 2
    below, right = height - logo.shape[0] - above, width - logo.shape[1] - left
    return np.pad(logo, ((above, below), (left, right), (0, 0)))


def _icon(size: int, colors: Colors) -> npt.NDArray[np.uint8]:
    canvas = Canvas(size, size)
    draw_house(canvas, colors)
    return canvas.pixels()


def _logo(height: int, colors: Colors) -> npt.NDArray[np.uint8]:
    canvas = Canvas(round(_LOGO_WIDTH * height), height)
    draw_house(canvas, colors)
    for stroke in _letters(canvas):
        canvas.paint(stroke, colors.name)
    return canvas.pixels()


APP_NAMES = ("icon.png", "logo.png")
NAMES = tuple(
    f"{dark}{kind}{size}.png" for dark in _COLORS for kind in ("icon", "logo") for size in ("", "@2x")
)


def encode(pixels: npt.NDArray[np.uint8]) -> bytes:
    """Return pixels as a PNG file."""
    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, _RGBA, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return _SIGNATURE + b"".join(map(_chunk, parts))


def _chunk(part: tuple[bytes, bytes]) -> bytes:
    kind, content = part
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def main() -> None:
    """Write every file."""
    FOLDER.mkdir(exist_ok=True)
    for name in NAMES:
        (FOLDER / name).write_bytes(encode(draw(name)))
    for name in APP_NAMES:
        (APP_FOLDER / name).write_bytes(encode(draw_for_app(name)))


if __name__ == "__main__":
    main()
