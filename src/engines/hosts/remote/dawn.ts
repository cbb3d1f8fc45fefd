import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Calculator, tensorCalls } from './remote-tensorflow.ts';

interface Webgpu {
  create(options: readonly string[]): { requestAdapter(): Promise<object | null> };
  readonly globals: object;
}

/** The WebGPU backend of tfjs over Dawn, the library below WebGPU in Chromium. Tested with webgpu 0.6.2. */
export async function openDawn(folder: string, flags: object): Promise<Calculator> {
  const require = createRequire(join(folder, 'package.json'));
  const { create, globals }: Webgpu = await import(pathToFileURL(require.resolve('webgpu')).href);
  const gpu = create([]);
  if ((await gpu.requestAdapter()) === null) throw new Error('no GPU adapter here');
  Object.assign(globalThis, globals);
  // Node has a navigator since version 21. tfjs takes what runs in no browser for Node, and asks for the GPU there.
  Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
  const tf = require('@tensorflow/tfjs-core');
  require('@tensorflow/tfjs-backend-webgpu');
  const { isLost, ...backend } = await tensorCalls.startBackend(tf, 'webgpu', flags);
  const { version } = require('webgpu/package.json');
  return {
    backend: { ...backend, platform: `Dawn (webgpu ${version})` },
    compute: (request) => tensorCalls.computeCalls(tf, request, isLost),
    gone: new Promise(() => {}),
  };
}
