"""The host of JAX, on the processor or, with the setting cuda, on a GPU. Tested with JAX 0.10.2 and Python 3.11.

Convolutions are lax.conv_general_dilated, in groups where there are some, and the transposed one is lax.conv_transpose;
`multiply-sum` is multiply and sum, all others are the function of that name. With the setting `jit` each of
these is one compiled function; `highest` is the precision of that name.
"""

import os

import jax
import numpy as np
from jax import lax
from jax import numpy as jnp

from lastbit_engine import operation, run

FORMATS = ("binary32", "binary64", "binary16", "bfloat16")
SETTING = os.environ.get("LASTBIT_SETTING", "")
jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cuda" if SETTING == "cuda" else "cpu")
PRECISION = lax.Precision.HIGHEST if SETTING == "highest" else None


def given(array, number_format):
    """NumPy has no bfloat16: its numbers come as float32."""
    return jnp.asarray(array, jnp.bfloat16 if number_format == "bfloat16" else array.dtype)


def compiled(function, **words):
    return jax.jit(function, **words) if SETTING == "jit" else function


def convolution(x, w, stride, padding, dilation, groups):
    words = {"rhs_dilation": dilation, "dimension_numbers": ("NHWC", "HWIO", "NHWC"), "feature_group_count": groups}
    return lax.conv_general_dilated(x, w, stride, padding, precision=PRECISION, **words)


def transposed(x, w, stride, padding, dilation):
    words = {"rhs_dilation": dilation, "dimension_numbers": ("NHWC", "HWIO", "NHWC"), "transpose_kernel": True}
    return lax.conv_transpose(x, w, stride, padding, precision=PRECISION, **words)


def row(x, w, stride, padding, dilation):
    words = {"rhs_dilation": dilation, "dimension_numbers": ("NWC", "WIO", "NWC"), "precision": PRECISION}
    return lax.conv_general_dilated(x, w, stride, padding, **words)


def volume(x, w, stride, padding, dilation):
    words = {"rhs_dilation": dilation, "dimension_numbers": ("NDHWC", "DHWIO", "NDHWC"), "precision": PRECISION}
    return lax.conv_general_dilated(x, w, stride, padding, **words)


CONVOLUTION = compiled(convolution, static_argnums=(2, 3, 4, 5))
TRANSPOSED = compiled(transposed, static_argnums=(2, 3, 4))
ROW = compiled(row, static_argnums=(2, 3, 4))
VOLUME = compiled(volume, static_argnums=(2, 3, 4))


def offer_convolution(name, groups_of):
    @operation(name, formats=FORMATS)
    def convolve(image, kernel, shape, number_format):
        """The groups are beside one another in the last axis of the filters."""
        groups, filters = groups_of(shape), kernel.shape[3]
        divided = kernel.reshape(*kernel.shape[:2], groups, -1, filters).transpose(0, 1, 3, 2, 4)
        w = np.ascontiguousarray(divided.reshape(*divided.shape[:3], groups * filters))
        top, bottom, left, right = shape.zeros
        zeros = (top, bottom), (left, right)
        x, w = given(image, number_format), given(w, number_format)
        return np.array(CONVOLUTION(x, w, shape.stride, zeros, shape.dilation, groups))


@operation("transposed-conv2d", formats=FORMATS)
def transposed_conv2d(image, kernel, shape, number_format):
    reach = [(size - 1) * apart for size, apart in zip(kernel.shape[:2], shape.dilation)]
    top, bottom, left, right = shape.cuts
    zeros = (reach[0] - top, reach[0] - bottom), (reach[1] - left, reach[1] - right)
    w = given(np.ascontiguousarray(kernel.transpose(0, 1, 3, 2)), number_format)
    return np.array(TRANSPOSED(given(image, number_format), w, shape.stride, zeros, shape.dilation))


@operation("conv1d", formats=FORMATS)
def conv1d(image, kernel, shape, number_format):
    x, w = given(image, number_format), given(kernel, number_format)
    return np.array(ROW(x, w, shape.stride[1:], (shape.zeros[2:],), shape.dilation[1:]))


@operation("conv3d", formats=FORMATS)
def conv3d(image, kernel, shape, number_format):
    x, w = given(image, number_format), given(kernel, number_format)
    return np.array(VOLUME(x, w, shape.strides, shape.sides, shape.dilations))


def offer(name, function, formats=FORMATS):
    def compute(*arrays, number_format):
        return np.array(function(*(given(one, number_format) for one in arrays)))

    operation(name, formats=formats)(compute)


offer_convolution("conv2d", lambda shape: 1)
offer_convolution("depthwise-conv2d", lambda shape: shape.channels_in)
offer_convolution("grouped-conv2d", lambda shape: shape.groups)
offer("multiply-sum", compiled(lambda window, kernel: jnp.sum(jnp.multiply(window, kernel))))
offer("dot", compiled(lambda window, kernel: jnp.dot(window, kernel, precision=PRECISION)))
offer("matmul", compiled(lambda windows, filters: jnp.matmul(windows, filters, precision=PRECISION)))
offer("batched-matmul", compiled(lambda windows, filters: jnp.matmul(windows, filters, precision=PRECISION)))
offer("sum", compiled(jnp.sum))
offer("sum-last-axis", compiled(lambda windows: jnp.sum(windows, 1)))
offer("sum-first-axis", compiled(lambda windows: jnp.sum(windows, 0)))
offer("mean", compiled(jnp.mean), formats=("binary32", "binary64"))


def main():
    environment = {"threads": int(os.environ.get("NPROC", "1")), "device": str(jax.devices()[0])}
    run("jax", version=jax.__version__, environment=environment)
