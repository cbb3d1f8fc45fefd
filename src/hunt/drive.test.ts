import { describe, expect, test } from 'vitest';
import { type DriveOptions, drive, type HuntProgress } from './drive.ts';
import { type Method, scheduledRounds } from './schedule.ts';
import type { Search } from './search.ts';

/** Draws single factors and says what the subject gave for them: a search that uses its random source and answers. */
function* drawing(rng: { unit(): number }, step: number): Search {
  const rights = Float32Array.of(1);
  let largest = -1;
  for (;;) {
    const lefts = Float32Array.of(Math.fround(rng.unit()));
    const results = yield { ask: { lefts, rights, count: 1 }, spent: step };
    if (results![0]! <= largest) continue;
    largest = results![0]!;
    yield { found: { left: lefts, right: rights }, spent: 0 };
  }
}

const draw = (name: string, share = 1, step = 1): Method => ({ name, share, start: (rng) => drawing(rng, step) });
const once: Method = {
  name: 'once',
  share: 1,
  once: true,
  *start() {
    yield { found: { left: Float32Array.of(0.5), right: Float32Array.of(1) }, spent: 3 };
  },
};

const options = (more: Partial<DriveOptions> = {}): DriveOptions => ({
  methods: [once, draw('a'), draw('b', 2)],
  seed: 5,
  answer: ({ lefts }) => lefts.slice(),
  score: ({ left }) => left[0],
  isEnough: () => false,
  goesOn: () => true,
  evaluations: 20_000,
  ...more,
});

describe('the schedule', () => {
  const roundsOf = (methods: readonly Method[], total: number | undefined, spends: number[]) => {
    const rounds = scheduledRounds(methods, total);
    const list = [];
    for (
      let next = rounds.next();
      next.done !== true && list.length < 12;
      next = rounds.next(spends[list.length - 1] ?? next.value.evaluations)
    )
      list.push([next.value.method, next.value.restart, next.value.evaluations]);
    return list;
  };

  test('spends all that is given, by shares, after a short first sweep', () => {
    const rounds = roundsOf([draw('a'), draw('b', 3)], 100_000, []);
    expect(rounds.slice(0, 2)).toEqual([
      [0, 0, 4096],
      [1, 0, 12_288],
    ]);
    expect(rounds.slice(2)).toEqual([
      [0, 1, 20_904],
      [1, 1, 62_712],
    ]);
    expect(rounds.reduce((sum, [, , evaluations]) => sum + evaluations!, 0)).toBe(100_000);
  });

  test('asks a method no more that spent nothing, or that gives all at once', () => {
    expect(roundsOf([once, draw('a')], undefined, [3, 0])).toEqual([
      [0, 0, 4096],
      [1, 0, 4096],
    ]);
    expect(
      roundsOf([once, draw('a')], undefined, [3])
        .slice(0, 4)
        .map(([method]) => method),
    ).toEqual([0, 1, 1, 1]);
  });

  test('a handful of evaluations is spent too, by all methods', () => {
    expect(roundsOf([draw('a'), once], 6, [3, 3])).toEqual([
      [0, 0, 3],
      [1, 0, 3],
    ]);
    expect(roundsOf([draw('a')], 5, [])).toEqual([[0, 0, 5]]);
  });
});

describe('the driver', () => {
  test('counts every evaluation and keeps the best by its score', async () => {
    const { progress, end } = await drive(options());
    expect(end).toBe('evaluations');
    expect(progress.evaluations).toBe(20_000);
    expect(progress.methods.map(({ evaluations }) => evaluations).reduce((a, b) => a + b)).toBe(20_000);
    expect(progress.methods[0]).toMatchObject({ name: 'once', rounds: 1, evaluations: 3, best: 0.5 });
    const scores = progress.trace.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    expect(progress.best!.score).toBe(progress.best!.candidate.left[0]);
    expect(progress.best!.score).toBeGreaterThan(0.999);
  });

  test('parts of evaluations add up, and a rest counts as one', async () => {
    const { progress } = await drive(options({ methods: [draw('a', 1, 0.3)], evaluations: 1000 }));
    expect(progress.spent).toEqual([1000]);
    const { progress: more } = await drive(options({ methods: [draw('a', 1, 0.7)], evaluations: 5 }));
    expect(more.evaluations).toBe(5);
  });

  test('a search that goes on without spending anything is ended', async () => {
    const idle: Method = {
      ...{ name: 'idle', share: 1 },
      *start() {
        for (;;) yield { spent: 0 };
      },
    };
    const { progress, end } = await drive(options({ methods: [idle] }));
    expect([progress.evaluations, progress.spent, end]).toEqual([0, [0], 'searched']);
  });

  test('what a search finds in its last answers counts', async () => {
    const last: Method = {
      ...{ name: 'last', share: 1 },
      *start() {
        const lefts = Float32Array.of(0.75);
        const results = yield { ask: { lefts, rights: lefts, count: 1 }, spent: 10 };
        if (results?.[0] === 0.75) yield { found: { left: lefts, right: lefts }, spent: 0 };
        yield { ask: { lefts, rights: lefts, count: 1 }, spent: 10 };
      },
    };
    const { progress } = await drive(options({ methods: [last], evaluations: 10 }));
    expect([progress.best?.score, progress.evaluations]).toEqual([0.75, 10]);
  });

  test('candidates that are not allowed do not count', async () => {
    const { progress } = await drive(options({ score: ({ left }) => (left[0]! > 0.25 ? undefined : left[0]) }));
    expect(progress.best!.score).toBeLessThanOrEqual(0.25);
  });

  test('ends when the score is enough', async () => {
    const { progress, end } = await drive(options({ isEnough: (score) => score > 0.9 }));
    expect(end).toBe('enough');
    expect(progress.evaluations).toBeLessThan(200);
  });

  test('an engine that answers later gives the same as a model that answers at once', async () => {
    const at = await drive(options());
    const later = await drive(options({ answer: async ({ lefts }) => lefts.slice() }));
    expect(later).toEqual(at);
  });

  test.each([1, 2, 7, 4100, 9000, 19_990])(
    'stopped at step %i and continued from what was told, it ends the same',
    async (stopAt) => {
      const whole = await drive(options());
      let told: HuntProgress | undefined;
      let steps = 0;
      const stopped = await drive(
        options({
          goesOn: () => ++steps < stopAt,
          // What is on disk at that moment.
          onProgress: (progress) => {
            told = JSON.parse(JSON.stringify(progress())) as HuntProgress;
          },
        }),
      );
      expect(stopped.end).toBe('stopped');
      const from = told && { ...told, best: undefined, ...(told.best && { best: stopped.progress.best }) };
      const resumed = await drive(options({ from }));
      expect(resumed).toEqual(whole);
    },
  );

  test('more evaluations continue a hunt that had ended', async () => {
    const { progress } = await drive(options());
    const more = await drive(options({ from: progress, evaluations: 50_000 }));
    expect(more.progress.evaluations).toBe(50_000);
    expect(more.progress.best!.score).toBeGreaterThanOrEqual(progress.best!.score);
  });

  test('fewer evaluations than it has spent leave a hunt as it is', async () => {
    const { progress } = await drive(options());
    expect(await drive(options({ from: progress, evaluations: 100 }))).toEqual({ progress, end: 'evaluations' });
  });
});

test('each method has its own improvements over its evaluations; interrupted or not, they are the same', async () => {
  const { progress } = await drive(options());
  for (const { name, best, evaluations, trace } of progress.methods) {
    expect(trace.length, name).toBeGreaterThan(0);
    expect(trace.at(-1)!.score, name).toBe(best);
    for (const [i, point] of trace.entries()) {
      expect(point.score, name).toBeGreaterThan(trace[i - 1]?.score ?? 0);
      expect(point.evaluations, name).toBeGreaterThanOrEqual(trace[i - 1]?.evaluations ?? 1);
      expect(point.evaluations, name).toBeLessThanOrEqual(evaluations);
    }
  }
  let steps = 0;
  const { progress: half } = await drive(options({ goesOn: () => ++steps < 15_000 }));
  expect((await drive(options({ from: half }))).progress.methods).toEqual(progress.methods);
});
