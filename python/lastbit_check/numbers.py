"""Arrays of any library as NumPy arrays, and their numbers as exact integers times a power of two."""

from __future__ import annotations

from typing import NamedTuple, Optional, Tuple

import numpy as np

from .formats import BFLOAT16, OF_TYPE, Format

# pytest shows the line of the test, and not these files.
__tracebackhide__ = True

INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
TYPES = ("float16", "bfloat16", "float32", "float64") + INTEGERS + ("bool",)


class BadInput(ValueError):
    """What was asked makes no sense: shapes that do not fit, a type or an option that does not exist."""


class Numbers(NamedTuple):
    """An array. `values` has its type, or float32 for bfloat16. `stated` is False for plain Python numbers."""

    name: str
    type: str
    values: np.ndarray
    stated: bool

    @property
    def format(self) -> Optional[Format]:
        """None for integers and bool."""
        return OF_TYPE.get(self.type)

    @property
    def bits(self) -> int:
        """The most significant bits that a number of this type has."""
        if self.format:
            return self.format.precision
        return 1 if self.type == "bool" else self.values.dtype.itemsize * 8

    def reshaped(self, shape: Tuple[int, ...]) -> Numbers:
        return self._replace(values=self.values.reshape(shape))


def numbers_of(value, name: str) -> Numbers:
    """Reads NumPy arrays, PyTorch tensors on any device, JAX arrays, what has `__array__`, numbers, and lists."""
    stated = hasattr(value, "dtype")
    if isinstance(value, Numbers):
        return value._replace(name=name)
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        if str(value.dtype) == "torch.bfloat16":
            # NumPy has no bfloat16, so PyTorch refuses; every such number is a binary32 number.
            return Numbers(name, "bfloat16", np.array(value.float().numpy()), True)
        value = value.resolve_conj().resolve_neg().numpy() if hasattr(value, "resolve_neg") else value.numpy()
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise BadInput(f"{name} is not an array: {error}") from None
    type_name = array.dtype.name
    if type_name == "bfloat16":
        return Numbers(name, "bfloat16", array.astype(np.float32), True)
    if array.dtype.kind == "V" and array.dtype.itemsize == 2 and array.dtype.names is None:
        # How NumPy reads a file of bfloat16 numbers.
        return Numbers(name, "bfloat16", widened(np.ascontiguousarray(array).view("<u2")), True)
    if type_name not in TYPES:
        raise BadInput(f"{name} has the type {type_name}; give one of {', '.join(TYPES)}")
    return Numbers(name, type_name, array.astype(array.dtype.newbyteorder("="), copy=False), stated)


def widened(bits: np.ndarray) -> np.ndarray:
    """bfloat16 numbers, given as 16-bit integers, as float32."""
    return (bits.astype(np.uint32) << 16).view(np.float32)


def bfloat16_bits(values: np.ndarray) -> np.ndarray:
    """The 16 bits of float32 numbers that are bfloat16 numbers."""
    return (np.ascontiguousarray(values, np.float32).view(np.uint32) >> 16).astype("<u2")


def as_result(computed: Numbers, *inputs: Numbers) -> Numbers:
    """Python numbers have no type: they are taken as results in the widest type of the inputs, if all of them fit."""
    if computed.stated or computed.type not in ("float64", "int64"):
        return computed
    types = [one for one in inputs if one.format and one.stated]
    if not types:
        return computed
    widest = max(types, key=lambda one: one.format.precision)
    with np.errstate(over="ignore"):
        narrowed = narrow(computed.values.astype(np.float64), widest.format)
    if not same(narrowed, computed.values):
        return computed
    dtype = np.float32 if widest.type == "bfloat16" else np.dtype(widest.type)
    return computed._replace(type=widest.type, values=computed.values.astype(dtype))


def same(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(np.all((one == other) | (np.isnan(one) & np.isnan(other))))


def narrow(values: np.ndarray, format: Format) -> np.ndarray:
    """float64 numbers rounded to nearest in a format, as float64."""
    with np.errstate(over="ignore", under="ignore"):
        if format is not BFLOAT16:
            return values.astype(format.type).astype(np.float64)
        return round_bits(values, format)


def round_bits(values: np.ndarray, format: Format, toward_zero: bool = False) -> np.ndarray:
    """float64 numbers rounded to a format, subnormal numbers and overflow included, as float64."""
    with np.errstate(all="ignore"):
        mantissa, exponent = np.frexp(values)
        kept = np.minimum(format.precision, exponent - format.min_exponent + format.precision - 1)
        scaled = np.ldexp(mantissa, kept)
        rounded = np.ldexp(np.trunc(scaled) if toward_zero else np.rint(scaled), exponent - kept)
        too_large = np.abs(rounded) >= 2.0**format.max_exponent * 2
        return np.where(
            np.isfinite(values) & ~too_large, rounded, np.where(too_large, np.copysign(np.inf, values), values)
        )


class Integers(NamedTuple):
    """Numbers as integers times 2^unit, in C order. NaN and infinities are 0 here and stand in `special`."""

    values: list
    unit: int
    special: Optional[list]


def integers_of(numbers: Numbers) -> Integers:
    """Every number of the array, exactly."""
    flat = numbers.values.ravel()
    if numbers.format is None:
        return Integers([int(one) for one in flat.tolist()], 0, None)
    wide = flat.astype(np.float64)
    finite = np.isfinite(wide)
    special = None if finite.all() else [None if ok else one for ok, one in zip(finite.tolist(), wide.tolist())]
    mantissa, exponent = np.frexp(np.where(finite, wide, 0.0))
    precision = numbers.format.precision
    mantissa = np.ldexp(mantissa, precision).astype(np.int64)
    exponent = exponent - precision
    used = exponent[mantissa != 0]
    unit = int(used.min()) if used.size else 0
    shifts = np.where(mantissa == 0, 0, exponent - unit).tolist()
    return Integers([one << shift for one, shift in zip(mantissa.tolist(), shifts)], unit, special)
