import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConvShape, imageSize, kernelSize } from '../conv/shape.ts';
import { planTerms } from '../conv/terms.ts';
import { loadCorpus, saveEntry } from '../corpus/store.ts';
import {
  algorithms,
  check,
  type Engines,
  engineOf,
  errorBound,
  explain,
  minimise,
  openEngines,
  readCorpus,
  replayCorpus,
  reveal,
  simulate,
  UsageError,
} from '../index.ts';
import { randomOf } from '../inputs/random.ts';
import { loop, wrongLoops } from './loop.test-support.ts';

let engines: Engines;
beforeAll(async () => {
  const fake = fileURLToPath(new URL('../engines/protocol/no-such-program', import.meta.url));
  engines = await openEngines({ engines: ['lastbit'], commands: { gone: fake } });
});
afterAll(() => engines.close());

const shape: ConvShape = {
  ...{ batch: 1, height: 4, width: 5, channelsIn: 2, channelsOut: 2, kernelHeight: 2, kernelWidth: 2 },
  ...{ stride: [1, 1], dilation: [1, 1], padding: 'valid' },
};
const random = randomOf(3, 'surface');
const numbers = (size: number): Float32Array => Float32Array.from({ length: size }, () => random.unit() - 0.5);
const [image, kernel] = [numbers(imageSize(shape)), numbers(kernelSize(shape))];

test('a subject says whether it is there, and convolves', async () => {
  expect(await engines.subject('lastbit/pairwise').status()).toMatchObject({ ready: true });
  const gone = engines.subject('gone/conv2d');
  expect(await gone.status()).toMatchObject({ ready: false, reason: expect.stringContaining('to get it:') });
  await expect(gone.convolve(image, kernel, shape)).rejects.toThrow('gone/conv2d: failed: ');
  const ours = await engines.subject('lastbit/sequential').convolve(image, kernel, shape);
  expect(ours).toEqual(loop(image, kernel, shape));
  expect(await engineOf('mine', loop).convolve(image, kernel, shape)).toEqual(ours);
});

test('check: holds, violated with a case that violates it, failed, untried', async () => {
  expect(await check('dot-any-order', engineOf('mine', loop), { batches: 5 })).toMatchObject({
    state: 'holds',
    report: '',
  });
  const flipped = engineOf('mine', wrongLoops.flipped);
  const found = await check('dot-any-order', flipped, { shape, batches: 5 });
  expect(found).toMatchObject({ state: 'violated', report: expect.stringContaining('kernel flipped') });
  const { input, output, computed } = found.counterexample!;
  expect((await flipped.convolve(input.image, input.kernel, input.shape))[output]).toBe(computed);
  const broken = engineOf('mine', () => new Float32Array(0));
  expect(await check('dot-any-order', broken, { batches: 5 })).toMatchObject({ state: 'failed' });
  const none = engineOf('mine', () => undefined);
  expect(await check('dot-any-order', none, { batches: 5 })).toMatchObject({ state: 'untried', outputs: 0 });
});

test('minimise: a simpler case that fails likewise; undefined where the case is right', async () => {
  const smaller = await minimise('dot-any-order', engineOf('mine', wrongLoops.flipped), { shape, image, kernel });
  expect(smaller!.input.image.length).toBe(2);
  expect(smaller!.errorOverBound).toBeGreaterThan(1);
  expect(await minimise('dot-any-order', engineOf('mine', loop), { shape, image, kernel })).toBeUndefined();
});

test('what is revealed of an algorithm is its tree, and its simulation gives its bits', async () => {
  for (const id of ['lastbit/pairwise', 'lastbit/lanes-4', 'lastbit/sequential:binary64']) {
    const subject = engines.subject(id);
    const revealed = await reveal(subject, shape);
    expect(revealed.explained).toBe(true);
    const name = id.slice('lastbit/'.length).replace(':binary64', '');
    expect(revealed.groups[0]!.tree).toEqual(algorithms.find((one) => one.name === name)!.tree(8));
    expect(simulate(revealed)(image, kernel)).toEqual(await subject.convolve(image, kernel, shape));
  }
});

test('a simulation skips padding, or multiplies it, as the subject does', async () => {
  const wide: ConvShape = { ...shape, padding: 'same' };
  const plan = planTerms(wide);
  /** A loop that leaves out the terms on padding: an infinite tap there changes nothing. */
  const skipping = engineOf('skipping', (pixels, taps) =>
    Float32Array.from({ length: plan.outputs }, (_, output) => {
      let sum: number | undefined;
      for (let t = output * plan.terms; t < (output + 1) * plan.terms; t++) {
        const pixel = plan.image[t]!;
        if (pixel < 0) continue;
        const product = Math.fround(pixels[pixel]! * taps[plan.kernel[t]!]!);
        sum = sum === undefined ? product : Math.fround(sum + product);
      }
      return sum!;
    }),
  );
  const infinite = kernel.map((tap, index) => (index === kernel.length - 1 ? Number.POSITIVE_INFINITY : tap));
  const seen = new Set<string>();
  for (const subject of [skipping, engines.subject('lastbit/sequential'), engines.subject('lastbit/pairwise')]) {
    const model = simulate(await reveal(subject, wide));
    for (const taps of [kernel, infinite]) {
      const outputs = model(image, taps);
      expect(outputs).toEqual(await subject.convolve(image, taps, wide));
      seen.add(outputs.join());
    }
  }
  expect(seen.size).toBeGreaterThanOrEqual(4);
});

test('what cannot be simulated is said in one line', async () => {
  const kahan = await reveal(engines.subject('lastbit/kahan'), shape);
  expect(kahan.explained).toBe(false);
  expect(() => simulate(kahan)).toThrow('revealed: not explained: ');
  const allPadded: ConvShape = { ...shape, height: 1, width: 1, kernelHeight: 3, kernelWidth: 3, padding: 'same' };
  const padded = await reveal(engines.subject('lastbit/sequential'), allPadded);
  expect(() => simulate(padded)).toThrow('revealed: outputs at the padding follow no model');
});

test('explain tells whose number it is', async () => {
  const one = { ...shape, height: 2, width: 2, channelsOut: 1 };
  const [x, k] = [image.slice(0, 8), kernel.slice(0, 8)];
  const [value] = loop(x, k, one);
  const { text, json } = await explain({ shape: one, image: x, kernel: k }, { observed: { seen: String(value) } });
  expect(text).toContain('seen');
  const { output } = JSON.parse(json);
  expect(JSON.stringify(output.observed)).toContain('sequential');
});

test('a corpus that was written is read and replayed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-surface-'));
  try {
    expect(readCorpus(folder)).toEqual({ entries: [], unreadable: [] });
    const [wanted] = loadCorpus('corpus').entries.filter(({ entry }) => entry.claim === 'dot-fused-loop');
    saveEntry(folder, wanted!.entry);
    const { entries } = readCorpus(folder);
    expect(entries).toMatchObject([{ claim: 'dot-fused-loop', subject: wanted!.entry.subject.id }]);
    expect(await replayCorpus(entries, engines.subjects)).toMatchObject([{ id: entries[0]!.id, asExpected: true }]);
    expect(await replayCorpus(entries, [])).toMatchObject([{ state: 'unknown' }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ['claim dot-kahan does not apply to an unknown order', () => errorBound('dot-kahan', { n: 3, absoluteSum: 1 })],
  ['no claim "dot-kahn"; did you mean', () => errorBound('dot-kahn', { n: 3, absoluteSum: 1 })],
  ['claim two-sum-exact: not about the error', () => errorBound('two-sum-exact', { n: 3, absoluteSum: 1 })],
  ['n: 0 is not', () => errorBound('dot-any-order', { n: 0, absoluteSum: 1 })],
  ['absoluteSum: NaN', () => errorBound('dot-any-order', { n: 1, absoluteSum: Number.NaN })],
  ['algorithm: there is no "pair"', () => errorBound('dot-any-order', { n: 1, absoluteSum: 1, algorithm: 'pair' })],
  ['a hypothesis fails: ', () => errorBound('dot-any-order', { n: 1, absoluteSum: 2 ** 128 })],
  ['right: 2 numbers, but left has 1', () => algorithms[0]!.dot(Float32Array.of(1), Float32Array.of(1, 2))],
  ['there is no subject numpy', () => engines.subject('numpy')],
  ['name "a b"', () => engineOf('a b', loop)],
] as const)('bad input is one line: %s', (message, run) => {
  expect(run).toThrow(UsageError);
  expect(run).toThrow(message);
});
