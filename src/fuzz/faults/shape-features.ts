import { outputShape, outputSlices, paddingOf } from '../../conv/output-shape.ts';
import type { ConvShape, Operation } from '../../conv/shape.ts';
import { termCount } from '../../conv/terms.ts';
import { isKernelLarger, leavesRest } from '../coverage.ts';

/** A shape that was asked, in calls of at most `cases` cases. */
export interface AskedShape {
  readonly shape: ConvShape;
  readonly operation: Operation;
  readonly cases: number;
}

/** Something that is true of some shapes, as the end of "when …". */
export interface Condition {
  readonly words: string;
  holds(asked: AskedShape): boolean;
}

interface Feature {
  readonly name: string;
  of(asked: AskedShape): number;
}

/** Numbers on which kernels branch; those that are more often to blame come first. */
const features: readonly Feature[] = [
  { name: 'output width', of: ({ shape, operation }) => outputShape(shape, operation)[2] },
  { name: 'output height', of: ({ shape, operation }) => outputShape(shape, operation)[1] / outputSlices(shape) },
  { name: 'channels in', of: ({ shape }) => shape.channelsIn },
  { name: 'channels out', of: ({ shape, operation }) => outputShape(shape, operation)[3] },
  { name: 'batch', of: ({ shape }) => shape.batch },
  { name: 'products of an output', of: ({ shape, operation }) => termCount(shape, operation) },
  { name: 'kernel width', of: ({ shape }) => shape.kernelWidth },
  { name: 'kernel height', of: ({ shape }) => shape.kernelHeight },
  { name: 'width', of: ({ shape }) => shape.width },
  { name: 'height', of: ({ shape }) => shape.height },
  { name: 'slices', of: ({ shape }) => shape.depth?.size ?? 1 },
  { name: 'slices of the kernel', of: ({ shape }) => shape.depth?.kernel ?? 1 },
  { name: 'stride of slices', of: ({ shape }) => shape.depth?.stride ?? 1 },
  { name: 'dilation of slices', of: ({ shape }) => shape.depth?.dilation ?? 1 },
  { name: 'stride', of: ({ shape }) => Math.max(...shape.stride) },
  { name: 'stride of rows', of: ({ shape }) => shape.stride[0] },
  { name: 'stride of columns', of: ({ shape }) => shape.stride[1] },
  { name: 'dilation', of: ({ shape }) => Math.max(...shape.dilation) },
  { name: 'dilation of rows', of: ({ shape }) => shape.dilation[0] },
  { name: 'dilation of columns', of: ({ shape }) => shape.dilation[1] },
];

const zerosOf = ({ depth }: ConvShape): readonly [number, number] => [depth?.before ?? 0, depth?.after ?? 0];
const differ = ([rows, columns]: readonly [number, number]): boolean => rows !== columns;

/** What is either so or not. */
const flags: readonly Condition[] = [
  { words: 'padding is "same"', holds: ({ shape }) => shape.padding === 'same' },
  { words: 'there is padding', holds: ({ shape }) => paddingOf(shape).some((side) => side > 0) },
  {
    words: 'the padding before and after differs',
    holds: ({ shape }) => {
      const [top, bottom, left, right] = paddingOf(shape);
      return top !== bottom || left !== right;
    },
  },
  { words: 'there are slices of zeros', holds: ({ shape }) => zerosOf(shape).some((count) => count > 0) },
  {
    words: 'the slices of zeros before and after differ',
    holds: ({ shape }) => zerosOf(shape)[0] !== zerosOf(shape)[1],
  },
  { words: 'there is padding below', holds: ({ shape }) => paddingOf(shape)[1] > 0 },
  { words: 'there is padding on the right', holds: ({ shape }) => paddingOf(shape)[3] > 0 },
  { words: 'the kernel is not square', holds: ({ shape }) => shape.kernelHeight !== shape.kernelWidth },
  {
    words: "the kernel is 3×3 with stride and dilation 1, as for Winograd's method",
    holds: ({ shape: { kernelHeight, kernelWidth, stride, dilation } }) =>
      kernelHeight === 3 && kernelWidth === 3 && [...stride, ...dilation].every((step) => step === 1),
  },
  { words: 'the kernel is 1×1', holds: ({ shape }) => shape.kernelHeight * shape.kernelWidth === 1 },
  { words: 'the kernel is not 1×1', holds: ({ shape }) => shape.kernelHeight * shape.kernelWidth > 1 },
  { words: 'the strides differ', holds: ({ shape }) => differ(shape.stride) },
  { words: 'the dilations differ', holds: ({ shape }) => differ(shape.dilation) },
  { words: 'the kernel is larger than the image', holds: ({ shape }) => isKernelLarger(shape) },
  { words: 'the stride leaves a rest', holds: ({ shape }) => leavesRest(shape) },
];

/** Sizes of vectors, unrolled loops, tiles and blocks. */
const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096] as const;
const moduli = [2, 4, 8, 16, 32, 64] as const;

/**
 * The simple conditions that all of these shapes meet, the more usual ones first: thresholds at and after sizes of
 * blocks; residues; a number that they share; flags.
 */
export function conditionsOf(wrong: readonly AskedShape[]): readonly Condition[] {
  return someConditions(wrong).filter(({ holds }) => wrong.every(holds));
}

/** The same, whether or not these shapes meet them. */
export function someConditions(wrong: readonly AskedShape[]): readonly Condition[] {
  return [...features.flatMap((feature) => numericConditions(feature, wrong)), ...flags];
}

function numericConditions({ name, of }: Feature, wrong: readonly AskedShape[]): readonly Condition[] {
  const values = wrong.map(of);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const on = (words: string, holds: (value: number) => boolean): Condition => ({
    words: `${name} ${words}`,
    holds: (asked) => holds(of(asked)),
  });
  return [
    // The largest threshold first: it says most.
    ...[...sizes]
      .reverse()
      .flatMap((size) => [
        on(`> ${size}`, (value) => value > size),
        ...(size === 1 ? [] : [on(`≥ ${size}`, (value) => value >= size)]),
      ]),
    ...sizes.flatMap((size) => [
      on(`≤ ${size}`, (value) => value <= size),
      ...(size === 1 ? [] : [on(`< ${size}`, (value) => value < size)]),
    ]),
    ...moduli.map((modulus) => on(`mod ${modulus} ≠ 0`, (value) => value % modulus !== 0)),
    ...moduli.map((modulus) => on(`mod ${modulus} = 0`, (value) => value % modulus === 0)),
    ...moduli.slice(1).flatMap((modulus) => {
      const residue = least % modulus;
      return residue === 0 ? [] : [on(`mod ${modulus} = ${residue}`, (value) => value % modulus === residue)];
    }),
    ...(least === most ? [on(`= ${least}`, (value) => value === least)] : []),
  ];
}
