import fc from 'fast-check';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { type Batch, batchOf, caseAt } from '../../conv/batch.ts';
import { unsuited } from '../../conv/check-shape.ts';
import { outputRows, outputShape, paddingOf, transposedPadding } from '../../conv/output-shape.ts';
import type { ConvShape } from '../../conv/shape.ts';
import { kernelSize, type NumberFormat, type Operation } from '../../conv/shape.ts';
import { convShape } from '../../conv/shape-text.ts';
import { termCount } from '../../conv/terms.ts';
import { volumeOf } from '../../conv/volume.ts';
import { isNarrow, type NarrowName } from '../../float/narrow-numbers.ts';
import { batches } from '../../inputs/batches.ts';
import type { Distribution } from '../../inputs/distribution.ts';
import { smallIntegers } from '../../inputs/distributions/integers.ts';
import { narrowDistributions } from '../../inputs/narrow-distributions.ts';
import { randomOf } from '../../inputs/random.ts';
import { repeats } from '../../repeats.test-support.ts';
import { type EngineEntry, operationsOf } from '../engine-entry.ts';
import { engineTable } from '../engine-table.ts';
import { findEngine } from '../find-engine.ts';
import { numpyVersions } from '../locations.ts';
import { EngineClient } from '../process/engine-client.ts';
import { pythonLibraries } from '../python-engines.ts';
import { slowConvolution } from './slow-convolution.test-support.ts';

vi.setConfig({ testTimeout: 120_000 });
/** Every result is exact in any order and format; in 16 bits the integers are smaller. */
const batchesOf = (distribution: Distribution) =>
  batches({ distributions: [distribution], outputs: 64, cases: 3, singles: 3 });
const integerBatches = batchesOf(smallIntegers);
const narrowIntegers = (format: NarrowName) =>
  batchesOf(narrowDistributions(format).find(({ name }) => name.endsWith('integers'))!);
const clients: EngineClient[] = [];
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
});

/** Those on demand are tested in on-demand.test.ts. */
const required = engineTable.filter((entry) => entry.required);
const engines = required.flatMap((entry) => entry.settings.map((setting) => ({ entry, setting })));
const titles = engines.map(
  ({ entry, setting }) => `${entry.name}${setting.name === undefined ? '' : `@${setting.name}`}`,
);

/** One window at the beginning of three rows: by ONNX's formula for `same`, the padding would be −3. */
const stepsOverTheEnd: Batch = batchOf([
  {
    shape: convShape('3x4*1x1', { stride: [1, 4], padding: 'same' }),
    image: Float32Array.from({ length: 12 }, (_, index) => index + 1),
    kernel: Float32Array.of(2),
  },
]);

/** An image of one row, which every operation takes. */
const eightOnes: Batch = batchOf([
  { shape: convShape('1x8*1x8'), image: new Float32Array(8).fill(1), kernel: new Float32Array(8).fill(1) },
]);

/**
 * On small integers every summation algorithm gives the same, exact result in every format. So any difference is an
 * error.
 */
describe.each(titles)('%s', (title) => {
  const { entry, setting } = engines[titles.indexOf(title)] as (typeof engines)[number];
  const offered = operationsOf(entry, setting);
  const found = findEngine(entry, setting);
  if ('kind' in found) {
    test(`is missing: ${found.reason} (${found.howToGetIt})`, () => {
      expect(process.env.CI === 'true' ? found : undefined).toBeUndefined();
    });
    return;
  }
  const client = new EngineClient(entry.name, found, { requestTimeoutMs: 60_000, onEvent: () => {} });
  clients.push(client);

  test('describes itself as the table does', async () => {
    const hello = await client.hello();
    expect(hello.engine).toBe(entry.name);
    expect(versionsOf(entry)).toContain(hello.version);
    expect(hello.operations).toEqual(offered.map(({ operation, formats }) => ({ name: operation, formats })));
    expect(hello.environment).toMatchObject({ cpu: expect.any(String), cpuFeatures: expect.any(Array), threads: 1 });
  });

  for (const { operation, formats } of offered) {
    test.each(formats)(`computes ${operation} in %s like a slow loop`, async (format) => {
      await fc.assert(
        fc.asyncProperty(isNarrow(format) ? narrowIntegers(format) : integerBatches, async (drawn) => {
          const batch = forOperation(drawn, operation);
          const asked = { engine: entry.name, setting: setting.name, operation, format, shape: batch.shape };
          const outcome = await client.evaluate(operation, format, batch);
          if (outcome.kind === 'declined')
            expect(asked).toSatisfy(
              (one: Asked) => unsuited(batch.shape, operation) !== undefined || libraryRefuses(one),
            );
          else if (libraryIsWrong(asked)) expect(outcome.kind).toBe('value');
          else {
            const n = termCount(batch.shape);
            // The quotient of a mean is rounded: so it is made a sum again.
            const read = (value: number): number =>
              operation === 'mean' ? Math.round(value * n) : isTransform(asked) ? Math.round(value) : value;
            const expected = Array.from({ length: batch.count }, (_, index) =>
              slowConvolution(caseAt(batch, index), operation),
            );
            expect(outcome).toMatchObject({ kind: 'value', format });
            expect(
              outcome.kind === 'value' && Array.from(outcome.outputs, (value) => unsignedZero(read(value))),
            ).toEqual(expected.flat().map((value) => unsignedZero(operation === 'mean' ? read(value) : value)));
          }
        }),
        { numRuns: runsOf(entry, format, operation), seed: 2018, examples: [[stepsOverTheEnd]] },
      );
    });
  }

  // The other hosts of Python leave many cases to lastbit_engine.
  test.runIf(entry.name === 'numpy')('gives many cases of a batch the value that each has alone', async () => {
    const many = batchOf(Array.from({ length: 40 }, () => caseAt(eightOnes, 0)));
    for (const { operation, formats } of offered) {
      const outcomes = [await client.evaluate(operation, formats[0]!, eightOnes)];
      outcomes.push(await client.evaluate(operation, formats[0]!, many));
      const [alone, together] = outcomes.map((one) => (one.kind === 'value' ? Array.from(one.outputs) : one));
      expect(together, operation).toEqual(
        Array.isArray(alone) ? Array.from({ length: 40 }, () => alone).flat() : alone,
      );
    }
  });

  test('declines what it does not offer, and says what that is', async () => {
    const batch = integerBatches.draw(randomOf(1));
    const absent = (['einsum', 'conv2d'] as const).find((name) => offered.every(({ operation }) => operation !== name));
    if (absent === undefined) return;
    expect(await client.evaluate(absent, 'binary32', batch)).toEqual({
      kind: 'declined',
      reason: expect.stringContaining(`does not offer the operation ${absent}`),
    });
    if (entry.program === 'python') return;
    const outcome = await client.evaluate('matmul', 'binary64', batch);
    expect(outcome).toEqual({ kind: 'declined', reason: `${entry.name} does not offer matmul in binary64` });
  });
});

/** The properties ask engines with `everyClaim` for far more batches, though not for integers. Volumes take long. */
function runsOf({ everyClaim }: EngineEntry, format: NumberFormat, operation: Operation): number {
  return isNarrow(format) || operation === 'conv3d' ? repeats(8, 4) : everyClaim ? repeats(40, 16) : repeats(12, 6);
}

/** Some libraries are pinned in an older version where the Python is old. */
function versionsOf({ name, version }: EngineEntry): readonly string[] {
  const library = pythonLibraries.find((one) => one.name === name);
  return [version, ...Object.values((name === 'numpy' ? numpyVersions : library?.versions) ?? {})];
}

/** The same numbers in a shape that has what the operation needs. */
function forOperation(drawn: Batch, operation: Operation): Batch {
  const { shape } = drawn;
  const { channelsIn, height, width, kernelHeight, kernelWidth, stride, dilation, padding } = shape;
  if (operation === 'depthwise-conv2d') return oneFilter(drawn);
  if (/grouped|batched/.test(operation))
    return { ...drawn, shape: { ...shape, groups: channelsIn % 2 === 0 ? 2 : channelsIn } };
  if (operation === 'transposed-conv2d' && padding !== 'same')
    return { ...drawn, shape: { ...shape, outputPadding: [stride[0] - 1, stride[1] - 1] } };
  if (operation === 'conv3d') return volumes(drawn);
  if (operation !== 'conv1d') return drawn;
  const [columns, taps] = [height * width, kernelHeight * kernelWidth];
  const line = { height: 1, width: columns, kernelHeight: 1, kernelWidth: taps };
  return {
    ...drawn,
    shape: { ...shape, ...line, stride: [1, stride[1]], dilation: [1, dilation[1]], padding: 'same' },
  };
}

/** The rows of image and kernel as slices, where they are an even number of them. */
function volumes(drawn: Batch): Batch {
  const { height, kernelHeight, stride, dilation, padding } = drawn.shape;
  if (height % 2 !== 0) return drawn;
  const [slices, taps] = [height / 2, kernelHeight % 2 === 0 ? 2 : 1];
  const slice = { ...drawn.shape, height: 2, kernelHeight: kernelHeight / taps };
  if (taps > slices || slice.kernelHeight > 2) return drawn;
  const depth = { size: slices, kernel: taps, stride: stride[1], dilation: 1 };
  const ends = padding === 'same' ? padding : ([0, taps - 1, 0, 0, 0, 0] as const);
  return { ...drawn, shape: volumeOf({ ...slice, stride: [1, stride[1]], dilation: [1, dilation[1]] }, depth, ends) };
}

/** A depthwise kernel is HWI1. */
function oneFilter(batch: Batch): Batch {
  const shape = { ...batch.shape, channelsOut: 1 };
  return { ...batch, shape, kernels: batch.kernels.slice(0, batch.count * kernelSize(shape)) };
}

/** The sign of a zero sum depends on the order of summation. */
function unsignedZero(value: number): number {
  return value + 0;
}

interface Asked {
  readonly engine: string;
  readonly setting: string | undefined;
  readonly operation: Operation;
  readonly format: NumberFormat;
  readonly shape: ConvShape;
}

/** Whether it computes by a transform, whose roundings do not spare whole numbers. They are far less than a half. */
function isTransform({ engine, setting }: Asked): boolean {
  return (engine === 'scipy' && setting === 'fftconvolve') || (engine === 'ncnn' && setting === undefined);
}

/** What the libraries refuse. They must answer everything else. */
function libraryRefuses({ engine, setting, operation, format, shape }: Asked): boolean {
  const strided = Math.max(...shape.stride) > 1;
  const dilated = Math.max(...shape.dilation) > 1;
  if (/^onnxruntime/.test(engine)) return dilated && shape.padding === 'same' && /conv2d/.test(operation);
  if (engine === 'opencv') return setting === undefined && (dilated || shape.channelsIn > 1);
  if (engine === 'mlx' && operation === 'transposed-conv2d') {
    const [top, bottom, left, right] = transposedPadding(shape);
    return bottom > top || right > left;
  }
  if (engine === 'mlx') return /conv/.test(operation) && isUneven(shape);
  if (engine === 'scipy') return dilated || (setting === undefined && shape.channelsIn > 1);
  if (engine === 'tfjs-node' && setting === 'onednn=0' && operation === 'depthwise-conv2d') {
    return dilated || shape.stride[0] !== shape.stride[1];
  }
  if (format === 'binary64') return false;
  if (operation === 'conv3d' && engine === 'tfjs-node' && dilated) return true;
  return (
    strided && dilated && (/^conv[23]d$/.test(operation) || (operation === 'depthwise-conv2d' && engine === 'tfjs-cpu'))
  );
}

/** Whether rows or columns are padded otherwise before than after. */
function isUneven(shape: ConvShape): boolean {
  const [top, bottom, left, right] = paddingOf(shape);
  return top !== bottom || left !== right;
}

/**
 * Where the libraries are wrong, at the versions of the table. tfjs-wasm gives all zeros for 'same' if the stride steps
 * over the last rows or columns, so that the padding formula is negative. tfjs-node with oneDNN, with several images,
 * one output column, stride 1 down and more across: the rows of the output are those of another stride. OpenCV's dnn
 * pads (kernel − 1) ÷ 2 before for 'same', whatever stride and dilation are, and forgets padding in numbers for 1 × 1.
 */
function libraryIsWrong({ engine, setting, operation, format, shape }: Asked): boolean {
  const { height, width, kernelHeight, kernelWidth, stride, dilation, padding, batch } = shape;
  const stepsOver = (size: number, kernel: number, axis: 0 | 1): boolean =>
    (Math.ceil(size / stride[axis]) - 1) * stride[axis] + (kernel - 1) * dilation[axis] + 1 < size;
  if (engine === 'tfjs-wasm' && /conv2d/.test(operation)) {
    return padding === 'same' && (stepsOver(height, kernelHeight, 0) || stepsOver(width, kernelWidth, 1));
  }
  if (engine === 'opencv' && setting === 'dnn' && padding === 'same') {
    const [top, , left] = paddingOf(shape);
    return top !== Math.floor((kernelHeight - 1) / 2) || left !== Math.floor((kernelWidth - 1) / 2);
  }
  if (engine === 'opencv' && setting === 'dnn' && typeof padding !== 'string')
    return kernelHeight * kernelWidth === 1 && Math.max(...stride) === 1;
  const hasFault = operation === 'conv2d' || operation === 'conv3d';
  if (engine !== 'tfjs-node' || setting !== undefined || !hasFault || format !== 'binary32') return false;
  // As the conditions of the corpus's defects say it. One image has several slices, so conv3d needs no batch.
  return (
    (operation === 'conv3d' || batch > 1) &&
    outputRows(shape) > 1 &&
    shape.channelsIn === 1 &&
    stride[0] === 1 &&
    stride[1] > 1 &&
    kernelWidth > 1 &&
    outputShape(shape)[2] === 1
  );
}
