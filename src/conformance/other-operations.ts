import type { Batch } from '../conv/batch.ts';
import { groupsOf } from '../conv/operation.ts';
import { outputShape } from '../conv/output-shape.ts';
import type { ConvShape, Operation } from '../conv/shape.ts';
import { gatherTerms, planTerms } from '../conv/terms.ts';
import { referencesOf } from '../judge/references.ts';

/** What a program with a usual mistake of this operation gives instead: words that end "they are …", and advice. */
export interface OtherResult {
  readonly words: string;
  readonly outputs: Float64Array;
  readonly advice: string;
}

/** The mistakes that only operations with groups, transposed convolutions, sums along an axis and means allow. */
export function otherResults(operation: Operation, batch: Batch, exact: Float64Array): readonly OtherResult[] {
  if (operation === 'mean') return otherMeans(batch, exact);
  if (operation === 'sum-last-axis' || operation === 'sum-first-axis') return [otherAxis(operation, batch)];
  if (operation === 'transposed-conv2d') return otherCuts(batch);
  if (operation !== 'depthwise-conv2d' && groupsOf(batch.shape, operation) > 1)
    return otherGroups(operation, batch, exact);
  return [];
}

/** What an operation gives, rounded to binary64. */
export function exactOf(operation: Operation, batch: Batch): Float64Array {
  const { exact, terms } = referencesOf(batch, operation);
  // A mean is judged by its sum.
  return operation === 'mean' ? exact.map((sum) => sum / terms) : exact;
}

function otherGroups(operation: Operation, batch: Batch, exact: Float64Array): readonly OtherResult[] {
  const { shape, images, kernels } = batch;
  const { channelsIn, channelsOut } = shape;
  const groups = groupsOf(shape, operation);
  const depth = channelsIn / groups;
  const channels = groups * channelsOut;
  /** Each output from that of another group and filter of the same pixel. */
  const from = (place: (group: number, filter: number) => number): Float64Array =>
    exact.map((_, index) => {
      const channel = index % channels;
      return exact[index - channel + place(Math.floor(channel / channelsOut), channel % channelsOut)]!;
    });
  const inTurns = images.map((_, index) => {
    const channel = index % channelsIn;
    return images[index - channel + (channel % depth) * groups + Math.floor(channel / depth)]!;
  });
  const row = channelsIn * channelsOut;
  const next = kernels.map((_, index) => {
    return kernels[index - (index % row) + (((index % row) + depth * channelsOut) % row)]!;
  });
  const undivided = exactOf('conv2d', { ...batch, shape: { ...shape, groups: 1 } });
  const advice =
    'Group g sees channels g · channelsIn ÷ groups and on of the image, and gives outputs g · channelsOut and on.';
  return [
    {
      words: 'those of a convolution in which every filter sees all channels: the groups are ignored',
      outputs: exact.map((_, index) => undivided[Math.floor(index / channels) * channelsOut + (index % channelsOut)]!),
      advice,
    },
    {
      words: 'the right ones with the channels of the groups in turns',
      outputs: from((group, filter) => {
        const channel = group * channelsOut + filter;
        return (channel % groups) * channelsOut + Math.floor(channel / groups);
      }),
      advice,
    },
    {
      words: 'those of groups that take the channels of the image in turns',
      outputs: exactOf(operation, { ...batch, images: inTurns }),
      advice,
    },
    {
      words: 'those of each group with the taps of the next group',
      outputs: exactOf(operation, { ...batch, kernels: next }),
      advice,
    },
    {
      words: 'the right ones, but each group has those of the next group',
      outputs: from((group, filter) => ((group + 1) % groups) * channelsOut + filter),
      advice,
    },
    { words: 'those of the first group for every group', outputs: from((_, filter) => filter), advice },
  ];
}

function otherCuts(batch: Batch): readonly OtherResult[] {
  const { shape } = batch;
  const { padding, outputPadding: [below, right] = [0, 0] } = shape;
  if (typeof padding === 'string' || below + right === 0) return [];
  const [top, bottom, left, end] = padding;
  if (top < below || left < right) return [];
  const other: ConvShape = { ...shape, padding: [top - below, bottom + below, left - right, end + right] };
  return [
    {
      words: 'those with the output padding at the top and on the left',
      outputs: exactOf('transposed-conv2d', { ...batch, shape: other }),
      advice: 'Give outputPadding back at the bottom and on the right: so much less is cut off there.',
    },
  ];
}

/** The memory of the array read with its axes exchanged; of a square one these are the sums along the other axis. */
function otherAxis(operation: Operation, batch: Batch): OtherResult {
  const plan = planTerms(batch.shape, operation);
  const { left } = gatherTerms(plan, batch);
  const { outputs: windows, terms } = plan;
  const size = windows * terms;
  const outputs = Float64Array.from({ length: batch.count * windows }, (_, index) => {
    const [start, window] = [Math.floor(index / windows) * size, index % windows];
    let sum = 0;
    for (let term = 0; term < terms; term += 1) {
      // The number at this place of the other layout, as (window, term).
      const place = operation === 'sum-last-axis' ? term * windows + window : window * terms + term;
      const [at, of] =
        operation === 'sum-last-axis'
          ? [Math.floor(place / terms), place % terms]
          : [place % windows, Math.floor(place / windows)];
      sum += left[start + at * terms + of]!;
    }
    return sum;
  });
  return {
    ...{ words: 'those of the array with its axes exchanged: the sums are along the other axis', outputs },
    advice: 'Sum the numbers of each window: one result for each window (docs/protocol.md#operations).',
  };
}

function otherMeans(batch: Batch, exact: Float64Array): readonly OtherResult[] {
  const plan = planTerms(batch.shape, 'mean');
  const { terms } = plan;
  const inside = Array.from({ length: plan.outputs }, (_, output) => {
    return plan.image
      .subarray(output * terms, (output + 1) * terms)
      .reduce((sum, pixel) => sum + Number(pixel >= 0), 0);
  });
  const dividedBy = (divisor: (output: number) => number): Float64Array =>
    exact.map((mean, index) => (mean * terms) / divisor(index % plan.outputs));
  const advice = 'Divide the sum by kernelHeight · kernelWidth · channelsIn, padding included.';
  return [
    { words: 'the sums: they are not divided', outputs: dividedBy(() => 1), advice },
    { words: 'the sums divided by one less than the number of terms', outputs: dividedBy(() => terms - 1), advice },
    { words: 'the sums divided without the padding', outputs: dividedBy((output) => inside[output]!), advice },
  ];
}

/** What else a program may have given where the number of results is wrong. */
export function otherCounts(
  operation: Operation,
  shape: ConvShape,
): readonly (readonly [words: string, count: number])[] {
  const size = (changed: ConvShape): number =>
    outputShape(changed, operation).reduce((product, length) => product * length, 1);
  const terms = shape.kernelHeight * shape.kernelWidth * shape.channelsIn;
  return [
    ...(operation === 'sum-last-axis' || operation === 'sum-first-axis'
      ? [['the sums along the other axis', terms] as const]
      : []),
    ...(operation === 'conv3d' && shape.depth !== undefined ? otherSlices(shape, shape.depth) : []).map(
      ([words, other]) => [words, size(other)] as const,
    ),
    ...(shape.groups === undefined ? [] : [['no groups', size({ ...shape, groups: 1 })] as const]),
    ...(shape.outputPadding === undefined
      ? []
      : [['no output padding', size({ ...shape, outputPadding: [0, 0] })] as const]),
  ];
}

/** The usual steps and zeros, of the slices alone. */
const otherSlices = (shape: ConvShape, depth: NonNullable<ConvShape['depth']>) =>
  (
    [
      ['stride 1 of the slices', { stride: 1 }],
      ['dilation 1 of the slices', { dilation: 1 }],
      ['no slices of zeros', { before: 0, after: 0 }],
    ] as const
  ).map(([words, other]) => [words, { ...shape, depth: { ...depth, ...other } }] as const);
