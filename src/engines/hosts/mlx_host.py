"""The host of MLX, on the processor. Tested with MLX 0.32.4 and Python 3.11.

`conv2d` by mlx.core.conv2d, `depthwise-conv2d` by the same in groups, `multiply-sum` by multiply and sum, `dot` by
inner, `matmul` by matmul and `einsum` by einsum.
"""

import mlx.core as mx
import numpy as np

from lastbit_engine import Declined, operation, run

NARROW = ("binary32", "binary16", "bfloat16")
ALL = ("binary32", "binary64", "binary16", "bfloat16")
DTYPES = {"binary32": mx.float32, "binary64": mx.float64, "binary16": mx.float16, "bfloat16": mx.bfloat16}
mx.set_default_device(mx.cpu)


def given(array, number_format):
    return mx.array(array, dtype=DTYPES[number_format])


def numbers(result):
    """As NumPy's, which has no bfloat16."""
    return np.array(result.astype(mx.float32) if result.dtype == mx.bfloat16 else result)


def convolve(image, kernel, shape, groups, number_format):
    top, bottom, left, right = shape.zeros
    if (top, left) != (bottom, right):
        raise Declined("conv2d of MLX pads both sides alike")
    words = {"stride": shape.stride, "padding": (top, left), "dilation": shape.dilation, "groups": groups}
    return numbers(mx.conv2d(given(image, number_format), given(kernel, number_format), **words))


@operation("conv2d", formats=NARROW)
def conv2d(image, kernel, shape, number_format):
    return convolve(image, np.ascontiguousarray(kernel.transpose(3, 0, 1, 2)), shape, 1, number_format)


@operation("depthwise-conv2d", formats=NARROW)
def depthwise_conv2d(image, kernel, shape, number_format):
    taps = np.ascontiguousarray(kernel.transpose(2, 0, 1, 3))
    return convolve(image, taps, shape, shape.channels_in, number_format)


@operation("multiply-sum", formats=ALL)
def multiply_sum(window, kernel, number_format):
    return numbers(mx.sum(mx.multiply(given(window, number_format), given(kernel, number_format))))


@operation("dot", formats=ALL)
def dot(window, kernel, number_format):
    return numbers(mx.inner(given(window, number_format), given(kernel, number_format)))


@operation("matmul", formats=ALL)
def matmul(windows, filters, number_format):
    return numbers(mx.matmul(given(windows, number_format), given(filters, number_format)))


@operation("einsum", formats=ALL)
def einsum(windows, filters, number_format):
    return numbers(mx.einsum("pt,tc->pc", given(windows, number_format), given(filters, number_format)))


def main():
    run("mlx", version=mx.__version__, environment={"threads": 1, "device": str(mx.default_device())})
