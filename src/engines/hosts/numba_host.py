"""The host of Numba: loops as people write them, compiled. Tested with Numba 0.68.1 and Python 3.11.

`conv2d` and `depthwise-conv2d` by one loop over kernel row, kernel column and input channel, `multiply-sum` and `dot`
by one loop. With the setting `fastmath` LLVM may change the order of additions; with `parallel`
rows of outputs, and the terms of sums, are shared out to two threads.
"""

import os

import numba
import numpy as np

from lastbit_engine import operation, run

BOTH = ("binary32", "binary64")
SETTING = os.environ.get("LASTBIT_SETTING", "")
THREADS = int(os.environ.get("NUMBA_NUM_THREADS", "1"))
compiled = numba.njit(fastmath=SETTING == "fastmath", parallel=SETTING == "parallel")


@compiled
def convolve(image, kernel, stride, dilation, outputs, depthwise):
    """The image has its zeros around it. Depthwise, each output channel has its own input channel."""
    rows, columns, inputs, _ = kernel.shape
    for row in numba.prange(outputs.shape[1]):
        for batch in range(outputs.shape[0]):
            for column in range(outputs.shape[2]):
                for channel in range(outputs.shape[3]):
                    total = outputs[batch, row, column, channel]
                    for y in range(rows):
                        for x in range(columns):
                            line = image[batch, row * stride[0] + y * dilation[0]]
                            pixel = line[column * stride[1] + x * dilation[1]]
                            if depthwise:
                                total += pixel[channel] * kernel[y, x, channel, 0]
                            else:
                                for place in range(inputs):
                                    total += pixel[place] * kernel[y, x, place, channel]
                    outputs[batch, row, column, channel] = total
    return outputs


@compiled
def dot(left, right, zero):
    total = zero
    for term in numba.prange(left.size):
        total += left[term] * right[term]
    return total


def convolution(depthwise):
    def call(image, kernel, shape):
        top, bottom, left, right = shape.zeros
        padded = np.pad(image, ((0, 0), (top, bottom), (left, right), (0, 0)))
        channels = shape.channels_in if depthwise else shape.channels_out
        outputs = np.zeros((shape.batch, *shape.output_size, channels), image.dtype)
        return convolve(padded, kernel, shape.stride, shape.dilation, outputs, depthwise)

    return call


operation("conv2d", formats=BOTH)(convolution(False))
operation("depthwise-conv2d", formats=BOTH)(convolution(True))


def summed(left, right):
    number = left.dtype.type
    return number(dot(left.ravel(), right.ravel(), number(0)))


operation("dot", formats=BOTH)(summed)
operation("multiply-sum", formats=BOTH)(summed)


def main():
    run("numba", version=numba.__version__, environment={"threads": THREADS})
