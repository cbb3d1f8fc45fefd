import { expect, test } from 'vitest';
import { convShape } from '../conv/shape-text.ts';
import { narrowInputs } from '../sums/narrow-inputs.ts';
import { explain } from './explain.ts';
import { explainObserved } from './explain-observed.ts';
import type { ObservedExplanation } from './observed-records.ts';
import { windowOfFactors } from './observed-window.test-support.ts';
import type { ReadAs } from './printed-decimal.ts';
import { seedCase, seedObserved, seedRequest } from './seed-case.ts';

const seed = await windowOfFactors([...seedCase.image], [...seedCase.kernel]);
const sequential = { subject: 'lastbit/sequential', format: 'binary32' as const, value: 188415 / 2 ** 27 };
const wide = { subject: 'numpy/multiply-sum:binary64', format: 'binary64' as const, value: 188417 / 2 ** 27 };
const other = { subject: 'other', format: 'binary32' as const, value: Math.fround(0.0014038166) };
const few = { ...seed, candidates: [sequential, wide, other] };
const explained = seedObserved.map((one) => explainObserved(one, few));

const verdictOn = async (
  printed: string,
  factors: readonly number[],
  taps?: readonly number[],
  options?: Parameters<typeof windowOfFactors>[2] & { readonly as?: ReadAs },
): Promise<ObservedExplanation> => {
  const as = options?.as === undefined ? {} : { as: options.as };
  return explainObserved({ name: 'x', printed, ...as }, await windowOfFactors(factors, taps, options));
};

test('the number with 27 decimals is one binary32 number printed in full, and only the sequential sum gives it', () => {
  expect(explained[0]).toMatchObject({
    verdict: 'reached',
    consistentWith: ['lastbit/sequential'],
    possibleBinary32: true,
    printedInFull: { binary32: true, binary64: true },
    pinned: { bits: '3ab7ffc0', decimal: '0.001403801143169403076171875' },
  });
});

test('who gives a number is said in a sentence, whatever the counts', () => {
  const statement = (printed: string, ...candidates: (typeof few)['candidates']) =>
    explainObserved({ name: 'x', printed }, { ...seed, candidates }).statement.replace(/^.*\. (?=[A-Z0-9])/, '');
  const [one, two] = [1, 2].map((value) => ({ subject: 'a', format: 'binary32' as const, value }));
  const wideOne = { subject: 'b', format: 'binary64' as const, value: 1 };
  expect(statement('3', one!)).toBe('No result here prints as this number.');
  expect(statement('1', one!)).toBe('The binary32 result here prints as this number.');
  expect(statement('1', one!, two!)).toBe('1 of the 2 binary32 results here prints as this number.');
  expect(statement('1', one!, one!, wideOne)).toBe(
    'All 2 binary32 results here print as this number; the binary64 one does.',
  );
  expect(statement('2', two!, wideOne)).toBe(
    'The binary32 result here prints as this number; the binary64 one does not.',
  );
});

test('few algorithms are said in a whole sentence', () => {
  expect(explained[0]?.statement).toMatch(/ Of lastbit's algorithms, only sequential prints it\.$/);
  const candidates = [sequential, { ...sequential, subject: 'lastbit/lanes-8' }];
  const { statement } = explainObserved(seedObserved[0]!, { ...seed, candidates });
  expect(statement).toMatch(/only sequential, lanes-8 print it\.$/);
});

test('0.00140382 leaves room for many binary32 numbers', () => {
  expect(explained[1]).toMatchObject({
    consistentWith: ['numpy/multiply-sum:binary64', 'other'],
    printedInFull: { binary32: false, binary64: false },
    pinned: null,
    rounded: { low: '1403815e-9', high: '1403825e-9', lowIncluded: true, highIncluded: true, binary32Count: 85 },
    truncated: { binary32Count: 86 },
  });
});

test('0.00140381604433 is a rounded number, and the exact value is the only binary32 number that prints as it', () => {
  expect(explained[2]).toMatchObject({
    consistentWith: ['numpy/multiply-sum:binary64'],
    possibleBinary32: true,
    printedInFull: { binary32: false, binary64: false },
    pinned: { bits: '3ab80040', decimal: '0.001403816044330596923828125' },
  });
  expect(explained[2]?.statement).toBe(
    'This decimal is neither a binary32 nor a binary64 number: it was rounded or cut off after 14 decimals. ' +
      'One binary32 number (3ab80040, the exact value) and 46,117 binary64 numbers print as this decimal. ' +
      'None of the 2 binary32 results here print as this number; the binary64 one does.',
  );
});

test('a decimal between two neighbouring binary32 numbers is no binary32 number at all', () => {
  const between = explainObserved({ name: 'x', printed: '1.00000005960464477' }, { ...seed, candidates: [] });
  expect(between).toMatchObject({ possibleBinary32: false, pinned: null, consistentWith: [] });
  expect(between.statement).toContain('No binary32 number prints as this decimal; binary64 numbers do.');
  expect(explainObserved({ name: 'x', printed: '1e39' }, seed).possibleBinary32).toBe(false);
});

test('two orders of three terms: each number is one of them, by name or by its order', async () => {
  const terms = [0.7372549, 0.25882354, 0.00392157];
  const loop = await verdictOn('1.0000001', terms);
  expect(loop).toMatchObject({ verdict: 'reached', shortest: { decimal: '1.00000011920928955078125' } });
  expect(loop.reachedBy[0]).toMatchObject({
    name: 'a loop from the first term to the last (in binary32)',
    reading: 'shortest',
  });
  const named = await verdictOn('1.', terms, undefined, { as: 'repr', candidates: [] });
  expect(named).toMatchObject({ verdict: 'reached' });
  expect(named.reachedBy[0]?.name).toMatch(/^the order \(?0\+\(?[12]\)?\+[12]\)? of the terms, products and sums/);
});

test('digits of one number come before digits of many, and --as chooses', async () => {
  const [one, two] = [Math.fround(0.90713596), Math.fround(0.907136)];
  const candidates = [
    { subject: 'lastbit/sequential', format: 'binary32' as const, value: one },
    { subject: 'lastbit/pairwise', format: 'binary32' as const, value: two },
  ];
  const readAs = async (as?: ReadAs): Promise<readonly unknown[]> => {
    const options = { candidates, ...(as === undefined ? {} : { as }) };
    const { reachedBy } = await verdictOn('0.907136', [0.3, 0.3, 0.307136, 1e-9], undefined, options);
    return reachedBy.map(({ subject, reading }) => [subject, reading]);
  };
  expect(await readAs()).toEqual([
    ['lastbit/pairwise', 'shortest'],
    ['lastbit/sequential', 'rounded'],
  ]);
  expect(await readAs('repr')).toEqual([['lastbit/pairwise', 'shortest']]);
  expect(await readAs('fixed')).toEqual([
    ['lastbit/sequential', 'rounded'],
    ['lastbit/pairwise', 'rounded'],
  ]);
});

test('far outside the bound: TF32 inputs explain 1078 where 22.53 is due', async () => {
  const gpu = await verdictOn('1078', [0.83899, 0.54414, 331420], [2274500, -4116000, 1]);
  expect(gpu).toMatchObject({ verdict: 'no-rounding', reachedBy: [] });
  expect(gpu.narrower[0]).toMatchObject({ what: 'TF32 inputs', by: 'value' });
  expect(gpu.errorOverBound).toBeGreaterThan(1000);
  expect(gpu.answer).toMatch(
    /^x, 1078, is not explained by rounding in binary32: .* times the bound of any order; TF32 inputs explain it/,
  );
});

test('a number that is none of binary32 may be one of a binary64 sum', async () => {
  const [left, right] = [
    [1.1, 2.2, 3.3],
    [0.1, 0.2, 0.3],
  ].map((all) => all.map(Math.fround));
  const sum = left!.reduce((total, x, t) => total + Math.fround(x * right![t]!), 0);
  const mixed = await verdictOn(String(sum), left!, right);
  expect(mixed.answer).toMatch(
    /^x, .*, is no binary32 number, but given by a loop of binary32 products summed in binary64; /,
  );
  const wide = left!.reduce((total, x, t) => total + x * right![t]!, 0);
  const { verdict, answer } = await verdictOn(String(wide), left!, right, { candidates: [] });
  expect(verdict).toBe('within-reach');
  expect(answer).toMatch(/is no binary32 number, but may be a rounding in binary64/);
});

test('a number that nothing gives is a defect, or another sum', async () => {
  const { verdict, answer } = await verdictOn('7.5', [1.1, 2.2, 3.3]);
  expect(verdict).toBe('no-rounding');
  expect(answer).toMatch(/no narrower arithmetic tried gives it: a defect, or another sum than this one\.$/);
});

test('beyond the bound of any order, a number may be within that of a transform', () => {
  const transforms = [{ name: "Winograd's F(2×2, 3×3)", bound: 1e-5 }];
  const { verdict, answer } = explainObserved({ name: 'x', printed: '0.00141082' }, { ...seed, transforms });
  expect(verdict).toBe('no-rounding');
  expect(answer).toMatch(/but it is within the normwise bound of Winograd's F\(2×2, 3×3\) \(0\.7 of it\): a transform/);
});

test('where no addition rounds, another number is no rounding, however near it is', async () => {
  const zero = await verdictOn('0', [0, 1]);
  expect(zero).toMatchObject({ verdict: 'impossible', narrower: [] });
  expect(zero.answer).toBe(
    'x, 0, is a defect, no rounding: no addition rounds here, so every order in binary32 gives 1.',
  );
  const half = await verdictOn('4448', [4000, 449]);
  expect(half.verdict).toBe('impossible');
  expect(half.narrower.map(({ what }) => what).slice(0, 2)).toEqual(['bfloat16 inputs', 'a binary16 result']);
  // Such a machine would flush, so that the exact sum is not due.
  expect(await verdictOn('0', [2 ** -127, 2 ** -128])).toMatchObject({
    verdict: expect.not.stringMatching(/impossible/),
  });
});

test('of 16-bit inputs, sums and results in that format are roundings', async () => {
  const inputFormat = 'binary16';
  expect(await verdictOn('4450', [4000, 449], undefined, { inputFormat })).toMatchObject({
    verdict: 'reached',
    narrower: [],
    reachedBy: [{ name: expect.stringContaining('4448 with the fewest digits') }, {}, {}, {}],
  });
  expect(await verdictOn('4449', [4000, 449], undefined, { inputFormat })).toMatchObject({ verdict: 'reached' });
  expect(await verdictOn('5000', [4000, 449], undefined, { inputFormat })).toMatchObject({ verdict: 'no-rounding' });
});

test('within the worst case but far outside of what orders reach, narrower inputs explain it better', async () => {
  const factors = Array.from({ length: 576 }, (_, t) => Math.fround(Math.sin(t + 1)));
  const taps = Array.from({ length: 576 }, (_, t) => Math.fround(Math.cos(3 * t) / 7));
  const [x, y] = [factors, taps].map((all) =>
    narrowInputs(Float32Array.from(all), { bits: 11, rounding: 'nearest-even' }),
  );
  const sum = x!.reduce((total, one, t) => total + one * y![t]!, 0);
  const far = await verdictOn(String(Math.fround(sum)), factors, taps, { trees: 300 });
  expect(far.verdict).toBe('outside-reach');
  expect(far.errorOverBound).toBeLessThan(1);
  expect(far.answer).toMatch(
    /^x, .*, is not explained by rounding in binary32: within the worst case, .* times .*; TF32 inputs explain it/,
  );
});

test('a match that most orders give may be chance, and one that few give is not', async () => {
  const terms = Array.from({ length: 20 }, (_, t) => Math.fround(1 / (t + 3)));
  const sums = await windowOfFactors(terms);
  const values = sums.reach!.trees.values;
  const common = explainObserved({ name: 'x', printed: values[values.length >> 1]!.toPrecision(3) }, sums);
  expect(common.chance!.expected).toBeGreaterThan(common.chance!.tried / 2);
  expect(common.answer).toMatch(
    /; the digits are too few to tell: about [\d.]+ of \d+ computations would match by chance/,
  );
  expect(common.place).toMatchObject({ tried: 2000, below: 0 });
  const places = [common.place!.below, common.place!.equal, common.place!.above];
  expect(places.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
});

test('few digits are told from an error, and a number of many formats names them', async () => {
  const few = await verdictOn('0.75', [0.25, 0.5001]);
  expect(few.answer).toContain('; it is the exact value as near as its 2 digits tell');
  const far = await verdictOn('1.5', [0.1, 0.2, 0.3]);
  expect(far.answer).toContain(' ulp of binary32 above the exact value');
  expect(far.reading).toMatch(/^as the fewest digits that read back as a binary32 or binary64 number, or /);
});

test('a printed mean is that of a sum', async () => {
  const options = { divisor: 3 };
  const huge = [3e38, 3e38, 3e38];
  const first = await verdictOn('3e38', huge, undefined, options);
  expect(first.reachedBy.map(({ name }) => name)).toContain('a loop over terms divided first');
  expect((await verdictOn('1.23e38', huge, undefined, options)).answer).toMatch(/times the bound of any order/);
  expect((await verdictOn('inf', huge, undefined, options)).answer).toMatch(/dividing by 3 first/);
  expect(await verdictOn('0.20000000298023224', [0.1, 0.2, 0.3], undefined, options)).toMatchObject({
    verdict: 'reached',
  });
  expect(await verdictOn('0.3', [0.1, 0.2, 0.3], undefined, options)).toMatchObject({ verdict: 'no-rounding' });
});

test('NaN and infinities: due, possible, or a defect', async () => {
  const on = async (printed: string, factors: readonly number[], taps?: readonly number[]): Promise<string> =>
    (await verdictOn(printed, factors, taps)).answer;
  expect(await on('nan', [0, 1], [Infinity, 1])).toBe('x, NaN, is due: term 0 is ∞ · 0.');
  expect(await on('inf', [3e38, 3e38, 3e38])).toMatch(
    /^x, ∞, is due: the exact sum is beyond binary32, so every order/,
  );
  expect(await on('inf', [3e38, 3e38, -3e38])).toMatch(
    /^x, ∞, is possible: only some orders overflow: .* gives it, others do not/,
  );
  expect(await on('nan', [1, 2])).toMatch(/^x, NaN, is a defect: no partial sum of any order can overflow/);
  expect(await on('inf', [60000, 60000])).toMatch(/is not due in binary32: .*; a binary16 result explains? it/);
  const inputFormat = 'binary16';
  expect((await verdictOn('inf', [60000, 60000], undefined, { inputFormat })).answer).toMatch(
    /^x, ∞, is possible in binary16: /,
  );
  expect((await verdictOn('3e38', [3e38, 3e38])).answer).toMatch(
    /is not explained by rounding in binary32: ∞ is due, as the exact sum/,
  );
});

test('a tap on padding that is not finite gives NaN or the sum without it', async () => {
  const shape = convShape('1x2*1x2');
  const input = {
    shape: { ...shape, padding: [0, 0, 1, 0] as const },
    image: Float32Array.of(2, 3),
    kernel: Float32Array.of(Infinity, 1),
  };
  const observed = ['nan', 'inf', '2', '7'].map((printed) => ({ name: 'x', printed }));
  const request = { ...seedRequest, case: input, observed, randomCases: 1, randomTrees: 10 };
  const { output } = await explain(request, []);
  expect(output.observed.map(({ verdict }) => verdict)).toEqual(['possible', 'not-due', 'reached', 'impossible']);
});

test('integers of few bits wrap around or saturate', async () => {
  const on = async (printed: string, factors: readonly number[]): Promise<string> =>
    (await verdictOn(printed, factors)).answer;
  expect(await on('44', [100, 100, 100])).toMatch(/ 8-bit integers that wrap around explain it/);
  expect(await on('127', [100, 100, 100])).toMatch(/ 8-bit integers that saturate explain it/);
  expect(await on('0', [128, 128])).toMatch(/is a defect, no rounding/);
});

test('where only the nearest number that prints so is within the bound, that is said', async () => {
  const factors = [...Array.from({ length: 1000 }, (_, t) => (t % 2 === 0 ? 1.1 : -1.1)), 1 / 3].map(Math.fround);
  const { answer } = await verdictOn('0.4', factors);
  expect(answer).toMatch(/ u·P; the nearest number that prints so is 0\.\d+ of the bound of any order away/);
});

test('no narrower inputs explain a number that is none of binary32', async () => {
  const factors = Array.from({ length: 300 }, (_, t) => Math.fround(Math.sin(t)));
  const narrow = narrowInputs(Float32Array.from(factors), { bits: 11, rounding: 'nearest-even' });
  const sum = narrow.reduce((all, x) => all + x, 0);
  const { answer, narrower } = await verdictOn(sum.toFixed(9), factors, undefined, { as: 'exact' });
  expect(answer).toContain('impossible in binary32');
  expect(narrower).toEqual([]);
});

test('narrower inputs explain nothing where they change none', async () => {
  const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  expect((await verdictOn('44', nine)).answer).toMatch(/is a defect, no rounding: .* gives 45\.$/);
});

test('the few digits of a sum in 16 bits are read in its format first', async () => {
  const { answer } = await verdictOn('5.31', [5, 0.3, 0.0114], undefined, { inputFormat: 'binary16' });
  expect(answer).toMatch(/^x, 5\.31, is a rounding, given by .*to binary16; /);
});

test('products that were flushed to zero are named before narrower inputs', async () => {
  const factors = Array.from({ length: 16 }, () => 2 ** -70);
  const taps = factors.map(() => 2 ** -60);
  const { narrower } = await verdictOn('0.0', factors, taps, { as: 'repr' });
  expect(narrower[0]?.what).toBe('products below 2^-126 flushed to zero');
});

test('a finite number is decided where sums in binary16 may overflow, because none of its own did', async () => {
  const options = { inputFormat: 'binary16' } as const;
  const { verdict, answer } = await verdictOn('30000', [60000, 60000, -60000], undefined, options);
  expect(verdict).not.toBe('undecided');
  expect(answer).not.toContain('overflow');
});
