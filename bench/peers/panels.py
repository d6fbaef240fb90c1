"""What the plot shows: which figures stand together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bench.peers.results import Results, Spread, Subject


@dataclass(frozen=True, slots=True)
class BarGroup:
    """The bars of one figure."""

    label: str
    spreads: Mapping[Subject, Spread]


@dataclass(frozen=True, slots=True)
class Panel:
    """Figures of one unit."""

    title: str
    unit: str
    better: str
    groups: tuple[BarGroup, ...]

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Everybody who has a bar in it."""
        return tuple(subject for subject in Subject if any(subject in group.spreads for group in self.groups))


_PANELS: tuple[tuple[str, str, str, Mapping[tuple[str, str], str]], ...] = (
    (
        "Hearing a command", "s", "less",
        {
            ("hearing", "end of speech → transcript"): "end of speech\n→ transcript",
            ("hearing", "`audio-stop` as the speech ends → transcript"): "audio-stop\n→ transcript",
        },
    ),
    (
        "Several speakers", "commands/s", "more",
        {
            ("hearing", "commands a second, 1 speaker"): "1",
            **{("hearing", f"commands a second, {n} speakers"): f"{n}" for n in (2, 4, 8, 16)},
        },
    ),
    (
        "Speaking", "s", "less",
        {
            ("speaking", "streamed reply → first audio"): "streamed reply\n→ first audio",
            ("speaking", "short sentence → first audio"): "short sentence\n→ first audio",
            ("speaking", "short sentence → all audio"): "short sentence\n→ all audio",
            ("speaking", "long sentence → first audio"): "long sentence\n→ first audio",
            ("speaking", "long sentence → all audio"): "long sentence\n→ all audio",
        },
    ),
    (
        "Processor time", "s", "less",
        {
            ("hearing", "processor time of a command"): "a command\nheard",
            ("speaking", "long sentence, processor time"): "a long sentence\nspoken",
        },
    ),
    (
        "Start to first use", "s", "less",
        {
            ("hearing", "start → first transcript"): "hearing",
            ("speaking", "start → first sentence"): "speaking",
            ("wake words", "start → first detection"): "wake words",
        },
    ),
    (
        "Memory (PSS)", "MB", "less",
        {
            ("hearing", "memory (PSS)"): "hearing",
            ("speaking", "memory (PSS)"): "speaking",
            ("wake words", "memory (PSS)"): "wake words",
        },
    ),
)  # fmt: skip


def panels(results: Results) -> tuple[Panel, ...]:
    """Return every panel of which something was measured."""
    found = (
        Panel(title, unit, better, tuple(_groups(results, figures)))
        for title, unit, better, figures in _PANELS
    )
    return tuple(panel for panel in found if panel.groups)


def _groups(results: Results, figures: Mapping[tuple[str, str], str]) -> Iterator[BarGroup]:
    for (part, name), label in figures.items():
        measure = results.find(part, name)
        if measure is None:
            continue
        spreads = {subject: measure.spread(subject) for subject in Subject}
        yield BarGroup(label, {subject: spread for subject, spread in spreads.items() if spread is not None})
