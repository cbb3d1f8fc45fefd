"""The host of NumPy. Tested with NumPy 2.4.6 and Python 3.10 to 3.14.

The operations, each in binary32, with widened inputs in binary64, and in binary16:

  multiply-sum   np.sum(np.multiply(window, kernel)) for every output
  dot            np.dot(window, kernel), both flattened, for every output
  matmul         np.matmul(windows, filters), one product of two matrices for every case
  einsum         np.einsum("pt,tc->pc", windows, filters) for every case
  batched-matmul np.matmul(windows, filters), a product of two stacks of matrices for every case
  sum, mean      np.sum(window), np.mean(window), flattened, for every output
  sum-last-axis  np.sum(windows, axis=-1), a window in each row, for every case
  sum-first-axis np.sum(windows, axis=0), a window in each column, for every case

With the setting `fortran`, matmul and the sums along an axis get arrays in Fortran order (order="F").

A window is the part of the image that feeds one output, in the order kernel row, kernel column, input channel. It has
+0 in the padding, so it always has the shape of the kernel. NumPy gets only ordered copies, because it chooses its
algorithm by strides even where they should not matter. Many cases go into one call (rows of one sum, a stack of
products) as lastbit_engine.operations.Batching says.
"""

import os
from typing import Callable, NamedTuple, Optional

import numpy as np

from lastbit_engine.operations import CASES_CHECKED, calls_of
from lastbit_engine.serve import serve
from lastbit_engine.shapes import windows_of

TERMS_AT_ONCE = 2**20  # the most products of the cases in one library call
SWITCHES = (
    "NPY_DISABLE_CPU_FEATURES",
    "NPY_ENABLE_CPU_FEATURES",
    "OPENBLAS_CORETYPE",
    "OPENBLAS_NUM_THREADS",
    "MKL_CBWR",
)


class Windows(NamedTuple):
    """Cases as windows[case, position, term], filters[case, term, channel] and rows[case, channel, term], C-ordered."""

    windows: np.ndarray
    filters: np.ndarray
    rows: np.ndarray
    kernel: tuple

    @property
    def count(self):
        return len(self.windows)

    @property
    def shape(self):
        return (*self.windows.shape[:2], self.filters.shape[2])

    def part(self, start, stop):
        return Windows(*(one[start:stop] for one in self[:3]), self.kernel)


class Operation(NamedTuple):
    """One operation of NumPy: a call for one output or case, and one for many cases, if there is one.

    Windows and filters lie in memory once. `Direct` has a copy of the window for each filter, which a large layer of
    multiply-sum could not afford.
    """

    single: Callable
    many: Optional[Callable]
    formats: tuple = ("binary32", "binary64", "binary16")
    fewest: int = 16
    compared: int = CASES_CHECKED

    @property
    def batched(self):
        return self.many is not None

    def prepare(self, cases):
        terms = cases.kernels[0, ..., 0].size if cases.count > 0 else 1
        windows = windows_of(cases.images, cases.shape).reshape(cases.count, -1, terms)
        filters = cases.kernels.reshape(cases.count, terms, -1)
        return Windows(windows, filters, np.array(filters.transpose(0, 2, 1), order="C"), cases.kernels.shape[1:4])

    def together(self, cases):
        step = max(1, TERMS_AT_ONCE // (cases.rows[0].size * cases.windows.shape[1]))
        if cases.count <= step:
            return np.ascontiguousarray(self.many(cases))
        starts = range(0, cases.count, step)
        return np.concatenate([self.many(cases.part(start, min(start + step, cases.count))) for start in starts])


def each_output(compute):
    """One library call per output, with a window and a filter that are separate arrays."""

    def single(cases):
        outputs = np.empty(cases.shape, cases.windows.dtype)
        for case in range(cases.count):
            filters = [row.copy() for row in cases.rows[case]]
            for position in range(outputs.shape[1]):
                window = cases.windows[case, position].copy()
                for channel, kernel in enumerate(filters):
                    outputs[case, position, channel] = compute(window, kernel, cases.kernel)
        return outputs

    return single


def each_case(compute):
    """One library call per case, with two matrices that are separate arrays."""

    def single(cases):
        outputs = np.empty(cases.shape, cases.windows.dtype)
        for case in range(cases.count):
            outputs[case] = compute(cases.windows[case].copy(), cases.filters[case].copy())
        return outputs

    return single


def multiply_sum(window, kernel, kernel_shape):
    return np.sum(np.multiply(window.reshape(kernel_shape), kernel.reshape(kernel_shape)))


def multiply_sum_rows(cases):
    products = np.multiply(cases.windows[:, :, None, :], cases.rows[:, None, :, :])
    return np.sum(products.reshape(-1, products.shape[-1]), axis=1).reshape(cases.shape)


class Direct(NamedTuple):
    """One operation of NumPy on the arrays of lastbit_engine: a call alone, and one for all calls together."""

    name: str
    one: Callable
    many: Optional[Callable] = None
    order: str = "C"
    formats: tuple = ("binary32", "binary64", "binary16")
    fewest: int = 16
    compared: int = CASES_CHECKED

    @property
    def batched(self):
        return self.many is not None

    def prepare(self, cases):
        return cases

    def single(self, cases):
        calls = calls_of(self.name, cases)
        results = np.empty((*calls.lead, *calls.due), cases.images.dtype)
        for index in np.ndindex(calls.lead):
            results[index] = self.one(*(np.array(array[index], order=self.order) for array in calls.arrays))
        return calls.back(results)

    def together(self, cases):
        terms = sum(array[0].size for array in calls_of(self.name, cases.part(0, 1)).arrays)
        step = max(1, TERMS_AT_ONCE // terms)
        parts = [self.some(cases.part(start, start + step)) for start in range(0, cases.count, step)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def some(self, cases):
        calls = calls_of(self.name, cases)
        count = int(np.prod(calls.lead))
        arrays = (np.ascontiguousarray(one).reshape(count, *one.shape[len(calls.lead) :]) for one in calls.arrays)
        return calls.back(self.many(*arrays).reshape(*calls.lead, *calls.due))


def last_axis(windows):
    return np.sum(windows, axis=-1)


def first_axis(windows):
    return np.sum(windows, axis=0)


FORTRAN = {
    "matmul": Direct("matmul", np.matmul, order="F"),
    "sum-last-axis": Direct("sum-last-axis", last_axis, order="F"),
    "sum-first-axis": Direct("sum-first-axis", first_axis, order="F"),
}
OPERATIONS = {
    "multiply-sum": Operation(each_output(multiply_sum), multiply_sum_rows),
    "dot": Operation(each_output(lambda window, kernel, _: np.dot(window, kernel)), None),
    "matmul": Operation(each_case(np.matmul), lambda cases: np.matmul(cases.windows, cases.filters)),
    "batched-matmul": Direct("batched-matmul", np.matmul, np.matmul),
    "einsum": Operation(
        each_case(lambda windows, filters: np.einsum("pt,tc->pc", windows, filters)),
        lambda cases: np.einsum("npt,ntc->npc", cases.windows, cases.filters),
    ),
    "sum": Direct("sum", np.sum, last_axis),
    "sum-last-axis": Direct("sum-last-axis", last_axis, last_axis),
    "sum-first-axis": Direct("sum-first-axis", first_axis, lambda windows: np.sum(windows, axis=1)),
    "mean": Direct("mean", np.mean, lambda windows: np.mean(windows, axis=-1), formats=("binary32", "binary64")),
}


def environment():
    """What can change results besides the machine."""
    build = np.show_config(mode="dicts")
    blas = build.get("Build Dependencies", {}).get("blas", {})
    return {
        "threads": int(os.environ.get("OPENBLAS_NUM_THREADS", os.cpu_count() or 1)),
        "blas": {key: blas.get(key, "unknown") for key in ("name", "version", "openblas configuration")},
        "simd": build.get("SIMD Extensions", {}),
        "options": {name: os.environ[name] for name in SWITCHES if name in os.environ},
    }


def main():
    fortran = os.environ.get("LASTBIT_SETTING", "") == "fortran"
    serve("numpy", np.__version__, FORTRAN if fortran else OPERATIONS, environment())
