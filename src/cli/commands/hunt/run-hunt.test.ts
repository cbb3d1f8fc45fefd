import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { convShape } from '../../../conv/shape-text.ts';
import { openRegistry } from '../../../engines/registry.ts';
import { pixelLevels, rangeOf } from '../../../hunt/constraints.ts';
import type { HuntProgress } from '../../../hunt/drive.ts';
import type { HuntRequest } from '../../../hunt/hunt.ts';
import { outputPlace } from '../../../hunt/place.ts';
import { readState, writeState } from '../../../hunt/state-file.ts';
import { runHunt } from './run-hunt.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-run-hunt-'));
afterAll(() => rmSync(folder, { recursive: true }));

const registry = await openRegistry({ engines: ['lastbit'] });
afterAll(() => registry.close());
const subject = registry.subjects.find(({ id }) => id === 'lastbit/pairwise')!;

const request: HuntRequest = {
  subjects: [{ subject, version: '0.1.0' }],
  place: outputPlace(convShape('3x3'), 'conv2d', 0),
  constraints: { image: pixelLevels('k/255'), kernel: rangeOf(-1, 1, '') },
  ...{ aim: 'error', seed: 11, evaluations: 9000 },
};
const run = (name: string, resume: boolean, controller = new AbortController(), stopAt = Number.POSITIVE_INFINITY) => {
  let shown = 0;
  const live = {
    show: () => {
      if (++shown >= stopAt) controller.abort();
    },
    say: () => {},
    end: () => {},
  };
  const state = join(folder, `${name}.json`);
  return runHunt(request, { seconds: undefined, state, key: 'key', resume, interruption: controller, live });
};

const uninterrupted = run('whole', false);

// At whichever moment the signal comes, the result is the same.
test.each([1, 2])('interrupted at pause %i and resumed, a hunt ends as if it had not been', async (stopAt) => {
  const whole = await uninterrupted;
  const stopped = await run(`stopped ${stopAt}`, false, new AbortController(), stopAt);
  const onDisk = readState(join(folder, `stopped ${stopAt}.json`), 'key');
  expect(onDisk.best).toEqual(stopped.progress.best);
  expect(await run(`stopped ${stopAt}`, true)).toEqual(whole);
  expect(readFileSync(join(folder, `stopped ${stopAt}.json`), 'utf8')).toBe(
    readFileSync(join(folder, 'whole.json'), 'utf8'),
  );
});

// Else a limit would seem to be passed, or a witness would be printed that the constraints do not allow.
test.each<readonly [string, (best: NonNullable<HuntProgress['best']>) => object]>([
  ['too short', ({ candidate: { left, right } }) => ({ candidate: { left: left.slice(1), right } })],
  ['outside of the range', ({ candidate: { left, right } }) => ({ candidate: { left, right: right.fill(8) } })],
  ['better than it is', ({ score }) => ({ score: 1000 * score })],
])('a state whose best input is %s is refused in one line', async (name, spoil) => {
  const { progress } = await uninterrupted;
  const best = structuredClone(progress.best!);
  writeState(join(folder, `${name}.json`), 'key', { ...progress, best: { ...best, ...spoil(best) } });
  await expect(run(name, true)).rejects.toThrow(/^--resume: the state is not of this hunt: its best input .*; without/);
});
