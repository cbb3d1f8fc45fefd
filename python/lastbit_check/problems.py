"""Which products each output adds, for matrix products, dot products and sums; convolution.py has convolutions."""

from __future__ import annotations

from typing import Callable, Iterable, Iterator, List, NamedTuple, Optional, Tuple

import numpy as np

from .numbers import BadInput, Numbers

# pytest shows the line of the test, and not these files.
__tracebackhide__ = True


class Problem(NamedTuple):
    """Output `output[a, b]` is the sum over t of left[left_rows[a, t]] * right[right_rows[b, t]].

    All numbers are indices into arrays in C order; -1 is a place without a number. Without `right_rows` the numbers of
    `left` are added. `bias[b]` is one term more.
    """

    left_rows: np.ndarray
    right_rows: Optional[np.ndarray]
    output: np.ndarray
    bias: Optional[np.ndarray] = None


class Asked(NamedTuple):
    """A question, as the Node program (`words`) and as the fallback (`problems`) need it."""

    words: List[str]
    inputs: List[Numbers]
    bias: Optional[Numbers]
    # Of the results.
    shape: Tuple[int, ...]
    products: int
    # The exact sum is divided by this.
    divisor: int
    title: str
    # Independent parts: groups of a convolution, products of a batch.
    problems: Callable[[], Iterable[Problem]]


def matmul(a: Numbers, b: Numbers, c: Numbers) -> Asked:
    """As numpy.matmul: batches of matrices broadcast, and an operand of one axis is a row or a column."""
    if a.values.ndim == 0 or b.values.ndim == 0:
        raise BadInput("matmul needs arrays of one axis or more")
    left, right = (np.arange(one.values.size).reshape(one.values.shape) for one in (a, b))
    left = left[None, :] if left.ndim == 1 else left
    right = right[:, None] if right.ndim == 1 else right
    try:
        fits = left.shape[-1] == right.shape[-2]
        outer = np.broadcast_shapes(left.shape[:-2], right.shape[:-2]) if fits else None
    except ValueError:
        outer = None
    if outer is None:
        given = f"{a.name} {list(a.values.shape)} and {b.name} {list(b.values.shape)}"
        raise BadInput(f"{given} are no matrix product (the arguments are the result, then the two factors)")
    rows, columns = left.shape[-2], right.shape[-1]
    shape = (*outer, *([rows] if a.values.ndim > 1 else []), *([columns] if b.values.ndim > 1 else []))
    demand_shape(c, shape)
    left = np.broadcast_to(left, (*outer, *left.shape[-2:])).reshape(-1, *left.shape[-2:])
    right = np.broadcast_to(right, (*outer, *right.shape[-2:])).reshape(-1, *right.shape[-2:])
    output = np.arange(c.values.size).reshape(-1, rows, columns)

    def problems() -> Iterator[Problem]:
        for one, other, places in zip(left, right, output):
            yield Problem(one, other.T, places)

    products = c.values.size * left.shape[-1]
    return Asked(["matmul"], [a, b], None, shape, products, 1, "matrix product", problems)


def dot(a: Numbers, b: Numbers, c: Numbers) -> Asked:
    """Of two vectors, or of all numbers of two arrays of one shape."""
    if a.values.shape != b.values.shape:
        raise BadInput(
            f"dot needs two vectors of one length: {a.name} {list(a.values.shape)}, {b.name} {list(b.values.shape)}; "
            "for matrices there is assert_rounding_of_matmul"
        )
    demand_shape(c, ())
    places = np.arange(a.values.size)[None, :]
    problem = Problem(places, places, np.zeros((1, 1), int))
    return Asked(["dot"], [a, b], None, (), a.values.size, 1, "dot product", lambda: [problem])


def total(a: Numbers, s: Numbers, axis, mean: bool) -> Asked:
    """As numpy.sum and numpy.mean, with or without keepdims."""
    axes = a.values.ndim
    chosen = range(axes) if axis is None else (axis,) if isinstance(axis, (int, np.integer)) else tuple(axis)
    if not all(isinstance(one, (int, np.integer)) and -axes <= one < axes for one in chosen):
        raise BadInput(f"axis={axis!r}: {a.name} has the axes 0 to {axes - 1}")
    chosen = tuple(sorted({int(one) % axes for one in chosen}))
    kept = tuple(one for one in range(axes) if one not in chosen)
    shape = tuple(a.values.shape[one] for one in kept)
    with_ones = tuple(1 if one in chosen else size for one, size in enumerate(a.values.shape))
    if s.values.shape != with_ones:
        demand_shape(s, shape)
    terms = int(np.prod([a.values.shape[one] for one in chosen], dtype=int))
    places = np.arange(a.values.size).reshape(a.values.shape).transpose(kept + chosen).reshape(s.values.size, terms)
    problem = Problem(places, None, np.arange(s.values.size)[:, None])
    words = ["sum", *(["--axis", ",".join(map(str, chosen))] if kept else []), *(["--mean"] if mean else [])]
    divisor, title = (terms, "mean") if mean else (1, "sum")
    return Asked(words, [a], None, shape, a.values.size, divisor, title, lambda: [problem])


def demand_shape(computed: Numbers, shape: Tuple[int, ...]) -> None:
    """A single number may have any number of axes."""
    if computed.values.shape == shape or (computed.values.size == 1 and int(np.prod(shape, dtype=int)) == 1):
        return
    raise BadInput(f"{computed.name} has the shape {list(computed.values.shape)}; the inputs give {list(shape)}")
