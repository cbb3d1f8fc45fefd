import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { oddEngine } from '../src/check/odd-engine.test-support.ts';
import { convShape } from '../src/conv/shape-text.ts';
import type { Survey } from '../src/corpus/survey.ts';
import { lintSurveys, surveyName, surveyText } from '../src/corpus/survey-file.ts';
import type { Registry, Subject } from '../src/engines/engine.ts';
import { writeWhole } from '../src/files/write-whole.ts';
import { python } from '../src/python.test-support.ts';
import { checkGpu, type Mode, modes } from './gpu-check/check-gpu.ts';
import { gpuHost, probeGpu } from './gpu-check/probe-gpu.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-gpu-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Node in the place of Python: what a probe would print. */
function probed(text: string): unknown {
  const host = join(folder, 'probe.cjs');
  writeFileSync(host, text);
  try {
    return probeGpu(process.execPath, host);
  } catch (error) {
    return (error as Error).message;
  }
}

test('what is missing is one line that says how to get it', () => {
  expect(probed(`console.log(JSON.stringify({ missing: 'PyTorch finds no GPU', get: 'run it elsewhere' }))`)).toBe(
    'gpu-check: PyTorch finds no GPU; to get it: run it elsewhere, or name another Python: ' +
      'npm run gpu-check -- --python PATH',
  );
  expect(probed('console.error("a\\nSegmentation fault"); process.exit(3)')).toMatch(
    /^gpu-check: \S+ could not be asked \(status 3\): Segmentation fault$/,
  );
  expect(() => probeGpu(join(folder, 'no-python'))).toThrow(
    /^gpu-check: .* does not start \(.*ENOENT\); install Python, /,
  );
  const facts = { gpu: 'H200', driver: '1', capability: 'sm_90', torch: '2', cuda: '12', triton: null, cudnn: 9 };
  expect(probed(`console.log('a warning'); console.log(JSON.stringify(${JSON.stringify(facts)}))`)).toMatchObject({
    ...{ gpu: 'H200', triton: null },
  });
});

test('the host itself says what this Python lacks, or which GPU it has', () => {
  const told = (() => {
    try {
      return probeGpu(python, gpuHost).gpu;
    } catch (error) {
      return (error as Error).message;
    }
  })();
  expect(told).toMatch(/^(gpu-check: (this Python has no|PyTorch) .*; to get it: |[^:\n]+$)/);
});

const { fround } = Math;
const bits = new Uint32Array(1);
const number = new Float32Array(bits.buffer);
/** Rounds to the nearest number of fewer bits, ties to even, as a matrix unit rounds its inputs. */
function narrowed(value: number, dropped: number): number {
  number[0] = value;
  if (dropped === 0 || !Number.isFinite(value)) return value;
  const [half, unit] = [2 ** (dropped - 1), 2 ** dropped];
  const odd = Math.floor(bits[0]! / unit) % 2;
  bits[0] = Math.floor((bits[0]! + half - 1 + odd) / unit) * unit;
  return number[0]!;
}

/** A device of one mode: narrow inputs, sums in order. */
function device(mode: Mode): Subject {
  const dropped = { fp32: 0, tf32: 13, bf16: 16, fp16: 13 }[mode];
  const sum = (left: Float32Array, right: Float32Array): number =>
    left.reduce(
      (total, pixel, at) => fround(total + fround(narrowed(pixel, dropped) * narrowed(right[at]!, dropped))),
      0,
    );
  const environment = { cpu: 'Some GPU, driver 1.2', cpuFeatures: ['sm_90'], platform: 'linux-x64' };
  return {
    ...oddEngine(mode, sum),
    ...{ id: `torch-${mode}/matmul`, engine: `torch-${mode}`, operation: 'matmul' },
    availability: async () => ({ kind: 'ready', version: '2.0, CUDA 12', environment }),
  };
}

async function checked(signal: AbortSignal, closed: Mode[] = []) {
  let survey: Survey | undefined;
  const open = async (mode: Mode): Promise<Registry> => ({
    ...{ subjects: [device(mode)], statistics: () => [], renew: () => {}, rest: async () => {} },
    close: async () => void closed.push(mode),
  });
  const plain = { stride: [1, 1], dilation: [1, 1], padding: 'valid' } as const;
  const result = await checkGpu({
    ...{ open, signal, say: () => {}, shapesOf: () => [convShape('1x3', plain)] },
    write: (written) => {
      survey = written;
    },
  });
  return { result, survey };
}

test('every mode of a device is revealed, and its rows are a survey that names GPU and driver', async () => {
  const closed: Mode[] = [];
  const { result, survey } = await checked(new AbortController().signal, closed);
  expect(result).toEqual({ rows: 4, explained: 4, isWhole: true });
  expect(closed).toEqual(modes);
  expect(survey).toMatchObject({ cpu: 'Some GPU, driver 1.2', cpuFeatures: ['sm_90'] });
  const inputs = survey!.rows.map(({ subject, groups: [group] }) => [
    subject,
    group!.mismatches,
    group!.arithmetic!.inputs?.bits,
  ]);
  expect(inputs).toEqual([
    ['torch-fp32/matmul', 0, undefined],
    ['torch-tf32/matmul', 0, 11],
    ['torch-bf16/matmul', 0, 8],
    ['torch-fp16/matmul', 0, 11],
  ]);
  writeWhole(join(folder, 'corpus', 'survey', surveyName(survey!)), surveyText(survey!));
  expect(lintSurveys(join(folder, 'corpus'))).toEqual([]);
});

test('a check whose time is up says so', async () => {
  expect((await checked(AbortSignal.abort())).result).toEqual({ rows: 0, explained: 0, isWhole: false });
});
