"""The host of TensorFlow for Python, on the processor. Tested with TensorFlow 2.21.0 and Python 3.11.

Convolutions are those of tf.nn, with padding in numbers; in groups, conv2d. `multiply-sum` is multiply and reduce_sum,
`dot` tensordot, products of matrices matmul, sums reduce_sum, `mean` reduce_mean. Eager, or as
the settings `function` and `xla` say, by tf.function, or by it with jit_compile.
"""

import os

import numpy as np
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

    def call(*given):
        arrays = [tf.constant(one) for one in given if hasattr(one, "dtype")]
        static = given[len(arrays) :]
        key = (*(tuple(one.shape) for one in arrays), arrays[0].dtype, static)
        if key not in made and len(made) >= LARGEST:
            made.clear()
        one = made.setdefault(key, tf.function(lambda *some: function(*some, *static), jit_compile=SETTING == "xla"))
        return one(*arrays)

    return call


def convolution(convolve, more, zeros_of):
    inside = called(convolve)

    def outside(image, kernel, shape):
        top, bottom, left, right = zeros_of(shape)
        # conv1d has no rows: its arrays have three axes.
        padding = ((0, 0), *(((top, bottom),) if image.ndim == 4 else ()), (left, right), (0, 0))
        stride, dilation = (pair if image.ndim == 4 else pair[1] for pair in (shape.stride, shape.dilation))
        try:
            return inside(image, kernel, stride, dilation, padding, *more(shape)).numpy()
        except (tf.errors.UnimplementedError, tf.errors.InvalidArgumentError, ValueError) as error:
            raise Declined(str(error)) from None

    return outside


def depthwise(x, w, stride, dilation, padding):
    """TensorFlow only documents that these exclude one another; asked for both, it gives wrong sizes or numbers."""
    if max(stride) > 1 and max(dilation) > 1:
        raise Declined("tf.nn.depthwise_conv2d documents that dilation needs stride 1")
    return tf.nn.depthwise_conv2d(x, w, (1, *stride, 1), padding, dilations=dilation)


def grouped(x, w, stride, dilation, padding, groups):
    """The groups are beside one another in the last axis of the filters."""
    rows, columns, channels, filters = w.shape
    divided = tf.transpose(tf.reshape(w, (rows, columns, groups, channels // groups, filters)), (0, 1, 3, 2, 4))
    w = tf.reshape(divided, (rows, columns, channels // groups, groups * filters))
    return tf.nn.conv2d(x, w, stride, padding, dilations=dilation)


def transposed(x, w, stride, dilation, padding, size):
    w = tf.transpose(w, (0, 1, 3, 2))
    return tf.nn.conv2d_transpose(x, w, size, stride, padding, dilations=dilation)


def row(x, w, stride, dilation, padding):
    return tf.nn.conv1d(tf.pad(x, padding), w, stride, "VALID", dilations=dilation)


def plain(x, w, stride, dilation, padding):
    return tf.nn.conv2d(x, w, stride, padding, dilations=dilation)


def full_size(shape):
    return ((shape.batch, *shape.transposed_size, shape.channels_out),)


CONVOLUTIONS = {
    "conv2d": (plain, lambda shape: ()),
    "depthwise-conv2d": (depthwise, lambda shape: ()),
    "grouped-conv2d": (grouped, lambda shape: (shape.groups,)),
    "transposed-conv2d": (transposed, full_size, lambda shape: shape.cuts),
    "conv1d": (row, lambda shape: ()),
}
for name, (convolve, more, *zeros_of) in CONVOLUTIONS.items():
    operation(name, formats=BOTH)(convolution(convolve, more, *(zeros_of or [lambda shape: shape.zeros])))
VOLUME = called(lambda x, w, stride, dilation: tf.nn.conv3d(x, w, (1, *stride, 1), "VALID", dilations=dilation))


@operation("conv3d", formats=BOTH)
def conv3d(image, kernel, shape):
    """It has no padding in numbers, so the zeros are put around the volume before."""
    image = np.pad(image, ((0, 0), *shape.sides, (0, 0)))
    try:
        return VOLUME(image, kernel, shape.strides, (1, *shape.dilations, 1)).numpy()
    except (tf.errors.UnimplementedError, tf.errors.InvalidArgumentError, ValueError) as error:
        raise Declined(str(error)) from None


FUNCTIONS = {
    "multiply-sum": lambda x, w: tf.reduce_sum(tf.multiply(x, w)),
    "dot": lambda x, w: tf.tensordot(x, w, 1),
    "matmul": tf.matmul,
    "batched-matmul": tf.matmul,
    "sum": tf.reduce_sum,
    "sum-last-axis": lambda x: tf.reduce_sum(x, 1),
    "sum-first-axis": lambda x: tf.reduce_sum(x, 0),
    "mean": tf.reduce_mean,
}
for name, function in FUNCTIONS.items():
    operation(name, formats=BOTH)(lambda *arrays, one=called(function): one(*arrays).numpy())


def main():
    environment = {"threads": THREADS, "onednn": os.environ.get("TF_ENABLE_ONEDNN_OPTS", "as it is")}
    run("tensorflow", version=tf.__version__, environment=environment)
