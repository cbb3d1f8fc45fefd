import { expect, test } from 'vitest';
import { changesBetween } from '../queue/changes.ts';
import { exampleWatchState } from '../queue/fake-queue.test-support.ts';
import { quarantinedReport } from '../queue/gather.ts';
import { changeLines } from './campaign-changes.ts';
import { queueLines } from './campaign-queue.ts';
import { durationText, screenLines, stateLine } from './campaign-state.ts';
import { liveScreen } from './live-screen.ts';

const state = exampleWatchState();
const commands = { replay: () => 'replay it', reproduce: () => 'reproduce it' };

test('a duration has the units that matter', () => {
  const texts = [0.4, 99, 100, 3540, 3600, 7800, 172_799, 180_000].map(durationText);
  expect(texts).toEqual(['0 s', '99 s', '2 min', '59 min', '1 h', '2 h 10 min', '2 d', '2 d 2 h']);
});

test('the screen says how far the campaign is, who works on it, and what is wrong', () => {
  expect(screenLines(state, 100).join('\n')).toMatchInlineSnapshot(`
    "campaign  5c2ef46c, seed 7, added 2026-11-30 12:00 UTC
    jobs      [########......................] 1 of 4 done, 1 active, 1 waiting, 1 QUARANTINED
    cases     200 judged, 50 cases/s, about 2 h 13 min left
    worst     largest error ÷ bound that holds 0.7500 (dot-any-order by harmless)
    found     1 counterexample, 1 DISAGREEMENT, 1 UNREADABLE result
    queue     bbb24e41c32b5d27 (lastbit 0.1.0, x64, 1 subject): 1 worker
      worker      host      at once  done  cases  cases/s  processor
      worker-one  harmless        2     3    600       50  harmless"
  `);
  expect(stateLine(state).split(' · ')).toEqual([
    ...['1 of 4 jobs done', '1 active', '1 waiting', '1 QUARANTINED', '1 worker', '200 cases', '50 cases/s'],
    ...['about 2 h 13 min left', 'largest error ÷ bound that holds 0.7500 (dot-any-order by harmless)'],
    '1 counterexample',
  ]);
});

test('without a worker, with all done, and with results that are not read yet, it says so', () => {
  const alone = { ...state, workers: [], casesPerSecond: 0, secondsLeft: null };
  expect(screenLines(alone).at(-1)).toMatch(
    /^queue {5}NO WORKER serves [0-9a-f]{16}; `lastbit campaign work` starts one/,
  );
  expect(stateLine(alone)).toContain('NO WORKER');
  const done = { ...state, workers: [], jobs: { of: 4, done: 4, active: 0, waiting: 0, quarantined: 0 } };
  expect(screenLines(done).join('\n')).not.toMatch(/NO WORKER|left|QUARANTINED/);
  expect(stateLine({ ...done, read: 1 })).toContain('1 results read');
});

test('each change is a line or a few, and no text of the broker begins one', () => {
  const hostile = 'x\u001b[2J\nFORGED  all is well';
  const lines = changesBetween(undefined, exampleWatchState(hostile), commands).flatMap(changeLines);
  expect(lines.join('\n')).toMatch(/QUARANTINED[\s\S]*NOT REPRODUCIBLE[\s\S]*UNREADABLE/);
  // Standard error has lines of its own, each behind its name.
  expect(lines.join('\n')).not.toMatch(/^FORGED/m);
  expect(lines.join('')).not.toContain('\u001b');
});

test('a report says first what keeps it from being green', () => {
  const queued = {
    ...{ campaign: 'a'.repeat(64), jobs: 4, done: 2, served: false, disagreements: ['job 1 gave two results'] },
    quarantined: [quarantinedReport(state.quarantined[0]!, 'npx lastbit verify --shard 7/7')],
  };
  const missing = { claim: 'dot-any-order', subject: 'numpy/dot', id: 'aa', because: 'it is not here; to get it: x' };
  expect(queueLines(queued, [missing]).join('\n')).toMatchInlineSnapshot(`
    "Campaign aaaaaaaa: 2 of 4 jobs done; 1 is left.
    NO WORKER serves its queue; \`lastbit campaign work\` starts one.
    QUARANTINED  job 3 (range 6), by case 3 of batch 200 of range 6
      because    harmless
      stderr     first
                 harmless
      reproduce  npx lastbit verify --shard 7/7
    When the cause is gone, \`npx lastbit campaign retry aaaaaaaa\` tries them again.
    NOT REPRODUCIBLE  job 1 gave two results
    NOT REPLAYED  aa  dot-any-order by numpy/dot: it is not here; to get it: x"
  `);
  expect(queueLines({ ...queued, done: 4, served: null, quarantined: [], disagreements: [] })).toEqual([
    'Campaign aaaaaaaa: 4 of 4 jobs done.',
  ]);
});

test('on a terminal the screen is rewritten in place; elsewhere a line comes now and then', () => {
  const written: string[] = [];
  const stream = (isTTY: boolean) => ({
    ...{ isTTY, columns: 24, rows: 3 },
    write: (text: string) => written.push(text) > 0,
  });
  const screen = liveScreen(stream(true) as never);
  screen.show(['one', 'two', 'three'], 'short');
  screen.say(['said']);
  const up = '\u001b[1A\r\u001b[2K';
  expect(written).toEqual(['one\n', 'two\n', up, up, 'said\n', 'one\n', 'two\n']);
  screen.end();
  written.length = 0;
  screen.show([`${'x'.repeat(40)}`], 'short');
  expect(written).toEqual([`${'x'.repeat(23)}\n`]);
  written.length = 0;
  let now = 0;
  const plain = liveScreen(stream(false) as never, () => now);
  for (const [at, text] of [
    [0, 'a'],
    [4999, 'b'],
    [5000, 'b'],
    [20_000, 'b'],
    [20_001, 'c'],
  ] as const) {
    now = at;
    plain.show([], text);
  }
  plain.say(['said']);
  expect(written).toEqual(['a\n', 'b\n', 'c\n', 'said\n']);
});
