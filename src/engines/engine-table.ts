import type { NumberFormat, Operation } from '../conv/operation.ts';

/** An engine that lastbit knows. The table below is what `lastbit engines`, docs/engines.md and the registry are made from. */
export interface EngineEntry {
  readonly name: string;
  readonly library: string;
  /** The version that the adapter was tested with and that `engines install` installs. */
  readonly version: string;
  readonly program: 'node' | 'python';
  readonly operations: readonly { readonly operation: Operation; readonly formats: readonly NumberFormat[] }[];
  /** Each is a subject of its own and a process of its own. The first one, without a name, is the library as it comes. */
  readonly settings: readonly EngineSetting[];
  /** Where it comes from, in one sentence. */
  readonly installed: string;
  /** The command that gets it; undefined where it comes with lastbit itself. */
  readonly howToGetIt: string | undefined;
  /** A missing engine of the required set fails a run under CI=true. */
  readonly required: boolean;
}

export interface EngineSetting {
  readonly name: string | undefined;
  readonly meaning: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const binary32 = ['binary32'] as const;
const both = ['binary32', 'binary64'] as const;
const plain: EngineSetting = { name: undefined, meaning: 'as the library comes, one thread', environment: {} };

const tfjs = [
  { operation: 'conv2d', formats: binary32 },
  { operation: 'depthwise-conv2d', formats: binary32 },
  { operation: 'multiply-sum', formats: binary32 },
  { operation: 'matmul', formats: binary32 },
] as const;

/** One thread, so that a number of cores cannot change a bit; TensorFlow reads these when the library loads. */
const oneTensorflowThread = { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1', TF_CPP_MIN_LOG_LEVEL: '2' };
const oneBlasThread = {
  OPENBLAS_NUM_THREADS: '1',
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  VECLIB_MAXIMUM_THREADS: '1',
};

export const engineTable: readonly EngineEntry[] = [
  {
    name: 'tfjs-cpu',
    library: '@tensorflow/tfjs-backend-cpu',
    version: '4.22.0',
    program: 'node',
    operations: tfjs,
    settings: [plain],
    installed: 'with lastbit, from npm; pure JavaScript',
    howToGetIt: undefined,
    required: true,
  },
  {
    name: 'tfjs-wasm',
    library: '@tensorflow/tfjs-backend-wasm',
    version: '4.22.0',
    program: 'node',
    operations: tfjs,
    settings: [plain],
    installed: 'with lastbit, from npm; WebAssembly in the package',
    howToGetIt: undefined,
    required: true,
  },
  {
    name: 'tfjs-node',
    library: '@tensorflow/tfjs-node over libtensorflow',
    version: '4.22.0',
    program: 'node',
    operations: [
      { operation: 'conv2d', formats: both },
      { operation: 'depthwise-conv2d', formats: binary32 },
      { operation: 'multiply-sum', formats: both },
      { operation: 'matmul', formats: binary32 },
    ],
    settings: [
      { ...plain, environment: { ...oneTensorflowThread, TF_ENABLE_ONEDNN_OPTS: undefined } },
      {
        name: 'onednn=0',
        meaning: "TF_ENABLE_ONEDNN_OPTS=0: without oneDNN's kernels",
        environment: { ...oneTensorflowThread, TF_ENABLE_ONEDNN_OPTS: '0' },
      },
    ],
    installed:
      "by `lastbit engines install`: the package's addon, compiled against the library inside the tensorflow-cpu wheel",
    howToGetIt: 'npx lastbit engines install tfjs-node',
    required: true,
  },
  {
    name: 'numpy',
    library: 'NumPy',
    version: '2.4.6',
    program: 'python',
    operations: [
      { operation: 'multiply-sum', formats: both },
      { operation: 'dot', formats: both },
      { operation: 'matmul', formats: both },
      { operation: 'einsum', formats: both },
    ],
    settings: [{ ...plain, environment: { ...oneBlasThread, PYTHONDONTWRITEBYTECODE: '1' } }],
    installed: 'by `lastbit engines install`: the wheel, with pip, in a private virtual environment',
    howToGetIt: 'npx lastbit engines install numpy',
    required: true,
  },
];

/** The engines that must be there under CI=true: `lastbit` itself and those of the table. */
export const requiredEngines: readonly string[] = [
  'lastbit',
  ...engineTable.filter(({ required }) => required).map(({ name }) => name),
];
