"""Calls a user's function with the arrays of a request: one case at a time, or all cases together."""

from __future__ import annotations

import functools
import inspect
from typing import Callable, NamedTuple, Optional, Tuple

import numpy as np

from .shapes import Depth, Shape, windows_of

CONVOLUTIONS = ("conv2d", "depthwise-conv2d", "grouped-conv2d", "transposed-conv2d", "conv1d", "conv3d")
PRODUCTS = ("multiply-sum", "dot", "matmul", "batched-matmul", "einsum")
SUMS = ("sum", "sum-last-axis", "sum-first-axis", "mean")
NAMES = (*CONVOLUTIONS, *PRODUCTS, *SUMS)
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
    # How many cases of a call are computed alone, too.
    compared: int = CASES_CHECKED

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
    # The rows of a volume are counted through its slices; conv3d gets them apart.
    image = (count, shape.batch, shape.depth.size * shape.height, shape.width, shape.channels_in)
    rows = shape.depth.kernel * shape.kernel_height
    kernel = (count, rows, shape.kernel_width, shape.channels_in, shape.channels_out)
    pixels, taps = int(np.prod(image)), int(np.prod(kernel))
    if numbers.size != pixels + taps:
        raise ValueError(f"the payload has {numbers.size} numbers where shape and count ask for {pixels} + {taps}")
    images, kernels = numbers[:pixels].astype(dtype), numbers[pixels:].astype(dtype)
    return Cases(shape, images.reshape(image), kernels.reshape(kernel), number_format)


def output_shape(name: str, shape: Shape) -> Tuple[int, ...]:
    """Of one case."""
    if name == "transposed-conv2d":
        return (shape.batch, *shape.transposed_size, shape.channels_out)
    if name == "conv3d":
        return (shape.batch, *shape.volume_size, shape.channels_out)
    return (shape.batch, *shape.output_size, output_channels(name, shape))


def output_channels(name: str, shape: Shape) -> int:
    if name == "depthwise-conv2d":
        return shape.channels_in
    if name in ("grouped-conv2d", "batched-matmul"):
        return shape.groups * shape.channels_out
    return 1 if name in SUMS else shape.channels_out


class Calls(NamedTuple):
    """The arrays of all calls: their first axes, `lead`, number the calls. `due` is the shape of the result of one."""

    lead: Tuple[int, ...]
    arrays: Tuple[np.ndarray, ...]
    due: Tuple[int, ...]
    # From [*lead, *due] to the outputs of all cases.
    back: Callable = lambda results: results
    # What a function gets besides.
    more: tuple = ()


def calls_of(name: str, cases: Cases) -> Calls:
    shape, count = cases.shape, cases.count
    check_suited(name, shape)
    outputs = (count, *output_shape(name, shape))
    if name == "conv1d":
        due = (shape.batch, outputs[3], shape.channels_out)
        arrays = cases.images[:, :, 0], cases.kernels[:, 0]
        return Calls((count,), arrays, due, lambda results: results.reshape(outputs), (shape,))
    if name == "conv3d":
        images = cases.images.reshape(count, shape.batch, shape.depth.size, shape.height, *cases.images.shape[3:])
        kernels = cases.kernels.reshape(count, shape.depth.kernel, shape.kernel_height, *cases.kernels.shape[2:])
        return Calls((count,), (images, kernels), outputs[1:], more=(shape,))
    if name in CONVOLUTIONS:
        return Calls((count,), (cases.images, cases.kernels), outputs[1:], more=(shape,))
    windows = windows_of(cases.images, shape)
    positions = int(np.prod(outputs[1:4]))

    def back(results: np.ndarray) -> np.ndarray:
        return results.reshape(outputs)

    flat = windows.reshape(count, positions, -1)
    if name in ("sum", "mean"):
        return Calls((count, positions), (flat,), (), back)
    if name in SUMS:
        return Calls((count,), (flat if name == "sum-last-axis" else flat.transpose(0, 2, 1),), (positions,), back)
    if name == "batched-matmul":
        return batched(cases, windows.reshape(count, positions, -1, shape.channels_in), back)
    filters = cases.kernels.reshape(count, -1, shape.channels_out)
    if name in ("matmul", "einsum"):
        return Calls((count,), (flat, filters), (positions, shape.channels_out), back)
    taps = cases.kernels.shape[1:4] if name == "multiply-sum" else flat.shape[2:]
    lead = (count, positions, shape.channels_out)
    pixels = np.broadcast_to(flat[:, :, None], (*lead, flat.shape[2]))
    rows = np.broadcast_to(np.array(filters.transpose(0, 2, 1), order="C")[:, None], pixels.shape)
    return Calls(lead, (pixels.reshape(*lead, *taps), rows.reshape(*lead, *taps)), (), back)


def batched(cases: Cases, windows: np.ndarray, back: Callable) -> Calls:
    """A product of two matrices for each group of channels. `windows`: [case, position, tap, channel]."""
    shape, (count, positions, taps) = cases.shape, windows.shape[:3]
    groups, filters = shape.groups, shape.channels_out
    left = windows.reshape(count, positions, taps, groups, -1).transpose(0, 3, 1, 2, 4)
    right = cases.kernels.reshape(count, taps, groups, -1, filters).transpose(0, 2, 1, 3, 4)
    arrays = left.reshape(count, groups, positions, -1), right.reshape(count, groups, -1, filters)
    due = (groups, positions, filters)
    return Calls((count,), arrays, due, lambda results: back(results.transpose(0, 2, 1, 3)))


def check_suited(name: str, shape: Shape) -> None:
    """Declines a shape that the operation does not have."""
    if name in ("grouped-conv2d", "batched-matmul") and shape.channels_in % shape.groups != 0:
        raise Declined(f"{shape.groups} groups do not divide {shape.channels_in} channels")
    if name != "conv3d" and shape.depth != Depth():
        raise Declined(f"{shape.depth.size} slices; only conv3d takes volumes")
    if name == "conv1d" and (shape.height, shape.kernel_height, *shape.zeros[:2]) != (1, 1, 0, 0):
        raise Declined("image and kernel of conv1d have one row, and no row of padding")
    if name == "transposed-conv2d":
        try:
            shape.transposed_size  # noqa: B018
        except ValueError as error:
            raise Declined(str(error)) from None


def single(operation: Operation, cases: Cases) -> np.ndarray:
    """The outputs by one call for each case, or for each output of multiply-sum, dot, sum and mean.

    A batched function gets the same, with an axis of one case in front.
    """
    calls = calls_of(operation.name, cases)
    results = np.empty((*calls.lead, *calls.due), cases.images.dtype)
    for index in np.ndindex(calls.lead):
        results[index] = call(operation, cases, tuple(one[index] for one in calls.arrays), calls.due, *calls.more)
    return calls.back(results)


def together(operation: Operation, cases: Cases) -> np.ndarray:
    """The outputs by one call for all cases."""
    calls = calls_of(operation.name, cases)
    together = int(np.prod(calls.lead))
    arrays = [np.array(one.reshape(together, *one.shape[len(calls.lead) :]), order="C") for one in calls.arrays]
    results = checked(compute(operation, cases, *arrays, *calls.more), (together, *calls.due), cases)
    return calls.back(results.reshape(*calls.lead, *calls.due))


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

    The first 256 cases (`compared`) of every operation, format and shape are compared, and again for every power of
    two of cases.
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
        if before < operation.compared:
            some = min(operation.compared, cases.count)
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
