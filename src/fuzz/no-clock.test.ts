import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { backwards, forwards, oddEngine } from '../check/odd-engine.test-support.ts';
import { claimsNamed } from '../claims/all-claims.ts';
import type { Subject } from '../engines/engine.ts';
import { repeats } from '../repeats.test-support.ts';
import { runCampaign } from './campaign.ts';
import { randomSource } from './case-source.ts';

/** Sums in another order at the right edge, which is harmless, and is wrong for kernels of three columns or more. */
const odd = oddEngine('odd', (left, right, { batch, column, columns }) =>
  batch.shape.kernelWidth > 2
    ? forwards(left, right) * 1.5
    : (column === columns - 1 ? backwards : forwards)(left, right),
);

/** What a campaign prints, without the fields that are times by their names; and how often its engine was asked. */
async function printed(limits: { readonly cases: number; readonly seconds?: number }) {
  let asked = 0;
  const subject: Subject = {
    ...odd,
    evaluate: (batch) => {
      asked++;
      return odd.evaluate(batch);
    },
  };
  const claims = claimsNamed(['dot-any-order', 'same-window-any-position', 'two-sum-exact']);
  const result = await runCampaign({ subjects: [subject], claims, source: randomSource(8), ...limits });
  return { text: JSON.stringify(result, (key, value) => (key.endsWith('Ms') ? undefined : value)), asked };
}

/** Every look at the clock costs half a second: an engine, or a machine, a thousand times slower than this one. */
async function onSlowMachine<T>(work: () => Promise<T>): Promise<T> {
  const clock = performance.now.bind(performance);
  let looks = 0;
  const slow = vi.spyOn(performance, 'now').mockImplementation(() => clock() + 500 * looks++);
  try {
    return await work();
  } finally {
    slow.mockRestore();
  }
}

test('but for times, a campaign prints the same on a slow machine and with a far time limit', async () => {
  const cases = repeats(300, 100);
  const quick = await printed({ cases });
  expect(quick.text).toContain('"verdict":"violated"');
  expect(quick.text).toContain('"difference":{"kind":"rounding"');
  expect(await onSlowMachine(() => printed({ cases, seconds: 1e9 }))).toEqual(quick);
});

/** Who reads the clock, outside the rooms that talk to processes, install and measure speed; and for what. */
const clocks: Readonly<Record<string, string>> = {
  'check/answers.ts': 'the time spent on waiting, for waitedMs',
  'cli/commands/bench.ts': 'the date of a measurement',
  'cli/commands/campaign/add-campaign.ts': 'dates the campaign',
  'cli/commands/campaign/gathered-report.ts': 'dates the report, and elapsedMs',
  'cli/commands/hunt/hunt-all.ts': 'the seconds that a row took',
  'cli/commands/hunt/hunt-state.ts': 'when the state is written next',
  'cli/commands/hunt/run-hunt.ts': 'progress, and the limit of --seconds between two steps',
  'cli/commands/reveal/reveal-all.ts': 'progress',
  'cli/commands/start.ts': 'a new seed',
  'cli/commands/verify.ts': 'dates the report',
  'conformance/session.ts': 'how long an engine takes',
  'corpus/sweep.ts': 'the age of a leftover',
  'explain/recipes.ts': 'relativeTime',
  'fuzz/campaign.ts': 'elapsedMs, progress, the limit of --seconds between two batches, and when workers are hired',
  'fuzz/range-run.ts': 'progress',
  'invariant/invariance.ts': 'the limit of --seconds of an axis, which is said where it ends one',
  'queue/connection.ts': 'how long a broker is waited for',
  'queue/local-broker.ts': 'how long a server is waited for',
  'queue/served-queues.ts': 'when a queue is looked at again',
  'queue/watcher.ts': 'when the jobs are listed again',
  'queue/work-on.ts': 'dates a worker, and its speed',
  'reveal/convolution/reveal-recorded.ts': 'wallMs',
  'text/live-line.ts': 'progress',
  'text/live-screen.ts': 'progress',
};
const measuring = ['bench', 'engines', 'install'];

test('nothing else reads a clock, so that no result can depend on time', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.includes('.test') && !measuring.includes(name.split('/')[0]!),
  );
  const reading = files.filter((name) =>
    /performance\.now|Date\.now|hrtime|new Date\(\)\.|interruptAfterTimeLimit/.test(
      readFileSync(join('src', name), 'utf8'),
    ),
  );
  expect(reading.sort()).toEqual(Object.keys(clocks));
});
