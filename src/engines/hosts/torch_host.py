"""The host of PyTorch, on the processor or, with the settings cuda..., on a GPU. Tested with 2.15.0 and Python 3.11.

`conv2d` and, in groups, `depthwise-conv2d` and `grouped-conv2d` by functional.conv2d, `transposed-conv2d` by
conv_transpose2d, `multiply-sum` by multiply and sum; all others by the function of that name. Arrays are moved into
the order of PyTorch (NCHW, OIHW); the setting channels_last keeps NHWC in memory. The other settings switch what
PyTorch's notes on numerical accuracy name.
"""

import os

import torch
from torch.nn import functional

from lastbit_engine import Declined, operation, run

FORMATS = ("binary32", "binary64", "binary16", "bfloat16")
SETTING = os.environ.get("LASTBIT_SETTING", "")
THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))
DEVICE = "cuda" if SETTING.startswith("cuda") else "cpu"
LAYOUT = torch.channels_last if SETTING == "channels_last" else torch.contiguous_format
torch.set_num_threads(THREADS)
torch.set_grad_enabled(False)
torch.backends.mkldnn.enabled = SETTING != "mkldnn=0"
torch.use_deterministic_algorithms(SETTING == "deterministic")
torch.backends.cudnn.benchmark = SETTING == "cuda-benchmark"
torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = SETTING == "cuda-tf32"


def given(array, number_format):
    """NumPy has no bfloat16: its numbers come as float32."""
    return torch.from_numpy(array).to(DEVICE, torch.bfloat16 if number_format == "bfloat16" else None)


def padded(x, *sides):
    """Zeros that differ before and after are put around the image before; PyTorch adds the same on both sides."""
    if all(before == after for before, after in sides):
        return x, tuple(before for before, _ in sides)
    return functional.pad(x, [zeros for pair in reversed(sides) for zeros in pair]), 0


def convolution(groups_of):
    def convolve(image, kernel, shape, number_format):
        x, w, groups = given(image, number_format), given(kernel, number_format), groups_of(shape)
        rows, columns, channels, filters = w.shape
        divided = w.reshape(rows, columns, groups, channels // groups, filters).permute(2, 4, 3, 0, 1)
        x, padding = padded(x.permute(0, 3, 1, 2), shape.zeros[:2], shape.zeros[2:])
        w = divided.reshape(-1, channels // groups, rows, columns)
        x, w = (one.contiguous(memory_format=LAYOUT) for one in (x, w))
        return functional.conv2d(x, w, None, shape.stride, padding, shape.dilation, groups).permute(0, 2, 3, 1)

    return convolve


@operation("transposed-conv2d", formats=FORMATS)
def transposed_conv2d(image, kernel, shape, number_format):
    top, bottom, left, right = shape.cuts
    ends = max(0, top - bottom), max(0, left - right)
    if (top - ends[0], left - ends[1]) != (bottom, right):
        raise Declined("conv_transpose2d of PyTorch pads both sides alike, but for its output padding")
    x, w = given(image, number_format).permute(0, 3, 1, 2), given(kernel, number_format).permute(2, 3, 0, 1)
    x, w = (one.contiguous(memory_format=LAYOUT) for one in (x, w))
    words = {"stride": shape.stride, "padding": (top, left), "output_padding": ends, "dilation": shape.dilation}
    try:
        return functional.conv_transpose2d(x, w, **words).permute(0, 2, 3, 1)
    except RuntimeError as error:
        raise Declined(str(error)) from None


@operation("conv1d", formats=FORMATS)
def conv1d(image, kernel, shape, number_format):
    x, w = given(image, number_format).permute(0, 2, 1), given(kernel, number_format).permute(2, 1, 0)
    x, padding = padded(x, shape.zeros[2:])
    words = {"stride": shape.stride[1], "padding": padding, "dilation": shape.dilation[1]}
    return functional.conv1d(x.contiguous(), w.contiguous(), **words).permute(0, 2, 1)


@operation("conv3d", formats=FORMATS)
def conv3d(image, kernel, shape, number_format):
    x, w = given(image, number_format).permute(0, 4, 1, 2, 3), given(kernel, number_format).permute(4, 3, 0, 1, 2)
    x, padding = padded(x, *shape.sides)
    words = {"stride": shape.strides, "padding": padding, "dilation": shape.dilations}
    return functional.conv3d(x.contiguous(), w.contiguous(), **words).permute(0, 2, 3, 4, 1)


def offer(name, function, formats=FORMATS):
    def compute(*arrays, number_format):
        return function(*(given(one, number_format) for one in arrays))

    operation(name, formats=formats)(compute)


GROUPS = {
    "conv2d": lambda shape: 1,
    "depthwise-conv2d": lambda shape: shape.channels_in,
    "grouped-conv2d": lambda shape: shape.groups,
}
for one, groups_of in GROUPS.items():
    operation(one, formats=FORMATS)(convolution(groups_of))
offer("multiply-sum", lambda window, kernel: torch.sum(torch.multiply(window, kernel)))
offer("dot", torch.dot)
offer("matmul", torch.matmul)
offer("batched-matmul", torch.matmul)
offer("sum", torch.sum)
offer("sum-last-axis", lambda windows: torch.sum(windows, 1))
offer("sum-first-axis", lambda windows: torch.sum(windows, 0))
offer("mean", torch.mean, formats=("binary32", "binary64"))


def main():
    gpu = {"gpu": torch.cuda.get_device_name(), "cuda": torch.version.cuda} if DEVICE == "cuda" else {}
    environment = {"threads": torch.get_num_threads(), "capability": torch.backends.cpu.get_cpu_capability(), **gpu}
    run("torch", version=torch.__version__.split("+")[0], environment=environment)
