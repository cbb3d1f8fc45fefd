"""The host of JAX, on the processor or, with the setting cuda, on a GPU. Tested with JAX 0.10.2 and Python 3.11.

`conv2d` and, with a group for each channel, `depthwise-conv2d` by lax.conv_general_dilated, `multiply-sum` by multiply
and sum, `dot` by dot, `matmul` by matmul. With the setting `jit` each of these is one compiled function; `highest` is
the precision of that name.
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


CONVOLUTION = compiled(convolution, static_argnums=(2, 3, 4, 5))


def convolve(x, w, shape, groups):
    top, bottom, left, right = shape.zeros
    return np.array(CONVOLUTION(x, w, shape.stride, ((top, bottom), (left, right)), shape.dilation, groups))


@operation("conv2d", formats=FORMATS)
def conv2d(image, kernel, shape, number_format):
    return convolve(given(image, number_format), given(kernel, number_format), shape, 1)


@operation("depthwise-conv2d", formats=FORMATS)
def depthwise_conv2d(image, kernel, shape, number_format):
    filters = np.ascontiguousarray(kernel.transpose(0, 1, 3, 2))
    return convolve(given(image, number_format), given(filters, number_format), shape, shape.channels_in)


def offer(name, function):
    operation(name, formats=FORMATS)(
        lambda x, w, number_format: np.array(function(given(x, number_format), given(w, number_format)))
    )


offer("multiply-sum", compiled(lambda window, kernel: jnp.sum(jnp.multiply(window, kernel))))
offer("dot", compiled(lambda window, kernel: jnp.dot(window, kernel, precision=PRECISION)))
offer("matmul", compiled(lambda windows, filters: jnp.matmul(windows, filters, precision=PRECISION)))


def main():
    environment = {"threads": int(os.environ.get("NPROC", "1")), "device": str(jax.devices()[0])}
    run("jax", version=jax.__version__, environment=environment)
