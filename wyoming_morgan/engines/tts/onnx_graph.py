"""ONNX models as graphs that can be cut in two, without the package onnx.

Only the fields that are needed are declared (https://onnx.ai/onnx/repo-docs/IR.html, onnx.proto3); protobuf,
which onnxruntime needs itself, keeps all the others as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_STRING, _INT64, _INT32, _MESSAGE = 9, 3, 5, 11
"""`FieldDescriptorProto.Type`."""
_OPTIONAL, _REPEATED = 1, 3
"""`FieldDescriptorProto.Label`."""
_FLOAT = 1
"""`TensorProto.DataType`."""

_FIELDS: Mapping[str, tuple[tuple[str, int, int, bool, str], ...]] = {
    "Attribute": (("name", 1, _STRING, False, ""), ("ints", 8, _INT64, True, "")),
    "Node": (
        ("input", 1, _STRING, True, ""),
        ("output", 2, _STRING, True, ""),
        ("op_type", 4, _STRING, False, ""),
        ("attribute", 5, _MESSAGE, True, "Attribute"),
    ),
    "Tensor": (("dims", 1, _INT64, True, ""), ("name", 8, _STRING, False, "")),
    "TensorType": (("elem_type", 1, _INT32, False, ""),),
    "Type": (("tensor_type", 1, _MESSAGE, False, "TensorType"),),
    "ValueInfo": (("name", 1, _STRING, False, ""), ("type", 2, _MESSAGE, False, "Type")),
    "Graph": (
        ("node", 1, _MESSAGE, True, "Node"),
        ("initializer", 5, _MESSAGE, True, "Tensor"),
        ("input", 11, _MESSAGE, True, "ValueInfo"),
        ("output", 12, _MESSAGE, True, "ValueInfo"),
        ("value_info", 13, _MESSAGE, True, "ValueInfo"),
    ),
    "Model": (("graph", 7, _MESSAGE, False, "Graph"),),
}
"""Each message's fields: name, number, type, whether it is repeated, and the message that it holds."""


@dataclass(frozen=True, slots=True)
class GraphNode:
    """One operation: its inputs and outputs are names of tensors."""

    operation: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    numbers: Mapping[str, tuple[int, ...]]
    """Its attributes that are rows of integers, such as `strides`."""


class OnnxGraph:
    """The graph of a model."""

    def __init__(self, content: bytes) -> None:
        """Read a model.

        Raises:
            ValueError: it is no ONNX model.
        """
        from google.protobuf.message import DecodeError

        self._frame = _model_class()()
        try:
            self._frame.ParseFromString(content)
        except DecodeError as error:
            raise ValueError("it is no ONNX model") from error
        graph = self._frame.graph
        self._nodes, self._weights = list(graph.node), list(graph.initializer)
        self._inputs, self._outputs = list(graph.input), list(graph.output)
        for field in ("node", "initializer", "input", "output", "value_info"):
            graph.ClearField(field)
        self.nodes = tuple(map(_read, self._nodes))
        self.outputs = tuple(value.name for value in self._outputs)
        self.weights = {tensor.name: tuple(tensor.dims) for tensor in self._weights}
        """The shapes of the tensors that are part of the model."""

    @property
    def is_float(self) -> bool:
        """Whether its first output has numbers of 32 bits."""
        return bool(self._outputs) and self._outputs[0].type.tensor_type.elem_type == _FLOAT

    def part(
        self, places: Collection[int], outputs: Iterable[str], *, inputs: Iterable[str] | None = None
    ) -> bytes:
        """Return a model of the nodes at some places, with `inputs`, else with those of the whole model.

        Tensors at its new ends have numbers of 32 bits.
        """
        model = type(self._frame)()
        model.CopyFrom(self._frame)
        graph = model.graph
        graph.node.extend(self._nodes[place] for place in sorted(places))
        needed = {name for place in places for name in self.nodes[place].inputs}
        graph.initializer.extend(tensor for tensor in self._weights if tensor.name in needed)
        if inputs is None:
            graph.input.extend(self._inputs)
        for field, names in ((graph.input, inputs or ()), (graph.output, outputs)):
            for name in names:
                field.add(name=name).type.tensor_type.elem_type = _FLOAT
        content: bytes = model.SerializeToString()
        return content


def _read(node: Any) -> GraphNode:
    numbers = {entry.name: tuple(entry.ints) for entry in node.attribute if len(entry.ints)}
    return GraphNode(node.op_type, tuple(node.input), tuple(node.output), numbers)


def _model_class() -> Any:
    """Return the class of a model's message."""
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

    file = descriptor_pb2.FileDescriptorProto(name="onnx_graph.proto", package="parts", syntax="proto2")
    for message, fields in _FIELDS.items():
        declared = file.message_type.add(name=message)
        for name, number, kind, repeated, held in fields:
            declared.field.add(
                name=name,
                number=number,
                type=kind,
                label=_REPEATED if repeated else _OPTIONAL,
                type_name=f".parts.{held}" if held else None,
            )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("parts.Model"))
