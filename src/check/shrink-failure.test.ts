import { describe, expect, test } from 'vitest';
import { allClaims } from '../claims/all-claims.ts';
import { dotAnyOrder } from '../claims/error-bounds/dot-any-order.ts';
import { type Batch, batchOf, caseAt, sliceBatch } from '../conv/batch.ts';
import { rowShape } from '../conv/shape.ts';
import { caseBatch, isCaseEntry } from '../corpus/entry.ts';
import { parseEntry } from '../corpus/parse-entry.ts';
import { printEntry } from '../corpus/print-entry.ts';
import type { Subject } from '../engines/engine.ts';
import { lastbitSubjects } from '../engines/subjects.ts';
import { pursue } from '../fuzz/pursue.ts';
import { compareSimplicity } from '../inputs/compare-simplicity.ts';
import { distributions } from '../inputs/distributions.ts';
import { randomBatch } from '../inputs/random-batch.ts';
import { rngOf } from '../inputs/rng.ts';
import { entryOfFailure } from '../replay/entry-of-failure.ts';
import { replayEntry } from '../replay/replay-entry.ts';
import { type Failure, findFailure, findFailures, type Suspect } from './failure.ts';
import { prepareSubjects } from './prepared-subject.ts';
import { shrinkFailure } from './shrink-failure.ts';

const limits = { evaluations: 2000, milliseconds: 20_000 };
const sequential = lastbitSubjects().find(({ id }) => id === 'lastbit/sequential')!;

/** The sequential loop with something wrong in some cases of a batch; counts the calls and the cases. */
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

const suspectOf = async (subject: Subject): Promise<Suspect> => {
  const { ready } = await prepareSubjects([subject]);
  return { claim: dotAnyOrder, subject: ready[0]! };
};
const distribution = (name: string) => distributions.find((candidate) => candidate.name === name)!;
const place = { seed: 7, batch: 0, index: 0, distribution: 'x', shape: 'y' };
const shape = { ...rowShape(3), height: 4, width: 5, kernelHeight: 2, channelsIn: 2 } as const;

describe('shrinking', () => {
  test('asks about many cases in one call, and ends where asking one by one ends', async () => {
    const counted = broken((batch, index) => caseAt(batch, index).kernel[0]! !== 0);
    const suspect = await suspectOf(counted.subject);
    const batch = randomBatch(rngOf(5), distribution('typical'), shape, 4);
    const failure = (await findFailure(suspect, caseAt(batch, 0)))!;
    Object.assign(counted, { calls: 0, cases: 0 });
    const shrunk = await shrinkFailure(failure, limits);
    expect(counted.cases / counted.calls).toBeGreaterThan(3);
    expect([shrunk.input.image.length, shrunk.input.kernel.length]).toEqual([1, 1]);
    expect([shrunk.input.image[0], shrunk.input.kernel[0]]).toEqual([1, 1]);
    expect(compareSimplicity(shrunk.input, failure.input)).toBeLessThan(0);
    expect(await findFailure(suspect, shrunk.input, failure.kind)).toMatchObject({ output: shrunk.output });
  });

  test('believes of a case only what it shows alone', async () => {
    // Whatever is not the first of its batch is wrong too: in a batch everything seems to fail.
    const counted = broken((batch, index) => index > 0 || caseAt(batch, index).image.length >= 3);
    const suspect = await suspectOf(counted.subject);
    const failure = (await findFailure(
      suspect,
      caseAt(randomBatch(rngOf(5), distribution('typical'), rowShape(9), 1), 0),
    ))!;
    const { input } = await shrinkFailure(failure, limits);
    expect(input.image.length).toBe(3);
    expect(await findFailure(suspect, input)).toBeDefined();
  });

  test('keeps a ratio, and makes a record of it', async () => {
    const suspect = await suspectOf(sequential);
    const batch = randomBatch(rngOf(11), distribution('witnesses'), rowShape(9), 64);
    const best = (await findFailures(suspect, batch, { mode: 'ratio', least: 0.5 }))
      .filter((found) => found !== undefined)
      .reduce<Failure | undefined>(
        (most, found) =>
          most === undefined || found.witness.errorOverBound > most.witness.errorOverBound ? found : most,
        undefined,
      )!;
    const least = best.witness.errorOverBound * 0.999;
    const shrunk = await shrinkFailure(best, limits, { mode: 'ratio', least });
    expect(shrunk.witness.errorOverBound).toBeGreaterThanOrEqual(least);
    expect(shrunk.witness.errorOverBound).toBeLessThanOrEqual(1);
    expect(compareSimplicity(shrunk.input, best.input)).toBeLessThan(0);
    const entry = entryOfFailure(shrunk, best.witness, place, { input: best.input, output: best.output });
    expect(entry).toMatchObject({
      role: 'worst-case',
      expectation: 'must-hold',
      found: { input: { shape: rowShape(9) } },
    });
    const replay = await replayEntry(parseEntry(printEntry(entry), 'x'), [suspect.subject], allClaims);
    expect(replay).toMatchObject({ state: 'holds', sameBits: true, errorOverBound: entry.errorOverBound });
  });
});

describe('a case that fails in company only', () => {
  test('is kept with as little of its batch as will do, and replays in it', async () => {
    const batch = randomBatch(rngOf(5), distribution('typical'), shape, 12);
    const needed = caseAt(batch, 4).image[0];
    const after = (given: Batch, index: number): boolean =>
      caseAt(given, index).image[0] === caseAt(batch, 7).image[0] &&
      Array.from({ length: index }, (_, i) => caseAt(given, i).image[0]).includes(needed);
    const suspect = await suspectOf(broken(after).subject);
    const failure = (await findFailures(suspect, batch, { mode: 'violation' }))[7]!;
    const { entry, onlyInBatch } = await pursue(suspect, batch, failure.witness, { ...place, index: 7 }, limits);
    expect(onlyInBatch).toBe(true);
    expect(entry).toMatchObject({ expectation: 'must-fail', batchContext: { place: 3 } });
    expect(entry.flags).toContain('only-in-batch');
    const read = parseEntry(printEntry(entry), 'x');
    if (!isCaseEntry(read)) throw new Error('another kind of entry');
    expect(caseBatch(read).batch).toEqual({ ...sliceBatch(batch, 4, 8) });
    expect(await replayEntry(read, [suspect.subject], allClaims)).toMatchObject({
      state: 'violated',
      asExpected: true,
    });
    const alone = await findFailure(suspect, caseAt(batch, 7));
    expect(alone).toBeUndefined();
  });

  test('may differ where it does not fail again', async () => {
    const batch = randomBatch(rngOf(5), distribution('typical'), rowShape(3), 6);
    const suspect = await suspectOf(broken((given) => given.count === 6 && calls++ === 0).subject);
    let calls = 0;
    const failure = (await findFailures(suspect, batch, { mode: 'violation' }))[0]!;
    const { entry } = await pursue(suspect, batch, failure.witness, place, limits);
    expect(entry).toMatchObject({ expectation: 'may-differ', batchContext: { place: 0 } });
    expect(entry.flags).toEqual(expect.arrayContaining(['not-repeatable', 'only-in-batch']));
    expect(batchOf([caseAt(batch, 0)]).images).toEqual(batch.images.slice(0, 3));
  });
});
