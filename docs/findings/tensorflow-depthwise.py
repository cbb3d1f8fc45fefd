# TensorFlow 2.21.0: tf.nn.depthwise_conv2d with stride and dilation above 1 is not refused, and wrong.
# The library alone, without lastbit, after `npx lastbit engines install tensorflow`:
# PYTHONPATH="$(npx lastbit engines where tensorflow)" python3 docs/findings/tensorflow-depthwise.py
import json

import numpy as np
import tensorflow as tf


def convolve(rows, columns, dilations):
    """One tap, 1: every output is the pixel at twice its row and column, whatever the dilation."""
    image = np.arange(1, rows * columns + 1, dtype=np.float32).reshape(1, rows, columns, 1)
    tap = np.ones((1, 1, 1, 1), np.float32)
    computed = tf.nn.depthwise_conv2d(image, tap, (1, 2, 2, 1), "VALID", dilations=dilations).numpy()
    return computed[0, :, :, 0].tolist(), image[0, ::2, ::2, 0].tolist()


for case in ((2, 2, (1, 2)), (4, 2, (2, 1))):
    computed, exact = convolve(*case)
    print(json.dumps({"computed": computed, "exact": exact, "wrong": computed != exact}))
