import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Batch, caseAt } from '../../conv/batch.ts';
import { outputShape, outputSize, paddingOf } from '../../conv/output-shape.ts';
import { type ConvShape, kernelSize } from '../../conv/shape.ts';
import { shapeKey } from '../../conv/shape-text.ts';
import { gatherTerms, planTerms } from '../../conv/terms.ts';
import { processor } from '../machine.ts';
import type { Library, LibraryOperation } from './library.ts';
import { type OnnxAttribute, type OnnxTensor, onnxModel } from './onnx-model.ts';

/** What the host uses of the package. */
interface Ort {
  readonly env: {
    readonly versions: { readonly web?: string; readonly node?: string };
    readonly wasm: { numThreads?: number };
  };
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: { executionProviders: readonly string[]; logSeverityLevel: 4; intraOpNumThreads: 1 },
    ): Promise<Session>;
  };
  readonly Tensor: new (type: 'float32', numbers: Float32Array, shape: readonly number[]) => Tensor;
}
interface Tensor {
  readonly data: Float32Array;
}
interface Session {
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<'y', Tensor>>>;
  release(): Promise<void>;
}

/** One call: a node with two tensors. */
interface Call {
  readonly operation: 'Conv' | 'MatMul';
  readonly tensors: readonly (OnnxTensor & { readonly numbers: Float32Array })[];
  readonly output: readonly number[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
  /** The numbers of the output in the order of the protocol. */
  readonly outputsOf: (numbers: Float32Array) => Float32Array;
}

/** The most sessions that are kept, each for one shape. */
const mostSessions = 64;

/** ONNX Runtime in WebAssembly, as Node loads it. Tested with onnxruntime-web 1.30.0. */
export async function loadOnnxruntimeWeb(folder = ''): Promise<Library> {
  const ort: Ort = createRequire(import.meta.url)(join(folder, 'node_modules', 'onnxruntime-web'));
  ort.env.wasm.numThreads = 1;
  return library('onnxruntime-web', ort, ort.env.versions.web, 'wasm');
}

/** The native ONNX Runtime on the processor. Tested with onnxruntime-node 1.30.0. */
export async function loadOnnxruntimeNode(folder = ''): Promise<Library> {
  const ort: Ort = createRequire(import.meta.url)(join(folder, 'node_modules', 'onnxruntime-node'));
  return library('onnxruntime-node', ort, ort.env.versions.node, 'cpu');
}

/**
 * ONNX Runtime on one thread. Each operation is a model of one node. The kernel is its second input; with the setting
 * `constant` it is a constant of the model, which the runtime may arrange before, and every case has its own session.
 */
function library(engine: string, ort: Ort, version: string | undefined, provider: string): Library {
  const isConstant = process.env.LASTBIT_SETTING === 'constant';
  const run = runner(ort, isConstant, provider);
  const operation = (name: LibraryOperation['operation'], callOf: (one: Batch) => Call): LibraryOperation => ({
    ...{ operation: name, format: 'binary32' },
    later: async (batch) => {
      const outputs = new Float32Array(batch.count * outputSize(batch.shape, name));
      for (let index = 0; index < batch.count; index++) {
        const { image: images, kernel: kernels } = caseAt(batch, index);
        const call = callOf({ shape: batch.shape, count: 1, images, kernels });
        const result = call.outputsOf(await run(call, `${name} ${shapeKey(batch.shape)}`));
        outputs.set(result, index * result.length);
      }
      return outputs;
    },
  });
  return {
    engine,
    version: version ?? 'unknown',
    operations: [
      operation('conv2d', (one) => convolution(one, false)),
      operation('depthwise-conv2d', (one) => convolution(one, true)),
      operation('matmul', product),
    ],
    environment: { ...processor(), threads: 1, node: process.version, kernel: isConstant ? 'constant' : 'input' },
    isRefusal: ({ message }) => /not supported|NOT_IMPLEMENTED/i.test(message),
  };
}

/** Runs a call; keeps the session of a shape unless the kernel is a constant. */
function runner(ort: Ort, isConstant: boolean, provider: string): (call: Call, key: string) => Promise<Float32Array> {
  const sessions = new Map<string, Session>();
  const open = ({ operation, tensors, output, attributes }: Call): Promise<Session> => {
    const given = tensors.map(({ numbers, ...one }, index) => (isConstant && index === 1 ? { ...one, numbers } : one));
    const model = onnxModel(operation, given, output, attributes);
    const options = { executionProviders: [provider], logSeverityLevel: 4, intraOpNumThreads: 1 } as const;
    return ort.InferenceSession.create(model, options);
  };
  return async (call, key) => {
    const kept = sessions.get(key);
    const session = kept ?? (await open(call));
    if (kept === undefined && !isConstant) {
      const [oldest] = sessions.size === mostSessions ? sessions : [];
      if (oldest !== undefined) {
        sessions.delete(oldest[0]);
        await oldest[1].release();
      }
      sessions.set(key, session);
    }
    try {
      const inputs = call.tensors.slice(0, isConstant ? 1 : 2);
      const given = inputs.map(
        ({ name, numbers, shape }) => [name, new ort.Tensor('float32', numbers, shape)] as const,
      );
      return (await session.run(Object.fromEntries(given))).y.data;
    } finally {
      if (isConstant) await session.release();
    }
  };
}

/** Conv, in the order of ONNX: NCHW and OIHW. */
function convolution({ shape, images, kernels }: Batch, depthwise: boolean): Call {
  const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth } = shape;
  const taps = kernelHeight * kernelWidth;
  const [, rows, columns, filters] = outputShape(shape, depthwise ? 'depthwise-conv2d' : 'conv2d');
  const [groups, each] = depthwise ? [channelsIn, 1] : [1, channelsIn];
  const byFilter = depthwise
    ? transposed(kernels, taps, channelsIn)
    : transposed(transposed(kernels, taps * channelsIn, channelsOut), taps, channelsIn);
  const x = { name: 'x', shape: [batch, channelsIn, height, width] };
  const w = { name: 'w', shape: [filters, each, kernelHeight, kernelWidth], numbers: byFilter };
  return {
    operation: 'Conv',
    tensors: [{ ...x, numbers: transposed(images, height * width, channelsIn) }, w],
    output: [batch, filters, rows, columns],
    attributes: { strides: shape.stride, dilations: shape.dilation, group: groups, ...padding(shape) },
    outputsOf: (numbers) => transposed(numbers, filters, rows * columns),
  };
}

/**
 * In ONNX's words where they say the same. SAME_UPPER has no least padding of 0: where the windows end before the last
 * row or column, the first one may begin inside the image.
 */
function padding(shape: ConvShape): Readonly<Record<string, OnnxAttribute>> {
  if (shape.padding === 'valid') return { auto_pad: 'VALID' };
  if (shape.padding === 'same' && reachesEnds(shape)) return { auto_pad: 'SAME_UPPER' };
  const [top, bottom, left, right] = paddingOf(shape);
  return { pads: [top, left, bottom, right] };
}

function reachesEnds(shape: ConvShape): boolean {
  const { height, width, kernelHeight, kernelWidth, stride, dilation } = shape;
  const [, rows, columns] = outputShape(shape);
  const reach = (outputs: number, kernel: number, axis: 0 | 1): number =>
    (outputs - 1) * stride[axis] + (kernel - 1) * dilation[axis] + 1;
  return reach(rows, kernelHeight, 0) >= height && reach(columns, kernelWidth, 1) >= width;
}

/** The windows of a case times its filters. */
function product({ shape, images, kernels }: Batch): Call {
  const oneFilter = { ...shape, channelsOut: 1 };
  const plan = planTerms(oneFilter, 'matmul');
  const unused = new Float32Array(kernelSize(oneFilter));
  const { left } = gatherTerms(plan, { shape: oneFilter, count: 1, images, kernels: unused });
  return {
    operation: 'MatMul',
    tensors: [
      { name: 'x', shape: [plan.outputs, plan.terms], numbers: left },
      { name: 'w', shape: [plan.terms, shape.channelsOut], numbers: kernels },
    ],
    output: [plan.outputs, shape.channelsOut],
    attributes: {},
    outputsOf: (numbers) => numbers,
  };
}

/** Turns every matrix of `rows` × `columns`, one after another. */
function transposed(numbers: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(numbers.length);
  for (let start = 0, from = 0; start < numbers.length; start += rows * columns)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++, from++) result[start + column * rows + row] = numbers[from]!;
  return result;
}
