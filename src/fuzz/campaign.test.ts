import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loops, mutantEngine } from '../bench/mutants/mutant.ts';
import { claimsNamed } from '../claims/all-claims.ts';
import { differenceAnyOrder, dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import { dotKahan } from '../claims/error-bounds/compensated-sums.ts';
import { dotGradualUnderflow } from '../claims/error-bounds/range.ts';
import { type CorpusEntry, isCaseEntry } from '../corpus/entry.ts';
import { loadCorpus } from '../corpus/store.ts';
import type { Outcome, Subject } from '../engines/engine.ts';
import { bits32 } from '../float/bits.ts';
import { specials } from '../inputs/distributions/zeros.ts';
import { repeats } from '../repeats.test-support.ts';
import { replayEntries } from '../replay/replay-entry.ts';
import { runCampaign } from './campaign.ts';
import type { CampaignOptions } from './campaign-records.ts';
import { randomSource } from './case-source.ts';

const right = mutantEngine('right', loops({}));
/** Wrong by a factor if the vertical stride is 3 or more. */
const wrong = mutantEngine(
  'wrong',
  loops({
    after: (outputs, { shape }) => {
      if (shape.stride[0] > 2) for (const [i, output] of outputs.entries()) outputs[i] = output * 1.5;
    },
  }),
);
/** Replaces results below 2^-126 by zero. */
const flushAll = (outputs: Float32Array): void => {
  for (const [i, output] of outputs.entries()) if (Math.abs(output) < 2 ** -126) outputs[i] = 0;
};
const answering = (subject: Subject, outcome: () => Outcome): Subject => ({
  ...subject,
  evaluate: async () => outcome(),
});

const claims = [dotAnyOrder, differenceAnyOrder];
const campaign = (options: Partial<CampaignOptions> & Pick<CampaignOptions, 'subjects'>) =>
  runCampaign({ claims, source: randomSource(3), cases: repeats(3000, 500), ...options });
const rowOf = (result: Awaited<ReturnType<typeof campaign>>, subject: string, claim = 'dot-any-order') =>
  result.rows.find((row) => row.subject === subject && row.claim === claim);

describe('a campaign', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lastbit-campaign-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('names no fault where only a claim is broken that is observed of some engines', async () => {
    const flushing = mutantEngine('flushing', loops({ after: flushAll }));
    const subjects = [flushing];
    const { rows, faults } = await campaign({ subjects, claims: [dotGradualUnderflow], cases: 300 });
    expect(rows[0]).toMatchObject({ verdict: 'violated', alarm: false });
    expect(faults).toEqual([]);
    const besides = await campaign({ subjects: [wrong], claims: [dotAnyOrder], cases: 300 });
    expect(besides.faults).toMatchObject([{ claims: ['dot-any-order'] }]);
  });

  test('gives the same table for the same seed, and counts what it did', async () => {
    const tables = [];
    for (let run = 0; run < 2; run++) tables.push((await campaign({ subjects: [right], cases: 500 })).rows);
    expect(tables[0]).toEqual(tables[1]);
    const row = tables[0]![0]!;
    expect(row.verdict).toBe('holds');
    expect(row.cases).toBeGreaterThanOrEqual(500);
    expect(row.attained).toBeGreaterThan(0.5);
    const { zero, bins } = row.histogram;
    const discarded = Object.values(row.discarded).reduce((sum, count) => sum + count, 0);
    expect(bins.reduce((sum, { count }) => sum + count, zero) + discarded).toBe(row.outputs);
    const distributions = Object.values(row.distributions).reduce((sum, { outputs }) => sum + outputs, 0);
    expect(distributions).toBe(row.outputs);
  });

  test('writes a counterexample at once, names only the wrong subject, and later knows it as a defect', async () => {
    const written: boolean[] = [];
    const left = join(folder, '.lastbit-9999999-0123456789abcdef.tmp');
    writeFileSync(left, 'of a process that was killed');
    const first = await campaign({
      ...{ subjects: [right, wrong], corpus: folder },
      onFinding: ({ path }) => written.push(existsSync(path ?? '')),
    });
    expect(written.length).toBeGreaterThan(0);
    expect(written).not.toContain(false);
    expect(existsSync(left)).toBe(false);
    expect(rowOf(first, 'mutant/wrong')?.verdict).toBe('violated');
    expect(rowOf(first, 'mutant/wrong', 'difference-any-order')?.verdict).toBe('violated');
    expect(rowOf(first, 'mutant/right', 'difference-any-order')?.verdict).toBe('holds');
    expect(first.findings.map(({ entry }) => entry.subject.id)).toEqual(first.findings.map(() => 'mutant/wrong'));
    const entry = loadCorpus(folder)
      .entries.map((loaded) => loaded.entry)
      .find(isCaseEntry)!;
    const condition = [{ left: 'strideRows', is: 'greater', right: 2 } as const];
    const wrongOutputs = (['gross', 'beyond-rounding', 'infinity', 'minus-infinity'] as const).map((computed) => ({
      computed,
    }));
    const defect: CorpusEntry = { ...entry, role: 'defect', condition, wrongOutputs };

    const second = await campaign({ subjects: [right, wrong], known: [defect] });
    expect(rowOf(second, 'mutant/wrong')?.verdict).toBe('known-defect');
    expect(rowOf(second, 'mutant/wrong')?.knownHits).toBe(rowOf(first, 'mutant/wrong')?.violations);
    expect(second.findings).toEqual([]);
    expect(second.defects).toMatchObject([{ sameVersion: true, shows: true }]);

    const narrow = { ...defect, condition: [{ left: 'strideRows', is: 'greater', right: 4 } as const] };
    expect(rowOf(await campaign({ subjects: [wrong], known: [narrow] }), 'mutant/wrong')?.verdict).toBe('violated');
    const older = { ...defect, subject: { ...defect.subject, version: '0' } };
    const third = await campaign({ subjects: [wrong], known: [older] });
    expect(rowOf(third, 'mutant/wrong')?.verdict).toBe('violated');
    expect(third.defects).toMatchObject([{ sameVersion: false, shows: true, hits: 0 }]);
    // A defect that does not show on its own case explains nothing.
    const image = defect.image.map(() => bits32(0));
    const fourth = await campaign({ subjects: [wrong], known: [{ ...defect, image }] });
    expect(rowOf(fourth, 'mutant/wrong')?.verdict).toBe('violated');
    expect(fourth.defects).toMatchObject([{ sameVersion: true, shows: false, hits: 0 }]);
    // Unless memory that nobody wrote decides whether it shows.
    const packed = { place: 0, images: image, kernels: defect.kernel };
    const byChance = { expectation: 'may-differ', flags: ['not-repeatable'], batchContext: packed } as const;
    const fifth = await campaign({ subjects: [wrong], known: [{ ...defect, ...byChance, image }] });
    expect(rowOf(fifth, 'mutant/wrong')?.verdict).toBe('known-defect');
    expect(fifth.defects).toMatchObject([{ sameVersion: true, shows: null }]);
  });

  test('says that a defect is gone, and replay says it too', async () => {
    const { findings } = await campaign({ subjects: [wrong] });
    const defect: CorpusEntry = { ...(findings[0]!.entry as CorpusEntry), role: 'defect' };
    const mended: Subject = { ...right, id: 'mutant/wrong' };
    expect((await campaign({ subjects: [mended], known: [defect], cases: 1 })).defects).toMatchObject([
      { shows: false },
    ]);
    // A subject that no claim is tried on is not asked, so nothing is said of it.
    const others = { claims: claimsNamed(['two-sum-exact']), cases: 1 };
    expect((await campaign({ subjects: [wrong], known: [defect], ...others })).defects).toEqual([]);
    const [same] = await replayEntries([defect], [mended], claims);
    // An engine of one's own needs no new version to be mended.
    expect(same).toMatchObject({ state: 'holds', news: expect.stringMatching(/^FIXED: /) });
    expect(same?.asExpected).toBeUndefined();
    expect(await replayEntries([defect], [], claims)).toMatchObject([{ state: 'unknown' }]);
  });

  test('keeps the row of an engine that is missing, declines, fails or gives too few numbers', async () => {
    const missing: Subject = {
      ...{ ...right, id: 'mutant/missing' },
      availability: async () => ({ kind: 'missing', reason: 'it is not here', howToGetIt: 'fetch it' }),
    };
    const declining = answering({ ...right, id: 'mutant/declining' }, () => ({
      kind: 'declined',
      reason: 'not today',
    }));
    let asked = 0;
    const failing = answering({ ...right, id: 'mutant/failing' }, () => {
      asked++;
      return { kind: 'failed', reason: 'it crashed' };
    });
    const short = answering({ ...right, id: 'mutant/short' }, () => ({
      ...{ kind: 'value', format: 'binary32' },
      outputs: new Float32Array(1),
    }));
    const result = await campaign({ subjects: [missing, declining, failing, short, right], cases: 600 });
    expect(rowOf(result, 'mutant/missing')).toMatchObject({
      verdict: 'missing',
      because: 'it is not here; to get it: fetch it',
    });
    expect(rowOf(result, 'mutant/declining')).toMatchObject({ verdict: 'vacuous', because: 'not today', outputs: 0 });
    const { ranges } = result.jobs;
    expect(rowOf(result, 'mutant/failing')).toMatchObject({
      ...{ verdict: 'failed', because: 'it crashed', failures: 3 * ranges },
    });
    expect(rowOf(result, 'mutant/short')).toMatchObject({ verdict: 'failed' });
    expect(rowOf(result, 'mutant/right')?.verdict).toBe('holds');
    expect(asked).toBeLessThan(3 * ranges + 9);
  });

  test('calls a row vacuous when more than a tenth of a thousand cases is discarded', async () => {
    const source = randomSource(3, { distributions: [specials] });
    const discarded = { verdict: 'vacuous', because: 'an input is NaN or infinite' };
    const few = await campaign({ subjects: [right], source, cases: 200 });
    expect(rowOf(few, 'mutant/right')?.discardedShare).toBeGreaterThan(0.1);
    expect(rowOf(few, 'mutant/right')?.verdict).toBe('holds');
    const many = await campaign({ subjects: [right], source, cases: 1000 });
    expect(rowOf(many, 'mutant/right')).toMatchObject(discarded);
  });

  test('draws the next batch while one is judged, never two, and none after the last', async () => {
    const drawn: number[] = [];
    const ahead: number[] = [];
    const source = randomSource(3);
    const { batches } = await campaign({
      subjects: [right, wrong],
      source: {
        ...source,
        batch: (index) => {
          drawn.push(index);
          return source.batch(index);
        },
      },
      onProgress: (progress) => {
        if (progress.doing.startsWith('shrinking')) ahead.push(drawn.length - 1 - progress.batches);
      },
    });
    expect(new Set(ahead)).toEqual(new Set([1]));
    expect(drawn).toEqual(Array.from({ length: batches }, (_, index) => index));
  });

  test('stops at a signal or after the given seconds, and loses nothing', async () => {
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    const stopped = await runCampaign({
      subjects: [right],
      claims: [dotAnyOrder, ...claimsNamed(['two-sum-exact'])],
      source: randomSource(3),
      signal: stop.signal,
      onProgress,
    });
    expect(stopped.stoppedBy).toBe('signal');
    // The kind of claims being judged is finished; the kinds after it are not judged.
    const [dots, sums] = stopped.rows;
    expect(dots!.cases).toBeGreaterThan(sums!.cases);
    const timed = await runCampaign({ subjects: [right], claims, source: randomSource(3), seconds: 0.2 });
    expect(timed.stoppedBy).toBe('seconds');
    expect(timed.cases).toBeGreaterThan(0);
  });

  test('refuses a claim that applies to none of the subjects', async () => {
    await expect(campaign({ subjects: [right], claims: [dotKahan] })).rejects.toThrow(/nothing to try: dot-kahan/);
  });

  test('reports a counterexample that cannot be written', async () => {
    writeFileSync(join(folder, 'dot-any-order'), 'a file where a folder should be');
    const { findings } = await campaign({ subjects: [wrong], corpus: folder });
    expect(findings[0]).toMatchObject({ notWritten: expect.any(String) });
    expect(findings[0]?.path).toBeNull();
  });
});
