"""The host of ncnn, on the processor and one thread. Tested with ncnn 1.0.20261020 and Python 3.11.

`conv2d` by the layer Convolution, `depthwise-conv2d` by ConvolutionDepthWise, each in a network of its own: the kernel
is in its model file. Arrays are moved into the order of ncnn (CHW) and back, and each image is a call. With the setting
`winograd=0` without Winograd's algorithm.
"""

import os
import struct
import tempfile

import ncnn
import numpy as np

from lastbit_engine import operation, run

WINOGRAD = os.environ.get("LASTBIT_SETTING", "") != "winograd=0"
folder = tempfile.TemporaryDirectory(prefix="lastbit-ncnn-")
weights = open(os.path.join(folder.name, "model.bin"), "w+b", buffering=0)
DESCRIPTION = """7767517
2 2
Input input 0 1 x
{layer} convolution 1 1 x y 0={filters} 1={columns} 11={rows} 2={across} 12={down} 3={right_stride} 13={down_stride} \
4={left} 15={right} 14={top} 16={bottom} 5=0 6={size} {groups}
"""


def network(shape, kernel, depthwise):
    net = ncnn.Net()
    net.opt.num_threads = 1
    net.opt.use_winograd_convolution = WINOGRAD
    # In numbers also for "same": ncnn has a code for it (-233), and with that writes outside its memory.
    top, bottom, left, right = shape.zeros
    text = DESCRIPTION.format(
        layer="ConvolutionDepthWise" if depthwise else "Convolution",
        groups=f"7={shape.channels_in}" if depthwise else "",
        filters=len(kernel),
        rows=shape.kernel_height,
        columns=shape.kernel_width,
        down=shape.dilation[0],
        across=shape.dilation[1],
        down_stride=shape.stride[0],
        right_stride=shape.stride[1],
        size=kernel.size,
        top=top,
        bottom=bottom,
        left=left,
        right=right,
    )
    # A file, because ncnn goes on using memory that it was given a model in. To make it shorter would take milliseconds.
    weights.seek(0)
    weights.write(struct.pack("<I", 0) + kernel.astype("<f4").tobytes())
    if net.load_param_mem(text) != 0 or net.load_model(weights.name) != 0:
        raise ValueError("ncnn does not load the model")
    return net


def convolve(images, kernel, shape, depthwise):
    kernel = np.ascontiguousarray(kernel.transpose(2, 3, 0, 1) if depthwise else kernel.transpose(3, 2, 0, 1))
    net = network(shape, kernel, depthwise)
    outputs = [forward(net, np.ascontiguousarray(image.transpose(2, 0, 1))) for image in images]
    return np.array(outputs).reshape(shape.batch, len(kernel), *shape.output_size).transpose(0, 2, 3, 1)


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
    return convolve(image, kernel, shape, False)


@operation("depthwise-conv2d")
def depthwise_conv2d(image, kernel, shape):
    return convolve(image, kernel, shape, True)


def main():
    run("ncnn", version=ncnn.__version__, environment={"threads": 1, "winograd": WINOGRAD})
