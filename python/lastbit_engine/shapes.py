"""Paddings and sizes of a convolution, as docs/protocol.md has them."""

from __future__ import annotations

from typing import NamedTuple, Tuple, Union

import numpy as np


def same_zeros(size: int, kernel: int, stride: int, dilation: int) -> Tuple[int, int]:
    """TensorFlow's rule for "same": zeros before and after; an odd one goes after."""
    total = max(0, (-(-size // stride) - 1) * stride + (kernel - 1) * dilation + 1 - size)
    return total // 2, total - total // 2


def positions(size: int, zeros: int, kernel: int, stride: int, dilation: int) -> int:
    """How many outputs there are along an axis; less than 1 if the kernel does not fit."""
    return (size + zeros - (kernel - 1) * dilation - 1) // stride + 1


def same_cuts(kernel: int, stride: int, dilation: int) -> Tuple[int, int]:
    """What is cut off before and after, so that stride times as many rows or columns are left as the image has."""
    total = (kernel - 1) * dilation + 1 - stride
    return max(0, total // 2), total - max(0, total // 2)


def full(size: int, kernel: int, stride: int, dilation: int) -> int:
    """Rows or columns of a transposed convolution before anything is cut off."""
    return (size - 1) * stride + (kernel - 1) * dilation + 1


class Depth(NamedTuple):
    """The third dimension of conv3d; by default a single slice."""

    size: int = 1
    kernel: int = 1
    stride: int = 1
    dilation: int = 1
    # Slices of zeros.
    before: int = 0
    after: int = 0


class Shape(NamedTuple):
    """What a convolution is asked to do: images NHWC, kernels HWIO, outputs NHWC."""

    batch: int
    height: int
    width: int
    channels_in: int
    channels_out: int
    kernel_height: int
    kernel_width: int
    stride: Tuple[int, int]
    dilation: Tuple[int, int]
    # As it was asked: "valid", "same", or (top, bottom, left, right).
    padding: Union[str, Tuple[int, int, int, int]]
    # Of grouped-conv2d and batched-matmul: each group has channels_out filters.
    groups: int = 1
    # Of transposed-conv2d: rows and columns more at the end.
    output_padding: Tuple[int, int] = (0, 0)
    # Of conv3d.
    depth: Depth = Depth()

    @property
    def strides(self) -> Tuple[int, int, int]:
        """Of slices, rows and columns."""
        return (self.depth.stride, *self.stride)

    @property
    def dilations(self) -> Tuple[int, int, int]:
        return (self.depth.dilation, *self.dilation)

    @property
    def sides(self) -> Tuple[Tuple[int, int], ...]:
        """The padding in numbers, before and after each of slices, rows and columns."""
        return (self.depth.before, self.depth.after), self.zeros[:2], self.zeros[2:]

    @property
    def volume_size(self) -> Tuple[int, int, int]:
        """Slices, rows and columns of the output of conv3d."""
        size, kernel, stride, dilation, before, after = self.depth
        slices = positions(size, before + after, kernel, stride, dilation)
        if slices < 1:
            raise ValueError(f"the kernel does not fit into the volume: {slices} slices of outputs")
        return (slices, *self.output_size)

    @property
    def zeros(self) -> Tuple[int, int, int, int]:
        """The padding in numbers: top, bottom, left, right."""
        if self.padding == "valid":
            return 0, 0, 0, 0
        if self.padding != "same":
            return self.padding
        across = zip((self.height, self.width), (self.kernel_height, self.kernel_width), self.stride, self.dilation)
        (top, bottom), (left, right) = (same_zeros(*axis) for axis in across)
        return top, bottom, left, right

    @property
    def output_size(self) -> Tuple[int, int]:
        """Rows and columns of the output."""
        top, bottom, left, right = self.zeros
        rows = positions(self.height, top + bottom, self.kernel_height, self.stride[0], self.dilation[0])
        columns = positions(self.width, left + right, self.kernel_width, self.stride[1], self.dilation[1])
        if min(rows, columns) < 1:
            raise ValueError(f"the kernel does not fit into the image: {rows} x {columns} outputs")
        return rows, columns

    @property
    def cuts(self) -> Tuple[int, int, int, int]:
        """What a transposed convolution cuts off: top, bottom, left, right. Where it is negative, zeros are added."""
        if self.padding == "same":
            rows = same_cuts(self.kernel_height, self.stride[0], self.dilation[0])
            return *rows, *same_cuts(self.kernel_width, self.stride[1], self.dilation[1])
        top, bottom, left, right = (0, 0, 0, 0) if self.padding == "valid" else self.padding
        return top, bottom - self.output_padding[0], left, right - self.output_padding[1]

    @property
    def transposed_size(self) -> Tuple[int, int]:
        """Rows and columns of the output of a transposed convolution."""
        top, bottom, left, right = self.cuts
        rows = full(self.height, self.kernel_height, self.stride[0], self.dilation[0]) - top - bottom
        columns = full(self.width, self.kernel_width, self.stride[1], self.dilation[1]) - left - right
        if min(rows, columns) < 1:
            raise ValueError(f"the padding cuts the whole result off: {rows} x {columns} outputs")
        return rows, columns


def shape_of(header: dict) -> Shape:
    """The shape of a request."""
    padding = header["padding"]
    names = ("batch", "height", "width", "channelsIn", "channelsOut", "kernelHeight", "kernelWidth")
    pairs = (tuple(header["stride"]), tuple(header["dilation"]))
    more = (header.get("groups", 1), tuple(header.get("outputPadding", (0, 0))))
    padding = padding if isinstance(padding, str) else tuple(padding)
    depth = Depth(**{name: value for name, value in header.get("depth", {}).items() if name in Depth._fields})
    return Shape(*(header[name] for name in names), *pairs, padding, *more, depth)


def windows_of(images: np.ndarray, shape: Shape) -> np.ndarray:
    """[case, image, row, column, kernel row, kernel column, channel]: a copy of each window, +0 in the padding."""
    top, bottom, left, right = shape.zeros
    rows, columns = shape.output_size
    padded = np.pad(images, ((0, 0), (0, 0), (top, bottom), (left, right), (0, 0)))
    row = np.arange(rows)[:, None] * shape.stride[0] + np.arange(shape.kernel_height) * shape.dilation[0]
    column = np.arange(columns)[:, None] * shape.stride[1] + np.arange(shape.kernel_width) * shape.dilation[1]
    return np.ascontiguousarray(padded[:, :, row[:, None, :, None], column[None, :, None, :], :])
