"""Which products each output adds, for every operation, as indices into the arrays of the inputs."""

from __future__ import annotations

from typing import Callable, Iterable, Iterator, List, NamedTuple, Optional, Sequence, Tuple

import numpy as np

from lastbit_engine.shapes import positions, same_zeros

from .numbers import BadInput, Numbers

LAYOUTS = {"nhwc": "hwio", "nchw": "oihw"}


class Problem(NamedTuple):
    """Output `output[a, b]` is the sum over t of left[left_rows[a, t]] * right[right_rows[b, t]].

    Parts are independent problems of the same inputs: groups of a convolution, products of a batch. An index of -1 is a
    place without a number. Without `right_rows` the numbers of `left` are added. `bias[b]` is one index for each b.
    """

    left_rows: np.ndarray
    right_rows: Optional[np.ndarray]
    output: np.ndarray
    bias: Optional[np.ndarray] = None


class Asked(NamedTuple):
    """A question as both the Node program and the fallback need it."""

    words: List[str]
    inputs: List[Numbers]
    bias: Optional[Numbers]
    shape: Tuple[int, ...]
    products: int
    divisor: int
    title: str
    problems: Callable[[], Iterable[Problem]]


def pair(value, name: str, least: int = 1) -> Tuple[int, int]:
    """A number for both axes, or (rows, columns)."""
    numbers = (value, value) if isinstance(value, (int, np.integer)) else tuple(value)
    if len(numbers) != 2 or not all(isinstance(one, (int, np.integer)) and one >= least for one in numbers):
        raise BadInput(f"{name}={value!r}: give a whole number from {least}, or two of them, (rows, columns)")
    return int(numbers[0]), int(numbers[1])


def padding_of(padding, sizes, kernel, stride, dilation) -> Tuple[int, int, int, int]:
    """(top, bottom, left, right), from all the ways in which libraries say it."""
    if isinstance(padding, str):
        name = padding.lower()
        if name == "valid":
            return 0, 0, 0, 0
        if name == "same":
            top, bottom = same_zeros(sizes[0], kernel[0], stride[0], dilation[0])
            left, right = same_zeros(sizes[1], kernel[1], stride[1], dilation[1])
            return top, bottom, left, right
    elif isinstance(padding, (int, np.integer)):
        padding = (padding,) * 4
    else:
        padding = tuple(padding)
        if len(padding) == 2 and all(isinstance(one, (int, np.integer)) for one in padding):
            padding = (padding[0], padding[0], padding[1], padding[1])
        elif len(padding) == 2:
            padding = tuple(padding[0]) + tuple(padding[1])
    if isinstance(padding, str) or len(padding) != 4 or not all(
        isinstance(one, (int, np.integer)) and one >= 0 for one in padding
    ):
        raise BadInput(
            f'padding={padding!r}: give "valid", "same", a number, (rows, columns), or (top, bottom, left, right)'
        )
    return tuple(int(one) for one in padding)


def table(outputs: int, size: int, kernel: int, stride: int, dilation: int, before: int, transposed: bool) -> np.ndarray:
    """[output, tap] -> the place on the axis of the image, -1 where there is none."""
    output, tap = np.arange(outputs)[:, None], np.arange(kernel)[None, :]
    if transposed:
        away = output + before - tap * dilation
        place = np.where(away % stride == 0, away // stride, -1)
    else:
        place = output * stride - before + tap * dilation
    return np.where((place >= 0) & (place < size), place, -1)


def conv(
    x: Numbers, w: Numbers, y: Numbers, stride, padding, dilation, groups, bias, transposed, layout, kernel_layout
) -> Asked:
    """y has the shape of the question without the axes that `four_axes` adds."""
    if layout not in LAYOUTS:
        raise BadInput(f'layout={layout!r}: give "nhwc" or "nchw"')
    kernel_layout = kernel_layout or LAYOUTS[layout]
    if kernel_layout not in LAYOUTS.values():
        raise BadInput(f'kernel_layout={kernel_layout!r}: give "hwio" or "oihw"')
    x, w, y, unbatched = four_axes(x, w, y, layout, kernel_layout)
    stride, dilation = pair(stride, "stride"), pair(dilation, "dilation")
    if not isinstance(groups, (int, np.integer)) or groups < 1:
        raise BadInput(f"groups={groups!r}: give a whole number from 1")
    image = indices(x, layout, "nhwc")
    kernel = indices(w, kernel_layout, "hwio")
    if transposed:
        # The kernel is that of the convolution of which this is the transpose: O is the channels of this image.
        kernel = kernel.transpose(0, 1, 3, 2)
    batch, height, width, channels = image.shape
    rows, columns, kernel_in, kernel_out = kernel.shape
    if transposed:
        # [.., I of all groups, O/groups] -> [.., I/groups, O]
        if kernel_in != channels or channels % groups:
            raise BadInput(channels_do_not_fit(x, w, layout, kernel_layout, groups))
        kernel = kernel.reshape(rows, columns, groups, channels // groups, kernel_out)
        kernel = kernel.transpose(0, 1, 3, 2, 4).reshape(rows, columns, channels // groups, groups * kernel_out)
        kernel_in, kernel_out = channels // groups, groups * kernel_out
    elif kernel_in * groups != channels or kernel_out % groups:
        raise BadInput(channels_do_not_fit(x, w, layout, kernel_layout, groups))
    if transposed and isinstance(padding, str) and padding.lower() == "same":
        due = [height * stride[0], width * stride[1]]
        zeros = padding_of("same", due, (rows, columns), stride, dilation)
    else:
        zeros = padding_of(padding, (height, width), (rows, columns), stride, dilation)
        due = []
        for axis, (size, taps) in enumerate(((height, rows), (width, columns))):
            both = zeros[2 * axis] + zeros[2 * axis + 1]
            if transposed:
                due.append((size - 1) * stride[axis] + (taps - 1) * dilation[axis] + 1 - both)
                # PyTorch's output_padding: rows at the bottom, columns on the right.
                more = y.values.shape[layout.index("hw"[axis])] - due[axis]
                if 0 < more < stride[axis]:
                    due[axis] += more
                    zeros = tuple(one - more if place == 2 * axis + 1 else one for place, one in enumerate(zeros))
            else:
                due.append(positions(size, both, taps, stride[axis], dilation[axis]))
    if min(due) < 1:
        raise BadInput(f"the kernel does not fit into the image: there would be {due[0]} x {due[1]} outputs")
    sizes = dict(n=batch, h=due[0], w=due[1], c=kernel_out)
    shape = tuple(sizes[axis] for axis in layout)
    if y.values.shape != shape:
        raise BadInput(
            f"y has the shape {shown(y.values.shape, unbatched)}; x, w and the options give {shown(shape, unbatched)}"
        )
    if bias is not None and bias.values.size != kernel_out:
        raise BadInput(f"bias has {bias.values.size} numbers; there are {kernel_out} output channels")
    across = [
        table(due[axis], (height, width)[axis], (rows, columns)[axis], stride[axis], dilation[axis],
              zeros[2 * axis], transposed)
        for axis in (0, 1)
    ]  # fmt: skip
    inside, outside = channels // groups, kernel_out // groups
    output = indices(y, layout, "nhwc")

    def make() -> Iterator[Problem]:
        for group in range(groups):
            part = image[..., group * inside : (group + 1) * inside]
            i, j = across[0][:, None, :, None], across[1][None, :, None, :]
            left = np.where(((i < 0) | (j < 0))[None, ..., None], -1, part[:, i, j, :])
            taps = kernel[..., group * outside : (group + 1) * outside].reshape(-1, outside).T
            places = output[..., group * outside : (group + 1) * outside].reshape(-1, outside)
            biases = np.arange(group * outside, (group + 1) * outside) if bias is not None else None
            yield Problem(left.reshape(len(places), -1), taps, places, biases)

    words = [
        *("conv", "--stride", "x".join(map(str, stride)), "--padding", ",".join(map(str, zeros))),
        *("--dilation", "x".join(map(str, dilation)), "--groups", str(groups)),
        *("--layout", layout, "--kernel-layout", kernel_layout),
        *(["--transposed"] if transposed else []),
    ]
    products = y.values.size * rows * columns * inside
    title = "transposed convolution" if transposed else "convolution"
    return Asked(words, [x, w], bias, shape, products, 1, title, make)


def four_axes(x: Numbers, w: Numbers, y: Numbers, layout: str, kernel_layout: str):
    """An image may lack its batch axis, or be a single channel of two axes with a kernel of two."""
    axes = x.values.ndim
    if axes not in (2, 3, 4) or y.values.ndim != axes or w.values.ndim != (2 if axes == 2 else 4):
        given = ", ".join(f"{one.name} {list(one.values.shape)}" for one in (x, w, y))
        raise BadInput(f"a convolution needs 4 axes ({layout}, {kernel_layout}), or x and y without the batch: {given}")
    if axes == 2:

        def whole(one: Numbers, names: str) -> Numbers:
            size = dict(zip("hw", one.values.shape))
            return one.reshaped(tuple(size.get(name, 1) for name in names))

        return whole(x, layout), whole(w, kernel_layout), whole(y, layout), 2
    if axes == 3:
        return x.reshaped((1, *x.values.shape)), w, y.reshaped((1, *y.values.shape)), 1
    return x, w, y, 0


def shown(shape: Sequence[int], unbatched: int) -> str:
    if unbatched == 1:
        shape = shape[1:]
    return "x".join(map(str, shape))


def channels_do_not_fit(x: Numbers, w: Numbers, layout: str, kernel_layout: str, groups: int) -> str:
    return (
        f"the channels of x ({layout} {shown(x.values.shape, 0)}) and of w ({kernel_layout} {shown(w.values.shape, 0)}) "
        f"do not fit with groups={groups}; are the layouts right?"
    )


def indices(numbers: Numbers, given: str, wanted: str) -> np.ndarray:
    """The places of the numbers in C order, with the axes in another order."""
    places = np.arange(numbers.values.size).reshape(numbers.values.shape)
    return places.transpose([given.index(axis) for axis in wanted])


def matmul(a: Numbers, b: Numbers, c: Numbers) -> Asked:
    """As numpy.matmul: batches of matrices broadcast, and an operand of one axis is a row or a column."""
    left = np.arange(a.values.size).reshape(a.values.shape)
    right = np.arange(b.values.size).reshape(b.values.shape)
    if left.ndim == 0 or right.ndim == 0:
        raise BadInput("matmul needs arrays of one axis or more")
    left = left[None, :] if left.ndim == 1 else left
    right = right[:, None] if right.ndim == 1 else right
    fits = left.shape[-1] == right.shape[-2]
    try:
        outer = np.broadcast_shapes(left.shape[:-2], right.shape[:-2]) if fits else None
    except ValueError:
        outer = None
    if outer is None:
        raise BadInput(f"{a.name} {list(a.values.shape)} and {b.name} {list(b.values.shape)} are no matrix product")
    full = (*outer, left.shape[-2], right.shape[-1])
    shape = full[: len(full) - 2] + full[-2:-1] * (a.values.ndim > 1) + full[-1:] * (b.values.ndim > 1)
    demand_shape(c, shape)
    left = np.broadcast_to(left, (*outer, *left.shape[-2:])).reshape(-1, *left.shape[-2:])
    right = np.broadcast_to(right, (*outer, *right.shape[-2:])).reshape(-1, *right.shape[-2:])
    output = np.arange(c.values.size).reshape(-1, *full[-2:])

    def make() -> Iterator[Problem]:
        for rows, columns, places in zip(left, right, output):
            yield Problem(rows, columns.T, places)

    products = c.values.size * left.shape[-1]
    return Asked(["matmul"], [a, b], None, shape, products, 1, "matrix product", make)


def dot(a: Numbers, b: Numbers, c: Numbers) -> Asked:
    """Of two vectors."""
    if a.values.ndim != 1 or a.values.shape != b.values.shape:
        raise BadInput(
            f"dot needs two vectors of one length: {a.name} {list(a.values.shape)}, {b.name} {list(b.values.shape)}; "
            "for matrices there is assert_rounding_of_matmul"
        )
    if c.values.size != 1:
        raise BadInput(f"{c.name} has {c.values.size} numbers; a dot product is one")
    places = np.arange(a.values.size)[None, :]
    problem = Problem(places, places, np.zeros((1, 1), int))
    return Asked(["dot"], [a, b], None, (), a.values.size, 1, "dot product", lambda: [problem])


def total(a: Numbers, s: Numbers, axis, mean: bool) -> Asked:
    """As numpy.sum, with or without keepdims."""
    axes = a.values.ndim
    chosen = tuple(range(axes)) if axis is None else ((axis,) if isinstance(axis, (int, np.integer)) else tuple(axis))
    if not all(isinstance(one, (int, np.integer)) and -axes <= one < axes for one in chosen):
        raise BadInput(f"axis={axis!r}: {a.name} has the axes 0 to {axes - 1}")
    chosen = tuple(sorted({int(one) % axes for one in chosen}))
    kept = tuple(one for one in range(axes) if one not in chosen)
    shape = tuple(a.values.shape[one] for one in kept)
    with_ones = tuple(1 if one in chosen else size for one, size in enumerate(a.values.shape))
    if s.values.shape != with_ones:
        demand_shape(s, shape)
    terms = int(np.prod([a.values.shape[one] for one in chosen]))
    places = np.arange(a.values.size).reshape(a.values.shape).transpose(kept + chosen).reshape(s.values.size, terms)
    problem = Problem(places, None, np.arange(s.values.size)[:, None])
    words = ["sum", *(["--axis", ",".join(map(str, chosen))] if kept else []), *(["--mean"] if mean else [])]
    title = "mean" if mean else "sum"
    return Asked(words, [a], None, shape, a.values.size, terms if mean else 1, title, lambda: [problem])


def demand_shape(computed: Numbers, shape: Tuple[int, ...]) -> None:
    if computed.values.shape == shape or (computed.values.size == 1 and int(np.prod(shape)) == 1):
        return
    raise BadInput(f"{computed.name} has the shape {list(computed.values.shape)}; the inputs give {list(shape)}")
