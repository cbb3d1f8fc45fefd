"""The host of SciPy. Tested with SciPy 1.17.1 and Python 3.11.

`conv2d` in binary32 and binary64 by one of three functions, as the setting says: signal.correlate2d,
signal.fftconvolve with a flipped kernel, or ndimage.correlate. Each is called once for every image and filter, without
padding; the host pads with zeros before and takes every stride-th output after. signal.correlate2d takes one channel.
"""

import os

import numpy as np
import scipy

from lastbit_engine import Declined, operation, run

SETTING = os.environ.get("LASTBIT_SETTING", "")
# Each takes a part of a second to load.
if SETTING == "ndimage":
    from scipy import ndimage
else:
    from scipy import signal


def correlate2d(image, kernel):
    if image.shape[2] != 1:
        raise Declined("signal.correlate2d takes arrays of two dimensions: one channel")
    return signal.correlate2d(image[..., 0], kernel[..., 0], mode="valid")


def fftconvolve(image, kernel):
    return signal.fftconvolve(image, kernel[::-1, ::-1, ::-1], mode="valid")[..., 0]


def ndimage_correlate(image, kernel):
    """It gives an output for every element of the image, of which only those that reach no border are taken."""
    whole = ndimage.correlate(image, kernel, mode="constant")
    place = tuple(slice(k // 2, k // 2 + n - k + 1) for n, k in zip(image.shape, kernel.shape))
    return whole[place][..., 0]


CORRELATE = {"": correlate2d, "fftconvolve": fftconvolve, "ndimage": ndimage_correlate}[SETTING]


@operation("conv2d", formats=("binary32", "binary64"))
def convolve(images, kernels, shape):
    if shape.dilation != (1, 1):
        raise Declined("SciPy has no dilation")
    top, bottom, left, right = shape.zeros
    padded = np.pad(images, ((0, 0), (top, bottom), (left, right), (0, 0)))
    filters = [np.ascontiguousarray(kernels[..., channel]) for channel in range(kernels.shape[3])]
    rows, columns = shape.stride
    outputs = [[CORRELATE(image, kernel)[::rows, ::columns] for kernel in filters] for image in padded]
    return np.ascontiguousarray(np.moveaxis(np.array(outputs), 1, 3))


def main():
    run("scipy", version=scipy.__version__, environment={"threads": 1, "setting": SETTING or "correlate2d"})
