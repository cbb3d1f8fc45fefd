import { type EngineEntry, type EngineSetting, hostSettings, kernelSettings } from '../engine-entry.ts';
import { allFormats, binary32, binary32And64, modelOperations, offers, usualOperations } from './offers.ts';

const withBinary16 = [...binary32And64, 'binary16'] as const;
const narrow = ['binary32', 'binary16', 'bfloat16'] as const;
const plain: EngineSetting = { name: undefined, meaning: 'the defaults of the library, one thread', environment: {} };

/** One thread, so that the number of cores does not change results. TensorFlow reads these when the library loads. */
const oneTensorflowThread = { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1', TF_CPP_MIN_LOG_LEVEL: '2' };
const oneBlasThread = {
  OPENBLAS_NUM_THREADS: '1',
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  VECLIB_MAXIMUM_THREADS: '1',
};

const besideNumpy = 'by `lastbit engines install`: the wheel, with pip, beside the environment of `numpy`';

/** What has a kernel, in the order of the host. */
const onnxOperations = [
  ...offers(binary32, 'conv2d', 'depthwise-conv2d', 'grouped-conv2d', 'transposed-conv2d', 'conv1d', 'conv3d'),
  ...offers(binary32And64, 'matmul', 'batched-matmul'),
] as const;

const onnxNotes = [
  'declines padding `same` (auto_pad SAME_UPPER) with dilation',
  'where the windows end before the last row or column, SAME_UPPER may begin inside the image, so the host gives the ' +
    'padding of `same` in numbers',
];

/** The engines that must be present under CI=true. `lastbit engines install` installs them all. */
export const requiredEntries: readonly EngineEntry[] = [
  {
    name: 'tfjs-cpu',
    library: '@tensorflow/tfjs-backend-cpu',
    version: '4.22.0',
    program: 'node',
    operations: [...usualOperations, ...offers(binary32, 'conv3d')],
    settings: [plain],
    installed: 'with lastbit, from npm; pure JavaScript',
    howToGetIt: undefined,
    notes: ['declines stride and dilation greater than 1 together in `conv2d` and `depthwise-conv2d`'],
    required: true,
    everyClaim: true,
  },
  {
    name: 'tfjs-wasm',
    library: '@tensorflow/tfjs-backend-wasm',
    version: '4.22.0',
    program: 'node',
    operations: [...usualOperations, ...offers(binary32, 'conv3d')],
    settings: [plain],
    installed: 'with lastbit, from npm; WebAssembly in the package',
    howToGetIt: undefined,
    notes: [
      'declines stride and dilation greater than 1 together in `conv2d` (not in `depthwise-conv2d`)',
      'wrong: with padding `same`, `conv2d` and `depthwise-conv2d` give zeros if the last window ends before the ' +
        'last row or column, that is, if (⌈size ÷ stride⌉ − 1) · stride + (kernel − 1) · dilation + 1 < size in one ' +
        'of the two directions (seen with kernels of more than one tap)',
    ],
    required: true,
    everyClaim: true,
  },
  {
    name: 'tfjs-node',
    library: 'TensorFlow (C library) under @tensorflow/tfjs-node 4.22.0',
    version: '2.21.0',
    program: 'node',
    operations: [
      ...offers(binary32And64, 'conv2d'),
      ...offers(binary32, 'depthwise-conv2d'),
      ...offers(binary32And64, 'multiply-sum'),
      ...offers(binary32, 'matmul', 'conv3d'),
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
      'by `lastbit engines install`: the npm package, its addon compiled for the library in the tensorflow-cpu wheel',
    howToGetIt: 'npx lastbit engines install tfjs-node',
    notes: [
      'declines stride and dilation greater than 1 together in `conv2d` in binary32 (tfjs does; in binary64 ' +
        'TensorFlow is called directly and computes it)',
      'wrong: with oneDNN, `conv3d` of one channel with one column of outputs, stride 1 down and more across',
      'declines dilation in `conv3d`',
      'with `@onednn=0` also declines `depthwise-conv2d` with dilation, or with different strides for rows and columns',
      'wrong: with oneDNN, `conv2d` of two or more images with stride 1 down, more than 1 across, a kernel of at ' +
        'least two columns and one column of outputs takes the wrong rows: [1,2],[3,4] (two images of 2 × 1) by the ' +
        'kernel [1,10] with stride [1,2] and `same` gives 1, 0, 3, 0; `@onednn=0` gives 1, 2, 3, 4',
      "binary64 calls TensorFlow's operations with T = DT_DOUBLE; numbers go in and out unchanged (`Bitcast`)",
    ],
    required: true,
    everyClaim: true,
  },
  {
    name: 'numpy',
    library: 'NumPy',
    version: '2.4.6',
    program: 'python',
    operations: [
      ...offers(
        withBinary16,
        'multiply-sum',
        'dot',
        'matmul',
        'batched-matmul',
        'einsum',
        'sum',
        'sum-last-axis',
        'sum-first-axis',
      ),
      ...offers(binary32And64, 'mean'),
    ],
    settings: [
      { ...plain, environment: { ...oneBlasThread, PYTHONDONTWRITEBYTECODE: '1', LASTBIT_SETTING: undefined } },
      {
        name: 'fortran',
        meaning: 'the arrays of `matmul` and of sums along an axis are in Fortran order',
        environment: { ...oneBlasThread, PYTHONDONTWRITEBYTECODE: '1', LASTBIT_SETTING: 'fortran' },
        operations: offers(withBinary16, 'matmul', 'sum-last-axis', 'sum-first-axis'),
      },
    ],
    installed: 'by `lastbit engines install`: the wheel, with pip, in a private virtual environment',
    howToGetIt: 'npx lastbit engines install numpy',
    notes: ['does not convolve: `conv2d` and `depthwise-conv2d` are declined'],
    required: true,
    everyClaim: true,
  },
  {
    name: 'scipy',
    library: 'SciPy',
    version: '1.17.1',
    program: 'python',
    operations: offers(binary32And64, 'conv2d'),
    settings: hostSettings(oneBlasThread, {
      '': 'signal.correlate2d, one thread',
      fftconvolve: 'signal.fftconvolve with a flipped kernel',
      ndimage: 'ndimage.correlate',
    }),
    installed: besideNumpy,
    howToGetIt: 'npx lastbit engines install scipy',
    notes: [
      'declines dilation; `signal.correlate2d` (the setting without a name) also more than one input channel',
      'wrong: with `@ndimage`, a tap is left out if it is NaN or at most 2^-52 in absolute value',
    ],
    required: true,
    everyClaim: false,
  },
  {
    name: 'onnxruntime',
    library: 'ONNX Runtime',
    version: '1.32.0',
    program: 'python',
    operations: [...onnxOperations, ...offers(binary32And64, 'sum', 'sum-last-axis', 'sum-first-axis', 'mean')],
    settings: hostSettings({}, kernelSettings).map((setting) =>
      setting.name === undefined ? setting : { ...setting, operations: onnxOperations },
    ),
    installed: besideNumpy,
    howToGetIt: 'npx lastbit engines install onnxruntime',
    notes: onnxNotes,
    required: true,
    everyClaim: false,
  },
  {
    name: 'onnxruntime-web',
    library: 'ONNX Runtime Web',
    version: '1.30.0',
    program: 'node',
    operations: modelOperations,
    settings: hostSettings({}, kernelSettings),
    installed: 'by `lastbit engines install`: the npm package, of which only the part for WebAssembly in Node is kept',
    howToGetIt: 'npx lastbit engines install onnxruntime-web',
    notes: onnxNotes,
    required: true,
    everyClaim: false,
  },
  {
    name: 'opencv',
    library: 'OpenCV (opencv-python-headless)',
    version: '5.0.0.93',
    program: 'python',
    operations: offers(binary32And64, 'conv2d'),
    settings: [
      ...hostSettings({}, { '': 'filter2D, one thread' }),
      {
        ...hostSettings({}, { dnn: 'the Conv of an ONNX model in the module dnn' })[0]!,
        operations: offers(binary32, 'conv2d'),
      },
    ],
    installed: besideNumpy,
    howToGetIt: 'npx lastbit engines install opencv',
    notes: [
      'filter2D declines more than one input channel, and dilation',
      'wrong: with `@dnn` and padding `same` (auto_pad SAME_UPPER) there are ⌊(kernel − 1) ÷ 2⌋ zeros before, ' +
        'whatever stride and dilation are',
      'wrong: with `@dnn`, a kernel of 1×1, stride 1 and padding in numbers, the padding is left out, and the last ' +
        'outputs are memory that nobody wrote',
      'wrong: with `@dnn`, kernels of 1×9 and 9×1 without dilation and with more than one channel in or out',
      'wrong: with `@dnn`, NaN and +∞ become 3.4028235e38',
    ],
    required: true,
    everyClaim: false,
  },
  {
    name: 'ncnn',
    library: 'ncnn',
    version: '1.0.20261020',
    program: 'python',
    operations: offers(binary32, 'conv2d', 'depthwise-conv2d', 'grouped-conv2d', 'transposed-conv2d', 'conv1d'),
    settings: hostSettings(
      { OMP_NUM_THREADS: '1' },
      {
        '': "the defaults of the library, one thread; Winograd's algorithm where ncnn chooses it",
        'winograd=0': "without Winograd's algorithm",
      },
    ),
    installed: besideNumpy,
    howToGetIt: 'npx lastbit engines install ncnn',
    notes: [
      "wrong: with ncnn's own code for padding `same` (-233) it reads and writes outside the image if the windows " +
        'end before its last row or column; the host gives the padding in numbers',
    ],
    required: true,
    everyClaim: false,
  },
  {
    name: 'mlx',
    library: 'MLX',
    version: '0.32.4',
    program: 'python',
    operations: [
      ...offers(narrow, 'conv2d', 'depthwise-conv2d', 'grouped-conv2d', 'transposed-conv2d', 'conv1d'),
      ...offers(
        allFormats,
        'multiply-sum',
        'dot',
        'matmul',
        'einsum',
        'batched-matmul',
        'sum',
        'sum-last-axis',
        'sum-first-axis',
      ),
      ...offers(binary32And64, 'mean'),
    ],
    settings: hostSettings({}, { '': 'the processor' }),
    installed: besideNumpy,
    howToGetIt: 'npx lastbit engines install mlx',
    notes: [
      'declines padding that differs before and after in all convolutions',
      'wrong: `conv_transpose2d` gives too small an output if the stride is above 1 and the padding above ' +
        '(kernel − 1) · dilation; the host declines these shapes',
    ],
    required: true,
    everyClaim: false,
  },
];
