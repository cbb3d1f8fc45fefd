import { describe, expect, test } from 'vitest';
import { allClaims } from '../claims/all-claims.ts';
import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import { type Batch, caseAt, sliceBatch } from '../conv/batch.ts';
import { rowShape } from '../conv/shape.ts';
import { caseBatch, isCaseEntry } from '../corpus/entry.ts';
import { parseEntry } from '../corpus/parse-entry.ts';
import { printEntry } from '../corpus/print-entry.ts';
import type { Subject } from '../engines/engine.ts';
import { lastbitSubjects } from '../engines/subjects.ts';
import { smallestEntry } from '../fuzz/take-verdicts.ts';
import { distributions } from '../inputs/distributions.ts';
import { randomOf } from '../inputs/random.ts';
import { randomBatch } from '../inputs/random-batch.ts';
import { compareSimplicity } from '../inputs/simplicity.ts';
import { entryOfCounterexample } from '../replay/entry-of-counterexample.ts';
import { replayEntry } from '../replay/replay-entry.ts';
import { type ClaimAndSubject, type Counterexample, findInBatch, findInCases, kindOf } from './counterexample.ts';
import { minimiseCounterexample } from './minimise-counterexample.ts';
import { prepareSubjects } from './prepared-subject.ts';

const limits = { evaluations: 2000 };
const sequential = lastbitSubjects().find(({ id }) => id === 'lastbit/sequential')!;

/** The sequential loop with a bug in some cases of a batch. Counts the calls and the cases. */
function broken(isWrong: (batch: Batch, index: number) => boolean): { subject: Subject; calls: number; cases: number } {
  const counted = {
    calls: 0,
    cases: 0,
    subject: {
      ...sequential,
      id: 'test/broken',
      engine: 'test',
      summation: 'unknown',
      evaluate: async (batch) => {
        counted.calls++;
        counted.cases += batch.count;
        const outcome = await sequential.evaluate(batch);
        if (outcome.kind !== 'value') return outcome;
        const each = outcome.outputs.length / batch.count;
        const outputs = outcome.outputs.map((value, i) => (isWrong(batch, Math.floor(i / each)) ? value * 1.5 : value));
        return { ...outcome, outputs };
      },
    } satisfies Subject as Subject,
  };
  return counted;
}

const claimAndSubjectOf = async (subject: Subject): Promise<ClaimAndSubject> => {
  const { ready } = await prepareSubjects([subject]);
  return { claim: dotAnyOrder, subject: ready[0]! };
};

const distribution = (name: string) => distributions.find((candidate) => candidate.name === name)!;
const place = { seed: 7, distribution: 'x', shape: 'y' };
const shape = { ...rowShape(3), height: 4, width: 5, kernelHeight: 2, channelsIn: 2 } as const;

const inputOf = ({ batch }: Counterexample) => caseAt(batch, 0);

describe('minimising', () => {
  test('asks about many cases in one call, and ends where asking one by one ends', async () => {
    const counted = broken((batch, index) => caseAt(batch, index).kernel[0]! !== 0);
    const claimAndSubject = await claimAndSubjectOf(counted.subject);
    const batch = randomBatch(randomOf(5), distribution('typical'), shape, 4);
    const [failure] = await findInCases(claimAndSubject, sliceBatch(batch, 0, 1));
    Object.assign(counted, { calls: 0, cases: 0 });
    const smallest = await minimiseCounterexample(failure!, limits);
    expect(counted.cases / counted.calls).toBeGreaterThan(3);
    const input = inputOf(smallest);
    expect([...input.image, ...input.kernel]).toEqual([1, 1]);
    expect(compareSimplicity(input, inputOf(failure!))).toBeLessThan(0);
    const [again] = await findInCases(claimAndSubject, smallest.batch, { kind: kindOf(failure!.output) });
    expect({ ...again, minimal: true }).toEqual(smallest);
    // Few evaluations cut the search, which says so; and so does a signal.
    expect(await minimiseCounterexample(failure!, { evaluations: 16 })).toMatchObject({ minimal: false });
    const signal = { aborted: true };
    expect(await minimiseCounterexample(failure!, { ...limits, signal })).toEqual({ ...failure, minimal: false });
  });

  test('believes of a case only what it shows alone', async () => {
    // Every case but the first of a batch is wrong too, so in a batch everything seems to fail.
    const counted = broken((batch, index) => index > 0 || caseAt(batch, index).image.length >= 3);
    const claimAndSubject = await claimAndSubjectOf(counted.subject);
    const [failure] = await findInCases(
      claimAndSubject,
      randomBatch(randomOf(5), distribution('typical'), rowShape(9), 1),
    );
    const smallest = await minimiseCounterexample(failure!, limits);
    expect(inputOf(smallest).image.length).toBe(3);
    expect((await findInCases(claimAndSubject, smallest.batch))[0]).toBeDefined();
  });

  test('keeps the kind of failure: what is off by a rounding does not become twice as large', async () => {
    // With two or more non-zero pixels the relative error is 2^-12. With one the result is twice as large.
    const bent: Subject = {
      ...broken(() => false).subject,
      evaluate: async (batch) => {
        const outcome = await sequential.evaluate(batch);
        if (outcome.kind !== 'value') return outcome;
        const pixels = (index: number) => caseAt(batch, index).image.filter((pixel) => pixel !== 0).length;
        const each = outcome.outputs.length / batch.count;
        const by = (index: number) => (pixels(Math.floor(index / each)) > 1 ? 1 + 2 ** -12 : 2);
        return { ...outcome, outputs: outcome.outputs.map((value, index) => value * by(index)) };
      },
    };
    const claimAndSubject = await claimAndSubjectOf(bent);
    const [failure] = await findInCases(
      claimAndSubject,
      randomBatch(randomOf(5), distribution('typical'), rowShape(9), 1),
    );
    const smallest = await minimiseCounterexample(failure!, limits);
    expect(kindOf(smallest.output)).toEqual({ result: 'finite', range: 'ordinary', gross: false });
    expect(inputOf(smallest).image.length).toBe(2);
  });

  test('keeps a ratio, and makes a worst case of it', async () => {
    const claimAndSubject = await claimAndSubjectOf(sequential);
    const batch = randomBatch(randomOf(11), distribution('witnesses'), rowShape(9), 64);
    const found = await findInCases(claimAndSubject, batch, { leastRatio: 0.5 });
    const ratioOf = (one: Counterexample | undefined): number => one?.output.errorOverBound ?? 0;
    const best = found.reduce((most, one) => (ratioOf(one) > ratioOf(most) ? one : most))!;
    const ratio = ratioOf(best) * 0.999;
    const smallest = await minimiseCounterexample(best, limits, { leastRatio: ratio });
    expect(ratioOf(smallest)).toBeGreaterThanOrEqual(ratio);
    expect(ratioOf(smallest)).toBeLessThanOrEqual(1);
    expect(compareSimplicity(inputOf(smallest), inputOf(best))).toBeLessThan(0);
    const entry = entryOfCounterexample(smallest, { ...best, place });
    expect(entry).toMatchObject({
      role: 'worst-case',
      expectation: 'must-hold',
      found: { input: { shape: rowShape(9) } },
    });
    const replay = await replayEntry(parseEntry(printEntry(entry), 'x'), [claimAndSubject.subject], allClaims);
    expect(replay).toMatchObject({ state: 'holds', sameBits: true, errorOverBound: entry.errorOverBound });
  });
});

describe('a case that fails only in a batch', () => {
  test('is kept with as little of its batch as will do, and replays in it', async () => {
    const batch = randomBatch(randomOf(5), distribution('typical'), shape, 12);
    const needed = caseAt(batch, 4).image[0];
    const after = (given: Batch, index: number): boolean =>
      caseAt(given, index).image[0] === caseAt(batch, 7).image[0] &&
      Array.from({ length: index }, (_, i) => caseAt(given, i).image[0]).includes(needed);
    const claimAndSubject = await claimAndSubjectOf(broken(after).subject);
    const met = (await findInBatch(claimAndSubject, batch))!;
    const { entry } = await smallestEntry(claimAndSubject, { ...met, place }, limits);
    expect(entry).toMatchObject({ expectation: 'must-fail', batchContext: { place: 1 } });
    expect(entry.flags).toContain('only-in-batch');
    const read = parseEntry(printEntry(entry), 'x');
    if (!isCaseEntry(read)) throw new Error('another kind of entry');
    const kept = caseBatch(read).batch;
    // Their first pixels alone matter.
    const pixels = [4, 7].map((index) => caseAt(batch, index).image.subarray(0, 1));
    expect([0, 1].map((index) => caseAt(kept, index).image)).toEqual(pixels);
    expect(kept.count).toBe(2);
    expect(await replayEntry(read, [claimAndSubject.subject], allClaims)).toMatchObject({
      state: 'violated',
      asExpected: true,
    });
    expect(await findInCases(claimAndSubject, sliceBatch(batch, 7, 8))).toEqual([undefined]);
  });

  test('may differ where it does not fail again', async () => {
    const batch = randomBatch(randomOf(5), distribution('typical'), rowShape(3), 6);
    let calls = 0;
    const claimAndSubject = await claimAndSubjectOf(broken((given) => given.count === 6 && calls++ === 0).subject);
    const met = (await findInBatch(claimAndSubject, batch))!;
    const { entry } = await smallestEntry(claimAndSubject, { ...met, place }, limits);
    expect(entry).toMatchObject({ expectation: 'may-differ', batchContext: { place: 0 } });
    expect(entry.flags).toEqual(expect.arrayContaining(['not-repeatable', 'only-in-batch']));
  });
});
