"""The figures of hearing, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wyoming_morgan.cli.output import line, print_json

if TYPE_CHECKING:
    from wyoming_morgan.bench.agent_reading import AgentReading
    from wyoming_morgan.bench.hearing_report import HearingFigures, HearingReport, RecordingResult


def print_results(results: Mapping[str, Sequence[HearingReport]], *, errors: bool, json: bool) -> None:
    """Print the reports of runs by their settings, with what was wrong if `errors`; or all of it as JSON."""
    if json:
        print_json({name: [as_json(report) for report in reports] for name, reports in results.items()})
        return
    for name, reports in results.items():
        if len(results) > 1:
            line(f"— {name}")
        for report in reports:
            line("\n".join(lines(report)))
            if errors:
                line("\n".join(wrong_rows(report.figures)))


def lines(report: HearingReport) -> Iterator[str]:
    """Yield the figures of a folder, and those of each kind of speaker where there are several."""
    yield f"{report.folder}"
    yield from figure_lines(report.figures)
    kinds = report.figures.by_speaker()
    if len(kinds) > 1:
        yield f"  {'speaker':<16} commands   right   word errors   others   false   guarded"
        for kind, figures in kinds.items():
            yield (
                f"  {kind:<16} {len(figures.commands):8}   {figures.right:5}"
                f"   {100 * figures.word_error_rate:9.1f} %   {len(figures.others):6}"
                f"   {len(figures.false_commands):5}   {len(figures.guarded):7}"
            )


def figure_lines(figures: HearingFigures) -> Iterator[str]:
    """Yield the figures of some recordings."""
    if figures.spoken:
        yield f"  said to Morgan                 {len(figures.spoken)}"
        yield f"  understood when read           {len(figures.commands)}"
    if figures.commands:
        yield f"  right intent and slots         {_share(figures.right, len(figures.commands))}"
        yield f"  word error rate                {100 * figures.word_error_rate:.1f} %"
    if figures.others:
        yield f"  no command                     {len(figures.others)}"
        yield f"  taken for a command            {_share(len(figures.false_commands), len(figures.others))}"
        yield f"    that the guard asks about    {len(figures.guarded)}"
        if figures.false_when_read:
            yield f"    in the written words, too    {figures.false_when_read}"
    yield f"  processor time a recording     {figures.processor_seconds:.2f} s"


def wrong_rows(figures: HearingFigures) -> Iterator[str]:
    """Yield every recording that is not right, with what was heard and understood in its place."""
    for row in figures.rows:
        if not row.right:
            yield (
                f"  {row.recording.path.name}: {row.recording.text!r} → {row.transcript!r}"
                f" → {_understood(row.recognized)}"
            )


def as_json(report: HearingReport) -> dict[str, Any]:
    """Return the figures and all recordings of a folder as plain JSON values."""
    return {"folder": str(report.folder), **figures_as_json(report.figures)}


def figures_as_json(figures: HearingFigures) -> dict[str, Any]:
    """Return the figures of some recordings, and the recordings, as plain JSON values."""
    return {
        **_numbers(figures),
        "speakers": {kind: _numbers(part) for kind, part in figures.by_speaker().items()},
        "recordings": [_row(row) for row in figures.rows],
    }


def _numbers(figures: HearingFigures) -> dict[str, Any]:
    return {
        "spoken": len(figures.spoken),
        "commands": len(figures.commands),
        "right": figures.right,
        "word_error_rate": round(figures.word_error_rate, 4),
        "others": len(figures.others),
        "false_commands": len(figures.false_commands),
        "guarded_false_commands": len(figures.guarded),
        "false_when_read": figures.false_when_read,
        "processor_seconds": round(figures.processor_seconds, 3),
    }


def _row(row: RecordingResult) -> dict[str, Any]:
    return {
        "file": row.recording.path.name,
        "speaker": row.recording.speaker,
        "language": row.recording.language,
        "said": row.recording.text,
        "heard": row.transcript,
        "right": row.right,
        "intents": _named(row.recognized),
        "guarded": bool(row.recognized.held),
        "command_when_read": bool(row.written),
        "processor_seconds": round(row.processor_seconds, 3),
    }


def _named(reading: AgentReading) -> list[dict[str, Any]]:
    return [{"name": name, "slots": dict(slots)} for name, slots in reading.commands]


def _understood(reading: AgentReading) -> str:
    """Return what was understood, in one line."""
    parts = [
        f"{name}({', '.join(f'{slot}={value}' for slot, value in slots)})" for name, slots in reading.intents
    ]
    parts += [
        f"asks: {name}({', '.join(f'{slot}={value}' for slot, value in slots)})"
        for name, slots in reading.held
    ]
    return " + ".join(parts) or reading.answer or "no command"


def _share(part: int, whole: int) -> str:
    return f"{part} ({100 * part / whole:.1f} %)"
