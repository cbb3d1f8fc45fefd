"""An engine of lastbit. Put your kernel into `convolve`."""
import array
import json
import struct
import sys


def convolve(shape, image, kernel):
    """Image NHWC, kernel HWIO and not flipped, result NHWC; no padding. conv1d has one row."""
    height, width, channels, out = (shape[key] for key in ("height", "width", "channelsIn", "channelsOut"))
    rows, columns, (down, across) = shape["kernelHeight"], shape["kernelWidth"], shape["stride"]
    for n in range(shape["batch"]):
        for y in range(0, height - rows + 1, down):
            for x in range(0, width - columns + 1, across):
                for o in range(out):
                    total = 0.0
                    for r in range(rows):
                        for q in range(columns):
                            pixel = ((n * height + y + r) * width + x + q) * channels
                            tap = (r * columns + q) * channels
                            for c in range(channels):
                                total += image[pixel + c] * kernel[(tap + c) * out + o]
                    yield total


def read(length):
    data = sys.stdin.buffer.read(length)
    return data if len(data) == length else sys.exit(0)


def answer(request, payload):
    if request["type"] == "hello":
        # To add an operation, offer its name here, and look at request["operation"] below.
        operations = [{"name": name, "formats": ["binary32"]} for name in ("conv2d", "conv1d")]
        return dict(type="hello", protocol=2, engine="mine", version="1", operations=operations, environment={}), b""
    shape, count = request["shape"], request["count"]
    if shape["padding"] != "valid" or shape["dilation"] != [1, 1]:
        return {"type": "declined", "reason": "padding or dilation"}, b""
    pixels = shape["batch"] * shape["height"] * shape["width"] * shape["channelsIn"]
    taps = shape["kernelHeight"] * shape["kernelWidth"] * shape["channelsIn"] * shape["channelsOut"]
    numbers = array.array("f", payload)  # All images, then all kernels.
    outputs = array.array("f")
    for i in range(count):
        kernel = count * pixels + i * taps
        outputs.extend(convolve(shape, numbers[i * pixels : (i + 1) * pixels], numbers[kernel : kernel + taps]))
    return {"type": "value", "format": "binary32", "count": count}, outputs.tobytes()


while True:
    head, tail = struct.unpack("<II", read(8))
    request = json.loads(read(head))
    reply, payload = answer(request, read(tail))
    text = json.dumps({**reply, "id": request["id"]}).encode()
    sys.stdout.buffer.write(struct.pack("<II", len(text), len(payload)) + text + payload)
    sys.stdout.buffer.flush()
