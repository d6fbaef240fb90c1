"""Tables that fit into a terminal."""

from __future__ import annotations

import pytest

from wyoming_morgan.cli.model_rows import COLUMNS, LEAST_NEEDED
from wyoming_morgan.cli.tables import fitted

ROW = (
    "piper/en_US-lessac-medium",
    "about 63.2 MB",
    "yes",
    "0.07 s/s",
    "Blizzard 2013 License",
    "en-US, en-GB, de-DE, fr-FR and 95 more",
    "Speaks American English with a woman's voice",
)


@pytest.mark.parametrize(
    ("width", "left_out"),
    [
        (180, set()),
        (120, {"languages"}),
        (80, {"languages", "license", "speed"}),
        (20, {"languages", "license", "speed"}),
    ],
)
def test_a_narrow_terminal_gets_the_columns_that_matter_most(width: int, left_out: set[str]) -> None:
    columns, [row] = fitted(COLUMNS, [ROW], width, LEAST_NEEDED)
    assert set(COLUMNS) - set(columns) == left_out
    assert row == tuple(cell for name, cell in zip(COLUMNS, ROW, strict=True) if name not in left_out)


def test_a_table_without_rows_is_its_head() -> None:
    assert fitted(("model", "size"), [], 80, ("size",)) == (("model", "size"), [])
