import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { convShape } from '../../../conv/shape-text.ts';
import { openRegistry } from '../../../engines/registry.ts';
import { pixelLevels, rangeOf } from '../../../hunt/constraints.ts';
import type { HuntRequest } from '../../../hunt/hunt.ts';
import { outputPlace } from '../../../hunt/place.ts';
import { readState } from '../../../hunt/state-file.ts';
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
