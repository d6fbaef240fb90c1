"""The overview of every engine in the documentation, made from what the engines tell of themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wyoming_morgan.engines.contract.engine import EngineKind, EngineSpec

_INTRODUCTION = """\
# Engines

`engine: auto`, the default of every service, takes the best engine that is installed and has its model on
disk, else the one in the box. Nothing is downloaded when Morgan starts: `morgan models pull` brings models
([models.md](models.md)), and `pip install 'wyoming-morgan[NAME]'` brings what is no part of the plain
installation. Each engine has a page with its settings, its limits, and how it was proven. How engines share
the machine is told in [workers.md](workers.md), how to write one in
[architecture.md](architecture.md#add-an-engine).
"""

_TITLES = {
    EngineKind.STT: "Hearing",
    EngineKind.TTS: "Speaking",
    EngineKind.VAD: "Noticing speech",
    EngineKind.WAKE: "Wake words",
    EngineKind.LLM: "Thinking",
}
_COLUMNS = ("Engine", "License", "Languages", "On disk", "Sample rate", "Needs", "How it was proven")


def reference(specs: Iterable[EngineSpec]) -> str:
    """Return the overview in Markdown: a table for each kind, the best engine first."""
    every = list(specs)
    lines = [_INTRODUCTION]
    for kind, title in _TITLES.items():
        of_kind = sorted((spec for spec in every if spec.kind is kind), key=lambda spec: -spec.rank)
        lines += [f"## {title}", "", *_table(of_kind), ""]
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
