"""Assert that results are roundings of the exact results, to the last bit.

    assert_rounding_of(y, x, w, stride=2, padding=1)     y is the convolution of x with w
    assert_rounding_of_matmul(c, a, b)                   c = a @ b, also in batches
    assert_rounding_of_dot(c, a, b)                      of two vectors
    assert_rounding_of_sum(s, a, axis=0, mean=True)      as numpy.sum and numpy.mean

The results come first, then what they were computed of. Arrays may be NumPy's, PyTorch's (on any device), JAX's, or
have `__array__`; their types may be float16, bfloat16, float32, float64, integers and bool.

An assertion fails if a result is further from the exact one than any order of summation can take it, with or without
fma, in the format of the results. `accumulator="binary32"` says in which format sums are due, if it is another one:
float16 results of float32 sums, for example. There is no tolerance. See docs/python.md for hypotheses and limits.

The program lastbit (Node) decides if it is there: LASTBIT_COMMAND, `lastbit` on PATH, a checkout, or node_modules. It
has no limit of size, and it names causes. Otherwise exact integers in Python decide, for up to 2^22 products.
`using="program"` or `using="python"` demands one of them.

All functions return a Judgement. They raise AssertionError; BadInput (a ValueError) if the question makes no sense or
is too large; NotJudged if no output could be decided. If some could not, they warn with UnjudgedWarning.
"""

from __future__ import annotations

import warnings
from typing import Optional

from . import fractions_judge, program
from .convolution import Options, conv
from .formats import OF_TYPE
from .judgement import Element, Judgement, NotJudged, UnjudgedWarning
from .numbers import BadInput, Numbers, as_result, numbers_of
from .problems import Asked, dot, matmul, total
from .program import ProgramFailed

# pytest shows the line of the test, and not these files.
__tracebackhide__ = True

__all__ = [
    "BadInput",
    "Element",
    "Judgement",
    "NotJudged",
    "ProgramFailed",
    "UnjudgedWarning",
    "assert_rounding_of",
    "assert_rounding_of_dot",
    "assert_rounding_of_matmul",
    "assert_rounding_of_sum",
]


def assert_rounding_of(
    y,
    x,
    w,
    *,
    stride=1,
    padding="valid",
    dilation=1,
    groups=1,
    bias=None,
    transposed=False,
    layout="nhwc",
    kernel_layout=None,
    accumulator: Optional[str] = None,
    using: Optional[str] = None,
) -> Judgement:
    """Asserts that y is a rounding of the convolution of x with w (not flipped, as in all frameworks).

    x, y: [batch, height, width, channels] with layout="nhwc"; [batch, channels, height, width] with "nchw". The batch
        may be left out of both. Without rows, also of w, it is a convolution in one dimension. Arrays of two axes are
        one image of one channel.
    w: [rows, columns, channels of x / groups, channels of y] with kernel_layout="hwio", which goes with "nhwc";
        [channels of y, channels of x / groups, rows, columns] with "oihw", which goes with "nchw". TensorFlow's
        depthwise kernel [rows, columns, channels of x, multiplier] is taken with groups = channels of x.
    stride, dilation: a number, or (rows, columns).
    padding: "valid"; "same" (TensorFlow's rule); a number; (rows, columns) for both sides, as in PyTorch;
        (top, bottom, left, right); ((top, bottom), (left, right)), as in JAX.
    bias: one number for each channel of y.
    transposed: y is the transposed convolution, as by torch.nn.ConvTranspose2d and tf.nn.conv2d_transpose. w is given
        as they take it, which is the kernel of the convolution that is transposed.
    """
    image, kernel = numbers_of(x, "x"), numbers_of(w, "w")
    added = None if bias is None else numbers_of(bias, "bias")
    inputs = [image, kernel, *([] if added is None else [added])]
    computed = as_result(numbers_of(y, "y"), *inputs)
    options = Options(stride, padding, dilation, groups, transposed, layout, kernel_layout)
    return _assert(conv(image, kernel, computed, added, options), computed, accumulator, using)


def assert_rounding_of_matmul(c, a, b, *, accumulator: Optional[str] = None, using: Optional[str] = None) -> Judgement:
    """Asserts that c is a rounding of the matrix product a @ b, with the shapes of numpy.matmul, batches included."""
    left, right = numbers_of(a, "a"), numbers_of(b, "b")
    computed = as_result(numbers_of(c, "c"), left, right)
    return _assert(matmul(left, right, computed), computed, accumulator, using)


def assert_rounding_of_dot(c, a, b, *, accumulator: Optional[str] = None, using: Optional[str] = None) -> Judgement:
    """Asserts that c, a single number, is a rounding of the dot product of the vectors a and b."""
    left, right = numbers_of(a, "a"), numbers_of(b, "b")
    computed = as_result(numbers_of(c, "c"), left, right)
    return _assert(dot(left, right, computed), computed, accumulator, using)


def assert_rounding_of_sum(
    s, a, *, axis=None, mean=False, accumulator: Optional[str] = None, using: Optional[str] = None
) -> Judgement:
    """Asserts that s is a rounding of the sum, or mean, of a over one axis, several, or all; keepdims may be either."""
    terms = numbers_of(a, "a")
    computed = as_result(numbers_of(s, "s"), terms)
    return _assert(total(terms, computed, axis, mean), computed, accumulator, using)


def _assert(asked: Asked, computed: Numbers, accumulator: Optional[str], using: Optional[str]) -> Judgement:
    judgement = _judge(asked, computed, accumulator, using)
    if judgement.verdict == "not-judged":
        raise NotJudged(judgement.answer)
    if judgement.verdict != "rounding":
        raise AssertionError(judgement.message())
    if judgement.not_judged:
        text = f"{judgement.not_judged} of {judgement.outputs} outputs could not be judged: an input is not finite, or "
        warnings.warn(f"{text}the sum may overflow", UnjudgedWarning, stacklevel=3)
    return judgement


def _judge(asked: Asked, computed: Numbers, accumulator: Optional[str], using: Optional[str]) -> Judgement:
    if using not in (None, "program", "python"):
        raise BadInput(f'using={using!r}: give "program" or "python"')
    if computed.values.size == 0:
        raise BadInput(f"{computed.name} is empty: there is nothing to check")
    accumulator = OF_TYPE[accumulator].name if accumulator in OF_TYPE else accumulator
    command = None if using == "python" else program.find()
    if command is None and using == "program":
        raise BadInput("the program lastbit is not there; put it on PATH, or its command into LASTBIT_COMMAND")
    if command is not None:
        try:
            return program.judge(command, asked, computed, accumulator)
        except program.NoJudge as error:
            if using == "program":
                raise ProgramFailed(str(error)) from None
    return fractions_judge.judge(asked, computed, accumulator)
