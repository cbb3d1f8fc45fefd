"""Paddings and sizes of a convolution, as docs/protocol.md has them."""

from __future__ import annotations

from typing import Tuple


def same_zeros(size: int, kernel: int, stride: int, dilation: int) -> Tuple[int, int]:
    """TensorFlow's rule for "same": zeros before and after; an odd one goes after."""
    total = max(0, (-(-size // stride) - 1) * stride + (kernel - 1) * dilation + 1 - size)
    return total // 2, total - total // 2


def positions(size: int, zeros: int, kernel: int, stride: int, dilation: int) -> int:
    """How many outputs there are along an axis; less than 1 if the kernel does not fit."""
    return (size + zeros - (kernel - 1) * dilation - 1) // stride + 1
