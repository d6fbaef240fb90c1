"""The pictures of the component and of the app are those that the project draws."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import numpy.typing as npt
import pytest

from scripts.brand_images import APP_FOLDER, APP_NAMES, FOLDER, NAMES, draw, draw_for_app, encode

# Rounding may differ between machines.
_MOST_DIFFERENCE = 2


def decode(file: bytes) -> npt.NDArray[np.uint8]:
    """Return the pixels of a PNG file as `encode` writes it."""
    width, height = struct.unpack(">II", file[16:24])
    start = file.index(b"IDAT")
    (length,) = struct.unpack(">I", file[start - 4 : start])
    rows = np.frombuffer(zlib.decompress(file[start + 4 : start + 4 + length]), np.uint8)
    return rows.reshape(height, width * 4 + 1)[:, 1:].reshape(height, width, 4)


def test_a_file_has_the_pixels_that_were_drawn() -> None:
    pixels = draw("icon.png")
    assert np.array_equal(decode(encode(pixels)), pixels)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if "logo@2x" in name else ()) for name in NAMES]
)
def test_each_picture_is_as_it_is_drawn(name: str) -> None:
    committed = decode((FOLDER / name).read_bytes())
    difference = np.abs(committed.astype(int) - draw(name).astype(int))
    assert difference.max() <= _MOST_DIFFERENCE, "run: python scripts/brand_images.py"


@pytest.mark.parametrize("name", APP_NAMES)
def test_each_picture_of_the_app_is_as_it_is_drawn(name: str) -> None:
    committed = decode((APP_FOLDER / name).read_bytes())
    difference = np.abs(committed.astype(int) - draw_for_app(name).astype(int))
    assert difference.max() <= _MOST_DIFFERENCE, "run: python scripts/brand_images.py"


def test_the_pictures_of_the_app_have_the_sizes_that_home_assistant_recommends() -> None:
    shapes = {name: draw_for_app(name).shape for name in APP_NAMES}
    assert shapes == {"icon.png": (128, 128, 4), "logo.png": (100, 250, 4)}


def test_there_are_no_other_pictures() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(NAMES)
    assert len(NAMES) == 8
