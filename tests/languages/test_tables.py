"""The tables are what Babel has."""

from __future__ import annotations

from scripts.language_tables import FOLDER, modules


def test_the_tables_are_written_from_the_installed_babel() -> None:
    for name, module in modules().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == module, "run: python -m scripts.language_tables"
