"""The host of MLX, on the processor. Tested with MLX 0.32.4 and Python 3.11.

`conv2d` by mlx.core.conv2d, `depthwise-conv2d` and `grouped-conv2d` by the same in groups, `transposed-conv2d` by
conv_transpose2d, `conv1d` by conv1d, `multiply-sum` by multiply and sum, `dot` by inner, `matmul` and `batched-matmul`
by matmul, `einsum` by einsum, the sums by sum and `mean` by mean.
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


@operation("grouped-conv2d", formats=NARROW)
def grouped_conv2d(image, kernel, shape, number_format):
    rows, columns, channels, filters = kernel.shape
    divided = kernel.reshape(rows, columns, shape.groups, channels // shape.groups, filters).transpose(2, 4, 0, 1, 3)
    weight = divided.reshape(shape.groups * filters, rows, columns, -1)
    return convolve(image, np.ascontiguousarray(weight), shape, shape.groups, number_format)


@operation("transposed-conv2d", formats=NARROW)
def transposed_conv2d(image, kernel, shape, number_format):
    top, bottom, left, right = shape.cuts
    ends = max(0, top - bottom), max(0, left - right)
    if (top - ends[0], left - ends[1]) != (bottom, right):
        raise Declined("conv_transpose2d of MLX pads both sides alike, but for its output padding")
    reaches = [(shape.kernel_height - 1) * shape.dilation[0], (shape.kernel_width - 1) * shape.dilation[1]]
    if any(cut > reach and step > 1 for cut, reach, step in zip((top, left), reaches, shape.stride)):
        raise Declined("conv_transpose2d of MLX gives another shape with a stride and so much padding")
    words = {"stride": shape.stride, "padding": (top, left), "dilation": shape.dilation, "output_padding": ends}
    weight = given(np.ascontiguousarray(kernel.transpose(3, 0, 1, 2)), number_format)
    return numbers(mx.conv_transpose2d(given(image, number_format), weight, **words))


@operation("conv1d", formats=NARROW)
def conv1d(image, kernel, shape, number_format):
    left, right = shape.zeros[2:]
    if left != right:
        raise Declined("conv1d of MLX pads both sides alike")
    words = {"stride": shape.stride[1], "padding": left, "dilation": shape.dilation[1]}
    taps = given(np.ascontiguousarray(kernel.transpose(2, 0, 1)), number_format)
    return numbers(mx.conv1d(given(image, number_format), taps, **words))


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


@operation("batched-matmul", formats=ALL)
def batched_matmul(windows, filters, number_format):
    return numbers(mx.matmul(given(windows, number_format), given(filters, number_format)))


@operation("sum", formats=ALL)
def sum_of(window, number_format):
    return numbers(mx.sum(given(window, number_format)))


@operation("sum-last-axis", formats=ALL)
def sum_last_axis(windows, number_format):
    return numbers(mx.sum(given(windows, number_format), axis=1))


@operation("sum-first-axis", formats=ALL)
def sum_first_axis(windows, number_format):
    return numbers(mx.sum(given(windows, number_format), axis=0))


@operation("mean", formats=("binary32", "binary64"))
def mean(window, number_format):
    return numbers(mx.mean(given(window, number_format)))


def main():
    run("mlx", version=mx.__version__, environment={"threads": 1, "device": str(mx.default_device())})
