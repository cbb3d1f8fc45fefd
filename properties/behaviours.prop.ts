import { expect, test } from 'vitest';
import { metamorphicClaims } from '../src/claims/metamorphic-claims.ts';
import { loadCorpus } from '../src/corpus/load-corpus.ts';
import { loadBehaviours } from '../src/corpus/observed-behaviours.ts';
import { runCampaign } from '../src/fuzz/campaign.ts';
import { behaviourNews, observedBehaviours } from '../src/fuzz/observe-behaviours.ts';
import { randomSource } from '../src/fuzz/random-source.ts';
import { showsBehaviour } from '../src/replay/shows-behaviour.ts';
import { everyEngine } from './every-engine.ts';

/** What these compute does not hang on the processor, so what was observed must come again, at the same version. */
const everywhereAlike = /^(tfjs-cpu\/|tfjs-wasm\/|numpy\/multiply-sum)/;

/** Random cases of each claim. */
const cases = 60;

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
  const { rows } = await runCampaign({
    ...{ subjects: registry.subjects.filter(({ id }) => everywhereAlike.test(id)), claims: metamorphicClaims },
    ...{ source: randomSource(1, { outputs: 64, cases: 6, singles: 6 }), cases },
    ...{ known: loadCorpus('corpus').entries.map(({ entry }) => entry), observed: recorded.rows },
  });
  for (const row of observedBehaviours(rows)) {
    if (row.observed !== 'differs') continue;
    for (const line of behaviourNews(recorded, [row])) tell(line, row.subject);
  }
  expect(changed).toEqual([]);
});
