"""The NumPy host: answers the requests of docs/protocol.md with NumPy. It needs nothing else.

Tested with NumPy 2.4.6 and Python 3.10 to 3.14. The operations, each in binary32 and, with widened inputs, in binary64:

  multiply-sum   np.sum(np.multiply(window, kernel)) for every output
  dot            np.dot(window, kernel), both flattened, for every output
  matmul         np.matmul(windows, filters), one product of two matrices for every case
  einsum         np.einsum("pt,tc->pc", windows, filters) for every case

A window is the part of the image that feeds one output, in the order kernel row, kernel column, input channel. It has
+0 in the padding, so it always has the shape of the kernel. NumPy gets only C-ordered copies, because it chooses its
algorithm by strides even where they should not matter.

Many cases go into one call (rows of one sum, a stack of products), but only if that gives the same bits as single
calls. Fewer than 16 cases are computed by single calls only. The first 256 cases of every operation, format and shape
are compared, and again for every power of two of cases per call. After a difference the answers come from single calls
and say "batched": false.
"""

import json
import os
import platform
import struct
import sys
import time

import numpy as np

LONGEST_HEADER = 2**20
LONGEST_PAYLOAD = 2**30
CASES_CHECKED = 256
FEWEST_TOGETHER = 16  # to compare fewer cases with one call would cost more than it saves
TERMS_AT_ONCE = 2**20  # the most products of the cases in one library call
FORMATS = {"binary32": np.dtype("<f4"), "binary64": np.dtype("<f8")}
SWITCHES = (
    "NPY_DISABLE_CPU_FEATURES",
    "NPY_ENABLE_CPU_FEATURES",
    "OPENBLAS_CORETYPE",
    "OPENBLAS_NUM_THREADS",
    "MKL_CBWR",
)


class Declined(Exception):
    """The host does not support the request."""


class Windows:
    """The cases of one request: windows[case, position, term] and filters[case, term, channel], C-ordered."""

    def __init__(self, shape, count, numbers, dtype):
        rows, columns = output_size(shape)
        self.batch, self.count = shape["batch"], count
        self.kernel = (shape["kernelHeight"], shape["kernelWidth"], shape["channelsIn"])
        self.positions, self.channels = self.batch * rows * columns, shape["channelsOut"]
        self.terms = self.kernel[0] * self.kernel[1] * self.kernel[2]
        image = (count, self.batch, shape["height"], shape["width"], shape["channelsIn"])
        pixels, taps = int(np.prod(image)), count * self.terms * self.channels
        if numbers.size != pixels + taps:
            raise ValueError(f"the payload has {numbers.size} numbers where shape and count ask for {pixels} + {taps}")
        images = numbers[:pixels].reshape(image).astype(dtype)
        self.filters = np.array(numbers[pixels:].reshape(count, self.terms, self.channels), dtype=dtype, order="C")
        self.windows = cut(images, shape, rows, columns).reshape(count, self.positions, self.terms)
        # Filters as rows, for the operations that take one output at a time.
        self.rows = np.array(self.filters.transpose(0, 2, 1), order="C")

    def part(self, start, stop):
        """The cases from start to stop."""
        some = object.__new__(Windows)
        some.__dict__.update(self.__dict__)
        some.count = stop - start
        some.windows, some.filters = self.windows[start:stop], self.filters[start:stop]
        some.rows = self.rows[start:stop]
        return some

    @property
    def shape(self):
        return (self.count, self.positions, self.channels)


def padding_of(shape):
    """Rows and columns of zeros: top, bottom, left, right. "same" puts an odd one at the bottom or on the right."""
    if shape["padding"] == "valid":
        return 0, 0, 0, 0
    if shape["padding"] != "same":
        return tuple(shape["padding"])
    result = []
    for size, kernel, stride, dilation in axes(shape):
        total = max(0, (-(-size // stride) - 1) * stride + (kernel - 1) * dilation + 1 - size)
        result += [total // 2, total - total // 2]
    return tuple(result)


def axes(shape):
    yield shape["height"], shape["kernelHeight"], shape["stride"][0], shape["dilation"][0]
    yield shape["width"], shape["kernelWidth"], shape["stride"][1], shape["dilation"][1]


def output_size(shape):
    top, bottom, left, right = padding_of(shape)
    sizes = []
    for (size, kernel, stride, dilation), zeros in zip(axes(shape), (top + bottom, left + right)):
        sizes.append((size + zeros - (kernel - 1) * dilation - 1) // stride + 1)
    if min(sizes) < 1:
        raise ValueError(f"the kernel does not fit into the image: {sizes[0]} x {sizes[1]} outputs")
    return sizes


def cut(images, shape, rows, columns):
    """Every window, copied: [case, image, output row, output column, kernel row, kernel column, channel]."""
    top, bottom, left, right = padding_of(shape)
    padded = np.pad(images, ((0, 0), (0, 0), (top, bottom), (left, right), (0, 0)))
    vertical, horizontal = axes(shape)
    row = np.arange(rows)[:, None] * vertical[2] + np.arange(vertical[1]) * vertical[3]
    column = np.arange(columns)[:, None] * horizontal[2] + np.arange(horizontal[1]) * horizontal[3]
    return np.ascontiguousarray(padded[:, :, row[:, None, :, None], column[None, :, None, :], :])


def each_output(compute):
    """One library call per output, with a window and a filter that are separate arrays."""

    def single(cases):
        outputs = np.empty(cases.shape, cases.windows.dtype)
        for case in range(cases.count):
            filters = [cases.rows[case, channel].copy() for channel in range(cases.channels)]
            for position in range(cases.positions):
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
    return np.sum(products.reshape(-1, cases.terms), axis=1).reshape(cases.shape)


# Operation → a call for one output or case, and a call for many cases (None if the operation has none).
OPERATIONS = {
    "multiply-sum": (each_output(multiply_sum), multiply_sum_rows),
    "dot": (each_output(lambda window, kernel, _: np.dot(window, kernel)), None),
    "matmul": (each_case(np.matmul), lambda cases: np.matmul(cases.windows, cases.filters)),
    "einsum": (
        each_case(lambda windows, filters: np.einsum("pt,tc->pc", windows, filters)),
        lambda cases: np.einsum("npt,ntc->npc", cases.windows, cases.filters),
    ),
}

checked = {}
refused = set()


def same_bits(expected, actual):
    """NaN equals NaN; −0 is not +0."""
    bits = np.dtype(f"u{expected.dtype.itemsize}")
    return bool(np.all((expected.view(bits) == actual.view(bits)) | (np.isnan(expected) & np.isnan(actual))))


def compute(key, cases, single, together):
    """The outputs, and whether many cases went into one call (None if there was nothing to batch)."""
    if cases.count < FEWEST_TOGETHER or together is None:
        return single(cases), None
    if key in refused:
        return single(cases), False
    outputs = np.ascontiguousarray(in_parts(cases, together))
    bucket = (key, cases.count.bit_length())
    before = checked.get(bucket, 0)
    if before < CASES_CHECKED:
        some = min(CASES_CHECKED, cases.count)
        expected = single(cases.part(0, some))
        if not same_bits(expected, outputs[:some]):
            refused.add(key)
            return (expected if some == cases.count else single(cases)), False
        checked[bucket] = before + some
    return outputs, True


def in_parts(cases, together):
    step = max(1, TERMS_AT_ONCE // max(1, cases.positions * cases.channels * cases.terms))
    if cases.count <= step:
        return together(cases)
    starts = range(0, cases.count, step)
    return np.concatenate([together(cases.part(start, min(start + step, cases.count))) for start in starts])


def evaluate(header, payload):
    operation, number_format, shape, count = (header[name] for name in ("operation", "format", "shape", "count"))
    if operation not in OPERATIONS:
        raise Declined(f"numpy does not offer the operation {operation}")
    if number_format not in FORMATS:
        raise Declined(f"numpy does not offer {operation} in {number_format}")
    cases = Windows(shape, count, np.frombuffer(payload, "<f4"), FORMATS[number_format])
    begin = time.perf_counter()
    outputs, batched = compute((operation, number_format, json.dumps(shape)), cases, *OPERATIONS[operation])
    answer = {"type": "value", "format": number_format, "count": count, "engineMs": (time.perf_counter() - begin) * 1e3}
    if batched is False:
        answer["batched"] = False
    return answer, outputs.tobytes()


def answer(header, payload):
    reply, numbers = reply_to(header, payload)
    return {**reply, "id": header.get("id")}, numbers


def reply_to(header, payload):
    try:
        if header.get("type") == "hello":
            return hello(), b""
        if header.get("type") == "evaluate":
            return evaluate(header, payload)
        return {"type": "failed", "reason": f"requests of type {header.get('type')!r} are not known"}, b""
    except Declined as error:
        return {"type": "declined", "reason": str(error)}, b""
    except Exception as error:  # whatever a request does, the host lives on
        return {"type": "failed", "reason": f"{type(error).__name__}: {error}"}, b""


def hello():
    operations = [{"name": name, "formats": list(FORMATS)} for name in OPERATIONS]
    about = {"engine": "numpy", "version": np.__version__, "operations": operations, "environment": environment()}
    return {"type": "hello", "protocol": 2, **about}


def environment():
    """Everything known here that can change results."""
    build = np.show_config(mode="dicts")
    blas = build.get("Build Dependencies", {}).get("blas", {})
    return {
        **processor(),
        "threads": int(os.environ.get("OPENBLAS_NUM_THREADS", os.cpu_count() or 1)),
        "python": platform.python_version(),
        "blas": {key: blas.get(key, "unknown") for key in ("name", "version", "openblas configuration")},
        "simd": build.get("SIMD Extensions", {}),
        "options": {name: os.environ[name] for name in SWITCHES if name in os.environ},
    }


def processor():
    """The model of the processor and its vector and fused multiply-add features, if the system tells them."""
    system = f"{sys.platform}-{platform.machine()}"
    facts = {"cpu": platform.processor() or "unknown", "cpuFeatures": [], "platform": system}
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            lines = dict(line.split(":", 1) for line in file.read().split("\n\n")[0].splitlines() if ":" in line)
    except OSError:
        return facts
    lines = {key.strip(): value.strip() for key, value in lines.items()}
    flags = lines.get("flags", lines.get("Features", "")).split()
    relevant = ("sse", "ssse3", "avx", "fma", "f16c", "amx", "asimd", "sve", "neon", "fphp")
    features = [flag for flag in flags if flag.startswith(relevant)]
    return {**facts, "cpu": lines.get("model name", facts["cpu"]), "cpuFeatures": features}


def read(stream, length, may_end=False):
    data = stream.read(length)
    if len(data) == length:
        return data
    if not data and may_end:
        sys.exit(0)
    sys.exit("the input ended in the middle of a frame")


def serve():
    # Standard output carries frames, so what a library prints goes to standard error.
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    stream = sys.stdin.buffer
    np.seterr(all="ignore")
    while True:
        header_length, payload_length = struct.unpack("<II", read(stream, 8, may_end=True))
        if header_length > LONGEST_HEADER or payload_length > LONGEST_PAYLOAD:
            sys.exit(f"a frame of {header_length} + {payload_length} bytes is longer than the protocol allows")
        header = json.loads(read(stream, header_length))
        reply, numbers = answer(header, read(stream, payload_length))
        text = json.dumps(reply).encode()
        output.write(struct.pack("<II", len(text), len(numbers)) + text)
        output.write(numbers)
        output.flush()


if __name__ == "__main__":
    serve()
