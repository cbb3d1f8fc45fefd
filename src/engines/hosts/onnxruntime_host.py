"""The host of ONNX Runtime, on the processor and one thread. Tested with 1.32.0 and Python 3.11.

Each operation is a model of one node: Conv for `conv2d`, Conv in groups for `depthwise-conv2d`, MatMul for `matmul`.
Arrays are moved into the order of ONNX (NCHW, OIHW) and back. The kernel is a second input; with the setting
`constant` it is a constant of the model, which the runtime may arrange before, and every case has its own session.
"""

import functools
import os

import numpy as np
import onnxruntime
from onnx_model import DOUBLE, FLOAT, model
from onnxruntime.capi.onnxruntime_pybind11_state import InvalidArgument, NotImplemented

from lastbit_engine import Declined, operation, run

SETTING = os.environ.get("LASTBIT_SETTING", "")
CONSTANT = SETTING == "constant"
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
options.log_severity_level = 4


def session(*words):
    return onnxruntime.InferenceSession(model(*words), options, providers=["CPUExecutionProvider"])


kept = functools.lru_cache(maxsize=64)(session)


def call(name, x, w, output, attributes=()):
    """One run of one node on two arrays."""
    kind = DOUBLE if x.dtype == np.float64 else FLOAT
    if CONSTANT:
        one = session(name, (("x", x.shape, kind),), (output, kind), attributes, (("w", w, kind),))
        return one.run(None, {"x": x})[0]
    inputs = (("x", x.shape, kind), ("w", w.shape, kind))
    return kept(name, inputs, (output, kind), attributes).run(None, {"x": x, "w": w})[0]


def convolve(image, kernel, shape, groups):
    x = np.ascontiguousarray(image.transpose(0, 3, 1, 2))
    w = np.ascontiguousarray(kernel.transpose(3, 2, 0, 1) if groups == 1 else kernel.transpose(2, 3, 0, 1))
    top, bottom, left, right = shape.zeros
    padding = {"valid": ("auto_pad", "VALID"), "same": ("auto_pad", "SAME_UPPER")}.get(shape.padding)
    attributes = (
        ("strides", shape.stride),
        ("dilations", shape.dilation),
        ("group", groups),
        padding or ("pads", (top, left, bottom, right)),
    )
    try:
        result = call("Conv", x, w, (shape.batch, len(w), *shape.output_size), attributes)
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
    return convolve(image, kernel, shape, image.shape[3])


@operation("matmul", formats=("binary32", "binary64"))
def matmul(windows, filters):
    return call("MatMul", windows, filters, (len(windows), filters.shape[1]))


def main():
    run("onnxruntime", version=onnxruntime.__version__, environment={"threads": 1, "setting": SETTING or "input"})
