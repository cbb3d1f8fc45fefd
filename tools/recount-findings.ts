import type { Batch } from '../src/conv/batch.ts';
import { checkShape } from '../src/conv/check-shape.ts';
import { type ConvShape, imageSize, kernelSize } from '../src/conv/shape.ts';
import { type Comparison, conditionHolds, shapeQuantities } from '../src/corpus/condition.ts';
import { isCaseEntry } from '../src/corpus/entry.ts';
import { loadCorpus } from '../src/corpus/store.ts';
import type { Subject } from '../src/engines/engine.ts';
import { openRegistry } from '../src/engines/registry.ts';
import { randomOf } from '../src/inputs/random.ts';
import { referencesOf } from '../src/judge/references.ts';

/**
 * Counts for docs/findings.md: on all small shapes, does the condition of a recorded defect separate wrong answers from
 * right ones? Prints a line for each subject with a defect, on finite numbers and with NaN in every pixel.
 */
const rng = randomOf(20180126);
const subjects = [
  ...['tfjs-wasm/conv2d', 'tfjs-wasm/depthwise-conv2d', 'tfjs-node/conv2d', 'tfjs-node/depthwise-conv2d'],
  'opencv/conv2d@dnn',
];
const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

/** Images to 4×4, kernels to 3×3, strides to 4, batches of 1 and 3, one or two channels in and out. */
function* smallShapes(depthwise: boolean): Generator<ConvShape> {
  for (const [height, width] of pairs(upTo(4), upTo(4)))
    for (const [kernelHeight, kernelWidth] of pairs(upTo(3), upTo(3)))
      for (const stride of pairs(upTo(4), upTo(4)))
        for (const [batch, channelsIn] of pairs([1, 3], [1, 2]))
          for (const second of upTo(2))
            for (const padding of ['same', 'valid'] as const) {
              // `second`: channels out; or rows of dilation, which tfjs does in a depthwise convolution only.
              const channelsOut = depthwise ? 1 : second;
              const dilation = [depthwise ? second : 1, 1] as const;
              const sizes = { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth };
              yield { ...sizes, stride, dilation, padding };
            }
}

function pairs(first: readonly number[], second: readonly number[]): (readonly [number, number])[] {
  return first.flatMap((a) => second.map((b) => [a, b] as const));
}

const isValid = (shape: ConvShape): boolean => {
  try {
    checkShape(shape);
    return true;
  } catch {
    return false;
  }
};

interface Defect {
  readonly id: string;
  readonly condition: readonly Comparison[];
}

/** The text of the counts for one subject, on images made of `pixel`. */
async function counted(subject: Subject, defects: readonly Defect[], pixel: () => number): Promise<string> {
  const under = new Map(defects.map(({ id }) => [id, { shapes: 0, wrong: 0 }]));
  let [asked, elsewhere] = [0, 0];
  for (const shape of smallShapes(subject.operation === 'depthwise-conv2d')) {
    if (!isValid(shape)) continue;
    const images = Float32Array.from({ length: imageSize(shape) }, pixel);
    const kernels = Float32Array.from({ length: kernelSize(shape) }, () => rng.between(1, 9));
    const batch: Batch = { shape, count: 1, images, kernels };
    const outcome = await subject.evaluate(batch);
    if (outcome.kind !== 'value') continue;
    asked++;
    const { exact } = referencesOf(batch, subject.operation);
    const isWrong = exact.some((value, output) => !Object.is(value, outcome.outputs[output]));
    const quantities = shapeQuantities(shape, subject.operation, 0);
    const known = defects.filter(({ condition }) => conditionHolds(condition, quantities));
    for (const { id } of known) {
      const counts = under.get(id)!;
      counts.shapes++;
      if (isWrong) counts.wrong++;
    }
    if (isWrong && known.length === 0) elsewhere++;
  }
  const each = [...under].map(([id, { shapes, wrong }]) => `${wrong} wrong of ${shapes} under ${id}`);
  return `${asked} shapes asked: ${each.join(', ')}; ${elsewhere} wrong elsewhere`;
}

const registry = await openRegistry();
const entries = loadCorpus('corpus')
  .entries.map(({ entry }) => entry)
  .filter(isCaseEntry);
for (const id of subjects) {
  const subject = registry.subjects.find((one) => one.id === id)!;
  const availability = await subject.availability();
  if (availability.kind === 'missing') {
    console.log(`${id}: missing: ${availability.reason}`);
    continue;
  }
  // Only what a shape alone decides.
  const own = entries
    .filter((entry) => entry.role === 'defect' && entry.subject.id === id)
    .map((entry) => ({ id: entry.id, condition: entry.condition.filter(({ left }) => left !== 'computed') }))
    .filter(({ condition }) => condition.length > 0);
  for (const [name, pixel] of [
    ['whole numbers', () => rng.between(1, 9)],
    ['NaN', () => Number.NaN],
  ] as const)
    console.log(`${id} ${availability.version}, pixels ${name}: ${await counted(subject, own, pixel)}`);
}
process.exit(0);
