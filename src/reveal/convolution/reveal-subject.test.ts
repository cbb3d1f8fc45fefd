import { expect, test } from 'vitest';
import type { ConvShape } from '../../conv/shape.ts';
import { convShape } from '../../conv/shape-text.ts';
import { gatherTerms, planTerms } from '../../conv/terms.ts';
import type { Subject } from '../../engines/engine.ts';
import { lastbitSubjects } from '../../engines/subjects.ts';
import { randomOf } from '../../inputs/random.ts';
import { repeats } from '../../repeats.test-support.ts';
import { printTree } from '../../sums/tree-text.ts';
import { computeAllOutputs } from './output-groups.ts';
import { affordableReplays, revealSubject } from './reveal-subject.ts';
import { backward, forward, shapeOf, subjectOf, summing } from './subjects.test-support.ts';

test('our own algorithms are revealed, with channels and strides', async () => {
  const shape = shapeOf({ height: 5, width: 4, channelsIn: 2, channelsOut: 2, stride: [2, 1] });
  for (const subject of lastbitSubjects().filter(({ summation: algorithm }) => algorithm === 'tree')) {
    const { groups, batchKeepsBits } = await revealSubject(subject, shape, { replays: repeats(200, 20) });
    expect([subject.id, groups.length, groups[0]?.outputs.length]).toEqual([subject.id, 1, 8]);
    expect(groups[0]!.revelation.explained).toBe(true);
    expect(batchKeepsBits).toBe(true);
  }
});

test('outputs with different trees become different groups', async () => {
  const subject = summing((products, output) => (output % 3 === 2 ? backward(products) : forward(products)));
  const { groups } = await revealSubject(subject, shapeOf({}), { replays: 200 });
  expect(groups.map(({ outputs }) => outputs)).toEqual([
    [0, 1, 3, 4, 6, 7],
    [2, 5, 8],
  ]);
  const schemes = groups.map(({ revelation }) => (revelation.explained ? revelation.scheme : 'not explained'));
  expect(schemes).toEqual(['sequential', 'reversed']);
});

test('an output with another tree is found even if few binary64 results show it', async () => {
  const [most, last] = ['lastbit/sequential:binary64', 'lastbit/reversed:binary64'].map(
    (name) => lastbitSubjects().find(({ id }) => id === name)!,
  ) as [Subject, Subject];
  const mixed: Subject = {
    ...most,
    evaluate: async (batch) => {
      const [one, other] = await Promise.all([most.evaluate(batch), last.evaluate(batch)]);
      if (one.kind !== 'value' || other.kind !== 'value') return one;
      const outputs = Float64Array.from(one.outputs, (value, at) => (at % 5 === 4 ? other.outputs[at]! : value));
      return { ...one, outputs };
    },
  };
  const shape = shapeOf({ height: 1, width: 7, kernelHeight: 1, kernelWidth: 3 });
  // With these seeds the compared cases give the same bits.
  for (const certified of [undefined, 2]) {
    for (const seed of [6, 23, 26, 33]) {
      const few = certified === undefined ? {} : { certified };
      const { groups } = await revealSubject(mixed, shape, { replays: 200, comparedCases: 64, seed, ...few });
      expect(groups.map(({ outputs }) => outputs)).toEqual([[0, 1, 2, 3], [4]]);
    }
  }
});

test('with fewer certificates than outputs, the first, the last and some between are asked', async () => {
  const shape = shapeOf({ height: 12, width: 12 });
  let requests = 0;
  const subject = summing(forward);
  const counted: Subject = {
    ...subject,
    evaluate: (batch) => {
      requests += 1;
      return subject.evaluate(batch);
    },
  };
  const requestsWith = async (certified: number): Promise<number> => {
    requests = 0;
    const { groups } = await revealSubject(counted, shape, { replays: 20, comparedCases: 20, certified });
    expect(groups.map(({ outputs }) => outputs.length)).toEqual([100]);
    return requests;
  };
  expect((await requestsWith(100)) - (await requestsWith(5))).toBe(94);
});

test('terms on padding are left out, and the others keep their numbers', async () => {
  const subject = summing(forward);
  const { groups } = await revealSubject(subject, shapeOf({ padding: 'same' }), { replays: 200, output: 0 });
  const [{ terms, padded, revelation }] = groups as [(typeof groups)[number]];
  expect([[...terms], padded]).toEqual([[4, 5, 7, 8], 5]);
  expect(revelation.explained && printTree(revelation.accumulation.tree)).toBe('((0+1)+2)+3');
});

test('outputs on padding that skip terms are in one group with whole windows', async () => {
  const shape = shapeOf({ padding: 'same' });
  const skipping = subjectOf((batch) => {
    const plan = planTerms(batch.shape);
    const { left, right } = gatherTerms(plan, batch);
    const outputs = Float32Array.from({ length: batch.count * plan.outputs }, (_, window) => {
      let sum = 0;
      for (let t = plan.terms - 1; t >= 0; t -= 1) {
        if (plan.image[(window % plan.outputs) * plan.terms + t]! < 0) continue;
        sum = Math.fround(sum + Math.fround(left[window * plan.terms + t]! * right[window * plan.terms + t]!));
      }
      return sum;
    });
    return { kind: 'value', format: 'binary32', outputs };
  });
  const { groups } = await revealSubject(skipping, shape, { replays: 200 });
  expect(groups.map(({ outputs, padded }) => [outputs.length, padded])).toEqual([[25, 0]]);
});

test.each([
  [
    'the size of the batch',
    'batch-dependent',
    /case alone gives different bits than in a batch; in one batch it was sequential/,
    summing((products, _, count) => (count === 1 ? backward(products) : forward(products))),
  ],
  [
    'the place in the batch',
    'position-dependent',
    /at another place in the same batch/,
    summing((products, _, count, index) => (count === 16 && index === 15 ? backward(products) : forward(products))),
  ],
  [
    'chance, once in a hundred windows',
    'not-repeatable',
    /different results in two calls|when it was repeated/,
    summing((products) => (windows++ % 100 === 99 ? backward(products) : forward(products))),
  ],
] as const)('a sum that depends on %s is not explained', async (_, obstacle, words, subject) => {
  for (const output of [4, undefined]) {
    const options = { replays: 200, ...(output === undefined ? {} : { output }) };
    const { groups, batchKeepsBits } = await revealSubject(subject, shapeOf({}), options);
    for (const { revelation } of groups)
      expect(revelation).toMatchObject({ explained: false, obstacle, because: expect.stringMatching(words) });
    expect(batchKeepsBits).toBe(false);
  }
});
let windows = 0;

test('two threads with different bits are noticed, and the tree of one thread is kept', async () => {
  const split = summing((products) => Math.fround(forward(products.slice(0, 4)) + forward(products.slice(4))));
  for (const [threaded, keep] of [
    [split, false],
    [summing(forward), true],
    [undefined, null],
  ] as const) {
    const { groups, threadsKeepBits } = await revealSubject(summing(forward), shapeOf({}), { replays: 200, threaded });
    expect([groups[0]!.revelation.explained, threadsKeepBits]).toEqual([true, keep]);
  }
});

test('outputs that differ only in later cases are not explained', async () => {
  let asked = 0;
  const subject = summing((products, output) => {
    asked += 1;
    return asked > 10_000 && output === 8 ? backward(products) : forward(products);
  });
  const options = { replays: 200, comparedCases: 64, confirmedCases: 2000 };
  const { groups } = await revealSubject(subject, shapeOf({}), options);
  expect(groups[0]!.revelation).toMatchObject({ explained: false, because: expect.stringContaining('output 8') });
  const { groups: right, comparedCases } = await revealSubject(summing(forward), shapeOf({}), options);
  expect([right[0]!.revelation.explained, comparedCases]).toEqual([true, 2000]);
});

test('outputs that are not explained for the same reason are one group', async () => {
  const subject = summing((products) => backward(products.toSorted((a, b) => Math.abs(a) - Math.abs(b))));
  const { groups } = await revealSubject(subject, shapeOf({}), { replays: 200 });
  expect(groups.map(({ outputs, revelation }) => [outputs, revelation.explained])).toEqual([
    [[0, 8, 1, 2, 3, 4, 5, 6, 7], false],
  ]);
});

test('a subject that declines or crashes is reported in one line', async () => {
  const subject = subjectOf(() => ({ kind: 'declined', reason: 'stride 3 is not supported' }));
  const { groups } = await revealSubject(subject, shapeOf({}));
  expect(groups).toHaveLength(1);
  expect(groups[0]!.revelation).toMatchObject({ obstacle: 'engine', because: 'declined: stride 3 is not supported' });
});

test('a window of one term is revealed, and one without any is not', async () => {
  const sizes = { height: 1, width: 1, kernelHeight: 1, kernelWidth: 1, padding: [1, 1, 1, 1] as const };
  const revealed = async (shape: Partial<ConvShape>): Promise<unknown> => {
    const { groups } = await revealSubject(summing(forward), shapeOf({ ...sizes, ...shape }), { replays: 200 });
    return groups.map(({ outputs, revelation }) => [outputs.length, revelation.explained]);
  };
  expect(await revealed({})).toEqual([[9, true]]);
  expect(await revealed({ stride: [3, 3] })).toEqual([[1, false]]);
});

test('the terms of all outputs of the compared cases are never gathered at once', async () => {
  const { batch, computed } = await computeAllOutputs(
    summing(forward),
    shapeOf({ channelsOut: 4 }),
    8,
    randomOf(1, 'gathered'),
  );
  expect([batch.images.length, batch.kernels.length, computed.length]).toEqual([200, 288, 288]);
});

test('a single output of a large layer is replayed less often', () => {
  const replays = ['5x5*3x3', '14x14x64*3x3x64', '56x56x64*3x3x64'].map((shape) =>
    affordableReplays(convShape(shape), 'conv2d'),
  );
  expect(replays).toEqual([53_024_287, 809, 256]);
});
