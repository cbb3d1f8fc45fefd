"""The host of ncnn, on the processor and one thread. Tested with ncnn 1.0.20261020 and Python 3.11.

`conv2d` by the layer Convolution, `depthwise-conv2d` and `grouped-conv2d` by ConvolutionDepthWise,
`transposed-conv2d` by Deconvolution, `conv1d` by Convolution1D, each in a network of its own: the kernel is in its
model file. Arrays are moved into the order of ncnn (CHW) and back, and each image is a call. With the setting
`winograd=0` without Winograd's algorithm.
"""

import os
import struct
import tempfile

import ncnn
import numpy as np

from lastbit_engine import operation, run

WINOGRAD = os.environ.get("LASTBIT_SETTING", "") != "winograd=0"
THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))
folder = tempfile.TemporaryDirectory(prefix="lastbit-ncnn-")
weights = open(os.path.join(folder.name, "model.bin"), "w+b", buffering=0)


def network(layer, shape, kernel, zeros, more):
    """`kernel`: as the file has it, the channels of the output first. `zeros`: top, bottom, left, right."""
    net = ncnn.Net()
    net.opt.num_threads = THREADS
    net.opt.use_winograd_convolution = WINOGRAD
    # In numbers also for "same": ncnn has a code for it (-233), and with that writes outside its memory.
    top, bottom, left, right = zeros
    (down, across), (rows, columns) = shape.dilation, shape.stride
    words = {0: len(kernel), 1: shape.kernel_width, 11: shape.kernel_height, 2: across, 12: down, 3: columns, 13: rows}
    words.update({4: left, 15: right, 14: top, 16: bottom, 5: 0, 6: kernel.size})
    words.update(more)
    described = " ".join(f"{key}={value}" for key, value in words.items())
    text = f"7767517\n2 2\nInput input 0 1 x\n{layer} convolution 1 1 x y {described}\n"
    # A file, because ncnn goes on using memory that it was given a model in. Making it shorter takes milliseconds.
    weights.seek(0)
    weights.write(struct.pack("<I", 0) + kernel.astype("<f4").tobytes())
    if net.load_param_mem(text) != 0 or net.load_model(weights.name) != 0:
        raise ValueError("ncnn does not load the model")
    return net


def convolve(images, kernel, shape, groups):
    rows, columns, channels, filters = kernel.shape
    divided = kernel.reshape(rows, columns, groups, channels // groups, filters).transpose(2, 4, 3, 0, 1)
    kernel = np.ascontiguousarray(divided.reshape(groups * filters, -1, rows, columns))
    layer, more = ("Convolution", {}) if groups == 1 else ("ConvolutionDepthWise", {7: groups})
    return of_images(network(layer, shape, kernel, shape.zeros, more), images, len(kernel), shape.output_size)


def of_images(net, images, channels, size):
    outputs = [forward(net, np.ascontiguousarray(image.transpose(2, 0, 1))) for image in images]
    return np.array(outputs).reshape(len(images), channels, *size).transpose(0, 2, 3, 1)


def forward(net, image):
    """A copy of the result: what ncnn gives must be gone before the network is."""
    extractor = net.create_extractor()
    extractor.input("x", ncnn.Mat(image).clone())
    status, result = extractor.extract("y")
    if status != 0:
        raise ValueError(f"ncnn gives status {status}")
    return np.array(result)


@operation("conv2d")
def conv2d(image, kernel, shape):
    return convolve(image, kernel, shape, 1)


@operation("depthwise-conv2d")
def depthwise_conv2d(image, kernel, shape):
    return convolve(image, kernel, shape, shape.channels_in)


@operation("grouped-conv2d")
def grouped_conv2d(image, kernel, shape):
    return convolve(image, kernel, shape, shape.groups)


@operation("transposed-conv2d")
def transposed_conv2d(image, kernel, shape):
    top, bottom, left, right = shape.cuts
    kernel = np.ascontiguousarray(kernel.transpose(3, 2, 0, 1))
    zeros = top, max(0, bottom), left, max(0, right)
    more = {18: max(0, -right), 19: max(0, -bottom)}
    net = network("Deconvolution", shape, kernel, zeros, more)
    return of_images(net, image, len(kernel), shape.transposed_size)


@operation("conv1d")
def conv1d(image, kernel, shape):
    kernel = np.ascontiguousarray(kernel.transpose(2, 1, 0))
    net = network("Convolution1D", shape, kernel, shape.zeros, {})
    outputs = [forward(net, np.ascontiguousarray(one.transpose(1, 0))) for one in image]
    return np.array(outputs).reshape(len(image), len(kernel), -1).transpose(0, 2, 1)


def main():
    run("ncnn", version=ncnn.__version__, environment={"threads": THREADS, "winograd": WINOGRAD})
