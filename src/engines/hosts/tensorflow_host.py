"""The host of TensorFlow for Python, on the processor. Tested with TensorFlow 2.21.0 and Python 3.11.

`conv2d` by tf.nn.conv2d, `depthwise-conv2d` by tf.nn.depthwise_conv2d, both with padding in numbers, `multiply-sum` by
multiply and reduce_sum, `dot` by tensordot, `matmul` by matmul. Eager, or as the settings `function` and `xla` say, by
tf.function, or by it with jit_compile.
"""

import os

import tensorflow as tf

from lastbit_engine import Declined, operation, run

BOTH = ("binary32", "binary64")
SETTING = os.environ.get("LASTBIT_SETTING", "")
THREADS = int(os.environ.get("TF_NUM_INTRAOP_THREADS", "1"))
tf.config.threading.set_intra_op_parallelism_threads(THREADS)
tf.config.threading.set_inter_op_parallelism_threads(1)
tf.config.set_visible_devices([], "GPU")
LARGEST = 256  # how many shapes are compiled before all are forgotten


def called(function):
    """As the setting says. Each static argument has a function of its own, which is compiled for each size."""
    if SETTING not in ("function", "xla"):
        return function
    made = {}

    def call(left, right, *static):
        key = (left.shape, right.shape, left.dtype, static)
        if key not in made and len(made) >= LARGEST:
            made.clear()
        one = made.setdefault(key, tf.function(lambda x, w: function(x, w, *static), jit_compile=SETTING == "xla"))
        return one(tf.constant(left), tf.constant(right))

    return call


def convolution(convolve):
    @called
    def inside(image, kernel, stride, dilation, padding):
        return convolve(image, kernel, stride, dilation, padding)

    def outside(image, kernel, shape):
        top, bottom, left, right = shape.zeros
        padding = ((0, 0), (top, bottom), (left, right), (0, 0))
        try:
            return inside(image, kernel, shape.stride, shape.dilation, padding).numpy()
        except (tf.errors.UnimplementedError, tf.errors.InvalidArgumentError, ValueError) as error:
            raise Declined(str(error)) from None

    return outside


def depthwise(x, w, stride, dilation, padding):
    """TensorFlow only documents that these exclude one another; asked for both, it gives wrong sizes or numbers."""
    if max(stride) > 1 and max(dilation) > 1:
        raise Declined("tf.nn.depthwise_conv2d documents that dilation needs stride 1")
    return tf.nn.depthwise_conv2d(x, w, (1, *stride, 1), padding, dilations=dilation)


operation("conv2d", formats=BOTH)(
    convolution(lambda x, w, stride, dilation, padding: tf.nn.conv2d(x, w, stride, padding, dilations=dilation))
)
operation("depthwise-conv2d", formats=BOTH)(convolution(depthwise))
MULTIPLY_SUM = called(lambda x, w: tf.reduce_sum(tf.multiply(x, w)))
DOT = called(lambda x, w: tf.tensordot(x, w, 1))
for name, function in (("multiply-sum", MULTIPLY_SUM), ("dot", DOT), ("matmul", called(tf.matmul))):
    operation(name, formats=BOTH)(lambda left, right, function=function: function(left, right).numpy())


def main():
    environment = {"threads": THREADS, "onednn": os.environ.get("TF_ENABLE_ONEDNN_OPTS", "as it is")}
    run("tensorflow", version=tf.__version__, environment=environment)
