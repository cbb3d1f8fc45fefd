import { afterAll, describe, expect, test, vi } from 'vitest';
import { batchOf } from '../conv/batch.ts';
import { convShape } from '../conv/shape-text.ts';
import { operationsOf } from './engine-entry.ts';
import { absentOnDemand, findEngine } from './find-engine.ts';
import { slowConvolution } from './hosts/slow-convolution.test-support.ts';
import { EngineClient } from './process/engine-client.ts';
import { openRegistry } from './registry.ts';
import { enginesOnDemand } from './tables/on-demand.ts';
import { useTemporaryCache } from './temporary-cache.test-support.ts';

vi.setConfig({ testTimeout: 300_000 });
const clients: EngineClient[] = [];
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
});

/** Twenty cases, so that hosts make common calls, too. Whole numbers are exact in every order and format. */
const batch = batchOf(
  Array.from({ length: 20 }, (_, place) => ({
    shape: convShape('4x5x2*3x2x1', { stride: [1, 2], padding: [1, 0, 0, 1] }),
    image: Float32Array.from({ length: 40 }, (_, index) => ((index * 7 + place) % 11) - 5),
    kernel: Float32Array.from({ length: 12 }, (_, index) => ((index * 5 + place) % 9) - 4),
  })),
);

/** Found before the tests below hide the cache. */
const installed = enginesOnDemand.map((entry) => ({ ...entry, found: findEngine(entry, entry.settings[0]!) }));

describe.each(installed)('$name', ({ found, ...entry }) => {
  if ('kind' in found) {
    test('is missing, and says how to get it', () => {
      expect(found.howToGetIt).not.toBe('');
    });
    return;
  }
  test('computes like a slow loop, each operation', async () => {
    const options = { requestTimeoutMs: 120_000, onEvent: () => {} };
    const client = new EngineClient(entry.name, found, options);
    clients.push(client);
    const { version, operations } = await client.hello();
    expect(version.split(' ')[0]).toBe(entry.version);
    const offered = operationsOf(entry, entry.settings[0]!);
    expect(operations).toEqual(offered.map(({ operation, formats }) => ({ name: operation, formats })));
    for (const { operation, formats } of offered)
      for (const format of formats) {
        const outcome = await client.evaluate(operation, format, batch);
        const size = { count: 20, image: 40, kernel: 12 };
        const cases = Array.from({ length: size.count }, (_, index) => ({
          shape: batch.shape,
          image: batch.images.subarray(size.image * index, size.image * (index + 1)),
          kernel: batch.kernels.subarray(size.kernel * index, size.kernel * (index + 1)),
        }));
        const expected = cases.flatMap((one) => slowConvolution(one, operation));
        expect(outcome).toMatchObject({ kind: 'value', format });
        // It begins with 1e-15 and subtracts that at the end: docs/findings.md.
        const adds = entry.name === 'tfjs-webgl' && operation === 'depthwise-conv2d';
        const read = (one: number): number => (adds ? Math.round(one) : one) + 0;
        expect(outcome.kind === 'value' && Array.from(outcome.outputs, read)).toEqual(expected.map((one) => one + 0));
      }
  });
});

describe('where nothing is installed', () => {
  useTemporaryCache();

  test('engines on demand have rows in the list of all only, each with the command that gets it', async () => {
    const opened = async (onDemand: 'none' | 'installed' | 'all') => {
      const { subjects, close } = await openRegistry({ onDemand });
      await close();
      return subjects;
    };
    const names = enginesOnDemand.map(({ name }) => name);
    for (const few of ['none', 'installed'] as const)
      expect((await opened(few)).filter(({ engine }) => names.includes(engine))).toEqual([]);
    const all = await opened('all');
    for (const { name, howToGetIt } of enginesOnDemand) {
      const subject = all.find(({ engine }) => engine === name);
      expect(await subject?.availability()).toMatchObject({ kind: 'missing', howToGetIt });
    }
  });

  test('a subject of an engine on demand that is missing is no misspelt name', () => {
    expect(absentOnDemand('tfjs-webgl/conv2d@unpacked')).toBe(
      '@tensorflow/tfjs-backend-webgl in Chromium is not installed; ' +
        'to get it: npx lastbit engines install tfjs-browser',
    );
    expect(absentOnDemand('tfjs-cpu/conv2d')).toBeUndefined();
  });
});
