"""Write what is made from the code: the example files in config/, and references in docs/."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

from wyoming_morgan.cli.app import app
from wyoming_morgan.cli.reference import reference as commands
from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.example import example
from wyoming_morgan.config.reference import reference as settings
from wyoming_morgan.config.schema import ENGINE_SETTINGS, Config, file_name
from wyoming_morgan.config.tree import settings_tree
from wyoming_morgan.engines.measured import read
from wyoming_morgan.engines.reference import reference as engines
from wyoming_morgan.engines.registry import GROUP, Registry
from wyoming_morgan.metrics.reference import reference as metrics
from wyoming_morgan.metrics.table import SECTIONS

CHECKOUT = Path(__file__).resolve().parent.parent


def generated() -> Iterator[tuple[Path, str]]:
    """Return every generated file, relative to the checkout, with what belongs into it."""
    # Without the engines of other packages that are installed here.
    points = entry_points(group=GROUP)
    ours = Registry(point for point in points if point.module.startswith("wyoming_morgan.")).specs()
    tree = settings_tree(Config, ours, ENGINE_SETTINGS)
    for service in Service:
        yield Path("config", f"{file_name(service)}.example"), example(tree, service)
    yield Path("docs", "configuration.md"), settings(tree)
    yield Path("docs", "engines.md"), engines(ours, read(CHECKOUT / "bench" / "hearing_table.json"))
    yield Path("docs", "cli.md"), commands(app)
    yield Path("docs", "metrics.md"), metrics(SECTIONS)


def main() -> None:
    """Write the files that differ."""
    for path, text in generated():
        target = CHECKOUT / path
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")
            print(f"wrote {path}")


if __name__ == "__main__":
    main()
