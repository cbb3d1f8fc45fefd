"""The exact fallback: correct results pass in every order, defects fail."""

from fractions import Fraction

import numpy as np
import pytest
import slow

from lastbit_check import (
    BadInput,
    NotJudged,
    UnjudgedWarning,
    assert_rounding_of,
    assert_rounding_of_dot,
    assert_rounding_of_matmul,
    assert_rounding_of_sum,
)
from lastbit_check.formats import BINARY16, BINARY32, BINARY64, AnyOrder

f32 = np.float32


def numbers(random, *shape, dtype=f32):
    """Of very different sizes, subnormal numbers and zeros among them."""
    scale = 2.0 ** random.integers(-75, 20, shape) if random.random() < 0.3 else 2.0 ** random.integers(-3, 3, shape)
    kept = random.random(shape) < 0.9
    values = np.clip(random.standard_normal(shape) * scale, -(2.0**15), 2.0**15)
    return (values * kept).astype(dtype)


@pytest.mark.parametrize("fused", [False, True])
def test_every_order_of_a_dot_product_passes(fused):
    random = np.random.default_rng(14)
    for _ in range(60):
        n = int(random.integers(1, 20))
        xs, ws = numbers(random, n), numbers(random, n)
        c = slow.dot(xs, ws, random.permutation(n), fused)
        assert assert_rounding_of_dot(c, xs, ws).within == 1


def test_every_tree_of_a_sum_passes():
    random = np.random.default_rng(15)
    for _ in range(100):
        terms = numbers(random, int(random.integers(1, 40)))
        assert_rounding_of_sum(slow.tree(terms, random), terms)


def test_the_worst_case_known_reaches_the_bound_and_passes():
    # 24929 * 673 = 2^24 + 1: every addition is a tie that loses its product. See dot-any-order.
    for n in (2, 10, 100):
        xs = np.array([24929 * 2.0**-12, *[2.0**-12] * (n - 1)], f32)
        ws = np.array([673 * 2.0**-12, *[2.0**-12] * (n - 1)], f32)
        c = slow.dot(xs, ws, range(n), False)
        assert assert_rounding_of_dot(c, xs, ws).answer.endswith("the largest error at 1 of it.")
        with pytest.raises(AssertionError):
            assert_rounding_of_dot(np.nextafter(c, f32(0)), xs, ws)


def test_underflow_is_allowed_to_lose_half_of_the_smallest_subnormal_number_for_each_product():
    xs = np.full(4, 2.0**-75, f32)
    assert assert_rounding_of_dot(f32(0), xs, xs).within == 1
    with pytest.raises(AssertionError):
        assert_rounding_of_dot(f32(0), np.full(4, 2.0**-74, f32), np.full(4, 2.0**-74, f32))


@pytest.mark.parametrize("dtype", [np.float16, f32, np.float64])
def test_a_correctly_rounded_result_passes_and_its_neighbour_of_a_single_product_fails(dtype):
    random = np.random.default_rng(16)
    for _ in range(50):
        x, w = numbers(random, 1, dtype=dtype), numbers(random, 1, dtype=dtype)
        c = slow.rounded(Fraction(float(x[0])) * Fraction(float(w[0])), dtype)
        assert_rounding_of_dot(c, x, w)
        if dtype == f32 and abs(c) > 2.0**-125:
            # Products that are zero allow nothing.
            x, w = np.append(x, np.zeros(9, dtype)), np.append(w, np.ones(9, dtype))
            for far in (dtype(np.inf), dtype(-np.inf)):
                with pytest.raises(AssertionError):
                    assert_rounding_of_dot(np.nextafter(np.nextafter(c, far), far), x, w)


def test_convolutions_of_all_options_pass_and_a_lost_product_fails():
    random = np.random.default_rng(17)
    for _ in range(12):
        groups, inside, out = (int(one) for one in random.integers(1, 3, 3))
        stride, dilation = (tuple(int(one) for one in random.integers(1, 3, 2)) for _ in range(2))
        zeros = tuple(int(one) for one in random.integers(0, 3, 4))
        x = random.standard_normal((2, 7, 6, groups * inside)).astype(f32)
        w = random.standard_normal((3, 2, inside, groups * out)).astype(f32)
        b = random.standard_normal(groups * out).astype(f32)
        y = slow.conv(x, w, stride, zeros, dilation, groups, dtype=f32)
        options = dict(stride=stride, padding=zeros, dilation=dilation, groups=groups)
        assert assert_rounding_of(y, x, w, **options).within == y.size
        assert_rounding_of(y + b, x, w, bias=b, **options)
        nchw = dict(layout="nchw", **options)
        x2, w2, y2 = x.transpose(0, 3, 1, 2), w.transpose(3, 2, 0, 1), y.transpose(0, 3, 1, 2)
        assert_rounding_of(y2, x2, w2, **nchw)
        assert_rounding_of(y2, x2, w, kernel_layout="hwio", **nchw)
        # Without the last tap of the first filter every window in the image lacks a product.
        lost = w.copy()
        lost[1, 1, 0, 0] = 0
        with pytest.raises(AssertionError, match="outputs are no rounding of the exact convolution in binary32"):
            assert_rounding_of(slow.conv(x, lost, stride, zeros, dilation, groups, dtype=f32), x, w, **options)


def test_axes_may_be_left_out():
    random = np.random.default_rng(26)
    x, w = random.standard_normal((2, 1, 9, 2)).astype(f32), random.standard_normal((1, 3, 2, 4)).astype(f32)
    y = slow.conv(x, w, (1, 2), (0, 0, 2, 1), (1, 2), dtype=f32)
    assert_rounding_of(y[0], x[0], w, stride=(1, 2), padding=(0, 0, 2, 1), dilation=(1, 2))
    line = y[:, 0], x[:, 0], w[0]
    assert_rounding_of(*line, stride=2, padding=(2, 1), dilation=2)
    as_pytorch = y[:, 0].transpose(0, 2, 1), x[:, 0].transpose(0, 2, 1), w[0].transpose(2, 1, 0)
    assert_rounding_of(*as_pytorch, layout="nchw", stride=(2,), padding=(2, 1), dilation=(2,))
    with pytest.raises(AssertionError):
        assert_rounding_of(*line, stride=2, padding=(1, 2), dilation=2)


def test_depthwise_kernels_of_tensorflow():
    random = np.random.default_rng(27)
    x, w = random.standard_normal((1, 5, 5, 3)).astype(f32), random.standard_normal((2, 2, 3, 2)).astype(f32)
    # Channel c * 2 + m of the output is channel c of the image with filter m.
    y = np.concatenate(
        [slow.conv(x[..., c : c + 1], w[:, :, c : c + 1], (1, 1), (0,) * 4, (1, 1)) for c in range(3)], 3
    )
    assert_rounding_of(y.astype(f32), x, w, groups=3)
    assert_rounding_of(y.astype(f32), x, w.reshape(2, 2, 1, 6), groups=3)
    with pytest.raises(AssertionError):
        assert_rounding_of(y.astype(f32), x, w[:, :, ::-1], groups=3)


def test_transposed_convolutions_pass_as_pytorch_and_tensorflow_have_them():
    random = np.random.default_rng(18)
    for groups, stride, dilation, zeros in [(1, (2, 1), (1, 2), (0, 1, 0, 0)), (2, (2, 2), (1, 1), (1, 1, 1, 1))]:
        x = random.standard_normal((1, 4, 3, 2 * groups)).astype(f32)
        w = random.standard_normal((3, 3, 2, 2 * groups)).astype(f32)
        y = slow.transposed(x, w, stride, zeros, dilation, groups)
        options = dict(transposed=True, stride=stride, dilation=dilation, groups=groups)
        assert_rounding_of(y, x, w, padding=zeros, **options)
        nchw = y.transpose(0, 3, 1, 2), x.transpose(0, 3, 1, 2), w.transpose(3, 2, 0, 1)
        assert_rounding_of(*nchw, padding=zeros, layout="nchw", **options)
        with pytest.raises(AssertionError):
            assert_rounding_of(y, x, w[::-1], padding=zeros, **options)
    same = slow.transposed(x, w, (2, 2), (0, 1, 0, 1), (1, 1), 2)
    assert_rounding_of(same, x, w, padding="same", transposed=True, stride=2, groups=2)
    # output_padding=1 adds a row at the bottom and a column on the right.
    grown = slow.transposed(x, w, (2, 2), (1, 0, 1, 0), (1, 1), 2)
    assert_rounding_of(grown, x, w, padding=1, transposed=True, stride=2, groups=2)


def test_matrix_products_broadcast_as_in_numpy():
    random = np.random.default_rng(19)
    for left, right in [((3, 4), (4, 5)), ((2, 1, 3, 4), (3, 4, 2)), ((4,), (4, 5)), ((3, 4), (4,)), ((4,), (4,))]:
        a, b = random.standard_normal(left).astype(f32), random.standard_normal(right).astype(f32)
        c = np.matmul(a, b)
        assert_rounding_of_matmul(c, a, b)
        with pytest.raises(AssertionError):
            assert_rounding_of_matmul(np.zeros_like(c), a, b)


@pytest.mark.parametrize("axis", [None, 0, -1, (0, 2), (1,)])
@pytest.mark.parametrize("keepdims", [False, True])
def test_sums_and_means_along_axes(axis, keepdims):
    a = np.random.default_rng(20).standard_normal((4, 5, 6)).astype(f32)
    assert_rounding_of_sum(np.sum(a, axis=axis, keepdims=keepdims), a, axis=axis)
    mean = np.mean(a, axis=axis, keepdims=keepdims)
    assert_rounding_of_sum(mean, a, axis=axis, mean=True)
    with pytest.raises(AssertionError, match="no rounding of the exact mean"):
        assert_rounding_of_sum(mean * f32(1.001), a, axis=axis, mean=True)


def test_a_mean_by_a_rounded_reciprocal_and_of_divided_terms_passes():
    random = np.random.default_rng(21)
    for _ in range(50):
        terms = numbers(random, int(random.integers(1, 30)))
        n = f32(len(terms))
        assert_rounding_of_sum(slow.tree(terms, random) * (f32(1) / n), terms, mean=True)
        assert_rounding_of_sum(slow.tree(terms / n, random), terms, mean=True)
        assert_rounding_of_sum(slow.tree(terms * (f32(1) / n), random), terms, mean=True)


@pytest.mark.parametrize("accumulator, between", [(BINARY32, 53), (BINARY64, 64)])
def test_the_relative_part_of_the_bound_is_the_formula_rounded_up(accumulator, between):
    v, u = (Fraction(1, 2**bits + 1) for bits in (accumulator.precision, between))
    w = (1 + v) * (1 + u) - 1
    for n in (1, 2, 3, 1000):
        for mean, result in [(False, None), (True, None), (True, BINARY16)]:
            # The product of binary32 numbers is exact in binary64.
            first = v if accumulator == BINARY32 else w
            exact = (1 + first) * (1 + w) ** (n - 1 + 2 * mean)
            exact = exact * (1 + Fraction(1, 2**11 + 1)) ** (2 if mean else 1) - 1 if result else exact - 1
            found = Fraction(AnyOrder(accumulator, result, 24, mean).relative(n), 2**160)
            assert exact <= found <= exact + Fraction(1, 2**145)


def test_narrow_results_of_narrow_and_of_wide_sums_pass():
    random = np.random.default_rng(22)
    a, b = (random.standard_normal(50).astype(np.float16) for _ in range(2))
    narrow = slow.dot(a, b, range(50), False, np.float16)
    wide = np.float16(slow.dot(a.astype(f32), b.astype(f32), range(50), False))
    assert_rounding_of_dot(narrow, a, b)
    assert_rounding_of_dot(wide, a, b)
    assert_rounding_of_dot(wide, a, b, accumulator="binary32")
    assert_rounding_of_dot(wide, a, b, accumulator="float32")
    assert narrow != wide
    with pytest.raises(AssertionError, match="in binary32"):
        assert_rounding_of_dot(narrow, a, b, accumulator="binary32")


def test_a_narrow_mean_or_biased_sum_may_be_rounded_twice():
    # 2049 rounds down to 2048, and 2048 / 3 to 682.5; at once it is 683.
    assert_rounding_of_sum(np.float16(682.5), np.array([2047, 1, 1], np.float16), mean=True, accumulator="binary32")
    # 2049 rounds down to 2048, and 2048 + 1025 to 3072; 3074 is exact.
    x, w = np.array([[2047, 2]], np.float16), np.array([[1, 1]], np.float16)
    bias, once = np.array([1025], np.float16), np.array([[3074]], np.float16)
    assert_rounding_of(once - np.float16(2), x, w, bias=bias, accumulator="binary32")
    with pytest.raises(AssertionError):
        assert_rounding_of(once - np.float16(6), x, w, bias=bias, accumulator="binary32")


def test_bfloat16_is_read_as_two_bytes():
    bits = lambda values: (np.asarray(values, f32).view(np.uint32) >> 16).astype("<u2").view("V2")
    assert_rounding_of_dot(bits([3.0]), bits([1.0, 0.5]), bits([2.0, 2.0]))
    # 257 needs nine bits; bfloat16 has eight, so 256 and 258 are right.
    for right in (256.0, 258.0):
        assert_rounding_of_dot(bits([right]), bits([256.0, 1.0]), bits([1.0, 1.0]))
    with pytest.raises(AssertionError, match="in bfloat16"):
        assert_rounding_of_dot(bits([264.0]), bits([256.0, 1.0]), bits([1.0, 1.0]))


def test_integers_are_exact():
    a = np.array([[1, 2], [3, 4]], np.int8)
    assert assert_rounding_of_matmul(a.astype(np.int32) @ a, a, a).answer == "All 4 outputs are exact."
    with pytest.raises(AssertionError, match="^1 of 4 outputs is wrong: the matrix product of integers is exact"):
        assert_rounding_of_matmul(np.array([[7, 10], [15, 23]]), a, a)
    # What wraps around is right modulo 2^8.
    assert_rounding_of_sum(np.int8(-56), np.full(2, 100, np.int8))
    for wrong in (np.int8(-55), np.int8(127), np.int16(-56)):
        with pytest.raises(AssertionError):
            assert_rounding_of_sum(wrong, np.full(2, 100, np.int8))


def test_python_numbers_are_results_in_the_format_of_the_inputs():
    a = np.random.default_rng(23).standard_normal(100).astype(f32)
    assert_rounding_of_dot(float(np.dot(a, a)), a, a)
    assert_rounding_of_dot(float(np.dot(a.astype(float), a.astype(float))), a, a)
    with pytest.raises(AssertionError, match="in binary32"):
        assert_rounding_of_dot(float(np.dot(a, a) * f32(1.001)), a, a)
    with pytest.raises(AssertionError, match="in binary64"):
        assert_rounding_of_dot(float(np.dot(a.astype(float), a.astype(float))) * (1 + 1e-10), a, a)


def test_the_message_has_the_sentence_and_the_worst_elements():
    x, w = np.arange(12, dtype=f32).reshape(3, 4), np.array([[1, 10]], f32)
    y = slow.conv(x[None, :, :, None], w[:, :, None, None], (1, 1), (0,) * 4, (1, 1))[0, :, :, 0].astype(f32)
    assert_rounding_of(y, x, w)
    y[1, 2] += 1
    y[2, 0] = np.nan
    with pytest.raises(AssertionError) as failure:
        assert_rounding_of(y, x, w)
    assert str(failure.value).splitlines() == [
        "2 of 9 outputs are no rounding of the exact convolution in binary32, whatever the order of summation: "
        "the error is up to infinitely many times the bound of any order.",
        "  at [2, 0]: computed nan, exact 98, error / bound inf",
        "  at [1, 2]: computed 77.0, exact 76, error / bound 1.1e+05",
    ]


@pytest.mark.parametrize(
    "bits, name, rounded",
    [
        (11, "TF32 inputs", np.rint),
        (11, "TF32 inputs, rounded toward zero,", np.trunc),
        (8, "bfloat16 inputs", np.rint),
    ],
)
def test_narrowed_inputs_are_named(bits, name, rounded):
    random = np.random.default_rng(24)
    a, b = (random.standard_normal((8, 8)).astype(f32) for _ in range(2))

    def narrow(values):
        mantissa, exponent = np.frexp(values)
        return np.ldexp(rounded(np.ldexp(mantissa, bits)), exponent - bits).astype(f32)

    with pytest.raises(AssertionError, match=f"All 64 outputs are what {name} give"):
        assert_rounding_of_matmul(narrow(a) @ narrow(b), a, b)


# A product below 2^-126, and an input.
@pytest.mark.parametrize("x, w", [(2.0**-70, 2.0**-60), (2.0**-130, 2.0**9)])
def test_flushed_subnormal_numbers_are_named(x, w):
    with pytest.raises(AssertionError, match="Flushing of subnormal numbers to zero explains it"):
        assert_rounding_of_dot(f32(0), np.array([x], f32), np.array([w], f32))
    with pytest.raises(AssertionError) as failure:
        assert_rounding_of_dot(f32(0), np.array([x * 2.0**60], f32), np.array([w], f32))
    assert "Flushing" not in str(failure.value)


def test_wider_inputs_that_were_rounded_first_are_named():
    a, b = np.random.default_rng(25).standard_normal((2, 20, 1, 1))
    with pytest.raises(AssertionError, match="All 20 outputs are what inputs that are rounded to binary32 first give"):
        assert_rounding_of_matmul(a.astype(f32) @ b.astype(f32), a, b)
    assert_rounding_of_matmul((a @ b).astype(f32), a, b)
    with pytest.raises(AssertionError, match='say accumulator="binary32"'):
        assert_rounding_of_sum(np.float64(f32(a.sum())), a)


class TestNotFinite:
    inf, nan = f32(np.inf), f32(np.nan)

    @pytest.mark.parametrize(
        "xs, due", [([1, np.inf], np.inf), ([np.nan, 1], np.nan), ([np.inf, -np.inf], np.nan), ([-np.inf, 2], -np.inf)]
    )
    def test_the_products_decide(self, xs, due):
        xs, ws = np.array(xs, f32), np.ones(2, f32)
        assert_rounding_of_dot(f32(due), xs, ws)
        for other in {1.0, np.inf, -np.inf, np.nan}:
            if str(other) != str(float(due)):
                with pytest.raises(AssertionError):
                    assert_rounding_of_dot(f32(other), xs, ws)

    def test_factors_may_be_too_far_apart_for_a_float(self):
        xs, ws = np.array([np.inf, 1.0, 1e300]), np.array([-1e300, 5e-324, 1.0])
        assert_rounding_of_dot(-np.inf, xs, ws)

    def test_zero_times_infinity_is_nan(self):
        xs, ws = np.array([0, 1], f32), np.array([np.inf, 1], f32)
        assert_rounding_of_dot(self.nan, xs, ws)
        with pytest.raises(AssertionError):
            assert_rounding_of_dot(f32(1), xs, ws)

    def test_of_an_infinite_tap_on_padding_only_nan_is_left_open(self):
        x, w = np.array([[[[1], [2]]]], f32), np.array([[[[np.inf]], [[1]]]], f32)
        say = dict(layout="nhwc", kernel_layout="hwio", padding=(0, 0, 1, 0))
        assert_rounding_of(np.array([[[[1], [np.inf]]]], f32), x, w, **say)
        for first in (np.inf, 2):
            with pytest.raises(AssertionError):
                assert_rounding_of(np.array([[[[first], [np.inf]]]], f32), x, w, **say)
        one = np.array([[[[1]]]], f32)
        with pytest.raises(NotJudged):
            assert_rounding_of(np.array([[[[np.nan]]]], f32), one, w, **say)

    def test_overflow_is_judged_where_every_order_gives_the_same(self):
        big = np.full(3, 3e38, f32)
        assert_rounding_of_sum(self.inf, big)
        with pytest.raises(AssertionError):
            assert_rounding_of_sum(self.inf, np.full(3, 1e38, f32))
        # The sum is 3e38, but some orders overflow first.
        terms = np.array([3e38, 3e38, -3e38], f32)
        assert_rounding_of_sum(terms[0], terms)
        for seen in (self.inf, self.nan):
            with pytest.raises(NotJudged, match="^The output could not be judged"):
                assert_rounding_of_sum(seen, terms)
        with pytest.raises(NotJudged):
            assert_rounding_of_sum(self.inf, big, mean=True)

    def test_a_part_that_is_not_judged_is_a_warning(self):
        a = np.array([[1, 2, 3], [3e38, 3e38, -3e38]], f32)
        with pytest.warns(UnjudgedWarning, match="1 of 2 outputs could not be judged"):
            assert_rounding_of_sum(np.array([6, np.inf], f32), a, axis=1)


def test_questions_that_make_no_sense_are_refused_with_what_would_be_right():
    x, w = np.ones((1, 5, 5, 2), f32), np.ones((3, 3, 2, 4), f32)
    y = np.ones((1, 3, 3, 4), f32)
    refused = [
        (lambda: assert_rounding_of(y, x, w, padding="same"), "1x3x3x4; .* give 1x5x5x4; with padding=0 the"),
        (lambda: assert_rounding_of(y, x, w, layout="nchw"), 'with layout="nhwc" they would'),
        (lambda: assert_rounding_of(y, x, w[:, :, :1]), "are the layouts right"),
        (lambda: assert_rounding_of(y, x, w, layout="chwn"), 'give "nhwc" or "nchw"'),
        (lambda: assert_rounding_of(y, x, w, padding="full"), 'give "valid", "same"'),
        (lambda: assert_rounding_of(y, x, w, stride=0), "stride=0: give a whole number from 1"),
        (lambda: assert_rounding_of(y, x, w, groups=3), "do not fit with groups=3"),
        (lambda: assert_rounding_of(y, x, w, bias=np.ones(3, f32)), "bias has 3 numbers; there are 4 output channels"),
        (lambda: assert_rounding_of(y, x, np.ones((6, 3, 2, 4), f32)), "the kernel does not fit"),
        (lambda: assert_rounding_of(y[0, 0], x, w), "a convolution needs 4 axes"),
        (lambda: assert_rounding_of(y.astype(complex), x, w), "y has the type complex128; give one of float16"),
        (lambda: assert_rounding_of(y, x, np.array([None])), "w has the type object"),
        (lambda: assert_rounding_of(y, x, w, accumulator="tf32"), "accumulator='tf32': give one of binary16"),
        (lambda: assert_rounding_of(y.astype(int), x, w), "results of floating-point inputs are not integers"),
        (lambda: assert_rounding_of(y, x, w, using="node"), 'give "program" or "python"'),
        (lambda: assert_rounding_of(y, x, w, using="program"), "put it on PATH, or its command into LASTBIT_COMMAND"),
        (lambda: assert_rounding_of_matmul(y, x[0, 0], w[0, 0, :1]), "no matrix product .the arguments are the result"),
        (lambda: assert_rounding_of_dot(1.0, [1.0], [1.0, 2.0]), "needs two vectors of one length"),
        (lambda: assert_rounding_of_sum(1.0, np.ones((2, 3)), axis=2), "a has the axes 0 to 1"),
        (lambda: assert_rounding_of_sum(np.ones(3), np.ones((2, 3)), axis=1), "s has the shape .3.; .* give .2."),
        (lambda: assert_rounding_of_sum(np.ones((0, 2)), np.ones((0, 2, 3)), axis=2), "s is empty"),
    ]
    for ask, why in refused:
        with pytest.raises(BadInput, match=why):
            ask()


def test_what_is_too_large_is_refused_and_never_passes():
    zeros = np.broadcast_to(f32(0), (2**22 + 1,))
    with pytest.raises(BadInput, match="install the program lastbit"):
        assert_rounding_of_sum(f32(0), zeros)


class TensorOfTorch:
    """What PyTorch's tensors have."""

    def __init__(self, values, dtype="torch.float32"):
        self.values, self.dtype, self.steps = values, dtype, []

    def __getattr__(self, name):
        if name not in ("detach", "cpu", "resolve_conj", "resolve_neg"):
            raise AttributeError(name)
        return lambda: self.steps.append(name) or self

    def float(self):
        return TensorOfTorch(self.values)

    def numpy(self):
        assert self.dtype != "torch.bfloat16", "NumPy has no bfloat16"
        return self.values


def test_tensors_are_detached_and_brought_from_their_device():
    a = TensorOfTorch(np.array([1, 2], f32))
    assert_rounding_of_sum(TensorOfTorch(np.array(3, f32)), a)
    assert a.steps == ["detach", "cpu", "resolve_conj", "resolve_neg"]
    narrow = TensorOfTorch(np.array([256.0, 1.0], f32), "torch.bfloat16")
    assert_rounding_of_sum(TensorOfTorch(np.array(258, f32), "torch.bfloat16"), narrow)


def test_a_bias_may_be_added_to_a_result_that_was_rounded_already():
    half = f32(2.0**-11)
    # 1 + half goes to 1 in float16, and so does 1 + 0.998 half.
    x, w, bias = f32([[1 + half]]), np.ones((1, 1), f32), f32([0.998 * half])
    rounded_twice = np.float16(np.float16(x * w).astype(f32) + bias)
    assert rounded_twice == 1
    assert_rounding_of(rounded_twice, x, w, bias=bias, accumulator="binary32")
    with pytest.raises(AssertionError):
        assert_rounding_of(rounded_twice - np.float16(2 * half), x, w, bias=bias, accumulator="binary32")
    # The same terms as a sum are rounded once.
    with pytest.raises(AssertionError):
        assert_rounding_of_sum(np.float16(1), np.array([x[0, 0], bias[0]]), accumulator="binary32")
