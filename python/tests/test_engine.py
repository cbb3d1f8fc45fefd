"""A decorated function answers the protocol of docs/protocol.md."""

import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import slow

import lastbit_engine
from lastbit_engine import Declined
from lastbit_engine.operations import Operation
from lastbit_engine.serve import Engine

ROOT = Path(__file__).resolve().parents[1]
SHAPE = {
    **dict(batch=2, height=5, width=6, channelsIn=2, channelsOut=3, kernelHeight=3, kernelWidth=2),
    **dict(stride=[1, 2], dilation=[2, 1], padding="same"),
}
ZEROS = (2, 2, 0, 0)


def engine(*operations, **more):
    return Engine("mine", "1", {one.name: one for one in operations}, more)


def offered(name, compute, batched=False, formats=("binary32",)):
    return engine(Operation(name, compute, formats, batched))


def asked(name, count=3, shape=SHAPE, number_format="binary32", seed=1):
    """A request with its payload, and the same numbers as arrays."""
    random = np.random.default_rng(seed)
    sizes = [shape[one] for one in ("batch", "height", "width", "channelsIn")]
    taps = [shape[one] for one in ("kernelHeight", "kernelWidth", "channelsIn", "channelsOut")]
    images = random.standard_normal((count, *sizes)).astype("<f4")
    kernels = random.standard_normal((count, *taps)).astype("<f4")
    header = dict(type="evaluate", id=7, operation=name, format=number_format, count=count, shape=shape)
    return (header, images.tobytes() + kernels.tobytes()), images, kernels


def convolve(image, kernel, shape):
    return slow.conv(image, kernel, shape.stride, shape.zeros, shape.dilation, dtype=image.dtype.type)


def expected(images, kernels, dtype=np.float32):
    wide = zip(images.astype(dtype), kernels.astype(dtype))
    return np.stack([slow.conv(x, w, (1, 2), ZEROS, (2, 1), dtype=dtype) for x, w in wide])


@pytest.mark.parametrize("newest, protocol", [({}, 1), ({"newest": 2}, 2), ({"newest": 3}, 3), ({"newest": 4}, 3)])
def test_hello_speaks_all_versions(newest, protocol):
    hello, payload = offered("dot", np.dot).answer({"type": "hello", "protocol": 1, "id": 4, **newest}, b"")
    assert (hello["type"], hello["protocol"], hello["id"], payload) == ("hello", protocol, 4, b"")
    assert hello["operations"] == [{"name": "dot", "formats": ["binary32"]}]
    assert hello["engine"], hello["environment"]["numpy"] == ("mine", np.__version__)
    assert offered("dot", np.dot).answer({"type": "hello", "protocol": 4, "id": 4}, b"")[0]["type"] == "failed"


def test_results_of_16_bits_are_sent_as_binary32():
    def product(windows, filters, number_format):
        assert windows.dtype == {"binary16": np.float16, "bfloat16": np.float32}[number_format]
        return windows @ filters if number_format == "binary16" else np.full((30, 3), value, np.float32)

    mine = engine(Operation("matmul", product, ("binary16", "bfloat16"), False))
    request, images, kernels = asked("matmul", 1, number_format="binary16")
    reply, payload = mine.answer(*request)
    assert (reply["type"], reply["format"], len(payload)) == ("value", "binary32", 4 * 90)
    assert np.array_equal(np.frombuffer(payload, "<f4").astype("<f2"), np.frombuffer(payload, "<f4"))
    for value, kind in ((1 + 2**-7, "value"), (1 + 2**-8, "failed")):
        reply, _ = mine.answer(*asked("matmul", 1, number_format="bfloat16")[0])
        assert reply["type"] == kind, reply
    assert "which bfloat16 does not hold" in reply["reason"]


@pytest.mark.parametrize("number_format, dtype", [("binary32", np.float32), ("binary64", np.float64)])
def test_conv2d_gets_one_case_at_a_time(number_format, dtype):
    request, images, kernels = asked("conv2d", number_format=number_format)
    reply, payload = offered("conv2d", convolve, formats=("binary32", "binary64")).answer(*request)
    assert {**reply, "engineMs": 0} == dict(type="value", id=7, format=number_format, count=3, engineMs=0)
    np.testing.assert_array_equal(np.frombuffer(payload, dtype), expected(images, kernels, dtype).ravel())


def test_all_cases_together_give_the_same():
    request, images, kernels = asked("conv2d")
    calls = []

    def together(all_images, all_kernels, shape):
        calls.append(len(all_images))
        return np.stack([convolve(x, w, shape) for x, w in zip(all_images, all_kernels)])

    reply, payload = offered("conv2d", together, batched=True).answer(*request)
    assert payload == expected(images, kernels).tobytes() and "batched" not in reply
    assert calls == [3, 1, 1, 1]


def test_as_many_cases_as_asked_for_are_compared():
    calls = []

    def together(all_images, all_kernels, shape):
        calls.append(len(all_images))
        return np.stack([convolve(x, w, shape) for x, w in zip(all_images, all_kernels)])

    engine(Operation("conv2d", together, ("binary32",), True, compared=2)).answer(*asked("conv2d")[0])
    assert calls == [3, 1, 1]


def test_cases_that_get_other_bits_together_are_computed_alone():
    request, images, kernels = asked("conv2d")

    def together(all_images, all_kernels, shape):
        # As a library that takes another path for larger batches.
        noise = np.float32(1 + (len(all_images) > 1) * 2.0**-23)
        return np.stack([convolve(x, w, shape) * noise for x, w in zip(all_images, all_kernels)])

    mine = offered("conv2d", together, batched=True)
    for _ in range(2):
        reply, payload = mine.answer(*request)
        assert payload == expected(images, kernels).tobytes() and reply["batched"] is False


dot_functions = {
    "dot": (np.dot, lambda a, b: np.einsum("it,it->i", a, b)),
    "multiply-sum": (lambda a, b: np.sum(a * b), lambda a, b: np.sum(a * b, axis=(1, 2, 3))),
    "matmul": (np.matmul, np.matmul),
    "einsum": (lambda a, b: np.einsum("pt,tc->pc", a, b), lambda a, b: np.einsum("npt,ntc->npc", a, b)),
}


@pytest.mark.parametrize("name", dot_functions)
@pytest.mark.parametrize("batched", [False, True])
def test_the_other_operations_get_windows(name, batched):
    request, images, kernels = asked(name)
    # Small integers, so that every order gives the same.
    images, kernels = np.rint(images * 4), np.rint(kernels * 4)
    request = request[0], images.tobytes() + kernels.tobytes()
    reply, payload = offered(name, dot_functions[name][batched], batched).answer(*request)
    assert reply["type"] == "value", reply
    np.testing.assert_array_equal(np.frombuffer(payload, np.float32), expected(images, kernels).ravel())


@pytest.mark.parametrize("batched", [False, True])
def test_depthwise_convolutions(batched):
    shape = {**SHAPE, "channelsOut": 1}
    request, images, kernels = asked("depthwise-conv2d", shape=shape)

    def depthwise(image, kernel, _):
        # [rows, columns, in, 1] -> one filter for each channel of the image.
        return slow.conv(image, kernel.transpose(0, 1, 3, 2), (1, 2), ZEROS, (2, 1), image.shape[-1], np.float32)

    together = lambda xs, ws, shape: np.stack([depthwise(x, w, shape) for x, w in zip(xs, ws)])
    reply, payload = offered("depthwise-conv2d", together if batched else depthwise, batched).answer(*request)
    outputs = np.frombuffer(payload, np.float32).reshape(3, 2, 5, 3, 2)
    for channel in range(2):
        part = images[..., channel : channel + 1], kernels[:, :, :, channel : channel + 1]
        np.testing.assert_array_equal(outputs[..., channel : channel + 1], expected(*part))


def refuse(*_):
    raise Declined("no dilation")


def crash(*_):
    raise RuntimeError("out of memory")


@pytest.mark.parametrize(
    "name, compute, kind, reason",
    [
        ("conv2d", refuse, "declined", "no dilation"),
        ("conv2d", crash, "failed", "RuntimeError: out of memory"),
        ("dot", np.dot, "declined", "mine does not offer the operation conv2d"),
        ("conv2d", lambda x, w, s: x, "failed", "returned the shape [2, 5, 6, 2], where [2, 5, 3, 3] is due"),
        ("conv2d", lambda x, w, s: convolve(x, w, s).astype(float), "failed", "returned float64, where float32 is due"),
    ],
)
def test_what_is_no_value_says_why(name, compute, kind, reason):
    reply, payload = offered(name, compute).answer(*asked("conv2d")[0])
    assert (reply["type"], reply["id"], payload) == (kind, 7, b"") and reason in reply["reason"]


def test_a_format_that_is_not_offered_and_a_payload_that_does_not_fit():
    reply, _ = offered("dot", np.dot).answer(*asked("dot", number_format="binary64")[0])
    assert reply["type"] == "declined" and "binary64" in reply["reason"]
    (header, payload), *_ = asked("dot")
    reply, _ = offered("dot", np.dot).answer(header, payload[4:])
    assert reply["type"] == "failed" and "the payload has" in reply["reason"]
    assert offered("dot", np.dot).answer({"type": "sing", "id": 1}, b"")[0]["type"] == "failed"


def test_the_function_may_change_its_arguments_and_return_narrower_numbers():
    def careless(a, b):
        result = np.float16(a @ b)
        a[:] = b[:] = 0
        return result

    request, images, kernels = asked("dot")
    images, kernels = np.sign(images), np.sign(kernels)
    for batched in (False, True):
        function = (lambda a, b: np.array([careless(*pair) for pair in zip(a, b)])) if batched else careless
        mine = offered("dot", function, batched)
        reply, payload = mine.answer(request[0], images.tobytes() + kernels.tobytes())
        assert payload == expected(images, kernels).tobytes() and "batched" not in reply


def test_offers_that_make_no_sense_are_refused(monkeypatch):
    monkeypatch.setattr(lastbit_engine, "_operations", {})
    with pytest.raises(ValueError, match="there is no operation 'conv4d'; give one of conv2d"):
        lastbit_engine.operation("conv4d")
    with pytest.raises(ValueError, match="give some of binary32, binary64"):
        lastbit_engine.operation("dot", formats=["float32"])
    with pytest.raises(ValueError, match="nothing to run"):
        lastbit_engine.run()
    lastbit_engine.operation("dot")(np.dot)
    with pytest.raises(ValueError, match="two functions"):
        lastbit_engine.operation("dot")(np.dot)


NOISY = """
import os, subprocess, sys
print("imported")
from lastbit_engine import operation, run
@operation("dot")
def dot(a, b):
    print("in Python"); os.write(1, b"in C\\n")
    print("read", len(subprocess.run(["cat"], capture_output=True).stdout))
    return a @ b
run("noisy")
"""


def frame(header, payload=b""):
    text = json.dumps(header).encode()
    return struct.pack("<II", len(text), len(payload)) + text + payload


def replies(stream):
    while stream:
        header, payload = struct.unpack("<II", stream[:8])
        yield json.loads(stream[8 : 8 + header]), stream[8 + header : 8 + header + payload]
        stream = stream[8 + header + payload :]


def test_only_frames_reach_standard_output_and_only_the_engine_reads_requests():
    request, images, kernels = asked("dot", count=1)
    requests = frame({"type": "hello", "protocol": 1, "newest": 2, "id": 1}) + frame(*request) + frame(*request)
    # More than a pipe or a buffer holds, so that a program that reads takes some of it.
    requests += frame({"type": "sing", "id": 8}, bytes(2**19))
    # Without buffering, what is printed before run() is out of reach.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    environment = {**environment, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    ran = subprocess.run([sys.executable, "-c", NOISY], input=requests, capture_output=True, env=environment)
    assert ran.returncode == 0, ran.stderr
    answers = [header["type"] for header, _ in replies(ran.stdout)]
    assert answers == ["hello", "value", "value", "failed"]
    for text in (b"imported", b"in Python", b"in C", b"read 0"):
        assert text in ran.stderr
