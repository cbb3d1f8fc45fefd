"""Computes exact values with fractions from the definitions, and compares them with those on standard input.

Each line is a case: a request as lastbit takes it, its arrays as sizes and numbers, and for every output, in C order,
the exact sum and the exact sum of sizes as [significand, exponent] (of base 2), and the number of non-zero terms. The
program shares no code or table with lastbit. It prints one JSON object when the input ends.
"""

import itertools
import json
import platform
import sys
from fractions import Fraction


class Array:
    def __init__(self, described):
        self.sizes = described["sizes"]
        self.numbers = [Fraction(number) for number in described["numbers"]]

    def at(self, place):
        index = 0
        for size, step in zip(self.sizes, place, strict=True):
            index = index * size + step
        return self.numbers[index]


def places(sizes):
    return itertools.product(*[range(size) for size in sizes])


def pick(order, **steps):
    return [steps[letter] for letter in order]


def same_padding(size, kernel, stride, dilation):
    outputs = -(-size // stride)
    total = max((outputs - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
    return total // 2, total - total // 2


def conv(case):
    image, kernel = Array(case["image"]), Array(case["kernel"])
    bias = Array(case["bias"]) if "bias" in case else None
    one_dimension, volume = len(image.sizes) == 3, len(image.sizes) == 5
    image_order, kernel_order = case["layout"], case["kernelLayout"]
    transposed, groups = case["transposed"], case["groups"]
    if transposed:
        kernel_order = {"hwio": "hwoi", "oihw": "iohw"}[kernel_order]
    if volume:
        image_order, kernel_order = image_order.replace("h", "dh"), kernel_order.replace("h", "dh")
    if one_dimension:
        image_order, kernel_order = image_order.replace("h", ""), kernel_order.replace("h", "")
    size = dict(zip(image_order, image.sizes, strict=True))
    taps = dict(zip(kernel_order, kernel.sizes, strict=True))
    height, kernel_height = size.get("h", 1), taps.get("h", 1)
    width, kernel_width, channels = size["w"], taps["w"], size["c"]
    slices, kernel_slices = size.get("d", 1), taps.get("d", 1)
    deep, rows, columns = [1, *case["stride"]][-3:]
    apart, down, across = [1, *case["dilation"]][-3:]
    if one_dimension:
        rows = down = 1
    padding = case["padding"]
    front, back = padding[:2] if len(padding) == 6 else (0, 0)
    padding = padding[2:] if len(padding) == 6 else padding
    if padding == "same":
        front, back = same_padding(slices, kernel_slices, deep, apart)
        vertical = same_padding(height, kernel_height, rows, down)
        padding = [*vertical, *same_padding(width, kernel_width, columns, across)]
    if transposed:
        thick = (slices - 1) * deep + (kernel_slices - 1) * apart + 1 - front - back
        tall = (height - 1) * rows + (kernel_height - 1) * down + 1 - padding[0] - padding[1]
        wide = (width - 1) * columns + (kernel_width - 1) * across + 1 - padding[2] - padding[3]
        per_group = taps["o"]
        channels_out = per_group * groups
    else:
        thick = (slices + front + back - (kernel_slices - 1) * apart - 1) // deep + 1
        tall = (height + padding[0] + padding[1] - (kernel_height - 1) * down - 1) // rows + 1
        wide = (width + padding[2] + padding[3] - (kernel_width - 1) * across - 1) // columns + 1
        channels_out = taps["o"]
        per_group = channels_out // groups
    depth = channels // groups
    sums = {}

    def get_pixel(n, d, h, w, c):
        return image.at(pick(image_order, n=n, d=d, h=h, w=w, c=c))

    def get_tap(d, h, w, i, o):
        return kernel.at(pick(kernel_order, d=d, h=h, w=w, i=i, o=o))

    # Scatters every pixel into the outputs that it reaches; lastbit gathers.
    for n, d, h, w, c in places([size["n"], slices, height, width, channels]):
        pixel = get_pixel(n, d, h, w, c)
        group = c // depth
        for s, r, q, o in places([kernel_slices, kernel_height, kernel_width, per_group]):
            if transposed:
                z = d * deep + s * apart - front
                y, x = h * rows + r * down - padding[0], w * columns + q * across - padding[2]
                tap = get_tap(s, r, q, c, o)
            else:
                z, uneven = divmod(d - s * apart + front, deep)
                y, rest = divmod(h - r * down + padding[0], rows)
                x, other = divmod(w - q * across + padding[2], columns)
                if uneven or rest or other:
                    continue
                tap = get_tap(s, r, q, c % depth, group * per_group + o)
            if 0 <= z < thick and 0 <= y < tall and 0 <= x < wide:
                sums.setdefault((n, z, y, x, group * per_group + o), []).append(pixel * tap)
    extent = {"n": size["n"], "d": thick, "h": tall, "w": wide, "c": channels_out}
    for place in places([extent[letter] for letter in image_order]):
        at = dict(zip(image_order, place, strict=True))
        terms = sums.get((at["n"], at.get("d", 0), at.get("h", 0), at["w"], at["c"]), [])
        yield terms + ([bias.numbers[at["c"]]] if bias else [])


def matmul(case):
    left, right = Array(case["left"]), Array(case["right"])
    a, b = left.sizes, right.sizes
    first, last = len(a) == 1, len(b) == 1
    a = [1, *a] if first else a
    b = [*b, 1] if last else b
    length = max(len(a), len(b)) - 2
    batch_a = [1] * (length + 2 - len(a)) + a[:-2]
    batch_b = [1] * (length + 2 - len(b)) + b[:-2]
    batch = [max(pair) for pair in zip(batch_a, batch_b, strict=True)]

    def own(sizes, place):
        return [0 if size == 1 else step for size, step in zip(sizes, place[length - len(sizes) :], strict=True)]

    for place in places(batch):
        in_a, in_b = own(a[:-2], place), own(b[:-2], place)
        for row, column in places([a[-2], b[-1]]):
            yield [
                left.at([k] if first else [*in_a, row, k]) * right.at([k] if last else [*in_b, k, column])
                for k in range(a[-1])
            ]


def dot(case):
    left, right = Array(case["left"]), Array(case["right"])
    yield [x * y for x, y in zip(left.numbers, right.numbers, strict=True)]


def add(case):
    array = Array(case["array"])
    count = len(array.sizes)
    axes = {axis % count for axis in case["axes"]}
    kept = [axis for axis in range(count) if axis not in axes]
    sums = {}
    for place in places(array.sizes):
        sums.setdefault(tuple(place[axis] for axis in kept), []).append(array.at(place))
    for place in places([array.sizes[axis] for axis in kept]):
        terms = sums[place]
        yield [term / len(terms) for term in terms] if case["mean"] else terms


operations = {"conv": conv, "matmul": matmul, "dot": dot, "sum": add}


def dyadic(significand, exponent):
    return Fraction(int(significand)) * Fraction(2) ** exponent


def main():
    cases = outputs = 0
    wrong = []
    for line in sys.stdin:
        case = json.loads(line)
        cases += 1
        found = case["outputs"]
        place = -1
        for place, terms in enumerate(operations[case["kind"]](case)):
            outputs += 1
            if place >= len(found):
                continue
            exact = [sum(terms, Fraction(0)), sum(map(abs, terms), Fraction(0)), sum(term != 0 for term in terms)]
            (s, p, n), divisor = found[place], case["divisor"]
            if [dyadic(*s) / divisor, dyadic(*p) / divisor, n] != exact:
                wrong.append(f"case {cases} ({case['kind']}), output {place}")
        if place + 1 != len(found):
            wrong.append(f"case {cases} ({case['kind']}): {len(found)} outputs, not {place + 1}")
    found = {"cases": cases, "outputs": outputs, "wrong": len(wrong), "first": wrong[:5]}
    print(json.dumps({**found, "python": platform.python_version()}))


main()
