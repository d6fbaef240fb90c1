"""Resamples through FFmpeg, with one thread."""

from __future__ import annotations

import contextlib
from typing import cast

import av
import av.filter


class Resampler:
    """Converts frames to one sample format and rate; the format of what comes in may change.

    Several channels are mixed to one, unless `mono` is false.

    Unlike `av.AudioResampler` it keeps no threads for each processor, which would be idle.
    """

    def __init__(self, sample_format: str, rate: int, *, mono: bool = True) -> None:
        self._sample_format = sample_format
        self._layouts = {"channel_layouts": "mono"} if mono else {}
        self._rate = rate
        self._graph: av.filter.Graph | None = None
        self._source: tuple[int, str, str] | None = None

    def resample(self, frame: av.AudioFrame | None) -> list[av.AudioFrame]:
        """Return the frames that are complete so far; None ends the stream."""
        if frame is None:
            return self._end()
        source = frame.sample_rate, frame.format.name, frame.layout.name
        frames: list[av.AudioFrame] = []
        if source != self._source:
            frames = self._end()
            self._source, self._graph = source, self._open(*source)
        assert self._graph is not None  # noqa: S101 - opened with the first frame
        return frames + _pass(self._graph, frame)

    def _end(self) -> list[av.AudioFrame]:
        graph, self._graph, self._source = self._graph, None, None
        return [] if graph is None else _pass(graph, None)

    def _open(self, rate: int, sample_format: str, layout: str) -> av.filter.Graph:
        graph = av.filter.Graph()
        graph.threads = 1
        source = graph.add("abuffer", sample_rate=str(rate), sample_fmt=sample_format, channel_layout=layout)
        converter = graph.add(
            "aformat", sample_rates=str(self._rate), sample_fmts=self._sample_format, **self._layouts
        )
        graph.link_nodes(source, converter, graph.add("abuffersink")).configure()
        return graph


def _pass(graph: av.filter.Graph, frame: av.AudioFrame | None) -> list[av.AudioFrame]:
    graph.push(frame)
    frames: list[av.AudioFrame] = []
    with contextlib.suppress(BlockingIOError, EOFError):  # it needs more input, or has ended
        while True:
            frames.append(cast("av.AudioFrame", graph.pull()))
    return frames
