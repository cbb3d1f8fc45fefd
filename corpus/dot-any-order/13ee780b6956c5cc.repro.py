# opencv/conv2d@dnn: OpenCV 5.0.0.93: the module dnn computes kernels of 1×9 as if they were 3×3.
# The library alone, without lastbit, after `npx lastbit engines install opencv`:
# PYTHONPATH="$(npx lastbit engines where opencv)" python3 corpus/dot-any-order/13ee780b6956c5cc.repro.py
import json
import struct

import cv2
import numpy as np

# Two channels of nine pixels and taps; the only product that is not 0 is 1.
image = kernel = [0.0] * 4 + [1.0] + [0.0] * 13
exact = [1.0]
attributes = {"strides": [1, 1]}


def number(field, value):
    return bytes([field << 3, value])


def block(field, *parts):
    data = b"".join(parts)
    size = [len(data)] if len(data) < 128 else [len(data) & 127 | 128, len(data) >> 7]
    return bytes([field << 3 | 2, *size]) + data


def described(name, shape):
    sizes = [block(1, number(1, size)) for size in shape]
    return block(1, name), block(2, block(1, number(1, 1), block(2, *sizes)))


def attribute(name, value):
    if isinstance(value, str):
        return block(5, block(1, name.encode()), block(4, value.encode()), bytes([160, 1, 3]))
    return block(5, block(1, name.encode()), *(number(8, one) for one in value), bytes([160, 1, 7]))


# A model of one node: y = Conv(x, w).
node = [block(1, b"x"), block(1, b"w"), block(2, b"y"), block(4, b"Conv")]
node += [attribute(*one) for one in attributes.items()]
sizes = [number(1, size) for size in (1, 2, 1, 9)]
weights = block(5, *sizes, number(2, 1), block(8, b"w"), block(9, struct.pack(f"<{len(kernel)}f", *kernel)))
ends = block(11, *described(b"x", (1, 2, 1, 9))), block(12, *described(b"y", (1, 1, 1, 1)))
graph = block(7, block(1, *node), block(2, b"one"), weights, *ends)
net = cv2.dnn.readNetFromONNX(np.frombuffer(number(1, 8) + graph + block(8, block(1, b""), number(2, 17)), np.uint8))
net.setInput(np.array(image, np.float32).reshape(1, 2, 1, 9))
computed = net.forward().ravel().tolist()
wrong = computed != exact
print(json.dumps({"computed": computed, "exact": exact, "wrong": wrong}))
