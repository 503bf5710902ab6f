"""Models as ONNX Runtime reads them: nodes with attributes, optional inputs, weights given beside the model."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import onnxruntime
import pytest

from vindex_search.models.bert.onnx_model import FLOAT, INT32, Node, Value, model_bytes


def session(
    nodes: list[Node], inputs: list[Value], weights: dict[str, npt.NDArray[np.float32]]
) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in weights.values()]
    options.add_external_initializers(list(weights), values)
    model = model_bytes(nodes, inputs, [Value("y", FLOAT, ("rows", 2))], weights)
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


@pytest.mark.parametrize("rows", [1, 300])
def test_a_product_with_a_weight_is_computed_for_any_number_of_rows(rows: int) -> None:
    weight = np.array([[1, 2], [3, 4], [5, 6]], np.float32)
    x = np.random.default_rng(0).normal(size=(rows, 3)).astype(np.float32)
    run = session([Node("MatMul", ["x", "w"], ["y"])], [Value("x", FLOAT, ("rows", 3))], {"w": weight})
    np.testing.assert_allclose(run.run(None, {"x": x})[0], x @ weight, rtol=1e-5)


def test_attributes_are_integers_or_floats() -> None:
    nodes = [
        Node("Softmax", ["x"], ["s"], attributes={"axis": 1}),
        Node("Elu", ["s"], ["y"], attributes={"alpha": 0.5}),
    ]
    run = session(nodes, [Value("x", FLOAT, ("rows", 2))], {})
    np.testing.assert_allclose(run.run(None, {"x": np.zeros((1, 2), np.float32)})[0], [[0.5, 0.5]])


def test_an_optional_input_may_be_left_out() -> None:
    clipped = Node("Clip", ["x", "", "most"], ["y"])
    run = session([clipped], [Value("x", FLOAT, ("rows", 2))], {"most": np.array(1, np.float32)})
    np.testing.assert_allclose(run.run(None, {"x": np.array([[-9, 9]], np.float32)})[0], [[-9, 1]])


def test_a_graph_may_have_inputs_of_integers() -> None:
    run = session(
        [Node("Gather", ["w", "x"], ["y"])], [Value("x", INT32, ("rows",))], {"w": np.eye(2, dtype=np.float32)}
    )
    np.testing.assert_allclose(run.run(None, {"x": np.array([1, 0], np.int32)})[0], [[0, 1], [1, 0]])
