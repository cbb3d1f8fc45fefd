"""JAX as an engine: npx lastbit verify --engine mine="python3 jax_conv.py" --subject mine"""
import jax
from lastbit_engine import operation, run


@operation("conv2d")
def conv2d(image, kernel, shape):
    top, bottom, left, right = shape.zeros
    return jax.lax.conv_general_dilated(
        image, kernel, window_strides=shape.stride, padding=[(top, bottom), (left, right)],
        rhs_dilation=shape.dilation, dimension_numbers=("NHWC", "HWIO", "NHWC"), precision=jax.lax.Precision.HIGHEST)


run("jax", version=jax.__version__)
