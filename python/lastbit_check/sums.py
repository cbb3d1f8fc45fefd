"""The exact sum of the products of every output, as Python integers."""

from __future__ import annotations

import math
from operator import mul
from typing import Iterator, List, NamedTuple, Optional, Tuple

from .numbers import Integers, Numbers, integers_of
from .problems import Asked

# pytest shows the line of the test, and not these files.
__tracebackhide__ = True


class Sum(NamedTuple):
    """One output: the sum and the absolute sum of its products in units of 2^unit, how many are not zero."""

    index: int
    value: int
    absolute: int
    terms: int
    unit: int
    # What is due if a term is not finite: nan, inf or -inf; None if all are finite.
    special: Optional[float]
    # Whether a tap that is not finite lies on padding.
    padded: bool


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
                yield Sum(index, value, absolute, terms, low, *decided(special))


def with_nothing(numbers: Integers) -> Integers:
    """A zero at the end, which the index -1 finds."""
    special = numbers.special and [*numbers.special, None]
    return Integers([*numbers.values, 0], numbers.unit, special)


def special_of(left: Integers, row: list, right: Optional[Integers], column: Optional[list]) -> Optional[set]:
    """Which products are not finite: a set of nan, inf, -inf, and "" for one of them on padding. None: all are finite.

    Zero times infinity is NaN. On padding it depends on whether the product is computed.
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
        found.add("" if place < 0 else kind(factors[0]) * kind(factors[1]))
    return {math.nan if one != one else one for one in found} or None


def kind(factor) -> float:
    """A factor without its size, which may be too large for a float."""
    if isinstance(factor, float):
        return factor
    return float((factor > 0) - (factor < 0))


def with_term(special: Optional[set], term: Optional[float]) -> Optional[set]:
    return special if term is None else (special or set()) | {term}


def decided(special: Optional[set]) -> Tuple[Optional[float], bool]:
    if special is None:
        return None, False
    certain = special - {""}
    padded = certain != special
    if any(one != one for one in certain) or {math.inf, -math.inf} <= certain:
        return math.nan, padded
    return certain.pop() if certain else None, padded
