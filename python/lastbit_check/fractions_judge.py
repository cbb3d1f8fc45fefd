"""The exact fallback: every output by Python integers, against the bound of any order. For small cases only.

A result is wrong only if exact arithmetic says so. See formats.py for the bound and its hypotheses.
"""

from __future__ import annotations

import math
from fractions import Fraction
from operator import mul
from typing import Iterator, List, NamedTuple, Optional, Tuple

import numpy as np

from .formats import BFLOAT16, BINARY16, BINARY32, BINARY64, FORMATS, FRACTION_BITS, ONE, AnyOrder, Format
from .judgement import Element, Judgement, decimal
from .numbers import BadInput, Integers, Numbers, integers_of, narrow, round_bits, same
from .problems import Asked

MOST_PRODUCTS = 2**22
TF32 = Format("TF32", "", 11, -126, 127)


class Sum(NamedTuple):
    """One output: the sum and the absolute sum of its products in units of 2^unit, how many are not zero."""

    index: int
    value: int
    absolute: int
    terms: int
    unit: int
    # What is due if an input is not finite: nan, inf or -inf; "" if that is not decided; None if all are finite.
    special: Optional[object]


def sums_of(asked: Asked, inputs: List[Numbers], bias: Optional[Numbers]) -> Iterator[Sum]:
    left = with_nothing(integers_of(inputs[0]))
    right = integers_of(inputs[1]) if len(inputs) > 1 else None
    added = integers_of(bias) if bias is not None else None
    unit = left.unit + (right.unit if right else 0)
    low = min(unit, added.unit) if added else unit
    for problem in asked.problems():
        columns = [None] if problem.right_rows is None else problem.right_rows.tolist()
        taps = [row and [right.values[one] for one in row] for row in columns]
        for row, places in zip(problem.left_rows.tolist(), problem.output.tolist()):
            pixels = [left.values[one] for one in row]
            for column, index in enumerate(places):
                products = pixels if taps[column] is None else list(map(mul, pixels, taps[column]))
                value, absolute = sum(products) << unit - low, sum(map(abs, products)) << unit - low
                terms = len(products) - products.count(0)
                special = special_of(left, row, right, columns[column])
                if added:
                    place = problem.bias[column]
                    term = added.values[place] << added.unit - low
                    value, absolute, terms = value + term, absolute + abs(term), terms + (term != 0)
                    special = with_term(special, added.special and added.special[place])
                yield Sum(index, value, absolute, terms, low, decided(special))


def with_nothing(numbers: Integers) -> Integers:
    """A zero at the end, which the index -1 finds."""
    special = numbers.special and [*numbers.special, None]
    return Integers([*numbers.values, 0], numbers.unit, special)


def special_of(left: Integers, row: list, right: Optional[Integers], column: Optional[list]) -> Optional[set]:
    """The products that are not finite, as a set of nan, inf, -inf and "" for zero times one of them; None: all are finite.

    Whether zero times infinity is NaN depends on whether the product is computed: padding may be left out, and some
    libraries skip zeros.
    """
    if left.special is None and (right is None or right.special is None):
        return None
    found = set()
    for position, place in enumerate(row):
        one = left.special[place] if left.special else None
        other = right.special[column[position]] if right and right.special else None
        if one is None and other is None:
            continue
        factors = [
            one if one is not None else left.values[place],
            1 if right is None else other if other is not None else right.values[column[position]],
        ]
        found.add("" if 0 in factors else kind(factors[0]) * kind(factors[1]))
    return {math.nan if one != one else one for one in found} or None


def kind(factor) -> float:
    """A factor without its size, which may be too large for a float."""
    return factor if isinstance(factor, float) else math.copysign(1.0, factor)


def with_term(special: Optional[set], term: Optional[float]) -> Optional[set]:
    return special if term is None else (special or set()) | {term}


def decided(special: Optional[set]) -> Optional[object]:
    if special is None:
        return None
    certain = special - {""}
    if any(one != one for one in certain) or {math.inf, -math.inf} <= certain:
        return math.nan
    return "" if "" in special else certain.pop()


def judge(asked: Asked, computed: Numbers, accumulator: Optional[str]) -> Judgement:
    """Judges every output. Raises BadInput if there are too many products."""
    if asked.products > MOST_PRODUCTS:
        raise BadInput(
            f"{asked.products:,} products are too many for the exact check in Python, which takes {MOST_PRODUCTS:,}; "
            "install the program lastbit (Node), which has no such limit, and put it on PATH or into LASTBIT_COMMAND"
        )
    if asked.divisor == 0:
        raise BadInput("the mean of no numbers is not defined")
    if accumulator is not None and accumulator not in FORMATS:
        raise BadInput(f"accumulator={accumulator!r}: give one of {', '.join(FORMATS)}")
    if computed.format is None and (accumulator is not None or not all_integers(asked)):
        raise BadInput(f"{computed.name} is {computed.type}, but results of floating-point inputs are not integers")
    if computed.type == "bool" or (computed.format is None and asked.divisor != 1):
        raise BadInput(f"{computed.name} is {computed.type}; give results in floating point")
    format = FORMATS[accumulator] if accumulator else computed.format
    found = judge_with(asked, asked.inputs, asked.bias, computed, format)
    return said(asked, computed, format, found)


class Found(NamedTuple):
    within: int
    wrong: List[Tuple[float, int, Optional[Fraction]]]
    not_judged: int
    largest: float


def judge_with(
    asked: Asked, inputs: List[Numbers], bias: Optional[Numbers], computed: Numbers, format: Optional[Format]
) -> Found:
    bits = max(one.bits for one in [*inputs, *([bias] if bias is not None else [])])
    bounds = format and AnyOrder(format, computed.format, bits, asked.title == "mean")
    results = computed.values.ravel()
    exact = integers_of(computed)
    within, wrong, not_judged, largest = 0, [], 0, 0.0
    for one in sums_of(asked, inputs, bias):
        special = exact.special[one.index] if exact.special else None
        if bounds is None:
            ratio = integer_ratio(one, exact.values[one.index], results.dtype)
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
        format = bounds.result or bounds.accumulator
        largest = (absolute << FRACTION_BITS) * divisor + bound
        if Fraction(largest, divisor) * Fraction(2) ** (unit - FRACTION_BITS) < format.overflow:
            return math.inf
        # The exact value itself may round to infinity.
        exact = Fraction(value, divisor) * Fraction(2) ** unit
        return 0.0 if abs(exact) >= format.overflow and special == math.copysign(math.inf, exact) else None
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
    if one.special == "":
        return None
    if special is not None and (special == one.special or (special != special and one.special != one.special)):
        return 0.0
    if one.special != one.special:
        return math.inf
    # Roundings less than double the sum of the finite products, so none of their sums overflows.
    small = Fraction(one.absolute) * Fraction(2) ** one.unit * 2 < bounds.accumulator.overflow
    return math.inf if small and (one.terms == 0 or bounds.relative(one.terms) < ONE) else None


def integer_ratio(one: Sum, result: int, dtype: np.dtype) -> Optional[float]:
    """Integers are exact. What does not fit may have wrapped around; anything else is not decided."""
    due, limits = one.value << one.unit, np.iinfo(dtype)
    if int(limits.min) <= due <= int(limits.max):
        return 0.0 if result == due else math.inf
    return 0.0 if (result - due) % 2 ** (8 * dtype.itemsize) == 0 else None


def all_integers(asked: Asked) -> bool:
    return all(one.format is None for one in [*asked.inputs, *([asked.bias] if asked.bias is not None else [])])


def said(asked: Asked, computed: Numbers, format: Optional[Format], found: Found) -> Judgement:
    outputs = computed.values.size
    wrong, name = len(found.wrong), format.name if format else "integers"
    judged = outputs - found.not_judged
    shape = computed.values.shape
    flat = computed.values.ravel()
    worst = [
        Element(tuple(map(int, np.unravel_index(index, shape))), flat[index], text_of(exact), ratio)
        for ratio, index, exact in sorted(found.wrong, key=lambda one: -one[0])[:5]
    ]
    notes = []
    if wrong:
        part = f"{wrong:,} of {outputs:,} outputs {'is' if wrong == 1 else 'are'}" if outputs > 1 else "The output is"
        verdict, answer = "defect", f"{part} wrong: the {asked.title} of integers is exact."
        if format:
            times = shown_ratio(worst[0].error_over_bound)
            answer = f"{part} no rounding of the exact {asked.title} in {name}, whatever the order of summation: "
            answer += f"the error is {'up to ' if wrong > 1 else ''}{times} the bound of any order."
            notes = explanations(asked, computed, format)
    elif judged == 0:
        part = f"None of the {outputs:,} outputs could be judged" if outputs > 1 else "The output could not be judged"
        verdict, answer = "not-judged", f"{part}: an input is not finite, or the sum may overflow."
    else:
        part = f"{'All' if judged == outputs else f'{judged:,} of'} {outputs:,} outputs are"
        part = part if outputs > 1 else "The output is"
        verdict, answer = "rounding", f"{part} exact."
        if format:
            answer = f"{part} {'roundings' if outputs > 1 else 'a rounding'}: within the bound of any order in {name}, "
            answer += f"the largest error at {found.largest:.2g} of it."
    return Judgement(verdict, answer, outputs, found.within, wrong, found.not_judged, worst, "fractions", notes)


def shown_ratio(ratio: float) -> str:
    if ratio == math.inf:
        return "infinitely many times"
    return f"{ratio:.3g} times" if ratio < 1e6 else f"{ratio:.0e} times"


def text_of(exact) -> str:
    return repr(exact) if isinstance(exact, float) else decimal(exact)


def explanations(asked: Asked, computed: Numbers, format: Format) -> List[str]:
    """What else explains every output: narrower inputs, or sums in a narrower format than that of the results."""
    ways = []
    if format == BINARY64:
        ways.append(("inputs that are rounded to binary32 first", lambda values: narrow(values, BINARY32), BINARY64))
    if asked_bits(asked) > 24 and format == BINARY32:
        ways.append(("inputs that are rounded to binary32 first", lambda values: narrow(values, BINARY32), BINARY32))
    if format == BINARY32:
        ways += [
            ("TF32 inputs", lambda values: round_bits(values, TF32), BINARY32),
            ("TF32 inputs, rounded toward zero", lambda values: round_bits(values, TF32, True), BINARY32),
            ("bfloat16 inputs", lambda values: narrow(values, BFLOAT16), BINARY32),
            ("binary16 inputs", lambda values: narrow(values, BINARY16), BINARY32),
        ]
    for name, rounded, accumulator in ways:
        inputs = [narrowed(one, rounded) for one in asked.inputs]
        if all(same(new.values, old.values.astype(np.float64)) for new, old in zip(inputs, asked.inputs)):
            continue
        found = judge_with(asked, inputs, asked.bias, computed, accumulator)
        if not found.wrong and not found.not_judged:
            advice = "pass them rounded" if name.endswith("first") else "set the library to full precision"
            outputs = computed.values.size
            part = f"All {outputs:,} outputs are" if outputs > 1 else "The output is"
            return [f"{part} what {name} give, up to rounding ({advice})."]
    if format == BINARY64 and same(narrow(computed.values.astype(np.float64), BINARY32), computed.values):
        found = judge_with(asked, asked.inputs, asked.bias, computed, BINARY32)
        if not found.wrong and not found.not_judged:
            return ['All outputs are roundings in binary32: say accumulator="binary32" if that is what is due.']
    return []


def narrowed(numbers: Numbers, rounded) -> Numbers:
    return numbers._replace(type="float64", values=rounded(numbers.values.astype(np.float64)))


def asked_bits(asked: Asked) -> int:
    return max(one.bits for one in asked.inputs)
