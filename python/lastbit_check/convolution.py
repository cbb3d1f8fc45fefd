"""Convolutions of one to three dimensions, transposed ones too, in the layouts and with the paddings of frameworks."""

from __future__ import annotations

from typing import Iterator, List, NamedTuple, Optional, Tuple

import numpy as np

from lastbit_engine.shapes import positions, same_zeros

from .numbers import BadInput, Numbers
from .problems import Asked, Problem

# pytest shows the line of the test, and not these files.
__tracebackhide__ = True

# The layout of the kernel that goes with that of the image.
LAYOUTS = {"nhwc": "hwio", "nchw": "oihw"}
Pair = Tuple[int, int]
Sizes = Tuple[int, ...]


class Options(NamedTuple):
    """As the user gives them."""

    stride: object
    padding: object
    dilation: object
    groups: object
    transposed: bool
    layout: str
    kernel_layout: Optional[str]


class Axis(NamedTuple):
    """An axis: the sizes of image, kernel and output, and zeros on both sides (if transposed, of outputs)."""

    size: int
    taps: int
    stride: int
    dilation: int
    before: int
    after: int
    outputs: int

    def places(self, transposed: bool) -> np.ndarray:
        """[output, tap] -> the place in the image, -1 where there is none."""
        output, tap = np.arange(self.outputs)[:, None], np.arange(self.taps)[None, :]
        if transposed:
            away = output + self.before - tap * self.dilation
            place = np.where(away % self.stride == 0, away // self.stride, -1)
        else:
            place = output * self.stride - self.before + tap * self.dilation
        return np.where((place >= 0) & (place < self.size), place, -1)


def conv(x: Numbers, w: Numbers, y: Numbers, bias: Optional[Numbers], options: Options) -> Asked:
    """The shape of the question has four axes, also where x and y have fewer, and five for volumes."""
    layout, kernel_layout = layouts_of(options)
    groups, transposed = options.groups, options.transposed
    if not isinstance(groups, (int, np.integer)) or groups < 1:
        raise BadInput(f"groups={groups!r}: give a whole number from 1")
    if x.values.ndim == w.values.ndim == y.values.ndim == 3:
        options = in_two_dimensions(options)
    added_axes = 4 - x.values.ndim
    named, named_kernel = layout, kernel_layout
    spatial = "hw"
    if x.values.ndim == w.values.ndim == y.values.ndim == 5:
        spatial = "dhw"
        layout, kernel_layout = layout.replace("h", "dh"), kernel_layout.replace("h", "dh")
    x, w, y = with_all_axes(x, w, y, layout, kernel_layout)
    image = indices(x, layout, f"n{spatial}c")
    kernel = kernel_of(w, kernel_layout, image.shape[-1], groups, transposed)
    if kernel is None:
        given = f"x ({layout} {shown(x.values.shape)}) and of w ({kernel_layout} {shown(w.values.shape)})"
        hint = fitting_layout(x, w, groups, transposed) or "are the layouts right?"
        raise BadInput(f"the channels of {given} do not fit with groups={groups}; {hint}")
    output_size = tuple(y.values.shape[layout.index(name)] for name in spatial)
    axes = axes_of(image.shape[1:-1], kernel.shape[:-2], output_size, options)
    channels = kernel.shape[-1]
    sizes = dict(zip(spatial, (axis.outputs for axis in axes)), n=image.shape[0], c=channels)
    shape = tuple(sizes[name] for name in layout)
    if y.values.shape != shape:
        due, given = (shown(one[1:] if added_axes == 1 else one) for one in (shape, y.values.shape))
        hint = fitting_padding(image.shape[1:-1], kernel.shape[:-2], output_size, options)
        raise BadInput(f"y has the shape {given}; x, w and the options give {due}{hint}")
    if bias is not None and bias.values.size != channels:
        raise BadInput(f"bias has {bias.values.size} numbers; there are {channels} output channels")
    output = indices(y, layout, f"n{spatial}c")
    inside, outside = kernel.shape[-2], channels // groups

    def problems() -> Iterator[Problem]:
        at = along([axis.places(transposed) for axis in axes])
        nowhere = np.logical_or.reduce(np.broadcast_arrays(*(one < 0 for one in at)))[None, ..., None]
        for group in range(groups):
            own_pixels = image[..., group * inside : (group + 1) * inside]
            left = np.where(nowhere, -1, own_pixels[(slice(None), *at)])
            own = slice(group * outside, (group + 1) * outside)
            places = output[..., own].reshape(-1, outside)
            biases = None if bias is None else np.arange(channels)[own]
            yield Problem(left.reshape(len(places), -1), kernel[..., own].reshape(-1, outside).T, places, biases)

    words = [
        *("conv", "--stride", by_axis(axes, "stride"), "--padding", padding_text(zeros_of(options.padding, len(axes)))),
        *("--dilation", by_axis(axes, "dilation"), "--groups", str(groups)),
        *("--layout", named, "--kernel-layout", named_kernel),
        *(["--transposed"] if transposed else []),
    ]
    products = y.values.size * int(np.prod(kernel.shape[:-1], dtype=int))
    title = "transposed convolution" if transposed else "convolution"
    return Asked(words, [x, w], bias, shape, products, 1, title, problems)


def along(places: List[np.ndarray]) -> Tuple[np.ndarray, ...]:
    """[output, tap] of each axis, made to broadcast to all outputs, then all taps."""
    count = len(places)
    shaped = []
    for axis, one in enumerate(places):
        shape = [1] * (2 * count)
        shape[axis], shape[count + axis] = one.shape
        shaped.append(one.reshape(shape))
    return tuple(shaped)


def fitting_layout(x: Numbers, w: Numbers, groups: int, transposed: bool) -> Optional[str]:
    """The layout in which the channels would fit, as a hint."""
    volume = x.values.ndim == 5
    for layout, kernel_layout in LAYOUTS.items():
        hint = layout
        if volume:
            layout, kernel_layout = layout.replace("h", "dh"), kernel_layout.replace("h", "dh")
        if kernel_of(w, kernel_layout, x.values.shape[layout.index("c")], groups, transposed) is not None:
            return f'with layout="{hint}" they would'
    return None


def fitting_padding(image: Sizes, kernel: Sizes, output: Sizes, options: Options) -> str:
    """The padding with which the output would have its size, as a hint."""
    for padding in [*range(9), "same"]:
        try:
            axes = axes_of(image, kernel, output, options._replace(padding=padding))
        except BadInput:
            continue
        if tuple(axis.outputs for axis in axes) == output:
            return f"; with padding={padding!r} the size would fit"
    return ""


def layouts_of(options: Options) -> Tuple[str, str]:
    if options.layout not in LAYOUTS:
        raise BadInput(f'layout={options.layout!r}: give "nhwc" or "nchw"')
    kernel_layout = options.kernel_layout or LAYOUTS[options.layout]
    if kernel_layout not in LAYOUTS.values():
        raise BadInput(f'kernel_layout={kernel_layout!r}: give "hwio" or "oihw"')
    return options.layout, kernel_layout


def kernel_of(w: Numbers, layout: str, channels: int, groups: int, transposed: bool) -> Optional[np.ndarray]:
    """Places as [*taps, channel of a group of x, channel of y]; None if the channels do not fit."""
    kernel = indices(w, layout, "dhwio" if "d" in layout else "hwio")
    *taps, inside, outside = kernel.shape
    if not transposed:
        if groups > 1 and inside == groups == channels:
            # TensorFlow's depthwise kernel: taps, channels, filters of each channel.
            return kernel.reshape(*taps, 1, inside * outside)
        return kernel if inside * groups == channels and outside % groups == 0 else None
    # The kernel is that of the convolution which is transposed: its outputs are the channels of x.
    if outside != channels or channels % groups:
        return None
    apart = kernel.reshape(*taps, inside, groups, channels // groups)
    return apart.swapaxes(-1, -3).reshape(*taps, channels // groups, groups * inside)


def axes_of(size: Sizes, taps: Sizes, outputs: Sizes, options: Options) -> List[Axis]:
    count = len(size)
    stride, dilation = steps(options.stride, "stride", count), steps(options.dilation, "dilation", count)
    zeros = zeros_of(options.padding, count)
    axes = []
    for axis in range(count):
        sizes = (size[axis], taps[axis], stride[axis], dilation[axis])
        make = transposed_axis if options.transposed else plain_axis
        axes.append(make(*sizes, outputs[axis], zeros and zeros[2 * axis : 2 * axis + 2]))
    if min(axis.outputs for axis in axes) < 1:
        due = " x ".join(str(axis.outputs) for axis in axes)
        raise BadInput(f"the kernel does not fit into the image: there would be {due} outputs")
    return axes


def plain_axis(size: int, taps: int, stride: int, dilation: int, _: int, zeros: Optional[Pair]) -> Axis:
    zeros = zeros or same_zeros(size, taps, stride, dilation)
    return Axis(size, taps, stride, dilation, *zeros, positions(size, sum(zeros), taps, stride, dilation))


def transposed_axis(size: int, taps: int, stride: int, dilation: int, given: int, zeros: Optional[Pair]) -> Axis:
    """Several sizes of output give the same size of input, so the results decide within what is possible."""
    whole = (size - 1) * stride + (taps - 1) * dilation + 1
    if zeros is None:
        outputs = given if -(-given // stride) == size else size * stride
        return Axis(size, taps, stride, dilation, *same_zeros(outputs, taps, stride, dilation), outputs)
    # PyTorch's output_padding: rows at the bottom, columns on the right.
    outputs = whole - sum(zeros)
    more = given - outputs if 0 < given - outputs < stride else 0
    return Axis(size, taps, stride, dilation, zeros[0], zeros[1] - more, outputs + more)


def steps(value, name: str, count: int) -> Sizes:
    """A number for all axes, or (rows, columns), of volumes (slices, rows, columns)."""
    numbers = (value,) * count if isinstance(value, (int, np.integer)) else tuple(value)
    if len(numbers) != count or not all(isinstance(one, (int, np.integer)) and one >= 1 for one in numbers):
        ways = "two of them, (rows, columns)" if count == 2 else "three of them, (slices, rows, columns)"
        raise BadInput(f"{name}={value!r}: give a whole number from 1, or {ways}")
    return tuple(int(one) for one in numbers)


def zeros_of(padding, count: int = 2) -> Optional[Sizes]:
    """(top, bottom, left, right), of volumes (front, back, ...), as libraries say it; None for "same"."""
    known = {"valid": (0,) * (2 * count), "same": None}
    if isinstance(padding, str) and padding.lower() in known:
        return known[padding.lower()]
    numbers = (padding,) * (2 * count) if isinstance(padding, (int, np.integer)) else tuple(padding)
    if len(numbers) == count:
        sides = [(one, one) if isinstance(one, (int, np.integer)) else tuple(one) for one in numbers]
        numbers = tuple(zeros for side in sides for zeros in side)
    if len(numbers) != 2 * count or not all(isinstance(one, (int, np.integer)) and one >= 0 for one in numbers):
        ways = "a number, (rows, columns), (top, bottom, left, right), or ((top, bottom), (left, right))"
        ways += ", with slices before the rows" if count == 3 else ""
        raise BadInput(f'padding={padding!r}: give "valid", "same", {ways}')
    return tuple(int(one) for one in numbers)


def in_two_dimensions(options: Options) -> Options:
    """The options of a 1-D convolution, for arrays with a single row."""
    padding = options.padding
    if not isinstance(padding, str):
        sides = (padding, padding) if isinstance(padding, (int, np.integer)) else tuple(padding)
        sides = sides * 2 if len(sides) == 1 else sides
        padding = (0, 0, *sides)
    stride, dilation = (one[0] if isinstance(one, (tuple, list)) else one for one in (options.stride, options.dilation))
    return options._replace(stride=(1, stride), dilation=(1, dilation), padding=padding)


def with_all_axes(x: Numbers, w: Numbers, y: Numbers, layout: str, kernel_layout: str) -> List[Numbers]:
    """x and y may lack the batch, all three may lack rows, or all but rows and columns."""
    known = {
        (5, 5): (layout, kernel_layout),
        (4, 4): (layout, kernel_layout),
        (3, 4): (layout.replace("n", ""), kernel_layout),
        (3, 3): (layout.replace("h", ""), kernel_layout.replace("h", "")),
        (2, 2): ("hw", "hw"),
    }
    names, kernel_names = known.get((x.values.ndim, w.values.ndim), ("", ""))
    if not names or y.values.ndim != x.values.ndim:
        given = ", ".join(f"{one.name} {list(one.values.shape)}" for one in (x, w, y))
        ways = f"4 axes ({layout}, {kernel_layout}), or 3 in one dimension, 5 in three"
        raise BadInput(f"a convolution needs {ways}: {given}")
    return [in_axes(x, names, layout), in_axes(w, kernel_names, kernel_layout), in_axes(y, names, layout)]


def in_axes(numbers: Numbers, given: str, wanted: str) -> Numbers:
    """Axes that are missing have size 1."""
    sizes = dict(zip(given, numbers.values.shape))
    return numbers.reshaped(tuple(sizes.get(name, 1) for name in wanted))


def indices(numbers: Numbers, given: str, wanted: str) -> np.ndarray:
    """The places of the numbers in C order, with the axes in another order."""
    places = np.arange(numbers.values.size).reshape(numbers.values.shape)
    return places.transpose([given.index(name) for name in wanted])


def by_axis(axes: List[Axis], name: str) -> str:
    return "x".join(str(getattr(axis, name)) for axis in axes)


def padding_text(zeros: Optional[Sizes]) -> str:
    return "same" if zeros is None else ",".join(map(str, zeros))


def shown(shape: Tuple[int, ...]) -> str:
    return "x".join(map(str, shape))
