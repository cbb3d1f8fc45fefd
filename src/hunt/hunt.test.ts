import { expect, test } from 'vitest';
import { KnownDefects } from '../check/known-defects.ts';
import { convShape } from '../conv/shape-text.ts';
import type { AvailableSubject } from '../engines/engine.ts';
import { functionSubject } from '../engines/function-subject.ts';
import { toBinary64 } from '../float/dyadic.ts';
import { exactDot32, exactDotDyadic } from '../float/exact-dot.ts';
import { NoAnswer } from './computer.ts';
import { isAllowed, pixelLevels, rangeOf } from './constraints.ts';
import { type HuntRequest, hunt, problemOfRequest } from './hunt.ts';
import { judgeWitness } from './judge-witness.ts';
import { outputPlace } from './place.ts';

const same = (x: number): number => x;
const flushed = (x: number): number => (Math.abs(x) < 2 ** -126 ? 0 : x);

/** A loop over the window in binary32, which `change` may spoil. `kept` is what it keeps of a product or a sum. */
function loop(name: string, change = same, kept = same): AvailableSubject {
  const subject = functionSubject(name, (image, kernel, { height, width, kernelHeight, kernelWidth }) => {
    const [rows, columns] = [height - kernelHeight + 1, width - kernelWidth + 1];
    return Float32Array.from({ length: rows * columns }, (_, output) => {
      const [y, x] = [Math.floor(output / columns), output % columns];
      let sum = 0;
      for (let r = 0; r < kernelHeight; r++)
        for (let q = 0; q < kernelWidth; q++)
          sum = kept(
            Math.fround(sum + kept(Math.fround(image[(y + r) * width + x + q]! * kernel[r * kernelWidth + q]!))),
          );
      return change(sum);
    });
  });
  return { subject, version: 'in process' };
}

const place = outputPlace(convShape('3x3*2x2'), 'conv2d', 2);
const request = (subject: AvailableSubject, more: Partial<HuntRequest> = {}): HuntRequest => ({
  subjects: [subject],
  place,
  constraints: { image: pixelLevels('k/255'), kernel: rangeOf(-1, 1, '') },
  aim: 'error',
  seed: 3,
  evaluations: 1000,
  ...more,
});

test('the witness is allowed, its number is the engine’s own and its error is exact', async () => {
  const asked = request(loop('plain'));
  const { witness, limit, faults, subjects } = await hunt(asked);
  const { left, right } = witness!.candidate;
  const problem = problemOfRequest(asked);
  expect(problem.left.every((domain, term) => isAllowed(domain, left[term]!))).toBe(true);
  expect(problem.right.every((domain, term) => isAllowed(domain, right[term]!))).toBe(true);
  const exact = exactDotDyadic(left, right, 0, 4);
  expect(witness!.exact).toEqual(exact);
  expect(witness!.score).toBe(Math.abs(witness!.confirmed[0].computed - toBinary64(exact)));
  expect(witness!.confirmed[0].sameBits).toBe(true);
  expect(subjects[0].by).toBe('model');
  expect(faults).toEqual([]);
  if (limit !== undefined) expect(witness!.score).toBeLessThanOrEqual(limit.value);
});

test('a subject that answers a witness otherwise than it was revealed is found out', async () => {
  let spoils = false;
  const spoiled = loop('spoiled', (sum) => (spoils ? sum * 1.25 : sum));
  const { witness, faults, limit, ratio } = await hunt(request(spoiled), {
    onPlan: () => {
      spoils = true;
    },
  });
  expect(witness!.confirmed[0].sameBits).toBe(false);
  // The limit is that of the model: an error above it is the subject's fault, and none of lastbit.
  expect(witness!.score).toBeGreaterThan(limit!.value);
  expect(ratio).toBeNull();
  expect(faults).toEqual(['spoiled/conv2d gives other bits for the witness than its revealed model']);
});

test('a witness that violates claims becomes an entry of each; one that holds is a worst case', async () => {
  const wrong = loop('wrong', (sum) => sum * 1.5);
  const result = await hunt(request(wrong, { evaluations: 200 }));
  const judged = await judgeWitness(result, [wrong.subject], new KnownDefects([]));
  expect(judged.violations.map(({ claim }) => claim)).toContain('dot-any-order');
  const [violation] = judged.violations;
  expect(violation).toMatchObject({ role: 'refutation', expectation: 'must-fail' });
  const right = loop('right');
  const held = await judgeWitness(await hunt(request(right)), [right.subject], new KnownDefects([]));
  expect(held.violations).toEqual([]);
  expect(held.worstCase).toMatchObject({ role: 'worst-case', expectation: 'must-hold' });
});

test.each([
  ['first', same, flushed],
  ['second', flushed, same],
])('two subjects of which one flushes do not pass their limit: the %s does not', async (_, one, other) => {
  const subjects = [loop('one', same, one), loop('other', same, other)] as const;
  const tiny = rangeOf(1e-20, 1e-18, '');
  const constraints = { image: tiny, kernel: tiny };
  const result = await hunt(request(subjects[0], { subjects, constraints, aim: 'difference', evaluations: 200 }));
  expect(result.subjects.map(({ words }) => /flushed/.test(words)).sort()).toEqual([false, true]);
  expect(result.limit!.name).toBe('rounding limit');
  expect(result.faults).toEqual([]);
});

test('a black box is attacked by asking it', async () => {
  const compensated = functionSubject('exact', (image, kernel) =>
    Float32Array.of(exactDot32(image, kernel, 0, image.length)),
  );
  const { subjects, witness } = await hunt(
    request({ subject: compensated, version: '1' }, { place: outputPlace(convShape('2x2'), 'conv2d', 0) }),
  );
  expect(subjects[0].by).toBe('engine');
  expect(witness!.confirmed[0].sameBits).toBeNull();
  expect(witness!.measures.errorUlp).toBeLessThanOrEqual(0.5);
  expect(witness!.measures.errorUlp).toBeGreaterThan(0.3);
});

test('an engine that declines gives NoAnswer, with its reason in one line', async () => {
  const declining = { subject: functionSubject('declining', () => undefined), version: '1' };
  await expect(hunt(request(declining))).rejects.toThrow(NoAnswer);
  await expect(hunt(request(declining))).rejects.toThrow(/^declining\/conv2d declined: .*shape$/);
});

test('a simplified witness keeps 99.9 % of the best score', async () => {
  const { witness, shrunk } = await hunt(request(loop('plain'), { evaluations: 5000 }));
  expect(witness!.score).toBeGreaterThanOrEqual(0.999 * shrunk!.from);
  expect(shrunk!.tried).toBeGreaterThan(100);
});
