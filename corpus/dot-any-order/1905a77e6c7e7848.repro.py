# litert/depthwise-conv2d: LiteRT 2.3.0 with XNNPACK: an infinite pixel behind the window makes the output NaN.
# The library alone, without lastbit, after `npx lastbit engines install litert`:
# PYTHONPATH="$(npx lastbit engines where litert)" python3 corpus/dot-any-order/1905a77e6c7e7848.repro.py
import json

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as s
from ai_edge_litert.interpreter import Interpreter, OpResolverType


def tensor(name, shape, buffer):
    one = s.TensorT()
    one.name, one.shape, one.buffer, one.type = name, list(shape), buffer, s.TensorType.FLOAT32
    return one


def constant(numbers):
    one = s.BufferT()
    one.data = np.frombuffer(np.asarray(numbers, np.float32).tobytes(), np.uint8)
    return one


def model(width, kernel):
    """DEPTHWISE_CONV_2D of one row of one channel by one row of taps, stride 1, valid."""
    options, code, node = s.DepthwiseConv2DOptionsT(), s.OperatorCodeT(), s.OperatorT()
    graph, whole = s.SubGraphT(), s.ModelT()
    options.padding, options.strideH, options.strideW, options.depthMultiplier = s.Padding.VALID, 1, 1, 1
    options.dilationHFactor = options.dilationWFactor = 1
    code.builtinCode = code.deprecatedBuiltinCode = s.BuiltinOperator.DEPTHWISE_CONV_2D
    code.version = 2
    node.inputs, node.outputs, node.builtinOptions = [0, 1, 2], [3], options
    node.builtinOptionsType = s.BuiltinOptions.DepthwiseConv2DOptions
    graph.tensors = [tensor("x", (1, 1, width, 1), 0), tensor("w", (1, 1, len(kernel), 1), 1), tensor("b", (1,), 2)]
    graph.tensors.append(tensor("y", (1, 1, width - len(kernel) + 1, 1), 0))
    graph.inputs, graph.outputs, graph.operators = [0], [3], [node]
    whole.version, whole.operatorCodes, whole.subgraphs = 3, [code], [graph]
    whole.buffers = [s.BufferT(), constant(kernel), constant([0])]
    builder = flatbuffers.Builder(1024)
    builder.Finish(whole.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def convolve(row, kernel, resolver):
    content = model(len(row), kernel)
    interpreter = Interpreter(model_content=content, num_threads=1, experimental_op_resolver_type=resolver)
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], np.float32(row).reshape(1, 1, -1, 1))
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"]).ravel()


taps = 10
computed = convolve([1] + [0] * (taps - 1) + [np.inf], [1] + [0] * (taps - 1), OpResolverType.AUTO)[0]
print(json.dumps({"computed": str(computed), "exact": 1, "wrong": bool(computed != 1)}))
