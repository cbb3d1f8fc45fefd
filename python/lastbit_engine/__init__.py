"""Make a Python function an engine of lastbit: the protocol of docs/protocol.md, hidden.

    from lastbit_engine import Declined, operation, run

    @operation("conv2d")
    def convolve(image, kernel, shape):
        if shape.dilation != (1, 1):
            raise Declined("no dilation")
        return my_kernel(image, kernel, shape.stride, shape.zeros)

    run("mine", version="1.0")

    npx lastbit verify --engine mine="python3 my_engine.py" --subject mine

What the functions get and return, as NumPy arrays of float32 (float64 for the format binary64, float16 for binary16;
for bfloat16, which NumPy does not have, float32 with numbers of bfloat16):

    conv2d            (image [batch, height, width, in], kernel [rows, columns, in, out], shape) -> [batch, h, w, out]
    depthwise-conv2d  (image [batch, height, width, in], kernel [rows, columns, in, 1], shape) -> [batch, h, w, in]
    grouped-conv2d    (image, kernel, shape) as conv2d -> [batch, h, w, groups * out]
    transposed-conv2d (image, kernel, shape) as conv2d -> [batch, *shape.transposed_size, out]
    conv1d            (image [batch, width, in], kernel [columns, in, out], shape) -> [batch, w, out]
    conv3d            (image [batch, slices, height, width, in], kernel [slices, rows, columns, in, out], shape)
                      -> [batch, *shape.volume_size, out]
    matmul, einsum    (windows [positions, terms], filters [terms, out]) -> [positions, out]
    batched-matmul    (windows [groups, positions, terms], filters [groups, terms, out]) -> [groups, positions, out]
    dot               (window [terms], kernel [terms]) -> one number
    multiply-sum      (window [rows, columns, in], kernel [rows, columns, in]) -> one number
    sum, mean         (window [terms]) -> one number
    sum-last-axis     (windows [positions, terms]) -> [positions]
    sum-first-axis    (windows [terms, positions]) -> [positions]

`shape` is a lastbit_engine.Shape: stride, dilation, padding, zeros = (top, bottom, left, right), output_size, groups,
and more. Of a transposed convolution, `cuts` has what is left out of the result.
With batched=True every array has one more axis in front, for many cases, and so has the result. That is faster, and it
is used only while each case has the bits that it has alone. The arrays are copies. Results may be PyTorch tensors.

A function with a parameter number_format gets the name of the format in it.

Raise Declined("why") for what the kernel does not support. Any other exception is a failure of this request alone.
Whatever is printed from run() on goes to standard error, also by C code and other programs. Do not print before run().
"""

from __future__ import annotations

from typing import Callable, Dict, Optional, Sequence

from .operations import CASES_CHECKED, FORMATS, NAMES, Declined, Operation
from .serve import serve
from .shapes import Shape

__all__ = ["Declined", "Shape", "operation", "run"]

_operations: Dict[str, Operation] = {}


def operation(
    name: str,
    *,
    formats: Sequence[str] = ("binary32",),
    batched: bool = False,
    fewest: int = 1,
    compared: int = CASES_CHECKED,
) -> Callable:
    """Offers a function as an operation: one of NAMES. `formats`: in which it computes, some of FORMATS.

    `fewest`: fewer cases than that are computed one by one, where `batched` would cost more than it saves.
    `compared`: how many cases of a common call are computed alone, too, to see that they have the same bits.
    """
    if name not in NAMES:
        raise ValueError(f"there is no operation {name!r}; give one of {', '.join(NAMES)}")
    formats = (formats,) if isinstance(formats, str) else tuple(formats)
    if not formats or any(one not in FORMATS for one in formats):
        raise ValueError(f"formats={formats!r}: give some of {', '.join(FORMATS)}")
    if name in _operations:
        raise ValueError(f"there are two functions for the operation {name!r}")

    def offer(compute: Callable) -> Callable:
        _operations[name] = Operation(name, compute, formats, batched, fewest, compared)
        return compute

    return offer


def run(engine: str = "mine", *, version: str = "1", environment: Optional[dict] = None) -> None:
    """Answers requests until standard input ends. `environment`: what can change results, such as the GPU."""
    if not _operations:
        raise ValueError('nothing to run: offer a function with @operation("conv2d")')
    serve(engine, version, dict(_operations), environment or {})
