"""Floating-point formats, and the proven bound of any order of summation, in integers rounded outward.

The bound is that of `dot-any-order` (src/claims/error-bounds/any-order.ts in the checkout of lastbit, with its proof):

    |s' - s| <= F*P + n*h*(1+F),   F = (1+v)(1+w)^(n-1) - 1,   P = sum |x_i*y_i|

n is the number of products that are not zero, h half of the smallest subnormal number, v = 1/(2^p+1) the largest
relative error of rounding to p bits, and w = (1+v)(1+v')-1, where v' is that of a wider format through which additions
may be rounded. Hypotheses: inputs are finite; P + bound is below the overflow threshold; the result comes from a
summation tree of the products. A product is rounded, or enters its addition exactly (fma). An addition is exact and
then rounded to nearest, to the format, to a wider one, or to a wider one and then to the format. Winograd and Fourier
transforms, narrowed inputs, and engines that flush subnormal numbers do not fulfil them.

For formats other than binary32, and for inputs that are wider than binary32, a product may be rounded twice, too, and
may underflow in the wider format. Then F = (1+w)^n - 1, and h has the half of the wider format added. A sum that is
rounded once more, to a narrower format, gets one factor and one h of that format more; two if it has a bias or is a
mean, because it may be rounded before the bias is added, or before it is divided, and again afterwards. A mean gets two
factors 1+w more, one for a reciprocal and one for the division or multiplication, and an h for each term that was
divided. Where subnormal numbers are flushed to zero, (2n-1)*2h*2^(p-1) replaces n*h: that many numbers of the smallest
normal size.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple, Optional

# F is an integer in units of 2^-160, rounded up.
FRACTION_BITS = 160
ONE = 1 << FRACTION_BITS


class Format(NamedTuple):
    """A binary format; `precision` counts significant bits, 2^min_exponent is the smallest normal number."""

    name: str
    type: str
    precision: int
    min_exponent: int
    max_exponent: int

    @property
    def half_smallest(self) -> int:
        """The exponent of half of the smallest subnormal number: -150 for binary32."""
        return self.min_exponent - self.precision

    @property
    def overflow(self) -> Fraction:
        """From here on a number rounds to infinity."""
        return Fraction(2) ** (self.max_exponent + 1) - Fraction(2) ** (self.max_exponent - self.precision)


BINARY16 = Format("binary16", "float16", 11, -14, 15)
BFLOAT16 = Format("bfloat16", "bfloat16", 8, -126, 127)
BINARY32 = Format("binary32", "float32", 24, -126, 127)
BINARY64 = Format("binary64", "float64", 53, -1022, 1023)
EXTENDED = Format("80-bit", "longdouble", 64, -16382, 16383)
FORMATS = {one.name: one for one in (BINARY16, BFLOAT16, BINARY32, BINARY64)}
OF_TYPE = {one.type: one for one in FORMATS.values()}


def reciprocal(denominator: int) -> int:
    """1/denominator in units of 2^-160, rounded up."""
    return -(-ONE // denominator)


def compound(a: int, b: int) -> int:
    """(1+a)(1+b) - 1, rounded up."""
    return a + b + -(-a * b >> FRACTION_BITS)


def largest_error(format: Format) -> int:
    """v = u/(1+u) = 1/(2^p+1)."""
    return reciprocal(2**format.precision + 1)


def power(each: int, n: int) -> int:
    """(1+each)^n - 1, rounded up at every step."""
    value, square = 0, each
    while n > 0:
        if n & 1:
            value = compound(value, square)
        square = compound(square, square)
        n >>= 1
    return value


class AnyOrder:
    """The bound for an accumulator, a type of the results, and inputs of at most so many bits."""

    def __init__(
        self,
        accumulator: Format,
        result: Optional[Format],
        input_bits: int,
        mean: bool,
        flushed: bool = False,
        bias: bool = False,
    ):
        self.accumulator = accumulator
        self.mean = mean
        self.flushed = flushed
        self.known = {}
        # Results that are integers are not rounded here: `judge` demands the exact value.
        narrower = result is not None and result != accumulator and not contains(result, accumulator)
        self.result = result if narrower else None
        self.last = 0 if not narrower else 2 if mean or bias else 1
        self.overflow = min(one.overflow for one in (accumulator, result or accumulator))
        v = largest_error(accumulator)
        self.halves = [accumulator.half_smallest]
        if accumulator == BINARY32 and input_bits <= 24:
            self.first, self.later = v, compound(v, largest_error(BINARY64))
            return
        if accumulator == BINARY64:
            between = largest_error(EXTENDED)
        elif accumulator == BINARY32:
            between = largest_error(BINARY64)
        else:
            between = compound(largest_error(BINARY32), largest_error(BINARY64))
            self.halves.append(BINARY32.half_smallest)
        self.first = self.later = compound(v, between)

    def relative(self, n: int) -> int:
        """F for n >= 1 products that are not zero, in units of 2^-160."""
        if n not in self.known:
            self.known[n] = self._relative(n)
        return self.known[n]

    def _relative(self, n: int) -> int:
        value = compound(self.first, power(self.later, n - 1))
        if self.mean:
            value = compound(value, compound(self.later, self.later))
        return compound(value, power(largest_error(self.result), self.last)) if self.result else value

    def lowest_exponent(self) -> int:
        """All absolute errors are whole multiples of 2 to this."""
        return min(self.halves + ([self.result.half_smallest] if self.result else []))

    def bound(self, n: int, absolute_sum: int, unit: int, divisor: int) -> int:
        """divisor times the bound, in units of 2^(unit-160); absolute_sum = P in units of 2^unit, undivided.

        unit is at most lowest_exponent().
        """
        if n == 0:
            return 0
        relative = self.relative(n)
        loss = sum(1 << (half - unit) for half in self.halves) * n
        if self.flushed:
            # Each of n products and n-1 sums may lose what is below the smallest normal number.
            loss = (2 * n - 1) << (self.accumulator.min_exponent - unit)
        if self.mean:
            # The division of the sum may underflow, or that of each term.
            loss += sum(1 << (half - unit) for half in self.halves)
        if self.result:
            loss += self.last << (self.result.half_smallest - unit)
        return relative * absolute_sum + (ONE + relative) * loss * divisor


def contains(wide: Format, narrow: Format) -> bool:
    """Whether every number of `narrow` is one of `wide`."""
    return (
        wide.precision >= narrow.precision
        and wide.max_exponent >= narrow.max_exponent
        and wide.half_smallest <= narrow.half_smallest
    )
