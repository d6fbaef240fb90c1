"""Draws the plot, as PNG and SVG, light and dark: `python -m bench.peers.plot RESULTS FOLDER`.

It runs in an environment with matplotlib and without Morgan.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from bench.peers.panels import Panel, panels
from bench.peers.results import Subject, read

COLORS = {
    Subject.MORGAN: "#2f80ed",
    Subject.PEER: "#e08a2e",
    Subject.PEER_AT_BEST: "#c9b23a",
    Subject.ENGINE: "#8a8f98",
}
_THEMES = {"light": ("#ffffff", "#1f2328"), "dark": ("#0d1117", "#e6edf3")}


def draw(results_file: Path, folder: Path) -> None:
    """Write the four files."""
    import matplotlib as mpl  # noqa: PLC0415 - it is in this environment alone

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "morgan"
    mpl.rcParams["svg.fonttype"] = "none"
    results = read(results_file)
    for theme, (background, ink) in _THEMES.items():
        figure = _figure(panels(results), background, ink)
        machine = results.machine
        figure.text(
            0.01,
            0.008,
            f"{machine.processor}, {machine.cores} cores, {machine.busy_before:.0%} busy before; "
            "median, 10th to 90th percentile",
            color=ink,
            fontsize=8,
        )
        for suffix, metadata in (("png", {}), ("svg", {"Date": None})):
            figure.savefig(
                folder / f"peers-{theme}.{suffix}", facecolor=background, dpi=110, metadata=metadata
            )
        drawing = folder / f"peers-{theme}.svg"
        drawing.write_text(re.sub(r"[ \t]+$", "", drawing.read_text(), flags=re.MULTILINE))


def _figure(drawn: tuple[Panel, ...], background: str, ink: str) -> Any:
    from matplotlib import pyplot as plt  # noqa: PLC0415 - it is in this environment alone

    columns = 2
    rows = -(-len(drawn) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(11, 2.6 * rows + 0.8), squeeze=False)
    for panel, axis in zip(drawn, axes.flat, strict=False):
        _panel(axis, panel, background, ink)
    for axis in list(axes.flat)[len(drawn) :]:
        axis.set_visible(False)
    handles = [plt.Rectangle((0, 0), 1, 1, color=COLORS[subject]) for subject in Subject]
    legend = figure.legend(
        handles,
        [subject.capitalize() for subject in Subject],
        loc="upper center",
        ncols=len(Subject),
        frameon=False,
    )
    for text in legend.get_texts():
        text.set_color(ink)
    figure.tight_layout(rect=(0, 0.03, 1, 0.95))
    return figure


def _panel(axis: Any, panel: Panel, background: str, ink: str) -> None:
    axis.set_facecolor(background)
    axis.set_title(
        f"{panel.title} ({panel.unit}, {panel.better} is better)", color=ink, fontsize=10, loc="left"
    )
    axis.tick_params(colors=ink, labelsize=8)
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axis.spines[side].set_color(ink)
    height = 0.8 / max(len(panel.subjects), 1)
    for index, subject in enumerate(panel.subjects):
        places = [number + (index + 0.5) * height - 0.4 for number in range(len(panel.groups))]
        spreads = [group.spreads.get(subject) for group in panel.groups]
        bars = [(place, spread) for place, spread in zip(places, spreads, strict=True) if spread is not None]
        axis.barh(
            [place for place, _ in bars],
            [spread.median for _, spread in bars],
            height=height * 0.9,
            color=COLORS[subject],
            xerr=[
                [spread.median - spread.p10 for _, spread in bars],
                [spread.p90 - spread.median for _, spread in bars],
            ],
            ecolor=ink,
            error_kw={"elinewidth": 0.8},
        )
        for place, spread in bars:
            axis.annotate(
                f"{spread.median:.3g}", (spread.p90, place), xytext=(3, 0), textcoords="offset points",
                va="center", fontsize=7, color=ink,
            )  # fmt: skip
    axis.set_yticks(range(len(panel.groups)), [group.label for group in panel.groups])
    axis.invert_yaxis()
    axis.margins(x=0.12)


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
