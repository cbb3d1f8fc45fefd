import { arrayOf } from '../../../src/arrays/array-of.ts';
import { judgeAnswers } from '../../../src/arrays/judge-answer.ts';
import { judgeArrays } from '../../../src/arrays/judge-arrays.ts';
import type { ArrayJudgement, ArrayVerdict } from '../../../src/arrays/judgement.ts';
import type { Answer } from '../../../src/arrays/question.ts';
import { questionOf } from '../../../src/arrays/question-of.ts';
import type { ArrayRequest, ConvRequest } from '../../../src/arrays/request.ts';
import type { Window } from '../../../src/cli/linked-window.ts';
import type { Explanation } from '../../../src/explain/explanation.ts';
import type { ArrayFile } from '../../../src/files/array-file.ts';
import type { Tests } from '../messages.ts';

/** A test with more numbers would be read by nobody. */
const mostNumbers = 4096;

/** Numbers and what they are judged to be. */
interface Seen {
  readonly name: string;
  readonly number: number;
  readonly verdict: ArrayVerdict;
}

/**
 * Tests of the numbers that were seen, as results of one dot product or mean in binary32. Undefined for more numbers
 * than a test can hold, for binary64 inputs, and where no number is finite.
 */
export async function testsOfWindow(
  { output }: Explanation,
  { left, right, format }: Window,
  divisor: number,
): Promise<Tests | undefined> {
  if (format !== 'binary32' || left.length > mostNumbers) return undefined;
  const numbers = output.observed
    .map(({ name, printed }) => ({ name, number: Math.fround(Number(printed)) }))
    .filter(({ number }) => Number.isFinite(number));
  if (numbers.length === 0) return undefined;
  const isMean = divisor !== 1;
  const [x, y] = [arrayOf(left, [left.length]), arrayOf(right, [right.length])];
  const request: ArrayRequest = isMean ? { kind: 'sum', array: x, mean: true } : { kind: 'dot', left: x, right: y };
  const seen: Seen[] = [];
  for (const { name, number } of numbers) {
    const answers = [{ name, file: arrayOf([number], []) }];
    const question = questionOf(request, [answers[0]!.file]);
    const run = async (asked: typeof question, checks: Parameters<typeof judgeAnswers>[1]) =>
      judgeAnswers(asked, checks);
    seen.push({ name, number, verdict: (await judgeArrays(question, answers, { run })).verdict });
  }
  const vectors = isMean ? [['array', left] as const] : [['left', left] as const, ['right', right] as const];
  return { vitest: vitestOfWindow(seen, vectors, isMean), pytest: pytestOfWindow(seen, vectors, isMean) };
}

type Vectors = readonly (readonly [name: string, numbers: ArrayLike<number>])[];

function vitestOfWindow(seen: readonly Seen[], vectors: Vectors, isMean: boolean): string {
  const inputs = vectors.map(([name]) => name).join(', ');
  return `import { judge } from 'lastbit';
import { expect, test } from 'vitest';

${vectors.map(([name, all]) => `const ${name} = { numbers: ${float32(all)}, sizes: [${all.length}] };`).join('\n')}

test.each([
${seen.map(({ name, number, verdict }) => `  [${JSON.stringify(name)}, ${literal(number)}, '${verdict}'],`).join('\n')}
])('%s, %d: %s', async (_, number, verdict) => {
  const observed = { number: { numbers: Float32Array.of(number), sizes: [] } };
  const judged = await judge({ operation: ${isMean ? "'sum', mean: true" : "'dot'"}, inputs: { ${inputs} }, observed });
  expect(judged.verdict, judged.answer).toBe(verdict);
});
`;
}

function pytestOfWindow(seen: readonly Seen[], vectors: Vectors, isMean: boolean): string {
  const call = isMean ? 'sum(np.float32(number), array, mean=True)' : 'dot(np.float32(number), left, right)';
  const assertion = isMean ? 'assert_rounding_of_sum' : 'assert_rounding_of_dot';
  return `import numpy as np
import pytest
from lastbit_check import NotJudged, ${assertion}

${vectors.map(([name, all]) => `${name} = ${numpy(all, [all.length])}`).join('\n')}


@pytest.mark.parametrize(
    "name, number, raised",
    [
${seen
  .map(({ name, number, verdict }) => `        (${JSON.stringify(name)}, ${python(number)}, ${raisedBy(verdict)}),`)
  .join('\n')}
    ],
)
def test_number(name, number, raised):
    if raised is None:
        assert_rounding_of_${call}
    else:
        with pytest.raises(raised):
            assert_rounding_of_${call}
`;
}

/** Tests of arrays. Undefined for more numbers than a test can hold, and for types that a literal cannot state. */
export function testsOfArrays(
  judgement: ArrayJudgement,
  request: ArrayRequest,
  answers: readonly Answer[],
): Tests | undefined {
  const inputs = inputsOf(request);
  const files = [...Object.values(inputs), ...answers.map(({ file }) => file)];
  if (files.reduce((sum, { length }) => sum + length, 0) > mostNumbers) return undefined;
  if (files.some(({ type }) => type !== 'float32')) return undefined;
  return {
    vitest: vitestOfArrays(judgement, request, inputs, answers),
    pytest: pytestOfArrays(judgement, request, inputs, answers),
  };
}

type Inputs = Readonly<Record<string, ArrayFile>>;

function inputsOf(request: ArrayRequest): Inputs {
  if (request.kind === 'sum') return { array: request.array };
  if (request.kind !== 'conv') return { left: request.left, right: request.right };
  const { image, kernel, bias } = request;
  return { image, kernel, ...(bias === undefined ? {} : { bias }) };
}

/** What of a request is no array, by the names of the library. */
function optionsOf(request: ArrayRequest): Readonly<Record<string, unknown>> {
  if (request.kind === 'sum') return { axes: request.axes, mean: request.mean === true ? true : undefined };
  if (request.kind !== 'conv') return {};
  const { stride, dilation, padding, groups, transposed, layout, kernelLayout } = request;
  return {
    stride,
    dilation,
    padding,
    groups,
    transposed: transposed === true ? true : undefined,
    layout,
    kernelLayout,
  };
}

function vitestOfArrays(
  judgement: ArrayJudgement,
  request: ArrayRequest,
  inputs: Inputs,
  answers: readonly Answer[],
): string {
  const array = (file: ArrayFile): string =>
    `{ numbers: ${float32(file.read(0, file.length))}, sizes: [${file.sizes.join(', ')}] }`;
  const options = Object.entries(optionsOf(request)).filter(([, value]) => value !== undefined);
  return `import { judge } from 'lastbit';
import { expect, test } from 'vitest';

${Object.entries(inputs)
  .map(([name, file]) => `const ${name} = ${array(file)};`)
  .join('\n')}
const observed = {
${answers.map(({ name, file }) => `  ${JSON.stringify(name)}: ${array(file)},`).join('\n')}
};

test('the arrays are ${judgement.verdict}', async () => {
  const judged = await judge({
    operation: '${request.kind}',
    inputs: { ${Object.keys(inputs).join(', ')} },
    observed,
${options.map(([name, value]) => `    ${name}: ${JSON.stringify(value)},\n`).join('')}  });
  expect(judged.verdict, judged.answer).toBe('${judgement.verdict}');
});
`;
}

const pythonNames: Readonly<Record<string, readonly [assertion: string, ...arguments: string[]]>> = {
  conv: ['assert_rounding_of', 'image', 'kernel'],
  matmul: ['assert_rounding_of_matmul', 'left', 'right'],
  dot: ['assert_rounding_of_dot', 'left', 'right'],
  sum: ['assert_rounding_of_sum', 'array'],
};

function pytestOfArrays(
  judgement: ArrayJudgement,
  request: ArrayRequest,
  inputs: Inputs,
  answers: readonly Answer[],
): string {
  const [assertion, ...names] = pythonNames[request.kind]!;
  const array = (file: ArrayFile): string => numpy(file.read(0, file.length), file.sizes);
  const options = Object.entries({ ...optionsOf(request), ...('bias' in inputs ? { bias: 'bias' } : {}) })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `, ${pythonOption(name, value, request)}`)
    .join('');
  const verdicts = new Map(judgement.outputs.map(({ name, verdict }) => [name, verdict]));
  return `import numpy as np
import pytest
from lastbit_check import NotJudged, ${assertion}

${Object.entries(inputs)
  .map(([name, file]) => `${name} = ${array(file)}`)
  .join('\n')}
answers = {
${answers
  .map(({ name, file }) => `    ${JSON.stringify(name)}: (${array(file)}, ${raisedBy(verdicts.get(name)!)}),`)
  .join('\n')}
}


@pytest.mark.parametrize("name", answers)
def test_array(name):
    answer, raised = answers[name]
    if raised is None:
        ${assertion}(answer, ${names.join(', ')}${options})
    else:
        with pytest.raises(raised):
            ${assertion}(answer, ${names.join(', ')}${options})
`;
}

function pythonOption(name: string, value: unknown, request: ArrayRequest): string {
  if (name === 'bias') return 'bias=bias';
  if (name === 'axes') return `axis=(${(value as readonly number[]).map((axis) => `${axis},`).join(' ')})`;
  const text = value === true ? 'True' : Array.isArray(value) ? `(${value.join(', ')})` : JSON.stringify(value);
  const isLayout = name === 'kernelLayout' && (request as ConvRequest).kernelLayout !== undefined;
  return `${isLayout ? 'kernel_layout' : name}=${text}`;
}

const raisedBy = (verdict: ArrayVerdict): string =>
  ({ rounding: 'None', 'not-judged': 'NotJudged', defect: 'AssertionError', narrower: 'AssertionError' })[verdict];

/** The shortest decimal of a binary32 number, which both languages read back. */
function literal(x: number): string {
  if (Object.is(x, -0)) return '-0';
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'Number.NaN' : x > 0 ? 'Infinity' : '-Infinity';
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(x.toPrecision(digits));
    if (Math.fround(short) === x) return String(short);
  }
  return String(Number(x.toPrecision(9)));
}

const python = (x: number): string =>
  Number.isFinite(x) ? literal(x) : Number.isNaN(x) ? 'np.nan' : x > 0 ? 'np.inf' : '-np.inf';

const float32 = (all: ArrayLike<number>): string => `Float32Array.from([${Array.from(all, literal).join(', ')}])`;

const numpy = (all: ArrayLike<number>, sizes: readonly number[]): string =>
  `np.array([${Array.from(all, python).join(', ')}], np.float32).reshape(` +
  `${sizes.length === 1 ? sizes[0] : `(${sizes.join(', ')})`})`;
