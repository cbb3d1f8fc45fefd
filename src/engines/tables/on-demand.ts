import { type EngineEntry, type EngineSetting, hostSettings, kernelSettings } from '../engine-entry.ts';
import { binary32, binary32And64, modelOperations, offers, usualOperations } from './offers.ts';

/** A setting that is flags of tfjs. */
const tfjsSetting = (name: string | undefined, meaning: string, flags?: string): EngineSetting => ({
  name,
  meaning,
  environment: { LASTBIT_TFJS_FLAGS: flags },
});

/** Only `multiply-sum` has operations that the graphics backends leave to the processor where tensors are small. */
const withoutForwarding = (flag: string): EngineSetting => ({
  ...tfjsSetting('gpu', 'small tensors, too, are multiplied on the device', `${flag}:false`),
  operations: offers(binary32, 'multiply-sum'),
});

const browser = {
  program: 'browser',
  operations: usualOperations,
  component: 'tfjs-browser',
  installed: 'by `lastbit engines install`: npm packages with playwright-core; computes in the Chromium of the machine',
  outputsAtOnce: 1024,
  needs: 'LASTBIT_BROWSER, set to a Chromium that starts, such as that of Debian (apt-get install chromium)',
  howToGetIt: 'npx lastbit engines install tfjs-browser',
  required: false,
  everyClaim: false,
} as const;

const declinesBoth = 'declines stride and dilation greater than 1 together in `conv2d` and `depthwise-conv2d`';

/** Engines for a browser or Node, and compiled ones, that are installed only if they are named. */
export const enginesOnDemand: readonly EngineEntry[] = [
  {
    ...browser,
    name: 'tfjs-webgl',
    library: '@tensorflow/tfjs-backend-webgl in Chromium',
    version: '4.22.0',
    settings: [
      tfjsSetting(undefined, 'the defaults of the library: packed textures of 32 bits'),
      tfjsSetting('unpacked', 'one number in each texel', 'WEBGL_PACK:false'),
      withoutForwarding('WEBGL_CPU_FORWARD'),
    ],
    notes: [
      declinesBoth,
      'textures of 16 bits (`WEBGL_FORCE_F16_TEXTURES`) are not asked for: their results are not binary32',
      'wrong: `depthwise-conv2d` with packed textures begins with 1e-15 and subtracts it at the end, so that small ' +
        'results are lost: 1e-25 · 1 gives 0; `@unpacked` is right',
    ],
  },
  {
    ...browser,
    name: 'tfjs-webgpu',
    library: '@tensorflow/tfjs-backend-webgpu in Chromium',
    version: '4.22.0',
    settings: [tfjsSetting(undefined, 'the defaults of the library'), withoutForwarding('WEBGPU_CPU_FORWARD')],
    notes: [declinesBoth],
  },
  {
    ...browser,
    name: 'tfjs-wasm-browser',
    library: '@tensorflow/tfjs-backend-wasm in Chromium',
    version: '4.22.0',
    settings: [tfjsSetting(undefined, 'the defaults of the library, one thread')],
    notes: ['as `tfjs-wasm`'],
  },
  {
    name: 'tfjs-dawn',
    library: '@tensorflow/tfjs-backend-webgpu over Dawn (webgpu 0.6.2) in Node',
    version: '4.22.0',
    program: 'node',
    operations: usualOperations,
    settings: [tfjsSetting(undefined, 'the defaults of the library'), withoutForwarding('WEBGPU_CPU_FORWARD')],
    installed: 'by `lastbit engines install`: npm packages',
    outputsAtOnce: 1024,
    needs: 'a driver for Vulkan, or apt-get install chromium (Debian), which brings one in software',
    howToGetIt: 'npx lastbit engines install tfjs-dawn',
    notes: [declinesBoth],
    required: false,
    everyClaim: false,
  },
  {
    name: 'onnxruntime-node',
    library: 'ONNX Runtime for Node',
    version: '1.30.0',
    program: 'node',
    operations: modelOperations,
    settings: hostSettings({}, kernelSettings),
    installed: 'by `lastbit engines install`: the npm package without its scripts, of which the CPU part is kept',
    howToGetIt: 'npx lastbit engines install onnxruntime-node',
    notes: ['as `onnxruntime`'],
    required: false,
    everyClaim: false,
  },
  {
    name: 'gonum',
    library: 'gonum (Go)',
    version: '0.16.0',
    program: 'compiled',
    operations: [...offers(['binary64'], 'multiply-sum'), ...offers(binary32And64, 'dot', 'matmul')],
    settings: [{ name: undefined, meaning: 'blas/gonum and floats, one thread', environment: {} }],
    installed: 'by `lastbit engines install`: a host that Go compiles',
    howToGetIt: 'npx lastbit engines install gonum',
    notes: ['does not convolve; has no sum in binary32'],
    required: false,
    everyClaim: false,
  },
  {
    name: 'ndarray',
    library: 'ndarray (Rust)',
    version: '0.16.1',
    program: 'compiled',
    operations: offers(binary32And64, 'multiply-sum', 'dot', 'matmul'),
    settings: [{ name: undefined, meaning: 'the crate without features, one thread', environment: {} }],
    installed: 'by `lastbit engines install`: a host that cargo compiles',
    howToGetIt: 'npx lastbit engines install ndarray',
    notes: ['does not convolve'],
    required: false,
    everyClaim: false,
  },
];
