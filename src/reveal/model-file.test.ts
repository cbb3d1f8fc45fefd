import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { randomOf } from '../inputs/random.ts';
import { places } from '../places/places.ts';
import { repeats } from '../repeats.test-support.ts';
import { type FusedAdder, uniformAccumulation } from '../sums/accumulation.ts';
import { parseTree } from '../sums/tree-text.ts';
import { modelOf } from './model.ts';
import { accumulationOfRecord, accumulationRecord } from './model-file.ts';
import { everyKind } from './model-kinds.test-support.ts';
import { same } from './replay.ts';
import { replayVectors } from './replay-vectors.ts';

/** Reads records and vectors as JSON, and prints the results as hexadecimal bits of binary64. */
const driver = `
import json, struct, sys
import replay_model as r
floats = lambda text: struct.unpack(f"<{len(text) // 8}f", bytes.fromhex(text))
for record, count, lefts, rights in json.load(sys.stdin):
    n, lefts, rights = len(record["products"]), floats(lefts), floats(rights)
    steps = r.compiled(record)
    results = [r.replay(record, steps, lefts[i:i + n], rights[i:i + n]) for i in range(0, n * count, n)]
    print(struct.pack(f"<{count}d", *results).hex())
`;

/** Factors of the first term; 2^-140 is a zero where subnormal inputs are flushed. */
const zeroPairs = [0, -0, 2 ** -140, 2 ** -20].flatMap((zero) =>
  [Number.POSITIVE_INFINITY, Number.NaN].flatMap((other) => [[zero, other] as const, [other, zero] as const]),
);

const hexOf = (numbers: Float32Array): string =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('hex');

test('a Python program without lastbit replays a model of every kind bit for bit', () => {
  const count = repeats(28_000, 20);
  const rng = randomOf(16, 'models');
  const cases = everyKind(rng).map(([kind, accumulation]) => {
    const n = accumulation.products.length;
    const { lefts, rights } = replayVectors(rng, n, count);
    return { kind, accumulation, n, lefts: lefts.slice(0, n * count), rights: rights.slice(0, n * count) };
  });
  for (const { kind, accumulation, n, lefts, rights } of cases.filter(({ accumulation: { leavesOut } }) => leavesOut)) {
    zeroPairs.forEach(([left, right], index) => {
      lefts.fill(1, index * n, (index + 1) * n)[index * n] = left;
      rights.fill(1, index * n, (index + 1) * n)[index * n] = right;
    });
    const { leavesOut: _, ...all } = accumulation;
    const [some, every] = [accumulation, all].map((one) => [...modelOf(one)(lefts, rights, n, zeroPairs.length)]);
    expect(some, `${kind}: a zero beside ∞ or NaN shows`).not.toEqual(every);
  }
  const adder: FusedAdder = { guardBits: 0, end: 'toward-zero', aligns: 'factors' };
  const directed = [
    // 1.5 · 1.5 counts as 2^0, so the cut is at 2^-23, and not at 2^-22.
    { tree: '(0+1+2)', left: [1.5, -1.5, 2 ** -23], right: [1.5, 1.5, 1], gives: 2 ** -23 },
    { tree: '0+1', left: [-(2 ** -23), 1.5], right: [1, 1.5], gives: 2.25 - 2 ** -22 },
  ];
  for (const { tree, left, right, gives } of directed) {
    const unit = { ...uniformAccumulation(parseTree(tree), 'fused'), nodes: [adder] };
    const n = left.length;
    const { lefts, rights } = replayVectors(rng, n, count);
    lefts.set(left);
    rights.set(right);
    const kind = `${tree} aligned by factors`;
    expect(modelOf(unit)(lefts, rights, n, 1)[0], kind).toBe(gives);
    cases.push({ kind, accumulation: unit, n, lefts: lefts.slice(), rights: rights.slice() });
  }
  const input = cases.map(({ accumulation, lefts, rights }) => {
    return [accumulationRecord(accumulation), count, hexOf(lefts), hexOf(rights)];
  });
  const run = spawnSync('python3', ['-c', driver], {
    ...{ input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 2 ** 30 },
    cwd: join(places.program, 'python', 'examples'),
  });
  if (run.error !== undefined) {
    expect(process.env.CI, 'there is no python3 to replay models').not.toBe('true');
    return void process.stderr.write('missing: models were not replayed by Python, there is no python3 here\n');
  }
  expect(run.stderr).toBe('');
  const lines = run.stdout.trim().split('\n');
  cases.forEach(({ kind, accumulation, n, lefts, rights }, index) => {
    const bytes = Buffer.from(lines[index]!, 'hex');
    const predicted = modelOf(accumulation)(lefts, rights, n, count);
    const wrong = predicted.findIndex((value, at) => !same(value, bytes.readDoubleLE(8 * at)));
    const shown = (): string =>
      `${kind}, vector ${wrong}: ${JSON.stringify(accumulationRecord(accumulation))}\n` +
      `${[...lefts.subarray(wrong * n, (wrong + 1) * n)]} | ${[...rights.subarray(wrong * n, (wrong + 1) * n)]}\n` +
      `model ${predicted[wrong]}, Python ${bytes.readDoubleLE(8 * wrong)}`;
    if (wrong >= 0) expect.fail(shown());
  });
});

test('a record is read as the accumulation that it describes', () => {
  for (const [kind, accumulation] of everyKind(randomOf(17, 'models'))) {
    const record = accumulationRecord(accumulation);
    const again = accumulationOfRecord(JSON.parse(JSON.stringify(record)), (problem) => new Error(problem));
    expect(accumulationRecord(again), kind).toEqual(record);
    const { lefts, rights } = replayVectors(randomOf(18), accumulation.products.length, 20);
    const input = [lefts, rights, accumulation.products.length, 20] as const;
    expect(modelOf(again)(...input), kind).toEqual(modelOf(accumulation)(...input));
  }
});
