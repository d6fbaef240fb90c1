"""The page of docs: one table of everything that was measured."""

from __future__ import annotations

from collections.abc import Iterator

from bench.peers.results import Measure, Results, Spread, Subject

_BUSY = 0.1
"""Share of the processors from which a page says that other programs used them."""
_SMALL, _MIDDLE = 10.0, 100.0

_INTRODUCTION = """# Beside its peers

Morgan beside wyoming-faster-whisper, wyoming-piper and wyoming-openwakeword: one run, the same models, the
same audio, one sample of each in turn. The peers run in environments of their own, with their engines in the
releases that Morgan runs. `python -m bench.peers` writes this page; `bench/peers/results.json` has every
sample.
"""

_HOW = """## How it is measured

- **Peer at its best**: wyoming-faster-whisper with `--beam-size 1 --compute-type int8`, `--cpu-threads` of
  all cores and `--vad-endpointing 0.5`. The other two have nothing to set for speed.
- **Engine alone**: the library called in a process of its own, without a server; for hearing with beam 1 and
  int8. It is the floor of a server that begins when the speech is over. Morgan begins in the pause before, so
  it may be below.
- **End of speech → transcript**: audio in real time. Morgan and the peer at its best find the end of speech
  themselves; for the peer at its defaults the client stops after 0.7 s of silence, as Home Assistant does.
- **`audio-stop` as the speech ends**: the client stops with the last sound, so nothing can be done before.
- **Commands a second**: each speaker sends whole commands at once, the next one after the answer.
- **Memory** is the proportional set size (PSS) of all processes of a server, alone, after its first use.
- **Start** is from the start of the process.
- openWakeWord alone is pyopen-wakeword, not the code of the peer's own server.

## Run it

```sh
python -m bench.peers --whisper FOLDER --piper FOLDER --audio FOLDER   # about 25 minutes
python -m bench.peers --quick                                          # about 6
```

`--whisper` is a Whisper model for CTranslate2, `--piper` a folder with a Piper voice, `--audio` recordings
with their `transcripts.tsv`. Without them models of random weights and sentences by espeak-ng are taken: with
those Whisper takes as long, but its words mean nothing, and the voice is smaller than a real one. The
environments lie in `~/.cache/morgan-bench/peers`, or where `--environments` says. `--only hearing` measures
one part; `--draw` writes the page and the plot again from `bench/peers/results.json`.
"""


def page(results: Results) -> str:
    """Return the whole page."""
    machine = results.machine
    what = [
        f"{machine.processor}, {machine.cores} cores, {machine.gigabytes:g} GB.",
        f"{machine.system}, Python {machine.python}.",
        f"Before the run other programs used {machine.busy_before:.0%} of it.",
        "Versions: " + ", ".join(f"{name} {version}" for name, version in results.versions.items()) + ".",
        "Measured with " + ", ".join(f"{name} {value}" for name, value in results.options.items()) + ".",
    ]
    blocks = [_INTRODUCTION]
    if machine.busy_before > _BUSY:
        blocks.append(
            f"**The machine did other work** ({machine.busy_before:.0%} of its processors): "
            "ratios mean something, seconds do not.\n"
        )
    blocks += [
        _PLOT,
        f"Measured on {results.measured}. {' '.join(what)}\n",
        "Median, in brackets the tenth and the ninetieth percentile.\n",
        "\n".join(table(results)) + "\n",
    ]
    if results.notes:
        blocks.append("\n".join(f"- {note}" for note in results.notes) + "\n")
    return "\n".join([*blocks, _HOW])


_PLOT = """<picture>
  <source media="(prefers-color-scheme: dark)" srcset="images/peers-dark.svg">
  <img alt="Morgan, its peers and the engines alone" src="images/peers-light.svg">
</picture>
"""


def table(results: Results) -> Iterator[str]:
    """Yield the lines of the table."""
    subjects = list(Subject)
    yield "| | " + " | ".join(subject.capitalize() for subject in subjects) + " |"
    yield "|---" * (len(subjects) + 1) + "|"
    for part, measures in results.parts():
        yield f"| **{part.capitalize()}** " + "| " * len(subjects) + "|"
        for measure in measures:
            yield f"| {measure.name} | " + " | ".join(_cell(measure, subject) for subject in subjects) + " |"


def _cell(measure: Measure, subject: Subject) -> str:
    spread = measure.spread(subject)
    if spread is None:
        return ""
    if measure.unit == "%":  # each sample is 0 or 100
        samples = measure.samples[subject]
        return f"{sum(sample > 0 for sample in samples)} of {len(samples)}"
    return f"{_figures(spread, measure)} {measure.unit}"


def _figures(spread: Spread, measure: Measure) -> str:
    middle = _number(spread.median)
    if all(len(samples) == 1 for samples in measure.samples.values()):
        return middle
    return f"{middle} ({_number(spread.p10)}–{_number(spread.p90)})"  # noqa: RUF001 - a range


def _number(value: float) -> str:
    if abs(value) >= _MIDDLE:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= _SMALL else f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}"
