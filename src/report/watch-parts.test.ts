import { expect, test } from 'vitest';
import { exampleWatchState } from '../queue/fake-queue.test-support.ts';
import { watchPage, watchPolicy } from './watch-page.ts';
import { partNames, watchParts } from './watch-parts.ts';

const commands = { replay: () => 'npx lastbit corpus replay x', reproduce: () => 'npx lastbit verify --shard 7/7' };

test('whatever the broker holds is text on the page', () => {
  const hostile = '</pre><script>alert(1)</script><img src=x onerror="alert(2)">\u001b[2J\u202e';
  const all = Object.values(watchParts(exampleWatchState(hostile), commands)).join('');
  expect(all.split('&lt;script&gt;')).toHaveLength(9);
  expect(all).not.toMatch(/<script|<img/);
  expect(all.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('the page says how far the campaign is, what is wrong, and which commands show it again', () => {
  const { head, trouble, findings, workers, worst } = watchParts(exampleWatchState(), commands);
  expect(head).toContain('25 % done, 1 counterexample');
  expect(head).toContain('about 2 h 13 min');
  expect(trouble).toContain('Quarantined: job 3 (range 6), by case 3 of batch 200 of range 6');
  expect(trouble).toContain('first\nharmless</pre>');
  expect(trouble).toContain('npx lastbit verify --shard 7/7');
  expect(trouble).toContain('Not reproducible: job 3 gave two results');
  expect(findings).toContain('npx lastbit corpus replay x');
  expect(workers).toContain('worker-one');
  expect(worst).toContain('0.7500');
});

test('a campaign without trouble shows none, and a queue without a worker is trouble', () => {
  const quiet = { ...exampleWatchState(), quarantined: [], disagreements: [], unreadable: [], findings: [] };
  expect(watchParts(quiet, commands).trouble).toBe('');
  const alone = watchParts({ ...quiet, workers: [] }, commands);
  expect(alone.trouble).toContain('No worker serves queue');
  expect(alone.head).toContain('<h1>No worker serves the queue</h1>');
  const done = { ...quiet, workers: [], jobs: { of: 4, done: 4, active: 0, waiting: 0, quarantined: 0 } };
  expect(watchParts(done, commands)).toMatchObject({ trouble: '', head: expect.stringContaining('All jobs are done') });
});

test('the page has an element for each part, one script, and a policy that allows no other', () => {
  const page = watchPage();
  for (const name of partNames) expect(page).toContain(`id="${name}"`);
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(watchPolicy).not.toContain("script-src 'unsafe");
});
