import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import type { NumberFormat, Operation } from '../conv/shape.ts';
import { convShape } from '../conv/shape-text.ts';
import { python } from '../python.test-support.ts';
import { algorithms } from '../sums/algorithms.ts';
import type { AsideClient } from './aside.ts';
import { operationsOf } from './engine-entry.ts';
import { engineTable, requiredEngines } from './engine-table.ts';
import type { EngineClient } from './process/engine-client.ts';
import { openRegistry } from './registry.ts';
import { foreignSubject } from './subjects.ts';

const fake = fileURLToPath(new URL('./process/fake-engine.test-support.py', import.meta.url));
const product = {
  shape: convShape('1x1'),
  count: 2,
  images: Float32Array.of(3, 5),
  kernels: Float32Array.of(7, 11),
};

test('every algorithm, engine, operation, format and setting is a subject; nothing is started', async () => {
  const registry = await openRegistry();
  const ids = registry.subjects.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const required = engineTable.filter((entry) => entry.required);
  const offered = required.flatMap((entry) =>
    entry.settings.flatMap((setting) => operationsOf(entry, setting).flatMap(({ formats }) => formats)),
  );
  expect(ids.length).toBe(algorithms.length + offered.length);
  expect(ids).toEqual(
    expect.arrayContaining([
      'lastbit/sequential',
      'lastbit/correctly-rounded:binary64',
      'tfjs-cpu/conv2d',
      'tfjs-wasm/depthwise-conv2d',
      'tfjs-node/conv2d@onednn=0',
      'tfjs-node/multiply-sum:binary64',
      'tfjs-node/conv2d:binary64@onednn=0',
      'numpy/einsum:binary64',
    ]),
  );
  expect([...new Set(registry.subjects.map(({ engine }) => engine))]).toEqual(requiredEngines);
  expect(registry.statistics()).toEqual([]);
  await registry.close();
});

test('lastbit’s algorithms answer in this process', async () => {
  const registry = await openRegistry({ engines: ['lastbit'] });
  expect(registry.subjects.length).toBe(algorithms.length);
  for (const subject of registry.subjects) {
    expect(await subject.availability()).toMatchObject({ kind: 'ready' });
    const outcome = await subject.evaluate(product);
    expect(outcome).toMatchObject({ kind: 'value', format: subject.format });
    expect(outcome.kind === 'value' && [...outcome.outputs]).toEqual([21, 55]);
  }
  await registry.close();
});

test('a user’s engine is asked what it offers; operations outside the protocol are ignored', async () => {
  const registry = await openRegistry({ engines: [], userEngines: { mine: `"${python}" -S -E '${fake}'` } });
  const [subject, ...others] = registry.subjects;
  expect(others).toEqual([]);
  expect(subject).toMatchObject({
    id: 'mine/conv2d',
    engine: 'mine',
    operation: 'conv2d',
    format: 'binary32',
    summation: 'unknown',
  });
  expect(await subject?.availability()).toMatchObject({ kind: 'ready', version: '1' });
  expect(await subject?.evaluate(product)).toEqual({
    kind: 'value',
    format: 'binary32',
    outputs: Float32Array.of(21, 55),
  });
  expect(registry.statistics()).toMatchObject([{ engine: 'mine', requests: 1, cases: 2, restarts: 0 }]);
  await registry.close();
  expect(await subject?.evaluate(product)).toMatchObject({ kind: 'failed', reason: 'mine is closed' });
});

test('a user’s engine that does not start has a row that says why', async () => {
  const registry = await openRegistry({ engines: [], userEngines: { broken: 'no-such-program --fast' } });
  expect(registry.subjects.map(({ id }) => id)).toEqual(['broken/conv2d']);
  expect(await registry.subjects[0]?.availability()).toEqual({
    kind: 'missing',
    reason: expect.stringContaining('ENOENT'),
    howToGetIt: expect.stringContaining('docs/protocol.md'),
  });
  await registry.close();
});

test('a user’s engine without the Python package is told how to install it', async () => {
  const script = 'process.stderr.write("No module named lastbit_engine"); process.exitCode = 1';
  const command = `"${process.execPath}" -e '${script}'`;
  const registry = await openRegistry({ engines: [], userEngines: { bare: command } });
  expect(await registry.subjects[0]?.availability()).toMatchObject({
    howToGetIt: expect.stringContaining('pip install PATH/python'),
  });
  await registry.close();
});

test('a user’s engine that ends without an answer is told to give one', async () => {
  const registry = await openRegistry({ engines: [], userEngines: { mute: `"${process.execPath}" -e 0` } });
  expect(await registry.subjects[0]?.availability()).toMatchObject({
    howToGetIt: expect.stringContaining('run("NAME")'),
  });
  await registry.close();
});

test('a subject that its host does not offer on this machine says in which format it is', async () => {
  const hello = { operations: [{ name: 'conv2d', formats: ['bfloat16'] }], version: '1', environment: {} };
  const client = { hello: async () => hello } as unknown as EngineClient;
  const subjectIn = (format: NumberFormat, operation: Operation = 'conv2d') =>
    foreignSubject({ engine: 'openvino', operation, format }, client, client as unknown as AsideClient, 'install it');
  expect(await subjectIn('bfloat16').availability()).toMatchObject({ kind: 'ready', version: '1' });
  expect(await subjectIn('binary32').availability()).toEqual({
    kind: 'missing',
    reason: 'its host does not offer conv2d in binary32 on this machine, but in bfloat16',
    howToGetIt: 'take openvino/conv2d:bfloat16 instead',
  });
  expect(await subjectIn('binary32', 'matmul').availability()).toMatchObject({
    reason: 'its host does not offer matmul in binary32 on this machine',
  });
});

test('an engine that is not installed keeps its rows, with the command that installs it', async () => {
  vi.stubEnv('XDG_CACHE_HOME', '/nonexistent');
  const registry = await openRegistry({ engines: ['numpy'] });
  vi.unstubAllEnvs();
  expect(registry.subjects.length).toBeGreaterThan(30);
  for (const subject of registry.subjects) {
    const availability = await subject.availability();
    expect(availability).toMatchObject({ kind: 'missing', howToGetIt: 'npx lastbit engines install numpy' });
    expect(await subject.evaluate(product)).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('not installed'),
    });
  }
  await registry.close();
});
