import { expect, test } from 'vitest';
import { loops, mutantEngine } from '../bench/mutants/mutant.ts';
import type { Subject } from '../engines/engine.ts';
import { randomSource } from '../fuzz/case-source.ts';
import { Answers } from './answers.ts';
import { prepareSubjects } from './prepared-subject.ts';

test('engines start at once; our own algorithms compute while the engines work', async () => {
  const events: string[] = [];
  const logged = (name: string, engine: string): Subject => {
    const subject = mutantEngine(name, loops({}));
    return {
      ...{ ...subject, engine },
      evaluate: (batch) => {
        events.push(name);
        return subject.evaluate(batch);
      },
    };
  };
  const { ready } = await prepareSubjects([logged('own', 'lastbit'), logged('foreign', 'foreign')]);
  events.length = 0;
  const answers = new Answers();
  const batch = randomSource(1).batch(0);
  const answered = answers.begin(ready, batch);
  expect(events).toEqual(['foreign']);
  await answered();
  expect(events).toEqual(['foreign', 'own']);
  for (const subject of ready) await answers.outcome(subject, batch);
  expect(events).toEqual(['foreign', 'own']);
});
