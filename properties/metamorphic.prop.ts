import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkMetamorphic, drawAgain, type Varied, varied } from '../src/check/check-metamorphic.ts';
import { isVerdicts } from '../src/check/check-outputs.ts';
import { metamorphicClaims } from '../src/claims/all-claims.ts';
import type { MetamorphicClaim } from '../src/claims/metamorphic-claim.ts';
import type { Batch } from '../src/conv/batch.ts';
import { shapeKey } from '../src/conv/shape-text.ts';
import { loadBehaviours } from '../src/corpus/observed-behaviours.ts';
import { runCampaign } from '../src/fuzz/campaign.ts';
import { randomSource } from '../src/fuzz/case-source.ts';
import { behaviourNews, observedBehaviours } from '../src/fuzz/observe-behaviours.ts';
import { batches } from '../src/inputs/batches.ts';
import { specials } from '../src/inputs/distributions/zeros.ts';
import { distributions } from '../src/inputs/distributions.ts';
import { shared } from '../src/inputs/shared.ts';
import { showsBehaviour } from '../src/replay/metamorphic-counterexample.ts';
import { answers, corpus, defects, own, registry, say } from './engines.ts';
import { parameters } from './property.ts';

const withSpecials = distributions.map((one) => (one === specials ? { ...one, share: 0.1 } : one));
/** A small batch, and the numbers by which a claim varies it. */
const questions = fc.tuple(
  shared(batches({ distributions: withSpecials, outputs: 32, cases: 4, singles: 16 })),
  fc.array(fc.nat({ max: 2 ** 20 }), { minLength: 4, maxLength: 4 }),
);
const numRuns = 32;

/**
 * The relations of docs/behaviours.md hold for those algorithms of lastbit for which the claim's file proves them: no
 * pair of outputs breaks one. Inputs include NaN and infinities.
 */
describe.each(metamorphicClaims.map((claim) => [claim.id, claim] as const))('%s', (_, claim) => {
  const subjects = own.filter((subject) => claim.theoremFor(subject));
  test.each(subjects.map((subject) => [subject.id, subject] as const))(`${claim.id} %s`, async (_id, subject) => {
    let judged = 0;
    const holds = fc.asyncProperty(questions, async ([batch, draws]) => {
      const asked = variedOnce(claim, batch, draws);
      if (asked === undefined) return;
      const verdicts = await checkMetamorphic(subject, asked, answers, defects);
      if (!isVerdicts(verdicts)) throw new Error(`${subject.id} gave no numbers`);
      judged += verdicts.outputs - verdicts.discarded;
      const [difference] = verdicts.violations;
      if (difference === undefined) return;
      const { first, second, pair } = difference;
      const { change } = asked.variation;
      throw new Error(`${shapeKey(batch.shape)}, ${change}: ${first} and ${second}, which must be ${pair.must.kind}`);
    });
    await fc.assert(holds, { ...parameters, numRuns });
    expect(judged).toBeGreaterThan(0);
  });
});

/** One variation serves all subjects. */
function variedOnce(claim: MetamorphicClaim, batch: Batch, draws: readonly number[]): Varied | undefined {
  return answers.once(batch, `${claim.id} ${draws}`, () => varied(claim, batch, 'conv2d', drawAgain(draws)));
}

/** The results of these do not depend on the processor, so at the same version the recorded observations must recur. */
const everywhereAlike = /^(tfjs-cpu\/|tfjs-wasm\/|numpy\/multiply-sum)/;

/**
 * Every engine behaves as recorded in corpus/behaviours.json: on the recorded counterexamples, and on some random
 * cases for the relations that were recorded to hold. This is an observation, not a promise. For engines that choose
 * their code by the processor, and at other versions, a change is reported as news and fails nothing.
 */
test('engines behave as they were observed to', async () => {
  const recorded = loadBehaviours('corpus')!;
  const changed: string[] = [];
  const same = new Set<string>();
  const tell = (line: string, subject: string): void => {
    say(`NEWS: ${line}`);
    if (same.has(subject) && everywhereAlike.test(subject)) changed.push(line);
  };
  for (const subject of registry.subjects) {
    const availability = await subject.availability();
    const { version } = recorded.rows.find((row) => row.subject === subject.id) ?? {};
    if (availability.kind === 'ready' && availability.version === version) same.add(subject.id);
  }
  for (const { claim, subject: id, counterexample, gravest, version } of recorded.rows) {
    const subject = registry.subjects.find((candidate) => candidate.id === id);
    const about = metamorphicClaims.find((candidate) => candidate.id === claim);
    if (subject === undefined || about === undefined || counterexample === undefined) continue;
    const shows = await showsBehaviour(about, subject, counterexample);
    if (shows === false) tell(`${claim}: ${id} no longer shows "${gravest}" of ${version}`, id);
  }
  const { rows } = await runCampaign({
    ...{ subjects: registry.subjects.filter(({ id }) => everywhereAlike.test(id)), claims: metamorphicClaims },
    ...{ source: randomSource(1, { outputs: 64, cases: 6, singles: 6 }), cases: 60 },
    ...{ known: corpus.entries.map(({ entry }) => entry), observed: recorded.rows },
  });
  for (const row of observedBehaviours(rows)) {
    if (row.observed !== 'differs') continue;
    for (const line of behaviourNews(recorded, [row])) tell(line, row.subject);
  }
  expect(changed).toEqual([]);
});
