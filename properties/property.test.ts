import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { mutants } from '../src/bench/mutants/all-mutants.ts';
import { loops, mutantEngine } from '../src/bench/mutants/mutant.ts';
import { Answers } from '../src/check/answers.ts';
import { checkOutputs } from '../src/check/check-outputs.ts';
import { type PreparedSubject, prepareSubjects } from '../src/check/prepared-subject.ts';
import { allClaims } from '../src/claims/all-claims.ts';
import { addRelative } from '../src/claims/arithmetic/additions.ts';
import type { OutputClaim } from '../src/claims/claim.ts';
import { dotAnyOrder } from '../src/claims/error-bounds/any-order.ts';
import type { OperationClaim } from '../src/claims/operation-claim.ts';
import { type Batch, caseAt } from '../src/conv/batch.ts';
import { type Operation, rowShape } from '../src/conv/shape.ts';
import { isByChance } from '../src/corpus/defect.ts';
import { type CorpusEntry, caseBatch, isCaseEntry } from '../src/corpus/entry.ts';
import { loadCorpus } from '../src/corpus/store.ts';
import type { Subject } from '../src/engines/engine.ts';
import { requiredEngines } from '../src/engines/engine-table.ts';
import { batches } from '../src/inputs/batches.ts';
import { typical } from '../src/inputs/distributions/typical.ts';
import { fastCheckRandom } from '../src/inputs/random.ts';
import { emptyHistogram } from '../src/judge/ratio-histogram.ts';
import type { JudgedOutput, Verdicts } from '../src/judge/verdict.ts';
import { replayEntry } from '../src/replay/replay-entry.ts';
import { expectFewDiscarded, type ForAll, tryOn } from './property.ts';
import { tryNumbers } from './property-of-numbers.ts';

const files = readdirSync('properties').filter((name) => name.endsWith('.prop.ts'));
const textOf = (name: string): string => readFileSync(join('properties', name), 'utf8');

test('every proven claim has one property, and no claim has two', () => {
  const stated = files.flatMap((name) => [...textOf(name).matchAll(/^(?:property|propertyOfNumbers)\(\s*(\w+),/gm)]);
  const ids = stated.map(([, variable]) => idOf(variable!)).sort();
  const proven = allClaims.filter(({ status }) => status === 'proven');
  expect(ids).toEqual(expect.arrayContaining(proven.map(({ id }) => id)));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !allClaims.some((claim) => claim.id === id))).toEqual([]);
});

/** The id of the claim after which a variable is named. */
function idOf(variable: string): string {
  const found = allClaims.find(
    ({ id }) => id.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()) === variable,
  );
  return found?.id ?? variable;
}

test('the comment of a property has the statement and the source of its claim, as they are now', () => {
  const commented = /^\/\*\*([\s\S]*?)\*\/\n(?:property|propertyOfNumbers)\(\s*(\w+),/;
  const blocks = files.flatMap((name) => textOf(name).split('\n\n'));
  const stated = blocks.map((block) => commented.exec(block)).filter((found) => found !== null);
  expect(stated.length).toBeGreaterThanOrEqual(allClaims.filter(({ status }) => status === 'proven').length);
  for (const [, comment, variable] of stated) {
    const claim = allClaims.find(({ id }) => id === idOf(variable!))!;
    const text = comment!.replaceAll(/\n \*/g, ' ').replaceAll(/\s+/g, ' ').trim();
    expect(text, claim.id).toBe(`${claim.statement} ${claim.source}`);
  }
});

test('every file with a property runs it by fast-check', () => {
  for (const name of files) expect(textOf(name), name).toContain("from 'fast-check'");
});

test.each(['kernel-flipped', '22-bit-accumulator', 'cases-swapped'])(
  '%s is found, shrunk, reported and written',
  async (name) => {
    const mutant = mutants.find((one) => one.name === name)!;
    const { ready } = await prepareSubjects([mutant.subject]);
    const folder = mkdtempSync(join(tmpdir(), 'lastbit-property-'));
    try {
      const withinBound: ForAll<OutputClaim> = (claim, engine, take) =>
        fc.asyncProperty(batches(), async (batch) =>
          take(batch, await checkOutputs(claim, engine, batch, new Answers())),
        );
      const failure = tryOn(dotAnyOrder, ready[0]!, withinBound, 300, folder);
      await expect(failure).rejects.toThrow(
        /VIOLATED[\s\S]*fast-check seed \d+, path "[\d:]+"[\s\S]*replay: LASTBIT_SEED/,
      );
      const [loaded] = loadCorpus(folder).entries;
      const entry = loaded!.entry as CorpusEntry;
      if (mutant.onlyInBatch === true) expect(entry.flags).toContain('only-in-batch');
      else expect(entry.kernel.length).toBeLessThanOrEqual(2);
      expect(await replayEntry(entry, ready, allClaims)).toMatchObject({ state: 'violated', asExpected: true });
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

test('a failure keeps its kind while fast-check shrinks it', async () => {
  // With two or more non-zero pixels the error is one rounding. With one, which is simpler, the result is twice as
  // large.
  const right = mutantEngine('right', loops({}));
  const bent: Subject = {
    ...right,
    evaluate: async (batch) => {
      const outcome = await right.evaluate(batch);
      if (outcome.kind !== 'value') return outcome;
      const pixels = (index: number) => caseAt(batch, index).image.filter((pixel) => pixel !== 0).length;
      const each = outcome.outputs.length / batch.count;
      const by = (index: number) => (pixels(Math.floor(index / each)) > 1 ? 1 + 2 ** -12 : 2);
      return { ...outcome, outputs: outcome.outputs.map((value, index) => value * by(index)) };
    },
  };
  const { ready } = await prepareSubjects([bent]);
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-property-'));
  const rows: ForAll<OutputClaim> = (claim, engine, take) =>
    fc.asyncProperty(batches({ distributions: [typical], shape: rowShape(6) }), async (batch) =>
      take(batch, await checkOutputs(claim, engine, batch, new Answers())),
    );
  try {
    // Under another id, because the corpus has no examples for it.
    const claim = { ...dotAnyOrder, id: 'without-examples' };
    await expect(tryOn(claim, ready[0]!, rows, 50, folder)).rejects.toThrow(/VIOLATED/);
    expect(loadCorpus(folder).entries[0]!.entry.flags).toContain('beyond-rounding');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

async function rightSubject(): Promise<PreparedSubject> {
  const { ready } = await prepareSubjects([mutantEngine('right', loops({}))]);
  return ready[0]!;
}

/** Draws one batch, and tells what is given to be its verdicts. */
const always =
  (verdicts: Verdicts<JudgedOutput>): ForAll<OutputClaim> =>
  (_claim, _engine, take) =>
    fc.asyncProperty(batches(), async (batch) => take(batch, verdicts));

/** Of 100 outputs, so many are discarded, and the claim holds of the others. */
const holding = (discarded: number): Verdicts<JudgedOutput> => ({
  ...{ outputs: 100, discarded, reasons: new Map([['too large', discarded]]) },
  ...{ attained: 0, worst: -1, histogram: emptyHistogram(), violations: [] },
});

test('an engine that fails fails the property', async () => {
  const failing: ForAll<OutputClaim> = (_claim, _engine, take) =>
    fc.asyncProperty(batches(), async (batch) => take(batch, { kind: 'failed', reason: 'it ended' }));
  const subject = await rightSubject();
  await expect(tryOn(dotAnyOrder, subject, failing, 1)).rejects.toThrow(`${subject.id} failed: it ended`);
});

test('a tenth may be discarded, or what the claim allows, and no more', async () => {
  const subject = await rightSubject();
  const tried = async (discarded: number, claim: OutputClaim) => {
    return tryOn({ ...claim, id: 'without-examples' }, subject, always(holding(discarded)), 1);
  };
  const { mostDiscarded: _, ...strict } = dotAnyOrder;
  const lenient = { ...strict, mostDiscarded: { share: 0.5, because: 'it is about large numbers' } };
  expectFewDiscarded(await tried(10, strict));
  const oneMore = await tried(11, strict);
  expect(() => expectFewDiscarded(oneMore)).toThrow('too large');
  expectFewDiscarded(await tried(50, lenient));
  const tooMany = await tried(51, lenient);
  expect(() => expectFewDiscarded(tooMany)).toThrow('too large');
});

test('the cases of the corpus come first', async () => {
  const seen: Batch[] = [];
  const remembering: ForAll<OutputClaim> = () =>
    fc.asyncProperty(batches(), async (batch) => {
      seen.push(batch);
    });
  await tryOn(dotAnyOrder, await rightSubject(), remembering, 1);
  const entries = loadCorpus('corpus').entries.map(({ entry }) => entry);
  const kept = entries.filter(isCaseEntry).filter((one) => one.claim === dotAnyOrder.id && !isByChance(one));
  expect(kept.length).toBeGreaterThan(0);
  expect(seen.slice(0, -1)).toEqual(kept.map((entry) => caseBatch(entry).batch));
});

test('a violated claim about numbers is shrunk, told and written; too many discarded inputs fail it', () => {
  const claim = { ...addRelative, id: 'without-examples' };
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-property-'));
  const rest = { attained: 0, worst: -1, histogram: emptyHistogram() };
  const counts = { outputs: 100, discarded: 0, reasons: new Map<string, number>() };
  const numbers = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constant(1));
  const attempt = (discarded: number, wrongFrom: number, examples: readonly [number, number][] = []) =>
    tryNumbers<OperationClaim, readonly number[]>(
      claim,
      (_claim, take) =>
        fc.property(numbers, (input) =>
          take({ ...counts, ...rest, discarded, violations: input[0] >= wrongFrom ? [input] : [] }),
        ),
      examples,
      folder,
    );
  try {
    attempt(10, 10);
    expect(() => attempt(11, 10)).toThrow('to be less than or equal to 0.1');
    expect(() => attempt(0, 4)).toThrow(
      /fast-check seed \d+, path "[\d:]+"[\s\S]*replay: LASTBIT_SEED=\d+ LASTBIT_PATH=\d+.*\$'/,
    );
    expect(() => attempt(0, 4, [[9, 1]])).toThrow(/replay: LASTBIT_SEED=\d+ npx/);
    expect(loadCorpus(folder).entries[0]?.entry).toMatchObject({ claim: claim.id });
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file where a folder should be');
    expect(() => attempt(0, 4)).toThrow(/could not be written to .*; here it is:\n\{\n[\s\S]*fast-check seed/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a depthwise convolution of several channels has its own references; of one channel it shares them', async () => {
  const cache = new Answers();
  const wide = { ...rowShape(3), channelsIn: 2 };
  const [one, two] = [rowShape(3), wide].map((shape) => fc.sample(batches({ shape }), { seed: 1, numRuns: 1 })[0]!);
  const windows = (batch: Batch, operation: Operation): number =>
    cache.references(batch, operation).windows / batch.count;
  expect(cache.references(one!, 'depthwise-conv2d')).toBe(cache.references(one!, 'conv2d'));
  expect([windows(two!, 'conv2d'), windows(two!, 'depthwise-conv2d'), windows(two!, 'conv2d')]).toEqual([1, 2, 1]);
});

/**
 * The modules of properties as another run would load them: with these variables and engines, and with the functions of
 * vitest replaced by some that only list the tests.
 */
async function anotherRun<T>(
  environment: Readonly<Record<string, string>>,
  subjects: readonly Subject[],
  run: (loaded: typeof import('./property.ts'), tests: ReadonlyMap<string, () => unknown>) => T,
): Promise<Awaited<T>> {
  const tests = new Map<string, () => unknown>();
  const each =
    (rows: readonly (readonly unknown[])[]) => (name: string, body: (...row: readonly unknown[]) => unknown) =>
      rows.forEach((row) => void tests.set(name.replace('%s', String(row[0])), () => body(...row)));
  const list = Object.assign((name: string, body: () => unknown) => void tests.set(name, body), { each });
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const registry = { openRegistry: async () => ({ subjects, statistics: () => [], close: async () => {} }) };
  vi.doMock('../src/engines/registry.ts', () => registry);
  vi.doMock('vitest', () => ({
    expect,
    test: list,
    describe: (_: string, body: () => void) => body(),
    beforeAll: () => {},
  }));
  const fresh = (name: string) => import(/* @vite-ignore */ `${name}?${Object.values(environment).join('-')}`);
  try {
    const engines = await fresh('./engines.ts');
    vi.doMock('./engines.ts', () => ({ ...engines, say: () => {} }));
    return await run(await fresh('./property.ts'), tests);
  } finally {
    for (const name of ['../src/engines/registry.ts', 'vitest', './engines.ts']) vi.doUnmock(name);
    vi.unstubAllEnvs();
  }
}

test('LASTBIT_SEED and LASTBIT_PATH choose the case that is tried', async () => {
  const subject = await rightSubject();
  const seen: Batch[] = [];
  const remembering: ForAll<OutputClaim> = () =>
    fc.asyncProperty(batches(), async (batch) => {
      seen.push(batch);
    });
  await anotherRun({ LASTBIT_SEED: '7', LASTBIT_PATH: '3' }, [], (loaded) =>
    loaded.tryOn(dotAnyOrder, subject, remembering, 9),
  );
  const drawn = fc.sample(batches(), { seed: 7, randomType: fastCheckRandom, numRuns: 9 });
  expect(seen[0]).toEqual(drawn[3]);
});

test('a required engine that is missing fails a property where CI=true, and only there', async () => {
  const gone: Subject = {
    ...mutantEngine('gone', loops({})),
    engine: requiredEngines[0]!,
    availability: async () => ({ kind: 'missing', reason: 'it is not installed', howToGetIt: 'install it' }),
  };
  const nameOf = (tests: ReadonlyMap<string, () => unknown>) =>
    [...tests.keys()].filter((name) => name.startsWith('missing'));
  for (const CI of ['true', 'false']) {
    await anotherRun({ CI }, [gone], ({ property }, tests) => {
      property(dotAnyOrder, always(holding(0)));
      expect(nameOf(tests)).toEqual([`missing: ${gone.id}`]);
      const named = tests.get(`missing: ${gone.id}`)!;
      if (CI === 'true') expect(named).toThrow('gone is missing');
      else named();
    });
  }
});

test('a property that judged nothing fails', async () => {
  const right = mutantEngine('right', loops({}));
  for (const discarded of [0, 100]) {
    await anotherRun({ discarded: `${discarded}` }, [right], async ({ property }, tests) => {
      property({ ...dotAnyOrder, id: 'without-examples' }, always(holding(discarded)), { mayDiscard: () => true });
      await tests.get(`without-examples ${right.id}`)!();
      const says = tests.get('judged at least one output')!;
      if (discarded === 100) expect(says).toThrow('to be greater than 0');
      else says();
    });
  }
});
