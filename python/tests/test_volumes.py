"""Convolutions of volumes: results of plain loops pass, planted faults of the slices fail."""

import numpy as np
import pytest

from lastbit_check import BadInput, assert_rounding_of
from lastbit_engine import shapes
from lastbit_engine.operations import Cases, calls_of, cases_of

f32 = np.float32


def loops(x, w, stride, dilation, zeros, tap=lambda s: s):
    """NDHWC and DHWIO, in binary32, one product after another; `zeros` on both sides of each axis."""
    x = np.pad(x, ((0, 0), *((one, one) for one in zeros), (0, 0)))
    reach = [(taps - 1) * apart + 1 for taps, apart in zip(w.shape[:3], dilation)]
    sizes = [(size - one) // step + 1 for size, one, step in zip(x.shape[1:4], reach, stride)]
    y = np.zeros((x.shape[0], *sizes, w.shape[4]), f32)
    for place in np.ndindex(*sizes):
        for taps in np.ndindex(*w.shape[:3]):
            if tap(taps[0]) is None:
                continue
            at = [one * step + other * apart for one, step, other, apart in zip(place, stride, taps, dilation)]
            for k in range(x.shape[4]):
                y[(slice(None), *place)] += x[(slice(None), *at, k)][:, None] * w[(tap(taps[0]), *taps[1:], k)][None]
    return y


def question():
    random = np.random.default_rng(3)
    return random.standard_normal((2, 5, 4, 4, 2)).astype(f32), random.standard_normal((3, 2, 2, 2, 3)).astype(f32)


STEPS = {"stride": (2, 1, 1), "dilation": (1, 2, 1)}


@pytest.mark.parametrize("through", [False, pytest.param(True, marks=pytest.mark.judge)])
def test_volumes_in_both_layouts_are_roundings(through):
    x, w = question()
    y = loops(x, w, (2, 1, 1), (1, 2, 1), (1, 1, 0))
    assert assert_rounding_of(y, x, w, padding=(1, 1, 0), layout="nhwc", **STEPS).within == y.size
    first, due = (np.moveaxis(one, -1, 1) for one in (x, y))
    w_first = w.transpose(4, 3, 0, 1, 2)
    padding = (1, 1, 1, 1, 0, 0)
    assert assert_rounding_of(due, first, w_first, padding=padding, layout="nchw", **STEPS).within == y.size


@pytest.mark.parametrize(
    "wrong",
    [
        lambda x, w: loops(x, w, (2, 1, 1), (1, 2, 1), (1, 1, 0), tap=lambda s: 2 - s),
        lambda x, w: loops(x, w, (2, 1, 1), (1, 2, 1), (1, 1, 0), tap=lambda s: None if s == 2 else s),
        lambda x, w: loops(x, w, (1, 1, 1), (1, 2, 1), (1, 1, 0))[:, :3],
    ],
    ids=["flipped slices", "a lost last slice", "stride 1 of the slices"],
)
def test_faults_of_the_slices_fail(wrong):
    x, w = question()
    with pytest.raises(AssertionError):
        assert_rounding_of(wrong(x, w), x, w, padding=(1, 1, 0), layout="nhwc", **STEPS)


def test_two_steps_are_too_few_for_a_volume():
    x, w = question()
    with pytest.raises(BadInput, match=r"stride=\(2, 1\): give a whole number from 1, or three of them"):
        assert_rounding_of(x, x, w, stride=(2, 1), layout="nhwc")


def test_an_engine_gets_slices_apart():
    header = {"batch": 2, "height": 4, "width": 4, "channelsIn": 2, "channelsOut": 3, "kernelHeight": 2}
    depth = {"size": 5, "kernel": 3, "stride": 2, "dilation": 1, "before": 1, "after": 1}
    steps = {"kernelWidth": 2, "stride": [1, 1], "dilation": [2, 1], "padding": "valid", "depth": depth}
    shape = shapes.shape_of({**header, **steps})
    x, w = question()
    cases = cases_of(shape, 1, np.concatenate([x.ravel(), w.ravel()]), "binary32")
    assert isinstance(cases, Cases)
    calls = calls_of("conv3d", cases)
    assert [one.shape for one in calls.arrays] == [(1, *x.shape), (1, *w.shape)]
    assert calls.due == (2, *shape.volume_size, 3) == (2, 3, 2, 3, 3)
    assert (calls.arrays[0][0] == x).all() and (calls.arrays[1][0] == w).all()
