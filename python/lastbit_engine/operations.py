"""Calls a user's function with the arrays of a request: one case at a time, or all cases together."""

from __future__ import annotations

import functools
import inspect
from typing import Callable, NamedTuple, Optional, Tuple

import numpy as np

from .shapes import Shape, windows_of

NAMES = ("conv2d", "depthwise-conv2d", "multiply-sum", "dot", "matmul", "einsum")
# NumPy has no bfloat16: its numbers come and go as float32.
FORMATS = {
    "binary32": np.dtype("<f4"),
    "binary64": np.dtype("<f8"),
    "binary16": np.dtype("<f2"),
    "bfloat16": np.dtype("<f4"),
}
CASES_CHECKED = 256


class Declined(Exception):
    """Raise it with a reason: the kernel does not support what is asked. That is no failure."""


class Operation(NamedTuple):
    """A function of the user. The hosts of lastbit serve objects with the same methods."""

    name: str
    compute: Callable
    formats: Tuple[str, ...]
    batched: bool
    # Of fewer cases, a common call costs more than it saves.
    fewest: int = 1

    def prepare(self, cases: Cases) -> Cases:
        """What `single` and `together` take."""
        return cases

    def single(self, cases: Cases) -> np.ndarray:
        return single(self, cases)

    def together(self, cases: Cases) -> np.ndarray:
        return together(self, cases)


class Cases(NamedTuple):
    """The cases of one request: images [case, batch, height, width, channel], kernels [case, row, column, in, out]."""

    shape: Shape
    images: np.ndarray
    kernels: np.ndarray
    number_format: str = "binary32"

    @property
    def count(self) -> int:
        return len(self.images)

    def part(self, start: int, stop: int) -> Cases:
        return self._replace(images=self.images[start:stop], kernels=self.kernels[start:stop])


def cases_of(shape: Shape, count: int, numbers: np.ndarray, number_format: str) -> Cases:
    dtype = FORMATS[number_format]
    image = (count, shape.batch, shape.height, shape.width, shape.channels_in)
    kernel = (count, shape.kernel_height, shape.kernel_width, shape.channels_in, shape.channels_out)
    pixels, taps = int(np.prod(image)), int(np.prod(kernel))
    if numbers.size != pixels + taps:
        raise ValueError(f"the payload has {numbers.size} numbers where shape and count ask for {pixels} + {taps}")
    images, kernels = numbers[:pixels].astype(dtype), numbers[pixels:].astype(dtype)
    return Cases(shape, images.reshape(image), kernels.reshape(kernel), number_format)


def output_shape(name: str, shape: Shape) -> Tuple[int, ...]:
    """Of one case."""
    channels = shape.channels_in if name == "depthwise-conv2d" else shape.channels_out
    return (shape.batch, *shape.output_size, channels)


def single(operation: Operation, cases: Cases) -> np.ndarray:
    """The outputs by one call for each case, or for each output of multiply-sum and dot.

    A batched function gets the same, with an axis of one case in front.
    """
    name, shape = operation.name, cases.shape
    due = output_shape(name, shape)
    outputs = np.empty((cases.count, *due), cases.images.dtype)
    if name in ("conv2d", "depthwise-conv2d"):
        for case in range(cases.count):
            image, kernel = cases.images[case], cases.kernels[case]
            outputs[case] = call(operation, cases, (image, kernel), due, shape)
        return outputs
    windows = windows_of(cases.images, shape)
    positions = windows[0, ..., 0, 0, 0].size
    for case in range(cases.count):
        flat, filters = windows[case].reshape(positions, -1), cases.kernels[case].reshape(-1, shape.channels_out)
        if name in ("matmul", "einsum"):
            outputs[case] = call(operation, cases, (flat, filters), (positions, shape.channels_out)).reshape(due)
            continue
        for position in range(positions):
            for channel in range(shape.channels_out):
                pair = flat[position], filters[:, channel]
                if name == "multiply-sum":
                    taps = cases.kernels.shape[1:4]
                    pair = pair[0].reshape(taps), pair[1].reshape(taps)
                outputs[case].reshape(positions, -1)[position, channel] = call(operation, cases, pair, ())
    return outputs


def together(operation: Operation, cases: Cases) -> np.ndarray:
    """The outputs by one call for all cases."""
    name, shape = operation.name, cases.shape
    due = (cases.count, *output_shape(name, shape))
    if name in ("conv2d", "depthwise-conv2d"):
        return checked(compute(operation, cases, cases.images.copy(), cases.kernels.copy(), shape), due, cases)
    windows = windows_of(cases.images, shape).reshape(cases.count, -1, cases.kernels[0, ..., 0].size)
    filters = cases.kernels.reshape(cases.count, -1, shape.channels_out)
    if name in ("matmul", "einsum"):
        flat = (cases.count, windows.shape[1], shape.channels_out)
        return checked(compute(operation, cases, windows, filters.copy()), flat, cases).reshape(due)
    rows = np.broadcast_to(windows[:, :, None, :], (*windows.shape[:2], shape.channels_out, windows.shape[2]))
    columns = np.broadcast_to(filters.transpose(0, 2, 1)[:, None], rows.shape)
    each = (-1, *(cases.kernels.shape[1:4] if name == "multiply-sum" else windows.shape[2:]))
    pairs = [np.ascontiguousarray(one).reshape(each) for one in (rows, columns)]
    return checked(compute(operation, cases, *pairs), (len(pairs[0]),), cases).reshape(due)


@functools.lru_cache(maxsize=None)
def takes_format(function: Callable) -> bool:
    """Whether a function has a parameter number_format."""
    try:
        return "number_format" in inspect.signature(function).parameters
    except (TypeError, ValueError):
        return False


def compute(operation: Operation, cases: Cases, *arguments):
    """Calls the function, with the name of the format if it has a parameter for that."""
    if takes_format(operation.compute):
        return operation.compute(*arguments, number_format=cases.number_format)
    return operation.compute(*arguments)


def call(
    operation: Operation, cases: Cases, arrays: Tuple[np.ndarray, ...], due: Tuple[int, ...], *more
) -> np.ndarray:
    """One call with copies that the function may change."""
    front = operation.batched
    copies = [np.array(one[None] if front else one, order="C") for one in arrays]
    result = checked(compute(operation, cases, *copies, *more), (1, *due) if front else due, cases)
    return result[0] if front else result


def checked(result, due: Tuple[int, ...], cases: Cases) -> np.ndarray:
    """The result as a NumPy array of the format that was asked for. Narrower formats are widened, which is exact."""
    dtype = cases.images.dtype
    if hasattr(result, "detach"):
        result = result.detach().cpu()
        result = result.float() if str(result.dtype) == "torch.bfloat16" else result
        result = result.numpy()
    stated = hasattr(result, "dtype")
    array = np.asarray(result)
    if array.shape != due:
        raise ValueError(f"the function returned the shape {list(array.shape)}, where {list(due)} is due")
    if array.dtype.name == "bfloat16":
        array = array.astype(np.float32)
    if array.dtype == np.float64 and not stated and np.array_equal(array.astype(dtype), array, equal_nan=True):
        # Plain Python numbers have no format.
        array = array.astype(dtype)
    if array.dtype.kind != "f" or array.dtype.itemsize > dtype.itemsize:
        raise ValueError(f"the function returned {array.dtype.name}, where {dtype.name} is due; round it yourself")
    array = np.array(array, dtype, order="C")
    if cases.number_format == "bfloat16":
        outside = array[~np.isnan(array) & (array.view(np.uint32) & 0xFFFF != 0)]
        if outside.size > 0:
            raise ValueError(f"the function returned {outside[0]}, which bfloat16 does not hold; round it yourself")
    return array


class Batching:
    """Many cases in one call, as long as each case has the bits that it has alone.

    The first 256 cases of every operation, format and shape are compared, and again for every power of two of cases.
    """

    def __init__(self) -> None:
        self.compared = {}
        self.refused = set()

    def compute(self, key: tuple, operation: Operation, cases: Cases) -> Tuple[np.ndarray, Optional[bool]]:
        """The outputs, and whether many cases went into one call; None if there was nothing to put together.

        `key`: operation, format and shape.
        """
        if not operation.batched or cases.count < operation.fewest:
            return operation.single(cases), None
        if key in self.refused:
            return operation.single(cases), False
        outputs = operation.together(cases)
        bucket = (key, cases.count.bit_length())
        before = self.compared.get(bucket, 0)
        if before < CASES_CHECKED:
            some = min(CASES_CHECKED, cases.count)
            alone = operation.single(cases.part(0, some))
            if not same_bits(alone, outputs[:some]):
                self.refused.add(key)
                return (alone if some == cases.count else operation.single(cases)), False
            self.compared[bucket] = before + some
        return outputs, True


def same_bits(expected: np.ndarray, actual: np.ndarray) -> bool:
    """NaN equals NaN; -0 is not +0."""
    bits = np.dtype(f"u{expected.dtype.itemsize}")
    actual = np.ascontiguousarray(actual)
    return bool(np.all((expected.view(bits) == actual.view(bits)) | (np.isnan(expected) & np.isnan(actual))))
