"""The overview of the engines in the documentation, made from their specs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wyoming_morgan.engines.contract.engine import EngineKind, EngineSpec
from wyoming_morgan.engines.measured import MeasuredRecognizer, section

_INTRODUCTION = """\
# Engines

`engine: auto`, the default of every service, takes the best engine that is installed and has its model on
disk, else the built-in one. Nothing is downloaded when Morgan starts: `morgan models pull` downloads models
([models.md](models.md)), and `pip install 'wyoming-morgan[NAME]'` installs the optional engines. Each engine
has a page with its settings, its limits, and how it was tested. See [workers.md](workers.md) for how engines
share the machine, and [development.md](development.md#extend-morgan) for how to write one.
"""

_TITLES = {
    EngineKind.STT: "Speech-to-text",
    EngineKind.TTS: "Text-to-speech",
    EngineKind.VAD: "Voice activity detection",
    EngineKind.WAKE: "Wake words",
    EngineKind.LLM: "Language models",
}
_COLUMNS = ("Engine", "License", "Languages", "On disk", "Sample rate", "Needs", "How it was tested")


def reference(specs: Iterable[EngineSpec], measured: Iterable[MeasuredRecognizer] = ()) -> str:
    """Return the overview in Markdown: a table for each kind, the best engine first.

    What was measured of recognizers stands below their table.
    """
    entries = list(specs)
    lines = [_INTRODUCTION]
    for kind, title in _TITLES.items():
        of_kind = sorted((spec for spec in entries if spec.kind is kind), key=lambda spec: -spec.rank)
        lines += [f"## {title}", "", *_table(of_kind), ""]
        if kind is EngineKind.STT and (heard := section(measured)):
            lines.append(heard)
    return "\n".join(lines)


def _table(specs: Iterable[EngineSpec]) -> Iterator[str]:
    yield f"| {' | '.join(_COLUMNS)} |"
    yield f"|{'---|' * len(_COLUMNS)}"
    for spec in specs:
        page = f"[{spec.name}](engines/{spec.name}.md)<br>{spec.summary}"
        needs = "another server" if spec.remote else f"`{spec.install}`" if spec.install else "nothing"
        if spec.pull:
            needs += f"<br>`{spec.pull}`"
        cells = (page, spec.license, spec.languages, spec.size, spec.rate, needs, spec.proven)
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') or '–' for cell in cells)} |"  # noqa: RUF001 - a dash for nothing
