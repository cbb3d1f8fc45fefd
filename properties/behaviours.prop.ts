import { expect, test } from 'vitest';
import { evaluateBatch } from '../src/check/evaluate-batch.ts';
import { KnownDefects } from '../src/check/known-defects.ts';
import { prepareSubjects } from '../src/check/prepared-subject.ts';
import { metamorphicClaims } from '../src/claims/metamorphic-claims.ts';
import { shapeKey } from '../src/conv/shape-text.ts';
import { loadBehaviours } from '../src/corpus/observed-behaviours.ts';
import { loadCorpus } from '../src/corpus/store.ts';
import type { Subject } from '../src/engines/engine.ts';
import { MetamorphicTally } from '../src/fuzz/metamorphic-tally.ts';
import { behaviourNews, observedBehaviours } from '../src/fuzz/observe-behaviours.ts';
import { randomSource } from '../src/fuzz/random-source.ts';
import { tryMetamorphic } from '../src/fuzz/try-metamorphic.ts';
import { showsBehaviour } from '../src/replay/shows-behaviour.ts';
import { everyEngine } from './every-engine.ts';

/** What these compute does not hang on the processor, so what was observed must come again, at the same version. */
const everywhereAlike = /^(tfjs-cpu\/|tfjs-wasm\/|numpy\/multiply-sum)/;

/** Random batches of the claims that held. */
const batches = 12;

/**
 * Every engine behaves as recorded in corpus/behaviours.json. Domain: the recorded counterexamples, and some random cases for what was recorded to hold. It is no promise but an
 * observation: for engines that choose their code by the processor, and at other versions, a change is told as news and fails nothing.
 */
test('behaviours', async () => {
  const recorded = loadBehaviours('corpus')!;
  const registry = await everyEngine();
  const changed: string[] = [];
  const same = new Set<string>();
  const tell = (line: string, subject: string): void => {
    process.stderr.write(`NEWS: ${line}\n`);
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
  for (const tally of await tried(registry.subjects.filter(({ id }) => everywhereAlike.test(id)))) {
    const [row] = observedBehaviours([tally.row()]);
    if (row?.observed !== 'differs') continue;
    for (const line of behaviourNews(recorded, [row])) tell(line, row.subject);
  }
  expect(changed).toEqual([]);
});

/** Every claim on some random batches; nothing is shrunk, as what differs is only compared with the record. */
async function tried(subjects: readonly Subject[]): Promise<readonly MetamorphicTally[]> {
  const { ready } = await prepareSubjects(subjects);
  const tallies = metamorphicClaims.map((claim) => ready.map((subject) => new MetamorphicTally(claim, subject)));
  const context = {
    options: { claims: [] },
    defects: new KnownDefects(loadCorpus('corpus').entries.map(({ entry }) => entry)),
    shrinkLimits: () => ({ evaluations: 0, milliseconds: 0 }),
    doing: () => {},
    found: () => {},
  };
  const source = randomSource(1, { outputs: 64, cases: 6, singles: 6 });
  for (let number = 0; number < batches; number++) {
    const { batch, distribution } = source.batch(number);
    const place = { seed: source.seed, batch: number, index: 0, distribution, shape: shapeKey(batch.shape) };
    const outcomes = await evaluateBatch(ready, batch);
    for (const row of tallies) await tryMetamorphic(row, { batch, place, outcomes }, context);
  }
  return tallies.flat();
}
