"""Writes models of LiteRT (TFLite), with the classes of its schema that come with ai-edge-litert."""

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as s

TYPES = {"float32": s.TensorType.FLOAT32, "int32": s.TensorType.INT32}


def model(nodes, inputs, constants, results, output):
    """The bytes of a model.

    nodes: (name of the operator, its options, names of what it takes, name of what it gives). inputs and results:
    name -> sizes, in float32. constants: name -> array. output: the name of what the model gives.
    """
    whole, graph = s.ModelT(), s.SubGraphT()
    whole.version, whole.subgraphs, whole.buffers = 3, [graph], [s.BufferT()]
    graph.tensors, names = [], []
    for name, array in constants.items():
        buffer = s.BufferT()
        buffer.data = np.frombuffer(array.tobytes(), np.uint8)
        whole.buffers.append(buffer)
        add(graph, names, name, array.shape, TYPES[array.dtype.name], len(whole.buffers) - 1)
    used = {name for _, _, given, result in nodes for name in (*given, result)}
    for name, sizes in (*inputs.items(), *results.items()):
        if name in used:
            add(graph, names, name, sizes, s.TensorType.FLOAT32, 0)
    whole.operatorCodes, graph.operators = [], []
    for code, options, given, result in nodes:
        kind, node = s.OperatorCodeT(), s.OperatorT()
        kind.builtinCode = getattr(s.BuiltinOperator, code)
        kind.deprecatedBuiltinCode, kind.version = min(kind.builtinCode, 127), 2 if "CONV" in code else 1
        whole.operatorCodes.append(kind)
        node.opcodeIndex = len(whole.operatorCodes) - 1
        node.inputs, node.outputs = [names.index(name) for name in given], [names.index(result)]
        node.builtinOptions, node.builtinOptionsType = options, getattr(s.BuiltinOptions, type(options).__name__[:-1])
        graph.operators.append(node)
    graph.inputs, graph.outputs = [names.index(name) for name in inputs], [names.index(output)]
    builder = flatbuffers.Builder(1024)
    builder.Finish(whole.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def add(graph, names, name, sizes, kind, buffer):
    tensor = s.TensorT()
    tensor.name, tensor.shape, tensor.type, tensor.buffer = name, list(sizes), kind, buffer
    graph.tensors.append(tensor)
    names.append(name)
