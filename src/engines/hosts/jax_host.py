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

BOTH = ("binary32", "binary64")
SETTING = os.environ.get("LASTBIT_SETTING", "")
jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cuda" if SETTING == "cuda" else "cpu")
PRECISION = lax.Precision.HIGHEST if SETTING == "highest" else None


def compiled(function, **words):
    return jax.jit(function, **words) if SETTING == "jit" else function


def convolution(x, w, stride, padding, dilation, groups):
    words = {"rhs_dilation": dilation, "dimension_numbers": ("NHWC", "HWIO", "NHWC"), "feature_group_count": groups}
    return lax.conv_general_dilated(x, w, stride, padding, precision=PRECISION, **words)


CONVOLUTION = compiled(convolution, static_argnums=(2, 3, 4, 5))


def convolve(image, kernel, shape, groups):
    top, bottom, left, right = shape.zeros
    return np.array(CONVOLUTION(image, kernel, shape.stride, ((top, bottom), (left, right)), shape.dilation, groups))


@operation("conv2d", formats=BOTH)
def conv2d(image, kernel, shape):
    return convolve(image, kernel, shape, 1)


@operation("depthwise-conv2d", formats=BOTH)
def depthwise_conv2d(image, kernel, shape):
    return convolve(image, np.ascontiguousarray(kernel.transpose(0, 1, 3, 2)), shape, shape.channels_in)


MULTIPLY_SUM = compiled(lambda window, kernel: jnp.sum(jnp.multiply(window, kernel)))
DOT = compiled(lambda window, kernel: jnp.dot(window, kernel, precision=PRECISION))
MATMUL = compiled(lambda windows, filters: jnp.matmul(windows, filters, precision=PRECISION))
for name, function in (("multiply-sum", MULTIPLY_SUM), ("dot", DOT), ("matmul", MATMUL)):
    operation(name, formats=BOTH)(lambda left, right, function=function: np.array(function(left, right)))


def main():
    environment = {"threads": int(os.environ.get("NPROC", "1")), "device": str(jax.devices()[0])}
    run("jax", version=jax.__version__, environment=environment)
