"""An ONNX model as bytes: nodes, their attributes, inputs and outputs, in the protocol buffers of `onnx.proto3`.

The package `onnx` has a builder too. These messages are the few that a graph without control flow needs, and the
runtime, which reads them, does not need that package.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

IR_VERSION: Final = 8
OPSETS: Final = {"": 17, "com.microsoft": 1}  # ONNX's own operators, and the fused ones of ONNX Runtime
FLOAT, INT8, INT32 = 1, 3, 6  # TensorProto.DataType
ELEMENT_TYPES: Final = {"float32": FLOAT, "int8": INT8, "int32": INT32}
ATTRIBUTE_FLOAT, ATTRIBUTE_INT = 1, 2  # AttributeProto.AttributeType
EXTERNAL: Final = 1  # TensorProto.DataLocation
VARINT, FIXED_32, LENGTH_DELIMITED = 0, 5, 2  # wire types

Dimension = int | str  # a string names a dimension that is known at the call only


@dataclass(frozen=True, slots=True)
class Node:
    """An operator of the graph; an empty name among the inputs leaves an optional one out."""

    operator: str
    inputs: Sequence[str]
    outputs: Sequence[str]
    domain: str = ""
    attributes: Mapping[str, int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Value:
    """An input or output of the graph: its name, element type and shape."""

    name: str
    element_type: int
    shape: Sequence[Dimension]


def model_bytes(
    nodes: Iterable[Node],
    inputs: Iterable[Value],
    outputs: Iterable[Value],
    weights: Mapping[str, npt.NDArray[np.generic]],
) -> bytes:
    """The model of a graph; the session is to be given the weights, of which it has names and shapes only."""
    graph = b"".join(
        [
            *(_message(1, _node(node)) for node in nodes),
            _text(2, "graph"),
            *(_message(5, _tensor(name, array)) for name, array in weights.items()),
            *(_message(11, _value(value)) for value in inputs),
            *(_message(12, _value(value)) for value in outputs),
        ]
    )
    opsets = b"".join(_message(8, _text(1, domain) + _integer(2, version)) for domain, version in OPSETS.items())
    return _integer(1, IR_VERSION) + _message(7, graph) + opsets


def _node(node: Node) -> bytes:
    names = [*(_text(1, name) for name in node.inputs), *(_text(2, name) for name in node.outputs)]
    attributes = [_message(5, _attribute(name, value)) for name, value in node.attributes.items()]
    return b"".join([*names, _text(4, node.operator), *attributes, _text(7, node.domain)])


def _attribute(name: str, value: float) -> bytes:
    if isinstance(value, int):
        return _text(1, name) + _integer(3, value) + _integer(20, ATTRIBUTE_INT)
    return _text(1, name) + _key(2, FIXED_32) + struct.pack("<f", value) + _integer(20, ATTRIBUTE_FLOAT)


def _tensor(name: str, array: npt.NDArray[np.generic]) -> bytes:
    """A tensor whose content is outside of the model."""
    sizes = b"".join(_integer(1, size) for size in array.shape)
    where = _message(13, _text(1, "location") + _text(2, name))
    element_type = _integer(2, ELEMENT_TYPES[array.dtype.name])
    return sizes + element_type + _text(8, name) + where + _integer(14, EXTERNAL)


def _value(value: Value) -> bytes:
    sizes = b"".join(
        _message(1, _text(2, size) if isinstance(size, str) else _integer(1, size)) for size in value.shape
    )
    tensor = _integer(1, value.element_type) + _message(2, sizes)
    return _text(1, value.name) + _message(2, _message(1, tensor))


def _text(number: int, text: str) -> bytes:
    return _message(number, text.encode())


def _message(number: int, content: bytes) -> bytes:
    return _key(number, LENGTH_DELIMITED) + _varint(len(content)) + content


def _integer(number: int, value: int) -> bytes:
    return _key(number, VARINT) + _varint(value)


def _key(number: int, wire_type: int) -> bytes:
    return _varint(number << 3 | wire_type)


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the highest bit of a byte says that another one follows."""
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])
