"""The host of OpenCV, on one thread. Tested with OpenCV 5.0.0 and Python 3.11.

`conv2d` by filter2D, in binary32 and binary64, one channel in: it is called for every image and filter. It gives an
output for every pixel, of which only those that reach no border are taken; the host pads with zeros before and takes
every stride-th output after. With the setting `dnn`, in binary32, by the Conv of an ONNX model in the module dnn.
"""

import os

import cv2
import numpy as np
from onnx_model import convolution

from lastbit_engine import Declined, operation, run

DNN = os.environ.get("LASTBIT_SETTING", "") == "dnn"
cv2.setNumThreads(1)


def filter2d(images, kernels, shape):
    if shape.dilation != (1, 1):
        raise Declined("filter2D has no dilation")
    if shape.channels_in != 1:
        raise Declined("filter2D sums over one channel")
    top, bottom, left, right = shape.zeros
    padded = np.pad(images[..., 0], ((0, 0), (top, bottom), (left, right)))
    outputs = np.empty((shape.batch, *shape.output_size, shape.channels_out), images.dtype)
    inside = padded.shape[1] - shape.kernel_height + 1, padded.shape[2] - shape.kernel_width + 1
    for channel in range(shape.channels_out):
        kernel = np.ascontiguousarray(kernels[:, :, 0, channel])
        for image, output in zip(padded, outputs):
            whole = cv2.filter2D(image, -1, kernel, anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
            output[..., channel] = whole[: inside[0] : shape.stride[0], : inside[1] : shape.stride[1]]
    return outputs


def dnn(images, kernels, shape):
    x = np.ascontiguousarray(images.transpose(0, 3, 1, 2))
    model = convolution(x.shape, shape, 1, [np.ascontiguousarray(kernels.transpose(3, 2, 0, 1))])
    net = cv2.dnn.readNetFromONNX(np.frombuffer(model, np.uint8))
    net.setInput(x)
    return net.forward().transpose(0, 2, 3, 1)


operation("conv2d", formats=("binary32",) if DNN else ("binary32", "binary64"))(dnn if DNN else filter2d)


def main():
    environment = {"threads": 1, "function": "dnn" if DNN else "filter2D"}
    run("opencv", version=cv2.version.opencv_version, environment=environment)
