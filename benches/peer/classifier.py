"""Writes the classifier of the peer: a separable CNN of about 58,000 parameters, as small emotion
classifiers on the web are. Its weights are random, since only its time is measured.

    python classifier.py OUT.onnx
"""

import sys

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

SIDE, CLASSES = 64, 7
WIDTHS = (16, 32, 64, 128)


class Graph:
    """An ONNX graph under construction; every method returns the name of its output."""

    def __init__(self) -> None:
        self.nodes, self.weights, self.random = [], [], np.random.default_rng(0)
        self.parameters = 0

    def add(self, kind: str, *inputs: str, **attributes) -> str:
        output = f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def conv(self, x: str, inputs: int, outputs: int, size: int, stride: int = 1, groups: int = 1) -> str:
        shape = (outputs, inputs // groups, size, size)
        name = f"w{len(self.weights)}"
        values = self.random.normal(0, (2 / np.prod(shape[1:])) ** 0.5, shape).astype(np.float32)
        self.parameters += values.size
        self.weights.append(numpy_helper.from_array(values, name))
        pad = [size // 2] * 4
        return self.add("Conv", x, name, strides=[stride] * 2, pads=pad, group=groups)

    def separable(self, x: str, inputs: int, outputs: int) -> str:
        return self.conv(self.conv(x, inputs, inputs, 3, groups=inputs), inputs, outputs, 1)


def build() -> Graph:
    """Two plain convolutions, four residual blocks of separable ones, the mean over space."""
    graph, width = Graph(), 8
    x = graph.add("Relu", graph.conv("x", 1, width, 3))
    x = graph.add("Relu", graph.conv(x, width, width, 3))
    for outputs in WIDTHS:
        skip = graph.conv(x, width, outputs, 1, stride=2)
        y = graph.add("Relu", graph.separable(x, width, outputs))
        y = graph.separable(y, outputs, outputs)
        y = graph.add("MaxPool", y, kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
        x, width = graph.add("Add", skip, y), outputs
    x = graph.conv(x, width, CLASSES, 3)
    x = graph.add("Flatten", graph.add("GlobalAveragePool", x))
    graph.nodes.append(helper.make_node("Softmax", [x], ["y"], axis=1))
    return graph


def main() -> None:
    graph = build()
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 1, SIDE, SIDE])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, CLASSES])
    body = helper.make_graph(graph.nodes, "peer", [x], [y], graph.weights)
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    checker.check_model(model)
    save(model, sys.argv[1])
    print(f"{graph.parameters} parameters")


if __name__ == "__main__":
    main()
