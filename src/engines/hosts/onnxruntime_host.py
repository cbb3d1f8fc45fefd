"""The host of ONNX Runtime, on the processor and one thread. Tested with 1.32.0 and Python 3.11.

Each operation is a model of one node: Conv for `conv2d`, Conv in groups for `depthwise-conv2d`, MatMul for `matmul`.
Arrays are moved into the order of ONNX (NCHW, OIHW) and back. The kernel is a second input; with the setting
`constant` it is a constant of the model, which the runtime may arrange before, and every case has its own session.
"""

import functools
import os

import numpy as np
import onnxruntime
from onnx_model import DOUBLE, FLOAT, convolution, model
from onnxruntime.capi.onnxruntime_pybind11_state import InvalidArgument, NotImplemented

from lastbit_engine import Declined, operation, run

CONSTANT = os.environ.get("LASTBIT_SETTING", "") == "constant"
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
options.log_severity_level = 4


def session(write, *words):
    return onnxruntime.InferenceSession(write(*words), options, providers=["CPUExecutionProvider"])


kept = functools.lru_cache(maxsize=64)(session)


def convolve(image, kernel, shape, groups):
    x = np.ascontiguousarray(image.transpose(0, 3, 1, 2))
    w = np.ascontiguousarray(kernel.transpose(3, 2, 0, 1) if groups == 1 else kernel.transpose(2, 3, 0, 1))
    try:
        if CONSTANT:
            [result] = session(convolution, x.shape, shape, groups, w).run(None, {"x": x})
        else:
            [result] = kept(convolution, x.shape, shape, groups).run(None, {"x": x, "w": w})
    except (InvalidArgument, NotImplemented) as error:
        reason = str(error).split("Status Message: ")[-1]
        if "not supported" in reason:
            raise Declined(reason) from None
        raise
    return np.ascontiguousarray(result.transpose(0, 2, 3, 1))


@operation("conv2d")
def conv2d(image, kernel, shape):
    return convolve(image, kernel, shape, 1)


@operation("depthwise-conv2d")
def depthwise_conv2d(image, kernel, shape):
    return convolve(image, kernel, shape, shape.channels_in)


@operation("matmul", formats=("binary32", "binary64"))
def matmul(windows, filters):
    kind = DOUBLE if windows.dtype == np.float64 else FLOAT
    x, w, y = ("x", windows.shape, kind), ("w", filters.shape, kind), ((len(windows), filters.shape[1]), kind)
    if CONSTANT:
        return session(model, "MatMul", (x,), y, (), (("w", filters, kind),)).run(None, {"x": windows})[0]
    return kept(model, "MatMul", (x, w), y).run(None, {"x": windows, "w": filters})[0]


def main():
    environment = {"threads": 1, "kernel": "constant" if CONSTANT else "input"}
    run("onnxruntime", version=onnxruntime.__version__, environment=environment)
