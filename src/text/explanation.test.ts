import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { convShape } from '../conv/shape-text.ts';
import type { Outcome, Subject } from '../engines/engine.ts';
import { lastbitSubjects } from '../engines/subjects.ts';
import { type ExplainRequest, explain } from '../explain/explain.ts';
import type { Explanation } from '../explain/explanation.ts';
import { seedRequest } from '../explain/seed-case.ts';
import { analysisLines } from './explanation-analysis.ts';
import { conclusionTexts } from './explanation-conclusion.ts';
import { valueLines } from './explanation-values.ts';
import { formatJson, linedJson } from './json.ts';

const schema = JSON.parse(readFileSync(new URL('../../docs/explain.schema.json', import.meta.url), 'utf8'));
const valid = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);

function engine(name: string, evaluate: () => Outcome, missing = false): Subject {
  return {
    id: `${name}/conv2d`,
    engine: name,
    operation: 'conv2d',
    format: 'binary32',
    summation: 'unknown',
    availability: async () =>
      missing
        ? { kind: 'missing', reason: 'no such library', howToGetIt: 'lastbit engines install it' }
        : { kind: 'ready', version: '1', environment: { threads: 1 } },
    evaluate: async () => evaluate(),
  };
}

const value = (...outputs: number[]): Outcome => ({
  kind: 'value',
  format: 'binary32',
  outputs: Float32Array.from(outputs),
});
const subjects: readonly Subject[] = [
  ...lastbitSubjects(),
  engine('gone', () => value(0), true),
  engine('crashed', () => ({ kind: 'failed', reason: 'exit status 139\nsegmentation fault' })),
  engine('unwilling', () => ({ kind: 'declined', reason: 'stride 3 is not supported' })),
  engine('wrong', () => value(Number.NaN)),
];

const flowing = (lines: readonly string[]): string => lines.join(' ').replaceAll(/\s+/g, ' ');
const linesOf = (explanation: Explanation): readonly string[] => [
  ...valueLines(explanation),
  ...analysisLines(explanation),
];

async function explained(change: Partial<ExplainRequest> = {}, asked = subjects): Promise<Explanation> {
  return explain({ ...seedRequest, ...change, randomCases: 300, randomTrees: 5000 }, asked);
}

function expectValid(explanation: Explanation): void {
  const json = JSON.parse(formatJson(explanation));
  valid(json);
  expect(valid.errors).toBeNull();
}

test('the explanation of the seed case is what the schema says', async () => {
  const explanation = await explained();
  expectValid(explanation);
  const broken = JSON.parse(formatJson(explanation));
  delete broken.output.results[0].errorUlp;
  expect(valid(broken)).toBe(false);
});

test('the first line is the answer, and every subject keeps its row', async () => {
  const lines = linesOf(await explained());
  expect(lines[0]).toMatch(
    /^TensorFlow convolution, binary32 \(2018\), 0\.001403801\d+, is a rounding, given by a loop/,
  );
  const opening = flowing(lines.slice(0, lines.indexOf('')));
  expect(opening).toMatch(
    / TensorFlow multiply and reduce_sum, binary32 \(2018\), 0\.00140382, is a rounding, given by/,
  );
  expect(opening).toMatch(
    / NumPy multiply and sum, .* and TensorFlow in binary64 .*, 0\.00140381604433, is a rounding/,
  );
  expect(opening).toMatch(
    / The exact value is 0\.001403816044330596923828125\. Rounding cannot explain 1 result beyond the proven bound: wrong\/conv2d \(NaN\); 50 others are within it\. They are 5 different numbers: a wrong one/,
  );
  const text = lines.join('\n');
  expect(text).toContain('gone/conv2d  missing: no such library; to get it: lastbit engines install it');
  expect(text).toContain('crashed/conv2d  failed: exit status 139 segmentation fault');
  expect(text).toContain('unwilling/conv2d  declined: stride 3 is not supported');
  expect(text).toMatch(/wrong\/conv2d +NaN +7fc00000 +– +– +10215 +NO/);
});

test('the verdict of each row is said below the tables', async () => {
  const own = lastbitSubjects().filter(({ id }) => /sequential$/.test(id));
  const given: Readonly<Record<string, number>> = { right: 0.001403816044330597, far: 0.0014042, bad: 0.5 };
  const engines = Object.entries(given).map(([name, x]) => engine(name, () => value(x)));
  const lines = valueLines(await explained({ observed: [] }, [...own, ...engines]), 80);
  expect(lines).toContain('  No rounding in any order: bad/conv2d.');
  expect(flowing(lines)).toContain('Within the bound, but outside of what the orders tried give: far/conv2d.');
  expect(lines.join('\n')).toMatch(/: right\/conv2d\.$/m);
  expect(lines.filter((text) => /: .*lastbit\/sequential/.test(text))).toEqual([]);
});

test('NaN and infinity in the image are explained as such', async () => {
  for (const special of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const image = seedRequest.case.image.slice();
    image[7] = special;
    const explanation = await explained({ case: { ...seedRequest.case, image } });
    expectValid(explanation);
    const { output } = explanation;
    expect(output).toMatchObject({ condition: null, exact: { decimal: 'none', binary32Bits: null } });
    expect(output.results[0]).toMatchObject({
      withinBound: null,
      errorUlp: null,
      decimal: String(special),
    });
    const sign = String(special).replace('Infinity', '∞');
    expect(conclusionOf(explanation)).toContain('is not explained by rounding in binary32: ');
    expect(conclusionOf(explanation)).toContain(
      `There is no exact value: the image holds ${sign} in term 7 of this output (counted from 0).`,
    );
  }
});

test('sums that cancel to zero, and sums without any product, are explained too', async () => {
  const kernel = seedRequest.case.kernel.map((_, t) => (t % 2 === 0 ? 1 : -1));
  kernel[24] = 0;
  const cancelling = await explained({ case: { ...seedRequest.case, image: kernel.map(() => 0.1), kernel } });
  const zero = await explained({ case: { ...seedRequest.case, kernel: new Float32Array(25) } });
  for (const explanation of [cancelling, zero]) {
    expectValid(explanation);
    expect(explanation.output).toMatchObject({ condition: null, exact: { decimal: '0' } });
    expect(explanation.output.results[0]).toMatchObject({ errorUlp: null, boundUlp: null, withinBound: true });
  }
});

test('one output of many is explained by itself', async () => {
  const shape = { ...seedRequest.case.shape, padding: 'same' as const };
  const explanation = await explained({
    case: { ...seedRequest.case, shape },
    output: 24,
    observed: [],
  });
  expectValid(explanation);
  expect(explanation.output).toMatchObject({
    index: 24,
    of: 25,
    position: [0, 4, 4, 0],
    terms: 25,
    nonZeroTerms: 9,
  });
  for (const { outcome, withinBound, boundBecause } of explanation.output.results) {
    if (outcome.kind === 'value' && withinBound === null) expect(boundBecause).not.toBeNull();
  }
});

test('where all results are within their bounds, the first line says so', async () => {
  const two = lastbitSubjects().filter(({ id }) => /sequential$|correctly-rounded$/.test(id));
  const lines = linesOf(await explained({ observed: [] }, two));
  expect(two).toHaveLength(2);
  expect(lines.slice(0, 2).join(' ')).toContain(
    'The exact value is 0.001403816044330596923828125. Rounding can explain all 2 results: ' +
      'they are within their proven bounds; 1 is exact.',
  );
  const exact = lastbitSubjects().filter(({ id }) => /correctly-rounded/.test(id));
  expect(
    linesOf(await explained({ observed: [] }, exact))
      .slice(0, 2)
      .join(' '),
  ).toMatch(/; all are exact\./);
  expect(lines).toContain('  Change nothing. Guarantee: none; the two sides add in different orders.');
});

test('a large record has a line for each member of its upper levels, and is the same record', () => {
  const record = { a: [{ b: 1, c: [2, 3] }, { b: null }], d: 'x', none: undefined, e: {}, f: [] };
  expect(linedJson(record, 2)).toBe(
    '{\n"a":[\n{"b":1,"c":[2,3]},\n{"b":null}\n],\n"d":"x",\n"e":{\n\n},\n"f":[\n\n]\n}\n',
  );
  expect(JSON.parse(linedJson(record, 9))).toEqual(JSON.parse(JSON.stringify(record)));
});

/** The whole text about a row of pixels under a row of taps. */
async function rowText(pixels: readonly number[], taps: readonly number[]): Promise<string> {
  const shape = convShape(`1x${pixels.length}*1x${taps.length}`);
  const row = { shape, image: Float32Array.from(pixels), kernel: Float32Array.from(taps) };
  return linesOf(await explained({ case: row, observed: [] }, lastbitSubjects()))
    .join(' ')
    .replaceAll(/\s+/g, ' ');
}

test('the order decides only where two orders differ', async () => {
  const decides = /the result (?:depends|can depend) on (?:the|their) order|additions,? .*decide/;
  const odd = 1 + 2 ** -23;
  expect(await rowText([odd], [odd])).not.toMatch(decides);
  expect(await rowText([odd, 5, 0], [odd, 0, 7])).not.toMatch(decides);
  expect(await rowText([odd, 3], [odd, 0.1])).not.toMatch(decides);
  const overflow = await rowText([3e38, 3e38, 3e38], [1, 1, 1]);
  expect(overflow).not.toMatch(decides);
  expect(overflow).not.toMatch(/Infinity/);
  expect(overflow).toContain('all give ∞.');
  expect(overflow).toContain('in binary32 every order of the rounded products gives the same result');
  expect(await rowText([1, 2 ** -24, 2 ** -24], [1, 1, 1])).toMatch(decides);
});

/** The conclusion that opens the text about a case, which is its first paragraph. */
function conclusionOf(explanation: Explanation): string {
  const lines = linesOf(explanation);
  return flowing(lines.slice(0, lines.indexOf('')));
}

test('every explanation opens with what differs, by how much, and what decides', async () => {
  const shape = convShape('1x3*1x3');
  const row = (...pixels: number[]): ExplainRequest['case'] => ({
    ...{ shape, image: Float32Array.from(pixels), kernel: Float32Array.of(1, 1, 1) },
  });
  const own = lastbitSubjects().filter(({ format }) => format === 'binary32');
  const ordered = conclusionOf(await explained({ case: row(1, 2 ** -24, 2 ** -24), observed: [] }, own));
  expect(ordered).toMatch(
    /^The exact value is 1\.00000011920928955078125\. Rounding can explain all 36 results: .* They are 2 different numbers, up to 1 ulp of binary32 apart: the order of the additions and the roundings decide\.$/,
  );
  const alike = conclusionOf(await explained({ case: row(3e38, 3e38, 3e38), observed: [] }, own));
  expect(alike).toMatch(
    /^The exact value is 90000000\d+\. 36 have no bound; 31 are the exact value rounded once\..* whatever the order\.$/,
  );
  const products = { ...row(1 + 2 ** -23, 1 + 2 ** -23, 0), kernel: Float32Array.of(1 + 2 ** -23, 0.3, 1) };
  const formats = conclusionOf(await explained({ case: products, observed: [] }, lastbitSubjects()));
  expect(formats).not.toMatch(/order of the additions/);
  const wrong = conclusionOf(await explained({ observed: [] }, [engine('mine', () => value(0.5))]));
  expect(wrong).toMatch(
    /Rounding cannot explain 1 result .*: mine\/conv2d \([\d.e]+ ulp of binary32, bound 10215\)\.$/,
  );
});

test('the answer opens with a sentence for each observed number', async () => {
  const conclusion = async (printed: string): Promise<string> =>
    conclusionOf(await explained({ observed: [{ name: 'mine', printed }] }, lastbitSubjects()));
  expect(await conclusion('0.001403801143169403076171875')).toMatch(
    /^mine, 0\.001403801143169403076171875, is a rounding, given by a loop from the first term to the last \(products and sums rounded to binary32\); it is 128 ulp of binary32 below the exact value, 0\.313 u·P, 0\.0125 of the bound of any order\. The exact value is/,
  );
  expect(await conclusion('0.0014042')).toMatch(
    /^mine, 0\.0014042, is not explained by rounding in binary32: within the worst case, it is \d\.\d+ times as far from the exact value as any of 15,004 orders tried; it is 3,298 ulp of binary32 above the exact value, 8\.07 u·P, 0\.281 of the bound of any order; no narrower arithmetic tried gives it\./,
  );
  expect(await conclusion('1')).toMatch(
    /^mine, 1, is not explained by .*: it is 8\.58e9 ulp of binary32 above the exact value, .* times the bound of any order; no narrower arithmetic tried gives it: a defect, or another sum than this one\./,
  );
  // With one digit, 0.001 may stand for a number that is within the bound or not: the nearest of them counts.
  const { output } = await explained({ observed: [{ name: 'mine', printed: '0.001' }] }, lastbitSubjects());
  expect(output.observed[0]).toMatchObject({ errorOverBound: 0, verdict: 'reached' });
  expect(output.observed[0]!.signedErrorUlp).toBeLessThan(-1e6);
});

test('where no subject gives a result, the answer says why', async () => {
  const opening = async (asked: readonly Subject[], change: Partial<ExplainRequest> = {}) =>
    conclusionTexts((await explained(change, asked)).output, (await explained(change, asked)).case).join(' ');
  const one = (name: string) => subjects.filter(({ engine }) => engine === name);
  expect(await opening(one('unwilling'))).toContain(
    'No subject gave a result; unwilling/conv2d declined: stride 3 is not supported.',
  );
  expect(await opening([...one('unwilling'), ...one('gone')])).toContain('None of 2 subjects gave a result, such as');
  const wide = { left: Float64Array.of(0.1), right: Float64Array.of(1) };
  expect(await opening([], { wide })).toMatch(/some inputs are no binary32 .*; --round-inputs rounds them/);
  expect(await opening([], { wide, isBeyond: true })).toMatch(/some inputs are no binary32 .*; some are beyond its/);
});

test('a column has the ulp of one format', async () => {
  const lines = valueLines(await explained({}, lastbitSubjects()));
  const starts = lines.flatMap((line, index) => (/^ {2}Results in binary(32|64), with ulp/.test(line) ? [index] : []));
  expect(starts.map((index) => lines[index])).toEqual([
    '  Results in binary32, with ulp and u of binary32',
    '  Results in binary64, with ulp and u of binary64',
  ]);
  expect(lines.slice(starts[0]! + 2, starts[1]! - 1).join('\n')).not.toMatch(/:binary64|[0-9a-f]{16}/);
});

test('tables and sentences are fitted to the width of a terminal; digits alone may go beyond it', async () => {
  const explanation = await explained();
  for (const width of [80, 120, 200]) {
    const lines = [...valueLines(explanation, width), ...analysisLines(explanation, { width })];
    const long = lines.filter(
      (text) => [...text].length > width && !/^ +[−-]?[\d.]+|npx lastbit|^ +exact value /.test(text),
    );
    expect(long).toEqual([]);
  }
});
