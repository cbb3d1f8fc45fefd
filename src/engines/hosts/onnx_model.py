"""Writes ONNX models of one operation, without the package onnx: the few fields of onnx.proto that this needs."""

import struct

import numpy as np

FLOAT, INT64, DOUBLE = 1, 7, 11  # TensorProto.DataType


def model(operation, inputs, output, attributes=(), constants=((),)):
    """A node for each group of constants, with inputs of its own: x, w → y; x1, w1 → y1; and so on.

    Inputs, constants: (name, array or shape, type). Attributes: (name, an integer, integers or text).
    """
    graph = [text(2, "nodes")]
    for index, group in enumerate(constants):
        end = str(index) if index > 0 else ""
        node = [*(text(1, name + end) for name, *_ in (*inputs, *group)), text(2, "y" + end), text(4, operation)]
        graph.append(message(1, [*node, *(message(5, attribute(*one)) for one in attributes)]))
        graph += [message(5, tensor(name + end, *one)) for name, *one in group]
        graph += [message(11, value(name + end, *one)) for name, *one in inputs]
        graph.append(message(12, value("y" + end, *output)))
    # IR version 8 and opset 17 are of 2022; every runtime of today reads them.
    return b"".join([number(1, 8), message(7, graph), message(8, [text(1, ""), number(2, 17)])])


def convolution(size, shape, groups, kernels=None):
    """Conv of images of this size (NCHW), for each of the kernels as a constant; without them w is an input (OIHW)."""
    # Of groups, a depthwise convolution has one filter each.
    w = (groups * shape.channels_out, shape.channels_in // groups)
    w = (*w, shape.kernel_height, shape.kernel_width)
    attributes = (
        ("strides", shape.stride),
        ("dilations", shape.dilation),
        ("group", groups),
        padding(shape),
    )
    inputs = (("x", size, FLOAT),) if kernels is not None else (("x", size, FLOAT), ("w", w, FLOAT))
    constants = [()] if kernels is None else [(("w", kernel, FLOAT),) for kernel in kernels]
    return model("Conv", inputs, ((shape.batch, w[0], *shape.output_size), FLOAT), attributes, constants)


def line_convolution(size, shape, kernels=None):
    """Conv of images of one row (NCW), as in `convolution`."""
    w = (shape.channels_out, shape.channels_in, shape.kernel_width)
    pads = "pads", shape.zeros[2:]
    attributes = (("strides", shape.stride[1:]), ("dilations", shape.dilation[1:]), pads)
    inputs = (("x", size, FLOAT),) if kernels is not None else (("x", size, FLOAT), ("w", w, FLOAT))
    constants = [()] if kernels is None else [(("w", kernel, FLOAT),) for kernel in kernels]
    return model("Conv", inputs, ((shape.batch, w[0], shape.output_size[1]), FLOAT), attributes, constants)


def volume_convolution(size, shape, kernels=None):
    """Conv of volumes (NCDHW), as in `convolution`."""
    w = (shape.channels_out, shape.channels_in, shape.depth.kernel, shape.kernel_height, shape.kernel_width)
    before, after = zip(*shape.sides)
    attributes = (("strides", shape.strides), ("dilations", shape.dilations), ("pads", (*before, *after)))
    inputs = (("x", size, FLOAT),) if kernels is not None else (("x", size, FLOAT), ("w", w, FLOAT))
    constants = [()] if kernels is None else [(("w", kernel, FLOAT),) for kernel in kernels]
    return model("Conv", inputs, ((shape.batch, w[0], *shape.volume_size), FLOAT), attributes, constants)


def transposed(size, shape, kernels=None):
    """ConvTranspose, as in `convolution`; w is IOHW. What is added at the end is output padding."""
    w = (shape.channels_in, shape.channels_out, shape.kernel_height, shape.kernel_width)
    top, bottom, left, right = shape.cuts
    attributes = (
        ("strides", shape.stride),
        ("dilations", shape.dilation),
        ("pads", (top, left, max(0, bottom), max(0, right))),
        ("output_padding", (max(0, -bottom), max(0, -right))),
    )
    inputs = (("x", size, FLOAT),) if kernels is not None else (("x", size, FLOAT), ("w", w, FLOAT))
    constants = [()] if kernels is None else [(("w", kernel, FLOAT),) for kernel in kernels]
    output = (shape.batch, shape.channels_out, *shape.transposed_size)
    return model("ConvTranspose", inputs, (output, FLOAT), attributes, constants)


def reduction(name, size, axis, kind):
    """ReduceSum or ReduceMean along one axis; ReduceSum takes its axes as an input, ReduceMean as an attribute."""
    inputs, output = (("x", size, kind),), (size[:axis] + size[axis + 1 :], kind)
    if name == "ReduceMean":
        return model(name, inputs, output, (("axes", (axis,)), ("keepdims", 0)))
    return model(name, inputs, output, (("keepdims", 0),), [(("axes", np.array([axis]), INT64),)])


def padding(shape):
    """In ONNX's words where they say the same. SAME_UPPER has no least padding of 0: where the windows end before the
    last row or column, the first one may begin inside the image.
    """
    if shape.padding == "valid":
        return "auto_pad", "VALID"
    if shape.padding == "same" and reaches_ends(shape):
        return "auto_pad", "SAME_UPPER"
    top, bottom, left, right = shape.zeros
    return "pads", (top, left, bottom, right)


def reaches_ends(shape):
    kernel, sizes = (shape.kernel_height, shape.kernel_width), (shape.height, shape.width)
    axes = zip(shape.output_size, shape.stride, kernel, shape.dilation, sizes)
    return all((outputs - 1) * step + (taps - 1) * gap + 1 >= size for outputs, step, taps, gap, size in axes)


def value(name, shape, kind):
    dimensions = [message(1, [number(1, size)]) for size in shape]
    return [text(1, name), message(2, [message(1, [number(1, kind), message(2, dimensions)])])]


def tensor(name, array, kind):
    return [*(number(1, size) for size in array.shape), number(2, kind), text(8, name), block(9, array.tobytes())]


def attribute(name, what):
    """AttributeProto: an integer (field 3, type 2), text (4, 3) or integers (8, 7)."""
    if isinstance(what, str):
        return [text(1, name), text(4, what), number(20, 3)]
    if isinstance(what, int):
        return [text(1, name), number(3, what), number(20, 2)]
    return [text(1, name), *(number(8, one) for one in what), number(20, 7)]


def varint(value):
    result = bytearray()
    while value > 127:
        result.append(value & 127 | 128)
        value >>= 7
    return bytes([*result, value])


def number(field, value):
    return varint(field << 3) + varint(value)


def block(field, data):
    return varint(field << 3 | 2) + varint(len(data)) + data


def text(field, value):
    return block(field, value.encode())


def message(field, parts):
    return block(field, b"".join(parts))
