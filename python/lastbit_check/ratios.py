"""Every output against its bound, in integers. Nothing is called wrong unless exact arithmetic says so."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import List, NamedTuple, Optional, Tuple

import numpy as np

from .formats import FRACTION_BITS, ONE, AnyOrder, Format
from .numbers import Numbers, integers_of
from .problems import Asked
from .sums import Sum, sums_of


class Found(NamedTuple):
    """Ratios are error / bound; a wrong output is (ratio, index, exact value)."""

    within: int
    wrong: List[Tuple[float, int, Optional[Fraction]]]
    not_judged: int
    largest: float


def against_bounds(
    asked: Asked, inputs: List[Numbers], computed: Numbers, format: Optional[Format], flushed: bool = False
) -> Found:
    bias = asked.bias
    bits = max(one.bits for one in [*inputs, *([bias] if bias is not None else [])])
    bounds = format and AnyOrder(format, computed.format, bits, asked.title == "mean", flushed, bias is not None)
    results = computed.values.ravel()
    exact = integers_of(computed)
    within, wrong, not_judged, largest = 0, [], 0, 0.0
    for one in sums_of(asked, inputs, bias):
        special = exact.special[one.index] if exact.special else None
        if bounds is None:
            ratio = integer_ratio(one, exact.values[one.index], results.dtype)
        elif one.padded and special is not None and special != special and one.special == one.special:
            # Some implementations multiply padding as zeros.
            ratio = None
        elif one.special is not None:
            ratio = special_ratio(one, special, bounds)
        else:
            ratio = float_ratio(one, exact.values[one.index], exact.unit, special, bounds, asked.divisor)
        if ratio is None:
            not_judged += 1
        elif ratio <= 1:
            within += 1
            largest = max(largest, ratio)
        else:
            wrong.append((ratio, one.index, exact_of(one, asked.divisor)))
    return Found(within, wrong, not_judged, largest)


def exact_of(one: Sum, divisor: int) -> Optional[Fraction]:
    if one.special is not None:
        return None if one.special != one.special else one.special
    return Fraction(one.value, divisor) * Fraction(2) ** one.unit


def float_ratio(
    one: Sum, result: int, result_unit: int, special: Optional[float], bounds: AnyOrder, divisor: int
) -> Optional[float]:
    """error / bound; None if overflow is not excluded and the result is what overflow gives."""
    unit = min(one.unit, result_unit, bounds.lowest_exponent())
    value, absolute = one.value << one.unit - unit, one.absolute << one.unit - unit
    bound = bounds.bound(one.terms, absolute, unit, divisor)
    if special is not None:
        # Of a mean, the whole sum must not overflow: divisor times its bound is more than that of the sum.
        if Fraction((absolute << FRACTION_BITS) + bound) * Fraction(2) ** (unit - FRACTION_BITS) < bounds.overflow:
            return math.inf
        # The exact value itself may round to infinity.
        exact = Fraction(value, divisor) * Fraction(2) ** unit
        return 0.0 if abs(exact) >= bounds.overflow and special == math.copysign(math.inf, exact) else None
    # Once infinite, a sum is infinite or NaN to the end: a finite result has suffered no overflow.
    error = abs((result << result_unit - unit) * divisor - value) << FRACTION_BITS
    if error == 0:
        return 0.0
    if bound == 0:
        return math.inf
    if error > bound:
        return max(float(min(Fraction(error, bound), Fraction(10) ** 300)), math.nextafter(1.0, 2.0))
    return min(float(Fraction(error, bound)), 1.0)


def special_ratio(one: Sum, special: Optional[float], bounds: AnyOrder) -> Optional[float]:
    """dot-non-finite (src/claims/error-bounds/range.ts): the products alone decide between NaN and infinities."""
    if special is not None and (special == one.special or (special != special and one.special != one.special)):
        return 0.0
    if one.special != one.special:
        return math.inf
    # Roundings less than double the sum of the finite products, so none of their sums overflows.
    small = Fraction(one.absolute) * Fraction(2) ** one.unit * 2 < bounds.overflow
    return math.inf if small and (one.terms == 0 or bounds.relative(one.terms) < ONE) else None


def integer_ratio(one: Sum, result: int, dtype: np.dtype) -> float:
    """Integers are exact, and what does not fit wraps around."""
    due, limits = one.value << one.unit, np.iinfo(dtype)
    if int(limits.min) <= due <= int(limits.max):
        return 0.0 if result == due else math.inf
    return 0.0 if (result - due) % 2 ** (8 * dtype.itemsize) == 0 else math.inf
