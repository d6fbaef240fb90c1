"""Finds the decoder of a VITS voice, the costly last part that makes samples of latents, and cuts it off.

A decoder of HiFi-GAN only convolves, so each sample depends on few latent frames around it
(Kong et al., 2020, https://arxiv.org/abs/2010.05646): decoded in stretches that overlap so far, samples are
those of the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from wyoming_morgan.engines.tts.onnx_graph import GraphNode, OnnxGraph

_POINTWISE = frozenset({"LeakyRelu", "Add", "Div", "Mul", "Tanh", "Unsqueeze", "Squeeze", "Identity"})
"""Operations that keep samples in their places."""
_JOINING = frozenset({"LeakyRelu", "Add", "Identity"})
"""Those between the decoder's first layer, what it adds for a speaker, and the transposed convolution."""
_NESTED = frozenset({"If", "Loop", "Scan"})
"""Operations that hold graphs of their own, which may take tensors without having them as inputs."""


@dataclass(frozen=True, slots=True)
class VoiceHalves:
    """The two parts of a voice, as ONNX models.

    The first one's outputs are the second one's inputs, in their order: the latents, shaped (1, channels,
    frames), and for voices of several speakers one that is constant in time.
    """

    latents: bytes
    decoder: bytes
    names: tuple[str, ...]
    """The tensors between the halves."""
    hop: int
    """Samples of a latent frame."""
    reach: int
    """Latent frames on either side that the samples of a frame depend on."""


def halves(content: bytes) -> VoiceHalves | None:
    """Cut a model in two; None if it has no decoder that is known to work in stretches."""
    try:
        return _Decoder(OnnxGraph(content)).halves()
    except (_UnknownDecoderError, ValueError):
        return None


class _UnknownDecoderError(Exception):
    """The model ends in something else."""


@dataclass(frozen=True, slots=True)
class _Sight:
    """How a tensor lies on the latents: its samples for a frame, and how many frames away they look."""

    samples: int = 1
    frames: Fraction = Fraction(0)

    def through(self, node: GraphNode, shape: tuple[int, ...]) -> _Sight:
        """Return that of a convolution's output, which must be as long as its input, or a multiple."""
        (kernel,) = node.numbers.get("kernel_shape", shape[2:])
        (stride,) = node.numbers.get("strides", (1,))
        (dilation,) = node.numbers.get("dilations", (1,))
        (padding,) = node.numbers.get("output_padding", (0,))
        before, after = node.numbers.get("pads", (0, 0))
        if node.operation == "Conv":
            if stride != 1 or before + after != dilation * (kernel - 1):
                raise _UnknownDecoderError
            return _Sight(self.samples, self.frames + Fraction(max(before, after), self.samples))
        if dilation != 1 or kernel + padding - before - after != stride:
            raise _UnknownDecoderError
        reach = max(kernel - 1 - before, stride - 1 + before) // stride
        return _Sight(self.samples * stride, self.frames + Fraction(reach, self.samples))


class _Decoder:
    """The last part of a graph, from its first transposed convolution on and with the layer before that."""

    def __init__(self, graph: OnnxGraph) -> None:
        if not graph.is_float or any(node.operation in _NESTED for node in graph.nodes):
            raise _UnknownDecoderError
        self._graph = graph
        self._makers = {name: place for place, node in enumerate(graph.nodes) for name in node.outputs}

    def halves(self) -> VoiceHalves:
        """Cut the graph before the decoder."""
        names = self._entries()
        places = self._before(self._graph.outputs[:1], stop=names)
        sight = self._sight(places, names)
        return VoiceHalves(
            latents=self._graph.part(self._before(names), names),
            decoder=self._graph.part(places, self._graph.outputs[:1], inputs=names),
            names=names,
            hop=sight.samples,
            reach=ceil(sight.frames),
        )

    def _entries(self) -> tuple[str, ...]:
        """Return what the layer before the first transposed convolution takes, the latents first."""
        nodes = self._graph.nodes
        first = next((node for node in nodes if node.operation == "ConvTranspose"), None)
        if first is None:
            raise _UnknownDecoderError
        wide: list[str] = []
        narrow: list[str] = []
        waiting = [first.inputs[0]]
        while waiting:
            place = self._makers.get(waiting.pop())
            node = None if place is None else nodes[place]
            if node is not None and node.operation in _JOINING:
                waiting.extend(node.inputs)
            elif node is not None and node.operation == "Conv":
                size = node.numbers.get("kernel_shape", self._graph.weights.get(node.inputs[1], ())[2:])
                (narrow if size == (1,) else wide).append(node.inputs[0])
            else:
                raise _UnknownDecoderError
        if len(wide) != 1 or len(narrow) > 1:
            raise _UnknownDecoderError
        return (*wide, *narrow)

    def _before(self, names: Iterable[str], stop: Collection[str] = ()) -> set[int]:
        """Return the places of all nodes that lead to some tensors, as far as those to stop at."""
        places: set[int] = set()
        waiting = [name for name in names if name in self._makers]
        while waiting:
            place = self._makers[waiting.pop()]
            if place not in places:
                places.add(place)
                inputs = self._graph.nodes[place].inputs
                waiting.extend(name for name in inputs if name in self._makers and name not in stop)
        return places

    def _sight(self, places: Iterable[int], names: Sequence[str]) -> _Sight:
        """Follow the latents to the samples; what is the same for every frame is seen as None."""
        sights: dict[str, _Sight | None] = dict.fromkeys(("", *self._graph.weights, *names))
        sights[names[0]] = _Sight()
        for place in sorted(places):  # a model's nodes are in the order in which they run
            node = self._graph.nodes[place]
            if not sights.keys() >= set(node.inputs):
                raise _UnknownDecoderError
            moving = [entry for name in node.inputs if (entry := sights[name]) is not None]
            sight: _Sight | None
            if not moving:
                sight = None
            elif node.operation in ("Conv", "ConvTranspose") and len(moving) == 1:
                sight = moving[0].through(node, self._graph.weights.get(node.inputs[1], ()))
            elif node.operation in _POINTWISE and len({entry.samples for entry in moving}) == 1:
                sight = max(moving, key=lambda entry: entry.frames)
            else:
                raise _UnknownDecoderError
            sights.update(dict.fromkeys(node.outputs, sight))
        result = sights.get(self._graph.outputs[0])
        if result is None:
            raise _UnknownDecoderError
        return result
