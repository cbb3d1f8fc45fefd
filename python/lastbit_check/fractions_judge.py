"""The exact fallback: every output by Python integers, against the bound of any order. For small cases only.

See formats.py for the bound and its hypotheses.
"""

from __future__ import annotations

import math
from typing import Optional

import numpy as np

from .formats import FORMATS, Format
from .judgement import Element, Judgement, decimal
from .narrower import explanations
from .numbers import BadInput, Numbers
from .problems import Asked
from .ratios import Found, against_bounds

# pytest shows the line of the test, and not these files.
__tracebackhide__ = True

MOST_PRODUCTS = 2**22


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
    found = against_bounds(asked, asked.inputs, computed, format)
    return said(asked, computed, format, found)


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
