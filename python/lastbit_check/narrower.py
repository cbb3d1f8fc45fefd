"""What else gives the results: inputs that are narrower, or sums in a narrower format than that of the results."""

from __future__ import annotations

from typing import List

import numpy as np

from .formats import BFLOAT16, BINARY16, BINARY32, BINARY64, Format
from .numbers import Numbers, narrow, round_bits, same
from .problems import Asked
from .ratios import against_bounds

TF32 = Format("TF32", "", 11, -126, 127)


def explanations(asked: Asked, computed: Numbers, format: Format) -> List[str]:
    """One line, if one of them explains every output."""
    for inputs in (asked.inputs, [narrowed(one, flush(format)) for one in asked.inputs]):
        found = against_bounds(asked, inputs, computed, format, flushed=True)
        if not found.wrong and not found.not_judged:
            return ["Flushing of subnormal numbers to zero explains it: fast math, or denormals set to zero."]
    ways = []
    if format == BINARY64:
        ways.append(("inputs that are rounded to binary32 first", lambda values: narrow(values, BINARY32), BINARY64))
    if asked_bits(asked) > 24 and format == BINARY32:
        ways.append(("inputs that are rounded to binary32 first", lambda values: narrow(values, BINARY32), BINARY32))
    if format == BINARY32:
        ways += [
            ("TF32 inputs", lambda values: round_bits(values, TF32), BINARY32),
            ("TF32 inputs, rounded toward zero,", lambda values: round_bits(values, TF32, True), BINARY32),
            ("bfloat16 inputs", lambda values: narrow(values, BFLOAT16), BINARY32),
            ("binary16 inputs", lambda values: narrow(values, BINARY16), BINARY32),
        ]
    for name, rounded, accumulator in ways:
        inputs = [narrowed(one, rounded) for one in asked.inputs]
        if all(same(new.values, old.values.astype(np.float64)) for new, old in zip(inputs, asked.inputs)):
            continue
        found = against_bounds(asked, inputs, computed, accumulator)
        if not found.wrong and not found.not_judged:
            advice = "pass them rounded" if name.endswith("first") else "set the library to full precision"
            outputs = computed.values.size
            part = f"All {outputs:,} outputs are" if outputs > 1 else "The output is"
            return [f"{part} what {name} give, up to rounding ({advice})."]
    if format == BINARY64 and same(narrow(computed.values.astype(np.float64), BINARY32), computed.values):
        found = against_bounds(asked, asked.inputs, computed, BINARY32)
        if not found.wrong and not found.not_judged:
            return ['All outputs are roundings in binary32: say accumulator="binary32" if that is what is due.']
    return []


def flush(format: Format):
    """Numbers below the smallest normal one become zero."""
    return lambda values: np.where(np.abs(values) < 2.0**format.min_exponent, 0.0, values)


def narrowed(numbers: Numbers, rounded) -> Numbers:
    return numbers._replace(type="float64", values=rounded(numbers.values.astype(np.float64)))


def asked_bits(asked: Asked) -> int:
    return max(one.bits for one in asked.inputs)
