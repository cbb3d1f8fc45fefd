"""The host of PyTorch, on the processor or, with the settings cuda..., on a GPU. Tested with 2.15.0 and Python 3.11.

`conv2d` and, in groups, `depthwise-conv2d` by functional.conv2d, `multiply-sum` by multiply and sum, `dot` by dot,
`matmul` by matmul. Arrays are moved into the order of PyTorch (NCHW, OIHW); the setting channels_last keeps NHWC in
memory. The other settings switch what PyTorch's notes on numerical accuracy name.
"""

import os

import torch
from torch.nn import functional

from lastbit_engine import operation, run

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


def convolve(x, kernel, shape, groups):
    """Zeros that differ before and after are put around the image before; conv2d adds the same on both sides."""
    top, bottom, left, right = shape.zeros
    x = x.permute(0, 3, 1, 2)
    if (top, left) == (bottom, right):
        padding = (top, left)
    else:
        x, padding = functional.pad(x, (left, right, top, bottom)), (0, 0)
    x, w = (one.contiguous(memory_format=LAYOUT) for one in (x, kernel))
    return functional.conv2d(x, w, None, shape.stride, padding, shape.dilation, groups).permute(0, 2, 3, 1)


@operation("conv2d", formats=FORMATS)
def conv2d(image, kernel, shape, number_format):
    x, w = given(image, number_format), given(kernel, number_format)
    return convolve(x, w.permute(3, 2, 0, 1), shape, 1)


@operation("depthwise-conv2d", formats=FORMATS)
def depthwise_conv2d(image, kernel, shape, number_format):
    x, w = given(image, number_format), given(kernel, number_format)
    return convolve(x, w.permute(2, 3, 0, 1), shape, shape.channels_in)


def offer(name, function):
    operation(name, formats=FORMATS)(
        lambda x, w, number_format: function(given(x, number_format), given(w, number_format))
    )


offer("multiply-sum", lambda window, kernel: torch.sum(torch.multiply(window, kernel)))
offer("dot", torch.dot)
offer("matmul", torch.matmul)


def main():
    gpu = {"gpu": torch.cuda.get_device_name(), "cuda": torch.version.cuda} if DEVICE == "cuda" else {}
    environment = {"threads": torch.get_num_threads(), "capability": torch.backends.cpu.get_cpu_capability(), **gpu}
    run("torch", version=torch.__version__.split("+")[0], environment=environment)
