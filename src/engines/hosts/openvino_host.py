"""The host of OpenVINO, on the processor. Tested with OpenVINO 2026.4.1 and Python 3.11.

Each operation is a model of one node: Convolution for `conv2d` and `conv3d`, GroupConvolution for
`depthwise-conv2d`, MatMul for `matmul`. Arrays are moved into the order of OpenVINO (NCHW, OIHW) and back. The
kernel is a second input; with settings
that say `constant` it is a constant of the model. Settings that say `f32` ask for binary32; else OpenVINO chooses.
"""

import functools
import os

import numpy as np
import openvino as ov
from openvino import opset13 as op

from lastbit_engine import operation, run

SETTING = os.environ.get("LASTBIT_SETTING", "").split("-")
THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))
CONFIG = {"INFERENCE_NUM_THREADS": THREADS, "NUM_STREAMS": 1}
CONFIG.update({"INFERENCE_PRECISION_HINT": "f32"} if "f32" in SETTING else {})
core = ov.Core()


def node(shape, x, w):
    """Filters of five axes are in groups."""
    if shape is None:
        return op.matmul(x, w, False, False)
    if len(x.get_output_partial_shape(0)) == 5:
        return op.convolution(x, w, shape.strides, *zip(*shape.sides), shape.dilations)
    top, bottom, left, right = shape.zeros
    convolution = op.convolution if len(w.shape) == 4 else op.group_convolution
    return convolution(x, w, shape.stride, (top, left), (bottom, right), shape.dilation)


def compiled(shape, left, right):
    """A model of one node for inputs of these sizes. `right` may be the kernel itself."""
    constant = isinstance(right, np.ndarray)
    x, w = op.parameter(left, np.float32), op.constant(right) if constant else op.parameter(right, np.float32)
    model = ov.Model([node(shape, x, w)], [x] if constant else [x, w], "lastbit")
    return core.compile_model(model, "CPU", CONFIG).create_infer_request()


kept = functools.lru_cache(maxsize=64)(compiled)


def infer(x, w, shape=None):
    x, w = np.ascontiguousarray(x), np.ascontiguousarray(w)
    if "constant" in SETTING:
        return compiled(shape, x.shape, w).infer([x])[0]
    return kept(shape, x.shape, w.shape).infer([x, w])[0]


@operation("conv2d")
def conv2d(image, kernel, shape):
    return infer(image.transpose(0, 3, 1, 2), kernel.transpose(3, 2, 0, 1), shape).transpose(0, 2, 3, 1)


@operation("conv3d")
def conv3d(image, kernel, shape):
    x, w = image.transpose(0, 4, 1, 2, 3), kernel.transpose(4, 3, 0, 1, 2)
    return infer(x, w, shape).transpose(0, 2, 3, 4, 1)


@operation("depthwise-conv2d")
def depthwise_conv2d(image, kernel, shape):
    filters = kernel.transpose(2, 3, 0, 1)[:, None]
    return infer(image.transpose(0, 3, 1, 2), filters, shape).transpose(0, 2, 3, 1)


operation("matmul")(infer)


def main():
    precision = core.get_property("CPU", "INFERENCE_PRECISION_HINT").to_string() if "f32" not in SETTING else "f32"
    run("openvino", version=ov.__version__.split("-")[0], environment={"threads": THREADS, "precision": precision})
