"""What was measured: samples of each server, their median and spread, and where they were taken.

It needs the standard library alone, since the plot is drawn in an environment without Morgan.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

_WATCH_SECONDS = 3.0


class Subject(StrEnum):
    """Who is measured: a column of the table."""

    MORGAN = "morgan"
    PEER = "peer"
    PEER_AT_BEST = "peer at its best"
    ENGINE = "engine alone"


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of some samples, and the tenth and ninetieth percentile."""

    median: float
    p10: float
    p90: float

    @classmethod
    def of(cls, samples: list[float]) -> Spread:
        """Return the spread of at least one sample."""
        if len(samples) == 1:
            return cls(samples[0], samples[0], samples[0])
        tenths = statistics.quantiles(samples, n=10, method="inclusive")
        return cls(statistics.median(samples), tenths[0], tenths[-1])


@dataclass(slots=True)
class Measure:
    """One figure of the table: the samples of each subject."""

    part: str
    """Such as `hearing`."""
    name: str
    unit: str
    samples: dict[str, list[float]] = field(default_factory=dict)

    def spread(self, subject: Subject) -> Spread | None:
        """Return the spread of a subject's samples; None if there are none."""
        samples = self.samples.get(subject)
        return Spread.of(samples) if samples else None


@dataclass(frozen=True, slots=True)
class Machine:
    """Where it was measured."""

    processor: str
    cores: int
    gigabytes: float
    system: str
    python: str
    load_before: float
    """How many processes wanted a processor in the minute before."""
    busy_before: float
    """The share of the processors that other programs used in the seconds before, 0…1."""


@dataclass(slots=True)
class Results:
    """All figures of one run."""

    measured: str
    machine: Machine
    versions: dict[str, str]
    options: dict[str, str]
    measures: list[Measure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What could not be measured, and why."""

    def add(self, part: str, name: str, unit: str, subject: Subject, *samples: float) -> None:
        """Add samples of a figure."""
        measure = self.find(part, name)
        if measure is None:
            measure = Measure(part, name, unit)
            self.measures.append(measure)
        measure.samples.setdefault(subject, []).extend(samples)

    def find(self, part: str, name: str) -> Measure | None:
        """Return a figure by its name."""
        return next((entry for entry in self.measures if (entry.part, entry.name) == (part, name)), None)

    def parts(self) -> Iterator[tuple[str, list[Measure]]]:
        """Yield the figures of each part, in the order in which they were measured."""
        for part in dict.fromkeys(measure.part for measure in self.measures):
            yield part, [measure for measure in self.measures if measure.part == part]

    def write(self, path: Path) -> None:
        """Write them as JSON, with the spread beside the samples."""
        content = asdict(self)
        for measure, entry in zip(self.measures, content["measures"], strict=True):
            entry["samples"] = {
                name: [round(sample, 4) for sample in samples] for name, samples in measure.samples.items()
            }
            entry["spread"] = {
                name: {key: round(value, 4) for key, value in asdict(Spread.of(samples)).items()}
                for name, samples in measure.samples.items()
                if samples
            }
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(path: Path) -> Results:
    """Read what `Results.write` wrote."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    measures = [
        Measure(entry["part"], entry["name"], entry["unit"], entry["samples"])
        for entry in content["measures"]
    ]
    return Results(**{**content, "machine": Machine(**content["machine"]), "measures": measures})


def this_machine() -> Machine:
    """Describe this machine, which runs Linux."""
    processors = _fields(Path("/proc/cpuinfo"))
    kilobytes = int(_fields(Path("/proc/meminfo"))["MemTotal"].split()[0])
    return Machine(
        processor=processors.get("model name", platform.machine()),
        cores=len(os.sched_getaffinity(0)),
        gigabytes=round(kilobytes / 1024 / 1024, 1),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        load_before=round(os.getloadavg()[0], 1),
        busy_before=round(_busy(), 2),
    )


def _busy() -> float:
    """Watch all processors for a while, by proc_stat(5)."""
    first = _ticks()
    time.sleep(_WATCH_SECONDS)
    spent = [after - before for before, after in zip(first, _ticks(), strict=True)]
    idle = spent[3] + spent[4]
    return 1 - idle / max(1, sum(spent))


def _ticks() -> list[int]:
    return [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]


def _fields(path: Path) -> Mapping[str, str]:
    lines = path.read_text().splitlines()
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
