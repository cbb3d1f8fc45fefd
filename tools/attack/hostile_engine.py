"""A hostile engine: python3 hostile_engine.py MISDEED [WHEN].

It computes conv2d rightly (products and sums in binary64, one rounding at the end) but for its misdeed. WHEN says when
that happens: `hello`, `always`, `first`, `every:N`, `big` (shapes of more than 60 products), `once` (only the first
process, which leaves the file `once` behind). It writes the file `mark` when it does its misdeed for the first time.
"""
import array
import json
import os
import random
import struct
import sys

misdeed = sys.argv[1] if len(sys.argv) > 1 else "right"
when = sys.argv[2] if len(sys.argv) > 2 else "always"
asked = 0
GIB = 2**30


def read(length):
    parts = []
    while length > 0:
        part = os.read(0, length)
        if part == b"":
            sys.exit(0)
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def put(data, to=1):
    view = memoryview(data)
    while len(view) > 0:
        view = view[os.write(to, view):]


def frame(header, payload=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<II", len(text), len(payload)) + text + payload


def sizes(shape):
    """Outputs, and the number of zeros before the first row and column."""
    out, before = [], []
    for axis, (size, kernel) in enumerate([("height", "kernelHeight"), ("width", "kernelWidth")]):
        stride, reach = shape["stride"][axis], (shape[kernel] - 1) * shape["dilation"][axis] + 1
        padding = shape["padding"]
        if padding == "same":
            count = -(-shape[size] // stride)
            first = max(0, (count - 1) * stride + reach - shape[size]) // 2
        else:
            first, last = (0, 0) if padding == "valid" else padding[2 * axis:2 * axis + 2]
            count = (shape[size] + first + last - reach) // stride + 1
        out.append(count)
        before.append(first)
    return out, before


def windows(shape):
    """For every output without its channel, the pairs (place in the image, place in the kernel)."""
    (rows, columns), (top, left) = sizes(shape)
    height, width, channels = shape["height"], shape["width"], shape["channelsIn"]
    (down, across), (far, wide) = shape["stride"], shape["dilation"]
    for image in range(shape["batch"]):
        for y in range(rows):
            for x in range(columns):
                pairs = []
                for r in range(shape["kernelHeight"]):
                    for q in range(shape["kernelWidth"]):
                        row, column = y * down - top + r * far, x * across - left + q * wide
                        tap = (r * shape["kernelWidth"] + q) * channels
                        inside = 0 <= row < height and 0 <= column < width
                        at = ((image * height + row) * width + column) * channels
                        # The last pixel, behind all others, is the zero of the padding.
                        pairs += [(at + c if inside else -1, (tap + c) * shape["channelsOut"]) for c in range(channels)]
                yield pairs


def convolve(shape, count, payload):
    numbers = array.array("f", payload)
    pixels = shape["batch"] * shape["height"] * shape["width"] * shape["channelsIn"]
    taps = shape["kernelHeight"] * shape["kernelWidth"] * shape["channelsIn"] * shape["channelsOut"]
    images, kernels, plan = numbers[:count * pixels], numbers[count * pixels:], list(windows(shape))
    outputs = []
    for case in range(count):
        image, kernel = images[case * pixels:(case + 1) * pixels], kernels[case * taps:(case + 1) * taps]
        image.append(0.0)
        for pairs in plan:
            for channel in range(shape["channelsOut"]):
                total = 0.0
                for at, tap in pairs:
                    total += image[at] * kernel[tap + channel]
                outputs.append(total)
    return array.array("f", outputs)


LARGEST = 2.0**128 - 2.0**104


def strange(outputs, shape):
    """Wrong arithmetic, by the name of the misdeed."""
    if misdeed == "nan":
        return [float("nan")] * len(outputs)
    if misdeed == "infinite":
        return [float("inf")] * len(outputs)
    if misdeed == "one-more":
        return [value + 1 for value in outputs]
    if misdeed == "twice-as-large":
        return [value * 2 for value in outputs]
    if misdeed == "negated":
        return [-value for value in outputs]
    if misdeed == "zeros":
        return [0.0] * len(outputs)
    if misdeed == "reversed":
        return outputs[::-1]
    if misdeed == "random":
        return [random.uniform(-1e6, 1e6) for _ in outputs]
    if misdeed == "saturates":
        return [max(-LARGEST, min(LARGEST, value)) if value == value else value for value in outputs]
    if misdeed == "minus-zero":
        return [-0.0 if value == 0 else value for value in outputs]
    if misdeed == "half-precision":
        return [struct.unpack("e", struct.pack("e", max(-65504, min(65504, value))))[0] if value == value else value
                for value in outputs]
    if misdeed == "42-for-channels" and shape["channelsIn"] >= 10:
        return [42.0] * len(outputs)
    if misdeed == "42-for-images" and shape["batch"] >= 4:
        return [42.0] * len(outputs)
    if misdeed == "42-for-wide-kernels" and shape["kernelWidth"] >= 8:
        return [42.0] * len(outputs)
    return outputs


def value(request, payload, **more):
    outputs = strange(convolve(request["shape"], request["count"], payload), request["shape"])
    form = "d" if more.get("format") == "binary64" else "f"
    return frame(reply(request, type="value", **{"format": "binary32", "count": request["count"], **more}),
                 array.array(form, outputs).tobytes())


def reply(request, **fields):
    """Engines of version 1 do not know the id of a request."""
    return {**fields, **({"id": request["id"]} if "id" in request and misdeed != "version-1" else {})}


def hello(request, **more):
    protocol = 1 if misdeed == "version-1" else request.get("protocol", 1)
    operations = [{"name": "conv2d", "formats": ["binary32"]}]
    return reply(request, **{"type": "hello", "protocol": protocol, "engine": "hostile", "version": "1",
                             "operations": operations, "environment": {}, **more})


def due(request):
    if when == "hello" or request["type"] == "hello":
        return when == request["type"]
    if when == "once":
        if os.path.exists("once"):
            return False
        open("once", "w").close()
        return True
    if when == "big":
        shape = request["shape"]
        return shape["kernelHeight"] * shape["kernelWidth"] * shape["channelsIn"] > 60
    if when.startswith("every:"):
        return asked % int(when[6:]) == 0
    return when != "first" or asked == 1


def main():
    global asked
    from hostile_deeds import deeds
    deed = deeds.get(misdeed)
    if misdeed in ("never-reads", "speaks-first", "setsid", "ignores-signals"):
        deed(None, b"", None)
    while True:
        head, tail = struct.unpack("<II", read(8))
        request = json.loads(read(head))
        payload = read(tail)
        asked += request["type"] == "evaluate"
        right = (lambda: frame(hello(request))) if request["type"] == "hello" else (lambda: value(request, payload))
        now = due(request)
        if now and not os.path.exists("mark"):
            open("mark", "w").close()
        if deed is None or not now:
            put(right())
            continue
        deed(request, payload, right)


if __name__ == "__main__":
    sys.modules["hostile_engine"] = sys.modules["__main__"]
    main()
