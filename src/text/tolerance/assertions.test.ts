import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test, vi } from 'vitest';
import { anyOrder } from '../../arrays/tolerance/implementation.ts';
import { toleranceReport } from '../../arrays/tolerance/tolerance-report.ts';
import { type ConvShape, imageSize, kernelSize } from '../../conv/shape.ts';
import { convShape } from '../../conv/shape-text.ts';
import { gatherTerms, planTerms } from '../../conv/terms.ts';
import { modulesOf } from '../../engines/modules-of.ts';
import { randomOf } from '../../inputs/random.ts';
import { algorithms } from '../../sums/algorithms.ts';
import { assertionText, type Framework } from './assertions.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'lastbit-assertions-'));
afterAll(() => rmSync(folder, { recursive: true }));

const has = (program: string): boolean => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** An operation as a convolution, whose terms are summed one after the other. */
interface Sample {
  readonly operation: 'conv' | 'matmul' | 'dot' | 'sum';
  readonly shape: ConvShape;
  readonly x: Float32Array;
  readonly w: Float32Array;
  readonly y: Float32Array;
  /** The same with one result moved by somewhat more than the bound. */
  readonly wrong: Float32Array;
}

const shapes = {
  conv: convShape('2x6x5x2*3x2x3', { stride: [2, 1], dilation: [1, 2], padding: [1, 2, 0, 1] }),
  matmul: convShape('1x4x1x7*1x1x3'),
  dot: convShape('1x1x1x33*1x1x1'),
  sum: convShape('1x1x1x33*1x1x1'),
};
const samples = (['conv', 'matmul', 'dot', 'sum'] as const).map(sampleOf);

function sampleOf(operation: Sample['operation']): Sample {
  const shape = shapes[operation];
  const rng = randomOf(2018, operation);
  const [x, w] = [new Float32Array(imageSize(shape)), new Float32Array(kernelSize(shape))];
  for (const side of [x, w]) for (const i of side.keys()) side[i] = rng.below(2 ** 24) * 2 ** -23 - 1;
  if (operation === 'sum') w.fill(1);
  const plan = planTerms(shape);
  const { left, right } = gatherTerms(plan, { shape, count: 1, images: x, kernels: w });
  const y = new Float32Array(plan.outputs);
  algorithms.find(({ name }) => name === 'sequential')!.evaluate(left, right, plan.terms, plan.outputs, y);
  const wrong = Float32Array.from(y);
  const last = plan.outputs - 1;
  let P = 0;
  for (let t = last * plan.terms; t < plan.outputs * plan.terms; t++) P += Math.abs(left[t]! * right[t]!);
  wrong[last]! += 2.1 * plan.terms * 2 ** -24 * P;
  return { operation, shape, x, w, y, wrong };
}

function assertion({ operation, shape }: Sample, framework: Framework): string {
  const terms = shape.kernelHeight * shape.kernelWidth * shape.channelsIn;
  const summed = operation === 'sum' ? 'numbers' : 'products';
  const report = toleranceReport({
    ...{ operation, shape: operation === 'conv' ? shape : undefined, summed, nonZero: terms, reference: 'exact' },
    window: { rows: shape.kernelHeight, columns: shape.kernelWidth, channels: shape.channelsIn },
    ...{ implementations: [anyOrder(summed)], libraries: [] },
  });
  return assertionText(report, framework)!;
}

/** Runs a Python program with the NumPy that lastbit has installed. */
async function python(program: string): Promise<string> {
  const path = join(folder, 'assertions.py');
  writeFileSync(path, program);
  return (await run('python3', [path], { env: { ...process.env, PYTHONPATH: modulesOf('numpy') ?? '' } })).stdout;
}

const hasPython = has('python3') && modulesOf('numpy') !== undefined;
const hasCompiler = has('g++');

// One test, so that both run side by side.
test('right results pass, and a wrong one, a NaN and a wrong shape fail: NumPy, JAX, C++', async () => {
  const missing = [...(hasPython ? [] : ['python3 with NumPy']), ...(hasCompiler ? [] : ['g++'])];
  if (missing.length > 0) process.stderr.write(`not tried, because it is missing: ${missing.join(', ')}\n`);
  await Promise.all([hasPython ? tryPython() : undefined, hasCompiler ? tryCompiler() : undefined]);
});

async function tryPython(): Promise<void> {
  const sizes = ({ shape, operation }: Sample): readonly [x: string, w: string, y: string] => {
    const { batch, height, width, channelsIn, kernelHeight, kernelWidth, channelsOut } = shape;
    if (operation === 'conv')
      return [
        `(${batch}, ${height}, ${width}, ${channelsIn})`,
        `(${kernelHeight}, ${kernelWidth}, ${channelsIn}, ${channelsOut})`,
        `(${batch}, -1, 4, ${channelsOut})`,
      ];
    return operation === 'matmul' ? ['(4, 7)', '(7, 3)', '(4, 3)'] : ['(-1,)', '(-1,)', '()'];
  };
  const list = (numbers: Float32Array): string => `[${numbers.join(', ')}]`;
  const program = [
    'import ast, sys, types',
    // PyTorch is not installed: its assertions are only parsed.
    ...samples.map((sample) => `ast.parse(${JSON.stringify(assertion(sample, 'pytorch'))})`),
    'sys.modules["jax"] = types.SimpleNamespace(device_get=lambda array: array)',
    ...samples.flatMap((sample) => {
      const [x, w, y] = sizes(sample);
      return (['numpy', 'jax'] as const).flatMap((framework) => [
        assertion(sample, framework),
        'def array(numbers, shape): return np.array(numbers, np.float32).reshape(shape)',
        `x, w = array(${list(sample.x)}, ${x}), array(${list(sample.w)}, ${w})`,
        `right, wrong = array(${list(sample.y)}, ${y}), array(${list(sample.wrong)}, ${y})`,
        `inputs = ${sample.operation === 'sum' ? '(x,)' : '(x, w)'}`,
        'assert_rounding(right, *inputs)',
        'for bad in (wrong, right * np.float32("nan"), np.stack([right, right, right])):',
        '    try: assert_rounding(bad, *inputs)',
        '    except AssertionError: continue',
        `    raise SystemExit("${sample.operation} ${framework} accepts " + repr(bad))`,
      ]);
    }),
    'print("done")',
  ].join('\n');
  expect(await python(program)).toBe('done\n');
}

async function tryCompiler(): Promise<void> {
  const list = (numbers: Float32Array): string => `{${numbers.join(', ')}}`;
  const call = ({ operation }: Sample, y: string): string => {
    const [conv, one] = [`is_rounding(${y}, x, w`, `is_rounding(${y}[0], x`];
    return { conv: `${conv}, 2)`, matmul: `${conv}, 4, 3)`, dot: `${one}, w)`, sum: `${one})` }[operation];
  };
  const program = [
    '#include <cmath>\n#include <cstddef>\n#include <cstdio>',
    ...samples.map((sample) =>
      [
        `namespace ${sample.operation} {`,
        assertion(sample, 'cpp'),
        `const float x[] = ${list(sample.x)}, w[] = ${list(sample.w)};`,
        `const float right[] = ${list(sample.y)}, wrong[] = ${list(sample.wrong)};`,
        'const float none[100] = {NAN};',
        `bool works() { return ${call(sample, 'right')} && !${call(sample, 'wrong')} && !${call(sample, 'none')}; }`,
        '}',
      ].join('\n'),
    ),
    `int main() { return ${samples.map(({ operation }) => `${operation}::works()`).join(' && ')} ? 0 : 1; }`,
  ].join('\n');
  const [source, binary] = [join(folder, 'assertions.cpp'), join(folder, 'assertions')];
  writeFileSync(source, program);
  await run('g++', ['-std=c++11', '-Wall', '-Werror', '-Wno-unused-variable', '-o', binary, source]);
  const { stderr } = await run(binary, []);
  expect(stderr).toMatch(/output 0: nan instead of/);
}

test('PyTorch: stride, dilation and padding are written out', () => {
  const text = assertion(samples[0]!, 'pytorch');
  expect(text).toContain('F.conv2d(F.pad(x, (0, 1, 1, 2)), w, stride=(2, 1), dilation=(1, 2))');
});

test('vitest: right results pass, and a wrong one and a NaN fail', async () => {
  // Outside the package, the import of vitest does not resolve.
  vi.stubGlobal('expectHere', expect);
  for (const sample of samples) {
    const { operation, x, w, y, wrong } = sample;
    const text = assertion(sample, 'vitest').replace(/^import .*/, 'declare const expectHere: any;');
    const path = join(folder, `${operation}.ts`);
    writeFileSync(path, text.replaceAll('expect(', 'expectHere('));
    const { expectRounding } = await import(/* @vite-ignore */ path);
    const check = (results: Float32Array): void => {
      if (operation === 'conv') expectRounding(results, x, w);
      if (operation === 'matmul') expectRounding(results, x, w, 3);
      if (operation === 'dot') expectRounding(results[0], x, w);
      if (operation === 'sum') expectRounding(results[0], x);
    };
    check(y);
    expect(() => check(wrong), operation).toThrow(/n = /);
    expect(() => check(y.map(() => Number.NaN)), operation).toThrow(/n = /);
  }
});
