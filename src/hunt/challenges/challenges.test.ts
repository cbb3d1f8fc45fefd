import { expect, test } from 'vitest';
import { problemOf } from '../../errors/usage-error.ts';
import { bits32 } from '../../float/bits.ts';
import type { Candidate } from '../problem.ts';
import { challenges } from './challenges.ts';
import { candidateOf, checkWitness, parseWitness } from './check-witness.ts';

const challengeOf = (id: string) => challenges.find((one) => one.id === id)!;

// [challenge, ratio known before these inputs, ratio now]
test.each([
  ['kahan-7', 2.3748373, 2.37485],
  ['kahan-9', 2.3748373, 2.37489],
  ['dot2-4', 0.7, 2.69],
  ['dot2-9', 2.7, 12.4],
  ['increasing-9', 3.858, 3.99999],
  ['increasing-27', 10.09, 10.6514],
  ['winograd-2', 18.1, 75.6],
  ['winograd-4', 1875, 2091],
  ['condition-halves', 380, 494.9],
  ['condition-lanes', 353, 494.9],
  ['box-halves', 66.937, 71.51],
  ['box-lanes', 80.006, 86.92],
])('the best input known for %s', (id, before, now) => {
  const challenge = challengeOf(id);
  const verdict = checkWitness(challenge, candidateOf(challenge.best));
  if (!verdict.admitted) throw new Error(verdict.reason);
  expect(verdict.ratio).toBeGreaterThan(before);
  expect(verdict.ratio).toBeGreaterThanOrEqual(now);
  expect(verdict.ratio).toBeLessThan(challenge.limit.value);
  expect(verdict).toMatchObject({ beatsBest: false, exceedsLimit: false, best: verdict.ratio });
});

test('the limit of a box is that of its partial sums, not of all numbers', () => {
  // All numbers: 150 and 175.
  expect(challengeOf('box-halves').limit.value).toBeLessThan(86);
  expect(challengeOf('box-lanes').limit.value).toBeLessThan(101);
});

test('every challenge has an admitted input, and negating it changes nothing', () => {
  for (const challenge of challenges) {
    const best = candidateOf(challenge.best);
    const verdict = checkWitness(challenge, best);
    if (!verdict.admitted) throw new Error(`${challenge.id}: ${verdict.reason}`);
    expect(verdict.ratio).toBeGreaterThan(0);
    expect(verdict.ratio).toBeLessThan(challenge.limit.value);
    if (challenge.id.startsWith('increasing')) continue;
    expect(checkWitness(challenge, { ...best, left: best.left.map((x) => -x) })).toMatchObject({
      ratio: verdict.ratio,
    });
  }
});

test('the ratio is that of plain integers', () => {
  const { left, right } = candidateOf(challengeOf('kahan-7').best);
  const integer = (x: number): bigint => BigInt(x * 2 ** 60);
  const exact = left.reduce((sum, x) => sum + integer(x), 0n);
  const absolute = left.reduce((sum, x) => sum + integer(Math.abs(x)), 0n);
  let [sum, correction] = [0, 0];
  for (const x of left) {
    const term = Math.fround(x - correction);
    const next = Math.fround(sum + term);
    correction = Math.fround(Math.fround(next - sum) - term);
    sum = next;
  }
  const error = integer(sum) - exact;
  const ratio = Number(((error < 0n ? -error : error) * 2n ** 24n * 10n ** 9n) / absolute) / 1e9;
  const verdict = checkWitness(challengeOf('kahan-7'), { left, right });
  expect(verdict.admitted && Math.floor(verdict.ratio * 1e9) / 1e9).toBe(ratio);
});

test('a better input is recognised', () => {
  const challenge = challengeOf('kahan-9');
  const worse = { ...challenge, best: challengeOf('kahan-9').best };
  const left = candidateOf(challenge.best).left.map((x, t) => (t === 0 ? x / 2 : x));
  const beaten = { ...worse, best: { ...worse.best, left: [Array.from(left, bits32).join(' ')] } };
  expect(checkWitness(beaten, candidateOf(challenge.best))).toMatchObject({ admitted: true, beatsBest: true });
});

const ones = (n: number): Float32Array => new Float32Array(n).fill(1);
const changed = (id: string, change: (candidate: Candidate) => void): Candidate => {
  const candidate = candidateOf(challengeOf(id).best);
  change(candidate);
  return candidate;
};

test.each<[string, Candidate, string]>([
  ['kahan-7', { left: ones(6), right: ones(7) }, 'left: 6 numbers; kahan-7 takes 7'],
  ['kahan-7', { left: ones(7), right: ones(8) }, 'right: 8 numbers; kahan-7 takes 7'],
  ['kahan-7', changed('kahan-7', ({ left }) => left.fill(Number.NaN, 2, 3)), 'left[2]: NaN is not finite'],
  ['kahan-7', changed('kahan-7', ({ right }) => right.fill(2, 1, 2)), 'right[1]: 2 is not 1'],
  ['kahan-7', { left: new Float32Array(7), right: ones(7) }, 'left: all factors of one side are 0'],
  ['dot2-4', { left: ones(4).fill(2 ** 61, 0, 1), right: ones(4) }, 'left[0]: 2305843009213694000 is neither 0 nor'],
  ['dot2-4', { left: ones(4).fill(2 ** -50), right: ones(4).fill(2 ** -50) }, 'left[0]: its product with right[0]'],
  ['increasing-9', changed('increasing-9', ({ left }) => left.fill(1, 8)), 'left[8]: 1 is not positive or below'],
  ['increasing-9', changed('increasing-9', ({ left }) => left.fill(-1, 0, 1)), 'left[0]: -1 is not positive or below'],
  ['condition-halves', changed('condition-halves', ({ left }) => left.fill(1, 0, 1)), 'the condition number is more'],
  ['box-lanes', { left: ones(25).fill(1.5, 3, 4), right: ones(25) }, 'left[3]: 1.5 is not in [−1, 1]'],
  ['winograd-2', { left: ones(16), right: new Float32Array(9) }, 'left: all factors of one side are 0'],
])('%s refuses', (id, candidate, reason) => {
  const verdict = checkWitness(challengeOf(id), candidate);
  expect(verdict.admitted ? '' : verdict.reason).toContain(reason);
});

test('a file with a witness', () => {
  const [left, right] = [Array<string>(7).fill('3f800000'), Array<string>(7).fill('3f800000')];
  const file = { schema: 'lastbit-witness-1', challenge: 'kahan-7', left, right, by: 'somebody' };
  const { challenge, candidate, by } = parseWitness(JSON.stringify(file), 'w.json');
  expect([challenge.id, candidate.left, by]).toEqual(['kahan-7', ones(7), 'somebody']);
  const problem = (value: unknown): string | undefined =>
    problemOf(() => parseWitness(typeof value === 'string' ? value : JSON.stringify(value), 'w.json'));
  for (const [value, message] of [
    ['{', 'w.json: not JSON'],
    ['3', 'w.json: witness: '],
    [{ ...file, schema: 'x' }, 'w.json: schema: '],
    [{ ...file, more: 1 }, 'w.json: more: '],
    [{ ...file, left: ['3F800000'] }, 'w.json: left.0: not eight lower-case hexadecimal digits'],
    [{ ...file, left: [] }, 'w.json: left: '],
    [{ ...file, challenge: 'kahan-8' }, 'w.json: challenge: kahan-8 is none; did you mean kahan-7?'],
  ] as const) {
    expect(problem(value)).toContain(message);
    expect(problem(value)).not.toContain('\n');
  }
});

test('challenges have ids of their own and sentences', () => {
  expect(new Set(challenges.map(({ id }) => id)).size).toBe(challenges.length);
  for (const { statement, measure } of challenges) {
    expect(statement).toMatch(/^How .* is not known\.$/);
    expect(measure).toContain('÷');
  }
});
