import { type EngineEntry, type EngineSetting, hostSettings } from '../engine-entry.ts';
import {
  allFormats,
  binary32,
  binary32And64,
  modelOperations,
  modelsInOneFormat,
  type Operations,
  offers,
  usualOperations,
} from './offers.ts';

const convolutions: Operations = offers(binary32, 'conv2d', 'depthwise-conv2d');
const fewOperations = ['conv2d', 'depthwise-conv2d', 'multiply-sum', 'dot', 'matmul'] as const;
const manyOperations = [
  ...fewOperations,
  'grouped-conv2d',
  'transposed-conv2d',
  'conv1d',
  'conv3d',
  'batched-matmul',
  'sum',
  'sum-last-axis',
  'sum-first-axis',
] as const;
const numbaInSettings = offers(binary32, 'conv2d', 'depthwise-conv2d', 'multiply-sum');
/** A mean in 16 bits is not defined. */
const mean = offers(binary32And64, 'mean');

const beside = 'on demand: the wheel, with pip, beside the environment of `numpy`';
const entry = { program: 'python', required: false, everyClaim: false, installed: beside } as const;

/** Engines in Python that are installed only if they are named. */
export const pythonEnginesOnDemand: readonly EngineEntry[] = [
  {
    ...entry,
    name: 'torch',
    library: 'PyTorch',
    version: '2.15.0',
    operations: [...offers(allFormats, ...manyOperations), ...mean],
    installed: `${beside}; for Linux without the CUDA libraries, which empty ones stand in for`,
    settings: [
      ...hostSettings(openMp(1), { '': 'the defaults of the library, one thread' }),
      ...hostSettings(
        openMp(1),
        {
          'mkldnn=0': 'without oneDNN',
          channels_last: 'arrays in the order NHWC in memory',
          deterministic: 'use_deterministic_algorithms(True)',
        },
        { operations: convolutions },
      ),
      ...hostSettings(openMp(2), { 'threads=2': 'two threads' }, { operations: usualOperations }),
      ...hostSettings(
        openMp(1),
        {
          cuda: 'a GPU, without TF32',
          'cuda-tf32': 'a GPU, TF32 allowed',
          'cuda-benchmark': 'a GPU, cudnn.benchmark, without TF32',
        },
        { operations: usualOperations, gpu: true },
      ),
    ],
    howToGetIt: 'npx lastbit engines install torch',
    notes: [
      'zeros that differ before and after are put around the image before the call',
      'wrong: `conv3d` of one channel that lies as NDHWC in memory, with one column of outputs, stride 1 down and ' +
        'more across, takes the wrong rows, as oneDNN does in `conv2d`; ' +
        '`torch.backends.mkldnn.enabled = False` is right',
    ],
  },
  {
    ...entry,
    name: 'jax',
    library: 'JAX',
    version: '0.10.2',
    operations: [...offers(allFormats, ...manyOperations), ...mean],
    installed: `${beside} and SciPy`,
    settings: [
      ...hostSettings(jaxThreads(1), { '': 'each operation alone, default precision, one thread' }),
      ...hostSettings(
        jaxThreads(1),
        { jit: 'the operation as one compiled function', highest: 'Precision.HIGHEST' },
        { operations: usualOperations },
      ),
      ...hostSettings(jaxThreads(2), { 'threads=2': 'two threads' }, { operations: usualOperations }),
      ...hostSettings(jaxThreads(1), { cuda: 'a GPU' }, { operations: usualOperations, gpu: true }),
    ],
    howToGetIt: 'npx lastbit engines install jax',
    notes: [],
  },
  {
    ...entry,
    name: 'openvino',
    library: 'OpenVINO',
    version: '2026.4.1',
    operations: [...modelOperations, ...offers(binary32, 'conv3d')],
    settings: [
      ...hostSettings(
        openMp(1),
        { '': 'the precision that the library chooses, with models in that format; one thread' },
        { operations: modelsInOneFormat },
      ),
      ...hostSettings(openMp(1), {
        f32: 'INFERENCE_PRECISION_HINT=f32',
        'f32-constant': 'INFERENCE_PRECISION_HINT=f32, the kernel is a constant of the model',
      }),
      ...hostSettings(openMp(2), {
        'f32-threads=2': 'INFERENCE_PRECISION_HINT=f32, two threads',
      }),
    ],
    howToGetIt: 'npx lastbit engines install openvino',
    notes: [
      'without a hint it computes in bfloat16 on processors that have it (AVX512_BF16, AMX). Then the default is a ' +
        'model in bfloat16: `openvino/conv2d:bfloat16`. A model in binary32 rounds its inputs to bfloat16, and its ' +
        'result, rounded, is that of the model in bfloat16',
      'wrong: with binary32, `conv2d` of one input channel with outputs one column wide and more than one row high, ' +
        'stride 1 down and more across (seen with kernels of 2×4 and stride 1×3); `conv3d` likewise',
    ],
  },
  {
    ...entry,
    name: 'tensorflow',
    library: 'TensorFlow (tensorflow-cpu)',
    version: '2.21.0',
    operations: [...offers(binary32And64, ...manyOperations), ...mean],
    installed: `${beside}; its two large libraries are shared with \`tfjs-node\``,
    settings: [
      ...hostSettings(tensorflowThreads(1), { '': 'eager, one thread' }),
      ...hostSettings(
        tensorflowThreads(1),
        { function: 'tf.function', xla: 'tf.function(jit_compile=True)' },
        { operations: usualOperations },
      ),
      ...hostSettings(
        { ...tensorflowThreads(1), TF_ENABLE_ONEDNN_OPTS: '0' },
        { 'onednn=0': 'TF_ENABLE_ONEDNN_OPTS=0' },
        { operations: usualOperations },
      ),
      ...hostSettings(tensorflowThreads(2), { 'threads=2': 'two threads' }, { operations: usualOperations }),
    ],
    howToGetIt: 'npx lastbit engines install tensorflow',
    notes: [
      'declines stride and dilation greater than 1 together in `depthwise-conv2d`: TensorFlow documents that it has ' +
        'none, does not refuse it, and gives outputs of the wrong size or at the wrong places',
      'wrong: `conv3d` of one channel with one column of outputs, stride 1 down and more across, takes the wrong ' +
        'rows, as oneDNN does in `conv2d`',
    ],
  },
  {
    ...entry,
    name: 'litert',
    library: 'LiteRT (ai-edge-litert)',
    version: '2.3.0',
    operations: modelOperations,
    settings: hostSettings(openMp(1), {
      '': 'XNNPACK, one thread',
      'xnnpack=0': "LiteRT's own kernels",
    }),
    howToGetIt: 'npx lastbit engines install litert',
    notes: [
      'wrong: `depthwise-conv2d` with XNNPACK and 1, 2, 5 to 8 or 10 to 24 taps gives NaN where a pixel behind the ' +
        'window is NaN or infinite: the kernel is filled up to 3, 4, 9 or 25 taps with zeros',
      'wrong: with `@xnnpack=0`, +∞ becomes 3.4028235e38',
    ],
  },
  {
    ...entry,
    name: 'numba',
    library: 'Numba',
    version: '0.68.1',
    operations: offers(binary32And64, 'conv2d', 'depthwise-conv2d', 'multiply-sum', 'dot'),
    settings: [
      ...hostSettings({ NUMBA_NUM_THREADS: '1' }, { '': 'plain loops, one thread' }),
      ...hostSettings({ NUMBA_NUM_THREADS: '1' }, { fastmath: 'fastmath=True' }, { operations: numbaInSettings }),
      ...hostSettings(
        { NUMBA_NUM_THREADS: '2' },
        { parallel: 'parallel=True, two threads' },
        { operations: numbaInSettings },
      ),
    ],
    howToGetIt: 'npx lastbit engines install numba',
    notes: [],
  },
  {
    ...entry,
    name: 'mxnet',
    library: 'MXNet',
    version: '1.9.1',
    operations: offers(binary32And64, ...fewOperations),
    installed: 'on demand: the last wheel there is, with pip, with NumPy 1.23.5 of its own',
    settings: hostSettings(openMp(1), { '': 'the defaults of the library, one thread' }),
    howToGetIt: 'npx lastbit engines install mxnet',
    notes: ['the last version is of 2022; CPython 3.10 and 3.11 on Linux x86-64 and macOS alone'],
  },
];

function openMp(threads: 1 | 2): EngineSetting['environment'] {
  return { OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) };
}

/** XLA reads NPROC when it makes its threads. */
function jaxThreads(threads: 1 | 2): EngineSetting['environment'] {
  const eigen = threads === 1 ? 'false' : 'true';
  return { NPROC: String(threads), XLA_FLAGS: `--xla_cpu_multi_thread_eigen=${eigen}` };
}

function tensorflowThreads(threads: 1 | 2): EngineSetting['environment'] {
  return {
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: '1',
    TF_CPP_MIN_LOG_LEVEL: '3',
    TF_ENABLE_ONEDNN_OPTS: undefined,
  };
}
