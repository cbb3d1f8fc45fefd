import { type EngineEntry, type EngineSetting, hostSettings } from './engine-entry.ts';

const binary32 = ['binary32'] as const;
const both = ['binary32', 'binary64'] as const;
type Operations = EngineEntry['operations'];

/** Convolutions in binary32 alone: settings are about little else. */
const convolutions: Operations = [
  { operation: 'conv2d', formats: binary32 },
  { operation: 'depthwise-conv2d', formats: binary32 },
];
const withSums: Operations = [
  ...convolutions,
  { operation: 'multiply-sum', formats: binary32 },
  { operation: 'matmul', formats: binary32 },
];
const allIn = (formats: Operations[number]['formats']): Operations =>
  (['conv2d', 'depthwise-conv2d', 'multiply-sum', 'dot', 'matmul'] as const).map((operation) => ({
    operation,
    formats,
  }));
const all = allIn(both);
const withoutMatmul = all.filter(({ operation }) => operation !== 'matmul');
const allFormats = allIn([...both, 'binary16', 'bfloat16']);
const numbaInSettings = withSums.filter(({ operation }) => operation !== 'matmul');
const products: Operations = [...convolutions, { operation: 'matmul', formats: binary32 }];

const beside = 'on demand: the wheel, with pip, beside the environment of `numpy`';
const entry = { program: 'python', required: false, everyClaim: false, installed: beside } as const;

/** Engines in Python that are installed only if they are named. */
export const pythonOnDemand: readonly EngineEntry[] = [
  {
    ...{ ...entry, name: 'torch', library: 'PyTorch', version: '2.15.0', operations: allFormats },
    installed: `${beside}; for Linux without the CUDA libraries, which empty ones stand in for`,
    settings: [
      ...hostSettings(openMp(1), {
        '': 'the defaults of the library, one thread',
      }),
      ...hostSettings(
        openMp(1),
        {
          'mkldnn=0': 'without oneDNN',
          channels_last: 'arrays in the order NHWC in memory',
          deterministic: 'use_deterministic_algorithms(True)',
        },
        { operations: convolutions },
      ),
      ...hostSettings(openMp(2), { 'threads=2': 'two threads' }, { operations: withSums }),
      ...hostSettings(
        openMp(1),
        {
          cuda: 'a GPU, without TF32',
          'cuda-tf32': 'a GPU, TF32 allowed',
          'cuda-benchmark': 'a GPU, cudnn.benchmark, without TF32',
        },
        { operations: withSums, gpu: true },
      ),
    ],
    howToGetIt: 'npx lastbit engines install torch',
    notes: ['zeros that differ before and after are put around the image before the call'],
  },
  {
    ...{ ...entry, name: 'jax', library: 'JAX', version: '0.10.2', operations: allFormats },
    installed: `${beside} and SciPy`,
    settings: [
      ...hostSettings(jaxThreads(1), { '': 'each operation alone, default precision, one thread' }),
      ...hostSettings(
        jaxThreads(1),
        { jit: 'the operation as one compiled function', highest: 'Precision.HIGHEST' },
        { operations: withSums },
      ),
      ...hostSettings(jaxThreads(2), { 'threads=2': 'two threads' }, { operations: withSums }),
      ...hostSettings(jaxThreads(1), { cuda: 'a GPU' }, { operations: withSums, gpu: true }),
    ],
    howToGetIt: 'npx lastbit engines install jax',
    notes: [],
  },
  {
    ...{ ...entry, name: 'openvino', library: 'OpenVINO', version: '2026.4.1', operations: products },
    settings: [
      ...hostSettings(openMp(1), {
        '': 'the precision that the library chooses (bfloat16 on processors that have it), one thread',
        f32: 'INFERENCE_PRECISION_HINT=f32',
        'f32-constant': 'INFERENCE_PRECISION_HINT=f32, the kernel is a constant of the model',
      }),
      ...hostSettings(openMp(2), {
        'f32-threads=2': 'INFERENCE_PRECISION_HINT=f32, two threads',
      }),
    ],
    howToGetIt: 'npx lastbit engines install openvino',
    notes: [
      'without a hint it computes in bfloat16 on processors that have it: inputs are rounded to 8 significant bits',
      'wrong: with binary32, `conv2d` of one input channel with outputs one column wide and more than one row high, ' +
        'stride 1 down and more across (seen with kernels of 2×4 and stride 1×3)',
    ],
  },
  {
    ...{ ...entry, name: 'tensorflow', library: 'TensorFlow (tensorflow-cpu)', version: '2.21.0', operations: all },
    installed: `${beside}; its two large libraries are shared with \`tfjs-node\``,
    settings: [
      ...hostSettings(tensorflowThreads(1), { '': 'eager, one thread' }),
      ...hostSettings(
        tensorflowThreads(1),
        { function: 'tf.function', xla: 'tf.function(jit_compile=True)' },
        { operations: withSums },
      ),
      ...hostSettings(
        { ...tensorflowThreads(1), TF_ENABLE_ONEDNN_OPTS: '0' },
        { 'onednn=0': 'TF_ENABLE_ONEDNN_OPTS=0' },
        { operations: withSums },
      ),
      ...hostSettings(tensorflowThreads(2), { 'threads=2': 'two threads' }, { operations: withSums }),
    ],
    howToGetIt: 'npx lastbit engines install tensorflow',
    notes: [
      'declines stride and dilation greater than 1 together in `depthwise-conv2d`: TensorFlow documents that it has ' +
        'none, does not refuse it, and gives outputs of the wrong size or at the wrong places',
    ],
  },
  {
    ...{ ...entry, name: 'litert', library: 'LiteRT (ai-edge-litert)', version: '2.3.0', operations: products },
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
    ...{ ...entry, name: 'numba', library: 'Numba', version: '0.68.1', operations: withoutMatmul },
    settings: [
      ...hostSettings({ NUMBA_NUM_THREADS: '1' }, { '': 'plain loops, one thread' }),
      ...hostSettings({ NUMBA_NUM_THREADS: '1' }, { fastmath: 'fastmath=True' }, { operations: numbaInSettings }),
      ...hostSettings({ NUMBA_NUM_THREADS: '2' }, { parallel: 'parallel=True, two threads' }, { operations: numbaInSettings }),
    ],
    howToGetIt: 'npx lastbit engines install numba',
    notes: [],
  },
  {
    ...{ ...entry, name: 'mxnet', library: 'MXNet', version: '1.9.1', operations: all },
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
    ...{ TF_NUM_INTRAOP_THREADS: String(threads), TF_NUM_INTEROP_THREADS: '1', TF_CPP_MIN_LOG_LEVEL: '3' },
    TF_ENABLE_ONEDNN_OPTS: undefined,
  };
}
