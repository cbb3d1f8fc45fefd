"""Plain implementations to judge: loops in float32, one rounding after another, in any order, with or without fma."""

from fractions import Fraction

import numpy as np


def rounded(value: Fraction, dtype=np.float32):
    """A fraction, rounded once to nearest even."""
    nearest = dtype(float(value))
    best = [nearest, np.nextafter(nearest, dtype(np.inf)), np.nextafter(nearest, dtype(-np.inf))]
    even = lambda one: int(one.view(f"u{one.dtype.itemsize}")) & 1
    return min(best, key=lambda one: (abs(Fraction(float(one)) - value), even(one)))


def dot(xs, ws, order, fused, dtype=np.float32):
    """The sum of the products in an order of the terms; a fused step rounds once."""
    total = dtype(0)
    for t in order:
        if fused:
            total = rounded(Fraction(float(xs[t])) * Fraction(float(ws[t])) + Fraction(float(total)), dtype)
        else:
            total = dtype(total + dtype(xs[t] * ws[t]))
    return total


def tree(terms, random):
    """The sum of float32 numbers by a random tree."""
    terms = list(terms)
    while len(terms) > 1:
        one = terms.pop(random.integers(len(terms)))
        place = random.integers(len(terms))
        terms[place] = terms[place] + one
    return terms[0] if terms else np.float32(0)


def conv(x, w, stride, zeros, dilation, groups=1, dtype=np.float64):
    """NHWC and HWIO by loops over everything."""
    top, bottom, left, right = zeros
    batch, height, width, _ = x.shape
    rows, columns, inside, out = w.shape
    padded = np.pad(x, ((0, 0), (top, bottom), (left, right), (0, 0)))
    high = (height + top + bottom - (rows - 1) * dilation[0] - 1) // stride[0] + 1
    wide = (width + left + right - (columns - 1) * dilation[1] - 1) // stride[1] + 1
    y = np.zeros((batch, high, wide, out), dtype)
    for n, i, j, o in np.ndindex(y.shape):
        group = o // (out // groups)
        for r, q, c in np.ndindex(rows, columns, inside):
            pixel = padded[n, i * stride[0] + r * dilation[0], j * stride[1] + q * dilation[1], group * inside + c]
            y[n, i, j, o] += dtype(pixel * w[r, q, c, o])
    return y


def transposed(x, w, stride, zeros, dilation, groups=1):
    """x: NHWC, w: [rows, columns, out / groups, in] as TensorFlow has it. Every pixel is spread over the output."""
    top, bottom, left, right = zeros
    batch, height, width, channels = x.shape
    rows, columns, out, _ = w.shape
    high = (height - 1) * stride[0] + (rows - 1) * dilation[0] + 1
    wide = (width - 1) * stride[1] + (columns - 1) * dilation[1] + 1
    y = np.zeros((batch, high, wide, out * groups), np.float32)
    for n, i, j, c in np.ndindex(x.shape):
        group = c // (channels // groups)
        for r, q, o in np.ndindex(rows, columns, out):
            place = n, i * stride[0] + r * dilation[0], j * stride[1] + q * dilation[1], group * out + o
            y[place] += x[n, i, j, c] * w[r, q, o, c]
    return y[:, top : high - bottom, left : wide - right]
