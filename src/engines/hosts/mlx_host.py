"""The host of MLX, on the processor. Tested with MLX 0.32.4 and Python 3.11.

`conv2d` by mlx.core.conv2d, `depthwise-conv2d` by the same in groups, `multiply-sum` by multiply and sum, `dot` by
inner, `matmul` by matmul and `einsum` by einsum.
"""

import mlx.core as mx
import numpy as np

from lastbit_engine import Declined, operation, run

BOTH = ("binary32", "binary64")
mx.set_default_device(mx.cpu)


def given(array):
    return mx.array(array, dtype=mx.float64 if array.dtype == np.float64 else mx.float32)


def convolve(image, kernel, shape, groups):
    top, bottom, left, right = shape.zeros
    if (top, left) != (bottom, right):
        raise Declined("conv2d of MLX pads both sides alike")
    words = {"stride": shape.stride, "padding": (top, left), "dilation": shape.dilation, "groups": groups}
    return np.array(mx.conv2d(given(image), given(kernel), **words))


@operation("conv2d")
def conv2d(image, kernel, shape):
    return convolve(image, np.ascontiguousarray(kernel.transpose(3, 0, 1, 2)), shape, 1)


@operation("depthwise-conv2d")
def depthwise_conv2d(image, kernel, shape):
    return convolve(image, np.ascontiguousarray(kernel.transpose(2, 0, 1, 3)), shape, shape.channels_in)


@operation("multiply-sum", formats=BOTH)
def multiply_sum(window, kernel):
    return np.array(mx.sum(mx.multiply(given(window), given(kernel))))


@operation("dot", formats=BOTH)
def dot(window, kernel):
    return np.array(mx.inner(given(window), given(kernel)))


@operation("matmul", formats=BOTH)
def matmul(windows, filters):
    return np.array(mx.matmul(given(windows), given(filters)))


@operation("einsum", formats=BOTH)
def einsum(windows, filters):
    return np.array(mx.einsum("pt,tc->pc", given(windows), given(filters)))


def main():
    run("mlx", version=mx.__version__, environment={"threads": 1, "device": str(mx.default_device())})
