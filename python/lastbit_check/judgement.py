"""What is found out about an array of results, and how it is said."""

from __future__ import annotations

from fractions import Fraction
from typing import List, NamedTuple, Optional, Tuple

import numpy as np


class NotJudged(Exception):
    """Nothing could be decided: no output is known to be right, and none is known to be wrong."""


class UnjudgedWarning(UserWarning):
    """Some outputs could not be judged, because an input is not finite or the sum may overflow."""


class Element(NamedTuple):
    """One result. `exact` is a decimal number; `error_over_bound` is infinite where nothing but `exact` is right."""

    index: Tuple[int, ...]
    computed: np.generic
    exact: str
    error_over_bound: float

    def __str__(self) -> str:
        place = f"at [{', '.join(map(str, self.index))}]: " if self.index else ""
        return f"{place}computed {self.computed!s}, exact {self.exact}, error / bound {shown(self.error_over_bound)}"


class Judgement(NamedTuple):
    """What the assertions return if they hold. `answer` is one sentence; `by`, "lastbit" or "fractions", decided."""

    verdict: str
    answer: str
    outputs: int
    within: int
    wrong: int
    not_judged: int
    worst: List[Element]
    by: str
    notes: List[str]

    def message(self) -> str:
        """The sentence, then the worst elements."""
        return "\n".join([self.answer, *(f"  {one}" for one in self.worst), *self.notes])


def shown(ratio: float) -> str:
    return f"{ratio:.3g}" if ratio < 1e6 else f"{ratio:.1e}"


def decimal(value: Optional[Fraction], digits: int = 12) -> str:
    """So many significant digits, with an ellipsis if there are more: 0.333333333333…"""
    if value is None:
        return "nan"
    if value == 0:
        return "0"
    sign, size = ("-" if value < 0 else ""), abs(value)
    exponent = len(str(size.numerator)) - len(str(size.denominator))
    exponent -= size < Fraction(10) ** exponent
    scaled = size * Fraction(10) ** (digits - 1 - exponent)
    kept = scaled.numerator // scaled.denominator
    more = "…" if scaled != kept else ""
    text = str(kept)
    if not -5 <= exponent < digits:
        mantissa = f"{text[0]}.{text[1:]}" if more else f"{text[0]}.{text[1:]}".rstrip("0").rstrip(".")
        return f"{sign}{mantissa}{more}e{exponent}"
    text = "0" * -exponent + text if exponent < 0 else text
    point = max(exponent, 0) + 1
    fraction = text[point:] if more else text[point:].rstrip("0")
    return f"{sign}{text[:point]}" + (f".{fraction}{more}" if fraction or more else "")
