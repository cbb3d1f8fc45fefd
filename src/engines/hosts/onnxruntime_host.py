"""The host of ONNX Runtime, on the processor and one thread. Tested with 1.32.0 and Python 3.11.

Each operation is a model of one node: Conv for `conv2d`, `conv1d` and `conv3d`, Conv in groups for
`depthwise-conv2d` and `grouped-conv2d`, ConvTranspose, MatMul for `matmul` and `batched-matmul`, ReduceSum and
ReduceMean.
Arrays are moved into the order of ONNX (NCHW, OIHW) and back. The kernel is a second input; with the setting
`constant` it is a constant of the model, which the runtime may arrange before. Then every case has its own node.
"""

import functools
import os

import numpy as np
import onnxruntime
from onnx_model import (
    DOUBLE,
    FLOAT,
    convolution,
    line_convolution,
    model,
    reduction,
    transposed,
    volume_convolution,
)
from onnxruntime.capi.onnxruntime_pybind11_state import InvalidArgument, NotImplemented

from lastbit_engine import Declined, operation, run

CONSTANT = os.environ.get("LASTBIT_SETTING", "") == "constant"
BOTH = ("binary32", "binary64")
NODES = 64  # the most in one session
FEWEST = 16 if CONSTANT else 2**31  # cases in one session
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
options.log_severity_level = 4


def session(write, *words):
    return onnxruntime.InferenceSession(write(*words), options, providers=["CPUExecutionProvider"])


kept = functools.lru_cache(maxsize=64)(session)


def call(write, xs, ws, *words):
    """The outputs of all cases: by one session of a shape, or by a session of as many nodes as there are cases."""
    xs, ws = [np.ascontiguousarray(x) for x in xs], [np.ascontiguousarray(w) for w in ws]
    if not CONSTANT:
        one = kept(write, *words)
        return [one.run(None, {"x": x, "w": w})[0] for x, w in zip(xs, ws)]
    results = []
    for start in range(0, len(xs), NODES):
        part = xs[start : start + NODES]
        given = {f"x{index or ''}": x for index, x in enumerate(part)}
        results += session(write, *words, ws[start : start + NODES]).run(None, given)
    return results


def called(*words):
    try:
        return np.array(call(*words))
    except (InvalidArgument, NotImplemented) as error:
        reason = str(error).split("Status Message: ")[-1]
        if "not supported" in reason or "output_padding" in reason:
            raise Declined(reason) from None
        raise


def convolve(images, kernels, shape, groups):
    xs = images.transpose(0, 1, 4, 2, 3)
    count, rows, columns, channels, filters = kernels.shape
    divided = kernels.reshape(count, rows, columns, groups, channels // groups, filters).transpose(0, 3, 5, 4, 1, 2)
    ws = divided.reshape(count, groups * filters, channels // groups, rows, columns)
    return called(convolution, xs, ws, xs.shape[1:], shape, groups).transpose(0, 1, 3, 4, 2)


def product(x, w, kind, filters=None):
    inputs = (("x", x, kind),) if filters is not None else (("x", x, kind), ("w", w, kind))
    constants = [()] if filters is None else [(("w", one, kind),) for one in filters]
    return model("MatMul", inputs, ((*x[:-1], w[-1]), kind), (), constants)


def kind_of(array):
    return DOUBLE if array.dtype == np.float64 else FLOAT


def reduced(name, array, axis):
    one = kept(reduction, name, array.shape, axis, kind_of(array))
    return one.run(None, {"x": array})[0]


@operation("conv2d", batched=True, fewest=FEWEST)
def conv2d(images, kernels, shape):
    return convolve(images, kernels, shape, 1)


@operation("depthwise-conv2d", batched=True, fewest=FEWEST)
def depthwise_conv2d(images, kernels, shape):
    return convolve(images, kernels, shape, shape.channels_in)


@operation("grouped-conv2d", batched=True, fewest=FEWEST)
def grouped_conv2d(images, kernels, shape):
    return convolve(images, kernels, shape, shape.groups)


@operation("transposed-conv2d", batched=True, fewest=FEWEST)
def transposed_conv2d(images, kernels, shape):
    xs, ws = images.transpose(0, 1, 4, 2, 3), kernels.transpose(0, 3, 4, 1, 2)
    return called(transposed, xs, ws, xs.shape[1:], shape).transpose(0, 1, 3, 4, 2)


@operation("conv1d", batched=True, fewest=FEWEST)
def conv1d(images, kernels, shape):
    xs, ws = images.transpose(0, 1, 3, 2), kernels.transpose(0, 3, 2, 1)
    return called(line_convolution, xs, ws, xs.shape[1:], shape).transpose(0, 1, 3, 2)


@operation("conv3d", batched=True, fewest=FEWEST)
def conv3d(images, kernels, shape):
    xs, ws = images.transpose(0, 1, 5, 2, 3, 4), kernels.transpose(0, 5, 4, 1, 2, 3)
    return called(volume_convolution, xs, ws, xs.shape[1:], shape).transpose(0, 1, 3, 4, 5, 2)


@operation("matmul", formats=BOTH, batched=True, fewest=FEWEST)
def matmul(windows, filters):
    return np.array(call(product, windows, filters, windows.shape[1:], filters.shape[1:], kind_of(windows)))


@operation("batched-matmul", formats=BOTH, batched=True, fewest=FEWEST)
def batched_matmul(windows, filters):
    return matmul(windows, filters)


if not CONSTANT:  # they have no kernel

    @operation("sum", formats=BOTH)
    def sum_of(window):
        return reduced("ReduceSum", window, 0)

    @operation("sum-last-axis", formats=BOTH)
    def sum_last_axis(windows):
        return reduced("ReduceSum", windows, 1)

    @operation("sum-first-axis", formats=BOTH)
    def sum_first_axis(windows):
        return reduced("ReduceSum", windows, 0)

    @operation("mean", formats=BOTH)
    def mean(window):
        return reduced("ReduceMean", window, 0)


def main():
    environment = {"threads": 1, "kernel": "constant" if CONSTANT else "input"}
    run("onnxruntime", version=onnxruntime.__version__, environment=environment)
