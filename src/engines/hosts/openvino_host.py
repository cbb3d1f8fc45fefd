"""The host of OpenVINO, on the processor. Tested with OpenVINO 2026.4.1 and Python 3.11.

Each operation is a model of one node: Convolution for `conv2d`, GroupConvolution for `depthwise-conv2d`, MatMul for
`matmul`. Arrays are moved into the order of OpenVINO (NCHW, OIHW) and back. The kernel is a second input; with settings
that say `constant` it is a constant of the model. Settings that say `f32` ask for binary32. Else OpenVINO chooses: where
it chooses 16 bits, it would round the inputs of a model in binary32, so that the models are in this format.
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
PRECISION = "f32" if "f32" in SETTING else core.get_property("CPU", "INFERENCE_PRECISION_HINT").to_string()
FORMAT, TYPE = {
    "bf16": ("bfloat16", ov.Type.bf16),
    "bfloat16": ("bfloat16", ov.Type.bf16),
    "f16": ("binary16", ov.Type.f16),
}.get(PRECISION, ("binary32", ov.Type.f32))


def node(shape, x, w):
    """Filters of five axes are in groups."""
    if shape is None:
        return op.matmul(x, w, False, False)
    top, bottom, left, right = shape.zeros
    convolution = op.convolution if len(w.shape) == 4 else op.group_convolution
    return convolution(x, w, shape.stride, (top, left), (bottom, right), shape.dilation)


def compiled(shape, left, right):
    """A model of one node for inputs of these sizes. `right` may be the kernel itself."""
    constant = isinstance(right, np.ndarray)
    x, w = op.parameter(left, TYPE), op.constant(right) if constant else op.parameter(right, TYPE)
    model = ov.Model([node(shape, x, w)], [x] if constant else [x, w], "lastbit")
    return core.compile_model(model, "CPU", CONFIG).create_infer_request()


kept = functools.lru_cache(maxsize=64)(compiled)


def given(array):
    """NumPy has no bfloat16: its numbers come as float32 and go to OpenVINO as the upper half of their bits."""
    if FORMAT != "bfloat16":
        return array
    return ov.Tensor(np.ascontiguousarray((array.view(np.uint32) >> 16).astype(np.uint16)), array.shape, TYPE)


def numbers(result):
    """OpenVINO gives the bits of bfloat16 as an array of 16 bits."""
    if FORMAT != "bfloat16":
        return result
    return (result.view(np.uint16).astype(np.uint32) << 16).view(np.float32)


def infer(x, w, shape=None):
    x, w = np.ascontiguousarray(x), np.ascontiguousarray(w)
    if "constant" in SETTING:
        return compiled(shape, x.shape, w).infer([x])[0]
    return numbers(kept(shape, x.shape, w.shape).infer([given(x), given(w)])[0])


@operation("conv2d", formats=FORMAT)
def conv2d(image, kernel, shape):
    return infer(image.transpose(0, 3, 1, 2), kernel.transpose(3, 2, 0, 1), shape).transpose(0, 2, 3, 1)


@operation("depthwise-conv2d", formats=FORMAT)
def depthwise_conv2d(image, kernel, shape):
    filters = kernel.transpose(2, 3, 0, 1)[:, None]
    return infer(image.transpose(0, 3, 1, 2), filters, shape).transpose(0, 2, 3, 1)


operation("matmul", formats=FORMAT)(infer)


def main():
    environment = {"threads": THREADS, "precision": PRECISION}
    run("openvino", version=ov.__version__.split("-")[0], environment=environment)
