"""The host of LiteRT (ai-edge-litert), on the processor. Tested with LiteRT 2.3.0 and Python 3.11.

Each operation is a model: CONV_2D for `conv2d`, DEPTHWISE_CONV_2D for `depthwise-conv2d`, BATCH_MATMUL for `matmul`.
Padding in numbers is the operator PAD before, because LiteRT's convolutions know only `valid` and `same`. The kernel
is a constant of the model. XNNPACK computes where it can; with the setting `xnnpack=0` LiteRT's own kernels do.
"""

import os

import numpy as np
from ai_edge_litert import schema_py_generated as s
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from litert_model import model

from lastbit_engine import Declined, operation, run

THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))
PLAIN = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
RESOLVER = PLAIN if os.environ.get("LASTBIT_SETTING", "") == "xnnpack=0" else OpResolverType.AUTO


def infer(content, *inputs):
    try:
        interpreter = Interpreter(
            model_content=content, num_threads=THREADS, experimental_op_resolver_type=RESOLVER
        )
        interpreter.allocate_tensors()
    except (RuntimeError, ValueError) as error:
        raise Declined(str(error)) from None
    for detail, array in zip(interpreter.get_input_details(), inputs):
        interpreter.set_tensor(detail["index"], array)
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


def convolve(image, filters, shape, code, options):
    options.padding = s.Padding.SAME if shape.padding == "same" else s.Padding.VALID
    options.strideH, options.strideW = shape.stride
    options.dilationHFactor, options.dilationWFactor = shape.dilation
    size = (shape.batch, *shape.output_size, filters.shape[3] if code == "DEPTHWISE_CONV_2D" else len(filters))
    bias = np.zeros(size[3], np.float32)
    nodes, x = [(code, options, ("x", "w", "b"), "y")], image.shape
    constants = {"w": filters, "b": bias}
    if not isinstance(shape.padding, str):
        top, bottom, left, right = shape.padding
        constants["p"] = np.array([(0, 0), (top, bottom), (left, right), (0, 0)], np.int32)
        nodes = [("PAD", s.PadOptionsT(), ("x", "p"), "z"), (code, options, ("z", "w", "b"), "y")]
    padded = (x[0], x[1] + sum(shape.zeros[:2]), x[2] + sum(shape.zeros[2:]), x[3])
    return infer(model(nodes, {"x": x}, constants, {"z": padded, "y": size}, "y"), image)


@operation("conv2d")
def conv2d(image, kernel, shape):
    return convolve(image, np.ascontiguousarray(kernel.transpose(3, 0, 1, 2)), shape, "CONV_2D", s.Conv2DOptionsT())


@operation("depthwise-conv2d")
def depthwise_conv2d(image, kernel, shape):
    options = s.DepthwiseConv2DOptionsT()
    options.depthMultiplier = 1
    filters = np.ascontiguousarray(kernel.transpose(3, 0, 1, 2))
    return convolve(image, filters, shape, "DEPTHWISE_CONV_2D", options)


@operation("matmul")
def matmul(windows, filters):
    nodes, sizes = [("BATCH_MATMUL", s.BatchMatMulOptionsT(), ("x", "w"), "y")], (len(windows), filters.shape[1])
    return infer(model(nodes, {"x": windows.shape}, {"w": filters}, {"y": sizes}, "y"), windows)


def main():
    import ai_edge_litert

    run("litert", version=ai_edge_litert.__version__, environment={"threads": THREADS})
