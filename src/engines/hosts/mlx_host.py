"""The host of MLX, on the processor. Tested with MLX 0.32.4 and Python 3.11.

`conv2d` by mlx.core.conv2d, `depthwise-conv2d` and `grouped-conv2d` by the same in groups, `transposed-conv2d` by
conv_transpose2d, `conv1d` by conv1d, `multiply-sum` by multiply and sum, `dot` by inner, `matmul` and `batched-matmul`
by matmul, `einsum` by einsum, the sums by sum and `mean` by mean.
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


@operation("grouped-conv2d")
def grouped_conv2d(image, kernel, shape):
    rows, columns, channels, filters = kernel.shape
    divided = kernel.reshape(rows, columns, shape.groups, channels // shape.groups, filters).transpose(2, 4, 0, 1, 3)
    weight = divided.reshape(shape.groups * filters, rows, columns, -1)
    return convolve(image, np.ascontiguousarray(weight), shape, shape.groups)


@operation("transposed-conv2d")
def transposed_conv2d(image, kernel, shape):
    top, bottom, left, right = shape.cuts
    ends = max(0, top - bottom), max(0, left - right)
    if (top - ends[0], left - ends[1]) != (bottom, right):
        raise Declined("conv_transpose2d of MLX pads both sides alike, but for its output padding")
    reaches = [(shape.kernel_height - 1) * shape.dilation[0], (shape.kernel_width - 1) * shape.dilation[1]]
    if any(cut > reach and step > 1 for cut, reach, step in zip((top, left), reaches, shape.stride)):
        raise Declined("conv_transpose2d of MLX gives another shape with a stride and so much padding")
    words = {"stride": shape.stride, "padding": (top, left), "dilation": shape.dilation, "output_padding": ends}
    weight = np.ascontiguousarray(kernel.transpose(3, 0, 1, 2))
    return np.array(mx.conv_transpose2d(given(image), given(weight), **words))


@operation("conv1d")
def conv1d(image, kernel, shape):
    left, right = shape.zeros[2:]
    if left != right:
        raise Declined("conv1d of MLX pads both sides alike")
    words = {"stride": shape.stride[1], "padding": left, "dilation": shape.dilation[1]}
    return np.array(mx.conv1d(given(image), given(np.ascontiguousarray(kernel.transpose(2, 0, 1))), **words))


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


@operation("batched-matmul", formats=BOTH)
def batched_matmul(windows, filters):
    return np.array(mx.matmul(given(windows), given(filters)))


@operation("sum", formats=BOTH)
def sum_of(window):
    return np.array(mx.sum(given(window)))


@operation("sum-last-axis", formats=BOTH)
def sum_last_axis(windows):
    return np.array(mx.sum(given(windows), axis=1))


@operation("sum-first-axis", formats=BOTH)
def sum_first_axis(windows):
    return np.array(mx.sum(given(windows), axis=0))


@operation("mean", formats=BOTH)
def mean(window):
    return np.array(mx.mean(given(window)))


def main():
    run("mlx", version=mx.__version__, environment={"threads": 1, "device": str(mx.default_device())})
