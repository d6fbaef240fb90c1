"""Resamples through FFmpeg, with one thread."""

from __future__ import annotations

import contextlib
from typing import cast

import av
import av.filter


class Resampler:
    """Converts frames of any one format into mono frames of another.

    Unlike `av.AudioResampler` it keeps no threads for each processor, which would be idle.
    """

    def __init__(self, sample_format: str, rate: int) -> None:
        self._sample_format = sample_format
        self._rate = rate
        self._graph: av.filter.Graph | None = None

    def resample(self, frame: av.AudioFrame | None) -> list[av.AudioFrame]:
        """Return the frames that are complete so far; None ends the stream."""
        if self._graph is None:
            if frame is None:
                return []
            self._graph = self._open(frame)
        self._graph.push(frame)
        frames: list[av.AudioFrame] = []
        with contextlib.suppress(BlockingIOError, EOFError):  # it needs more input, or has ended
            while True:
                frames.append(cast("av.AudioFrame", self._graph.pull()))
        return frames

    def _open(self, first: av.AudioFrame) -> av.filter.Graph:
        graph = av.filter.Graph()
        graph.threads = 1
        source = graph.add(
            "abuffer",
            sample_rate=str(first.sample_rate),
            sample_fmt=first.format.name,
            channel_layout=first.layout.name,
        )
        converter = graph.add(
            "aformat", sample_rates=str(self._rate), sample_fmts=self._sample_format, channel_layouts="mono"
        )
        graph.link_nodes(source, converter, graph.add("abuffersink")).configure()
        return graph
