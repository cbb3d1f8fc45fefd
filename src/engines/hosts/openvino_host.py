"""The host of OpenVINO, on the processor. Tested with OpenVINO 2026.4.1 and Python 3.11.

Each operation is a model of one node: Convolution for `conv2d` and `conv3d`, GroupConvolution for `depthwise-conv2d`,
MatMul for `matmul`. Arrays are moved into the order of OpenVINO (NCHW, OIHW) and back. The kernel is a second input;
with settings that say `constant` it is a constant of the model. Settings that say `f32` ask for binary32. Else OpenVINO
chooses. Where it chooses 16 bits, it would round the inputs of a model in binary32, so the models are in that format.
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
NODES = 64  # the most in one model
# A model takes 20 ms to compile, whatever it holds: common ones for 16 cases or more, 32 of them compared.
FEWEST, COMPARED = (16, 32) if "constant" in SETTING else (2**31, 0)
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
    if len(x.get_output_partial_shape(0)) == 5:
        return op.convolution(x, w, shape.strides, *zip(*shape.sides), shape.dilations)
    top, bottom, left, right = shape.zeros
    convolution = op.convolution if len(w.shape) == 4 else op.group_convolution
    return convolution(x, w, shape.stride, (top, left), (bottom, right), shape.dilation)


def compiled(shape, left, right, kernels=(None,)):
    """A model of one node for each kernel, for inputs of these sizes. Without kernels, one with the kernel as input."""
    inputs, nodes = [], []
    for kernel in kernels:
        x = op.parameter(left, TYPE)
        w = op.parameter(right, TYPE) if kernel is None else op.constant(kernel)
        inputs += [x, w] if kernel is None else [x]
        nodes.append(node(shape, x, w))
    return core.compile_model(ov.Model(nodes, inputs, "lastbit"), "CPU", CONFIG).create_infer_request()


kept = functools.lru_cache(maxsize=64)(compiled)


def given(array):
    """NumPy has no bfloat16: its numbers come as float32 and go to OpenVINO as the upper half of their bits."""
    if FORMAT != "bfloat16":
        return array
    return ov.Tensor((array.view(np.uint32) >> 16).astype(np.uint16), array.shape, TYPE)


def numbers(result):
    """OpenVINO gives the bits of bfloat16 as an array of 16 bits."""
    return (result.view(np.uint16).astype(np.uint32) << 16).view(np.float32) if FORMAT == "bfloat16" else result


def infer(xs, ws, shape=None):
    """The results of all cases: each by its own request, or by the nodes of a common model that has their kernels."""
    xs, ws = np.ascontiguousarray(xs), np.ascontiguousarray(ws)
    sizes = shape, xs.shape[1:], ws.shape[1:]
    if "constant" not in SETTING:
        return np.stack([numbers(kept(*sizes).infer([given(x), given(w)])[0]) for x, w in zip(xs, ws)])
    results = []
    for start in range(0, len(xs), NODES):
        some = compiled(*sizes, ws[start : start + NODES]).infer(list(xs[start : start + NODES]))
        results += [some[index].copy() for index in range(len(some))]
    return np.stack(results)


def offer(name, compute):
    operation(name, formats=FORMAT, batched=True, fewest=FEWEST, compared=COMPARED)(compute)


def conv2d(images, kernels, shape):
    return infer(images.transpose(0, 1, 4, 2, 3), kernels.transpose(0, 4, 3, 1, 2), shape).transpose(0, 1, 3, 4, 2)


def conv3d(images, kernels, shape):
    xs, ws = images.transpose(0, 1, 5, 2, 3, 4), kernels.transpose(0, 5, 4, 1, 2, 3)
    return infer(xs, ws, shape).transpose(0, 1, 3, 4, 5, 2)


def depthwise_conv2d(images, kernels, shape):
    filters = kernels.transpose(0, 3, 4, 1, 2)[:, :, None]
    return infer(images.transpose(0, 1, 4, 2, 3), filters, shape).transpose(0, 1, 3, 4, 2)


offer("conv2d", conv2d)
offer("conv3d", conv3d)
offer("depthwise-conv2d", depthwise_conv2d)
offer("matmul", lambda windows, filters: infer(windows, filters))


def main():
    environment = {"threads": THREADS, "precision": PRECISION}
    run("openvino", version=ov.__version__.split("-")[0], environment=environment)
