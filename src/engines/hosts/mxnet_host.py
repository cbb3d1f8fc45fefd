"""The host of MXNet, on the processor and one thread. Tested with MXNet 1.9.1, NumPy 1.23.5 and Python 3.11.

`conv2d` and, in groups, `depthwise-conv2d` by nd.Convolution, `multiply-sum` by multiply and sum, `dot` and `matmul` by
nd.dot. Arrays are moved into the order of MXNet (NCHW, OIHW) and back.
"""

import os

import mxnet as mx
import numpy as np

from lastbit_engine import operation, run

BOTH = ("binary32", "binary64")
THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))


def given(array):
    return mx.nd.array(np.ascontiguousarray(array), dtype=array.dtype)


def convolve(image, filters, shape, groups):
    """Zeros that differ before and after are put around the image before; Convolution adds the same on both sides."""
    top, bottom, left, right = shape.zeros
    x, pad = image.transpose(0, 3, 1, 2), (top, left)
    if (top, left) != (bottom, right):
        x, pad = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right))), (0, 0)
    words = {"kernel": filters.shape[2:], "num_filter": len(filters), "num_group": groups, "no_bias": True, "pad": pad}
    words.update({"stride": shape.stride, "dilate": shape.dilation})
    return mx.nd.Convolution(given(x), given(filters), **words).asnumpy().transpose(0, 2, 3, 1)


@operation("conv2d", formats=BOTH)
def conv2d(image, kernel, shape):
    return convolve(image, kernel.transpose(3, 2, 0, 1), shape, 1)


@operation("depthwise-conv2d", formats=BOTH)
def depthwise_conv2d(image, kernel, shape):
    return convolve(image, kernel.transpose(2, 3, 0, 1), shape, shape.channels_in)


@operation("multiply-sum", formats=BOTH)
def multiply_sum(window, kernel):
    return mx.nd.sum(mx.nd.multiply(given(window), given(kernel))).asnumpy().reshape(())


operation("dot", formats=BOTH)(lambda x, w: mx.nd.dot(given(x), given(w)).asnumpy().reshape(()))
operation("matmul", formats=BOTH)(lambda x, w: mx.nd.dot(given(x), given(w)).asnumpy())


def main():
    run("mxnet", version=mx.__version__, environment={"threads": THREADS})
