import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainFile from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm';
import simdFile from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { caseAt } from '../../../src/conv/batch.ts';
import { outputSize } from '../../../src/conv/output-shape.ts';
import type { Operation } from '../../../src/conv/shape.ts';
import { convShape } from '../../../src/conv/shape-text.ts';
import type { Outcome, Subject } from '../../../src/engines/engine.ts';
import { revealSubject } from '../../../src/reveal/convolution/reveal-subject.ts';
import { groupRecord } from '../../../src/reveal/convolution/revelation-record.ts';
import type { Backend, DeviceRow, RevealAsk, RevealReply } from './messages.ts';

const tell = (reply: RevealReply): void => postMessage(reply);
const address = (bytes: Uint8Array<ArrayBuffer>): string =>
  URL.createObjectURL(new Blob([bytes], { type: 'application/wasm' }));

/** Replays beside the probes: a few hundred show a wrong model, and a GPU takes a millisecond for each. */
const replays = 200;
/** Results that are asked for at once. */
const together = 64;

async function start(backend: Backend): Promise<void> {
  if (backend === 'wasm') {
    setWasmPaths({
      'tfjs-backend-wasm.wasm': address(plainFile),
      'tfjs-backend-wasm-simd.wasm': address(simdFile),
      // Must be named, and is not loaded.
      'tfjs-backend-wasm-threaded-simd.wasm': address(simdFile),
    });
    // More threads take a file of their own, and do not change results.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  }
  if (!(await tf.setBackend(backend).catch(() => false)))
    throw new Error(`${backend} is not available in this browser`);
  await tf.ready();
}

type Compute = (image: Float32Array, kernel: Float32Array) => tf.Tensor;

function subjectOf(backend: Backend, operation: Operation, compute: Compute): Subject {
  const evaluate: Subject['evaluate'] = async (batch): Promise<Outcome> => {
    const size = outputSize(batch.shape);
    const outputs = new Float32Array(batch.count * size);
    try {
      for (let from = 0; from < batch.count; from += together) {
        const count = Math.min(together, batch.count - from);
        const tensors = Array.from({ length: count }, (_, i) => {
          const { image, kernel } = caseAt(batch, from + i);
          return tf.tidy(() => compute(image.slice(), kernel.slice()));
        });
        const values = await Promise.all(tensors.map((tensor) => tensor.data()));
        for (const [i, numbers] of values.entries()) outputs.set(numbers, (from + i) * size);
        tf.dispose(tensors);
      }
    } catch (error) {
      return { kind: 'failed', reason: (error as Error).message };
    }
    return { kind: 'value', format: 'binary32', outputs };
  };
  return {
    ...{ id: `tfjs-${backend}/${operation}`, engine: `tfjs-${backend}`, operation, format: 'binary32' },
    summation: 'unknown',
    availability: async () => ({ kind: 'ready', version: tf.version_core, environment: {} }),
    evaluate,
  };
}

async function deviceName(backend: Backend): Promise<string> {
  if (backend === 'wasm') return 'CPU';
  if (backend === 'webgpu') {
    const { gpu } = navigator as unknown as {
      gpu?: { requestAdapter(): Promise<{ info?: Readonly<Record<string, string>> } | null> };
    };
    const info = (await gpu?.requestAdapter())?.info;
    return [info?.vendor, info?.architecture, info?.description].filter(Boolean).join(' ') || 'unknown';
  }
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  const names = gl?.getExtension('WEBGL_debug_renderer_info');
  return gl && names ? String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)) : 'unknown';
}

async function rowOf(subject: Subject, shape: string, device: string): Promise<DeviceRow> {
  const { groups } = await revealSubject(subject, convShape(shape), { output: 0, replays });
  const { explained, summary, arithmetic, tree, replay, because } = groupRecord(groups[0]!, 0);
  return {
    ...{ subject: subject.id, version: tf.version_core, device, shape, tree: explained ? tree : null },
    summary: explained ? (summary ?? '') : `no tree was found: ${because}`,
    arithmetic: explained ? (arithmetic ?? '') : '–',
    replayed:
      replay === null ? '–' : `${replay.cases - replay.mismatches} of ${replay.cases} random inputs bit for bit`,
  };
}

addEventListener('message', async ({ data: { backend, shape } }: MessageEvent<RevealAsk>) => {
  try {
    tell({ kind: 'progress', text: `Starting ${backend} …` });
    await start(backend);
    const { height, width, channelsIn, kernelHeight, kernelWidth } = convShape(shape);
    const device = await deviceName(backend);
    const subjects = [
      subjectOf(backend, 'conv2d', (image, kernel) =>
        tf.conv2d(
          tf.tensor4d(image, [1, height, width, channelsIn]),
          tf.tensor4d(kernel, [kernelHeight, kernelWidth, channelsIn, 1]),
          1,
          'valid',
        ),
      ),
      subjectOf(backend, 'multiply-sum', (image, kernel) => tf.sum(tf.mul(tf.tensor1d(image), tf.tensor1d(kernel)))),
    ];
    for (const subject of subjects) {
      tell({ kind: 'progress', text: `Probing ${subject.id} …` });
      tell({ kind: 'row', row: await rowOf(subject, shape, device) });
    }
    tell({ kind: 'done' });
  } catch (error) {
    tell({ kind: 'failed', message: (error as Error).message });
  }
});
