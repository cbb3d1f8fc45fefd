import { moduli, type ShapeCounts, type ShapeCoverage } from '../fuzz/coverage.ts';
import { wrapped } from './layout.ts';
import { counted, formatCount } from './numbers.ts';

/** As wide as the narrowest terminal. */
const lineWidth = 80;

const numbersOf = (counts: ShapeCounts): readonly number[] => Object.keys(counts).map(Number);
const largestOf = (counts: ShapeCounts): number => Math.max(0, ...numbersOf(counts));
/** The numbers in keys such as `3×1`. */
const sidesOf = (counts: ShapeCounts): readonly (readonly [number, number])[] =>
  Object.keys(counts).map((key) => key.split('×').map(Number) as [number, number]);
const range = (numbers: readonly number[]): string => {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return least === most ? formatCount(most) : `${formatCount(least)} to ${formatCount(most)}`;
};

/**
 * How many shapes a campaign tried, what they covered, and what they did not: lines of at most 80 columns. Empty if it
 * tried no convolution.
 */
export function coverageLines(coverage: ShapeCoverage): readonly string[] {
  if (coverage.shapes === 0) return [];
  const { kernels, strides, dilations, batch, channelsIn, channelsOut, outputHeights, outputWidths } = coverage;
  const sides = sidesOf(kernels).flat();
  const covered = [
    `kernel sides ${range(sides)} (${counted(Object.keys(kernels).length, 'kernel size')})`,
    `output rows ${range(numbersOf(outputHeights))}, columns ${range(numbersOf(outputWidths))}`,
    `channels ${range(numbersOf(channelsIn))} in and ${range(numbersOf(channelsOut))} out`,
    `batch ${range(numbersOf(batch))}`,
    `stride ${range(sidesOf(strides).flat())}`,
    `dilation ${range(sidesOf(dilations).flat())}`,
    `padding ${Object.keys(coverage.paddings).join(', ')}`,
    residuesText(coverage),
  ];
  const missed = notCovered(coverage);
  return [
    ...wrapped(`Covered: ${counted(coverage.shapes, 'distinct shape')}. ${covered.join('; ')}.`, 0, lineWidth),
    ...(missed.length === 0 ? [] : wrapped(`Not covered: ${missed.join('; ')}.`, 0, lineWidth)),
  ];
}

function residuesText({ widthResidues }: ShapeCoverage): string {
  const parts = moduli.map((modulus) => {
    const seen = (widthResidues[modulus] ?? []).filter((count) => count > 0).length;
    return `${seen} of ${modulus}`;
  });
  return `residues of the output width ${parts.join(', ')}`;
}

/** Sizes of blocks that kernels have: nothing above one of them says nothing about code that begins there. */
const limits = {
  widths: [8, 16, 32, 64],
  channels: [4, 8, 16, 32, 64, 128],
  terms: [64, 256, 1024, 4096],
} as const;

/** What no shape of the campaign had, a few words each; the first are what kernels most often get wrong. */
function notCovered(coverage: ShapeCoverage): readonly string[] {
  const { kernels, strides, dilations, paddings, batch, channelsIn, channelsOut } = coverage;
  const above = (what: string, largest: number, of: readonly number[]): readonly string[] => {
    const first = of.find((limit) => largest <= limit);
    return first === undefined ? [] : [`no ${what} above ${formatCount(first)}`];
  };
  const unless = (isCovered: boolean, what: string): readonly string[] => (isCovered ? [] : [`no ${what}`]);
  const kernelSides = sidesOf(kernels);
  // A power of two counts all numbers up to the next one.
  const mostTerms = 2 * largestOf(coverage.terms) - 1;
  return [
    ...above('output width', largestOf(coverage.outputWidths), limits.widths),
    ...above('output height', largestOf(coverage.outputHeights), limits.widths),
    ...above('channels in', largestOf(channelsIn), limits.channels),
    ...above('channels out', largestOf(channelsOut), limits.channels),
    ...above('sum of n', mostTerms, limits.terms).map((text) => `${text} products`),
    ...unless(largestOf(batch) > 1, 'batch above 1'),
    ...unless(
      sidesOf(strides).some(([rows, columns]) => Math.max(rows, columns) > 1),
      'stride above 1',
    ),
    ...unless(coverage.strideLeavesRest > 0, 'stride that leaves a rest'),
    ...unless(
      sidesOf(dilations).some(([rows, columns]) => Math.max(rows, columns) > 1),
      'dilation above 1',
    ),
    ...['valid', 'same', 'given'].flatMap((one) => unless(paddings[one] !== undefined, `padding ${one}`)),
    ...unless(
      kernelSides.some(([rows, columns]) => rows === 1 && columns === 1),
      '1×1 kernel',
    ),
    ...unless(
      kernelSides.some(([rows, columns]) => rows === 1 && columns > 1),
      '1×k kernel',
    ),
    ...unless(
      kernelSides.some(([rows, columns]) => rows > 1 && columns === 1),
      'k×1 kernel',
    ),
    ...unless(coverage.kernelLargerThanImage > 0, 'kernel larger than the image'),
  ];
}
