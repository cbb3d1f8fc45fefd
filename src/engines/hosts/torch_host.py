"""The host of PyTorch, on the processor or, with the settings cuda..., on a GPU. Tested with 2.15.0 and Python 3.11.

`conv2d` and, in groups, `depthwise-conv2d` by functional.conv2d, `multiply-sum` by multiply and sum, `dot` by dot,
`matmul` by matmul. Arrays are moved into the order of PyTorch (NCHW, OIHW); the setting channels_last keeps NHWC in
memory. The other settings switch what PyTorch's notes on numerical accuracy name.
"""

import os

import torch
from torch.nn import functional

from lastbit_engine import operation, run

BOTH = ("binary32", "binary64")
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


def given(array):
    return torch.from_numpy(array).to(DEVICE)


def convolve(image, kernel, shape, groups):
    """Zeros that differ before and after are put around the image before; conv2d adds the same on both sides."""
    top, bottom, left, right = shape.zeros
    x = given(image).permute(0, 3, 1, 2)
    if (top, left) == (bottom, right):
        padding = (top, left)
    else:
        x, padding = functional.pad(x, (left, right, top, bottom)), (0, 0)
    x, w = (one.contiguous(memory_format=LAYOUT) for one in (x, kernel))
    return functional.conv2d(x, w, None, shape.stride, padding, shape.dilation, groups).permute(0, 2, 3, 1)


@operation("conv2d", formats=BOTH)
def conv2d(image, kernel, shape):
    return convolve(image, given(kernel).permute(3, 2, 0, 1), shape, 1)


@operation("depthwise-conv2d", formats=BOTH)
def depthwise_conv2d(image, kernel, shape):
    return convolve(image, given(kernel).permute(2, 3, 0, 1), shape, shape.channels_in)


operation("multiply-sum", formats=BOTH)(lambda window, kernel: torch.sum(torch.multiply(given(window), given(kernel))))
operation("dot", formats=BOTH)(lambda window, kernel: torch.dot(given(window), given(kernel)))
operation("matmul", formats=BOTH)(lambda windows, filters: torch.matmul(given(windows), given(filters)))


def main():
    gpu = {"gpu": torch.cuda.get_device_name(), "cuda": torch.version.cuda} if DEVICE == "cuda" else {}
    environment = {"threads": torch.get_num_threads(), "capability": torch.backends.cpu.get_cpu_capability(), **gpu}
    run("torch", version=torch.__version__.split("+")[0], environment=environment)
