import type { Batch } from '../conv/batch.ts';
import { outputRows, outputShape, paddingOf } from '../conv/output-shape.ts';
import type { ConvShape } from '../conv/shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { termCount } from '../conv/terms.ts';
import type { BoundsShare } from './fair-share.ts';

/** Sizes of vectors and blocks in kernels: output widths are counted by their residues modulo these. */
export const moduli = [4, 8, 16, 32, 64] as const;

/** How many distinct shapes had a value, by the value as text. */
export type ShapeCounts = Readonly<Record<string, number>>;

/** The coverage of a campaign. Of a subject only the first 4,096 distinct shapes are counted. */
export interface Coverage extends ShapeCoverage, BoundsShare {
  /** For each subject the distinct shapes on which a claim about errors of outputs was judged. */
  readonly subjects: ShapeCounts;
  /** Whether only shapes were drawn that the user asked for. */
  readonly isAimed: boolean;
}

/** Which shapes a campaign tried: those that some subject answered. Every number counts distinct shapes. */
export interface ShapeCoverage {
  readonly shapes: number;
  /** `3×3`: rows and columns of the kernel. */
  readonly kernels: ShapeCounts;
  readonly strides: ShapeCounts;
  readonly dilations: ShapeCounts;
  /** `valid`, `same`, or `given` for numbers of rows and columns. */
  readonly paddings: ShapeCounts;
  readonly batch: ShapeCounts;
  readonly channelsIn: ShapeCounts;
  readonly channelsOut: ShapeCounts;
  readonly outputHeights: ShapeCounts;
  readonly outputWidths: ShapeCounts;
  /** Modulus → for each residue, the shapes whose output width has it. */
  readonly widthResidues: Readonly<Record<string, readonly number[]>>;
  /** Products of an output, by the power of two that is not larger: 4 counts 4 to 7 products. */
  readonly terms: ShapeCounts;
  /** Shapes whose kernel, with its dilation, is larger than the image. */
  readonly kernelLargerThanImage: number;
  /** Shapes with a stride above 1 that leaves a part of the image over. */
  readonly strideLeavesRest: number;
}

/** Collects the shapes of a campaign, batch after batch. */
export class CoverageRecord {
  private readonly seen = new Map<string, ConvShape>();

  add({ shape }: Pick<Batch, 'shape'>): void {
    const key = shapeKey(shape);
    if (!this.seen.has(key)) this.seen.set(key, shape);
  }

  get shapes(): readonly ConvShape[] {
    return [...this.seen.values()];
  }

  record(): ShapeCoverage {
    return coverageOf(this.shapes);
  }
}

/** What distinct shapes cover. */
export function coverageOf(shapes: readonly ConvShape[]): ShapeCoverage {
  const counted = (of: (shape: ConvShape) => string | number): ShapeCounts => {
    const counts = new Map<string | number, number>();
    for (const shape of shapes) counts.set(of(shape), (counts.get(of(shape)) ?? 0) + 1);
    const sorted = [...counts].sort(([one], [other]) => compare(one, other));
    return Object.fromEntries(sorted);
  };
  const widths = shapes.map((shape) => outputShape(shape)[2]);
  return {
    shapes: shapes.length,
    kernels: counted(({ kernelHeight, kernelWidth, depth }) => steps(depth?.kernel, [kernelHeight, kernelWidth])),
    strides: counted(({ stride, depth }) => steps(depth?.stride, stride)),
    dilations: counted(({ dilation, depth }) => steps(depth?.dilation, dilation)),
    paddings: counted(({ padding }) => (typeof padding === 'string' ? padding : 'given')),
    batch: counted(({ batch }) => batch),
    channelsIn: counted(({ channelsIn }) => channelsIn),
    channelsOut: counted(({ channelsOut }) => channelsOut),
    outputHeights: counted(outputRows),
    outputWidths: counted((shape) => outputShape(shape)[2]),
    widthResidues: Object.fromEntries(
      moduli.map((modulus) => [
        modulus,
        Array.from({ length: modulus }, (_, residue) => widths.filter((width) => width % modulus === residue).length),
      ]),
    ),
    terms: counted((shape) => 2 ** Math.floor(Math.log2(termCount(shape)))),
    kernelLargerThanImage: shapes.filter(isKernelLarger).length,
    strideLeavesRest: shapes.filter(leavesRest).length,
  };
}

/** Of slices, if there are any, rows and columns. */
const steps = (slices: number | undefined, pair: readonly [number, number]): string =>
  (slices === undefined ? pair : [slices, ...pair]).join('×');

function compare(one: string | number, other: string | number): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one).localeCompare(String(other), 'en', { numeric: true });
}

/** Whether the kernel, with its dilation, has more rows or columns than the image. */
export function isKernelLarger({ height, width, kernelHeight, kernelWidth, dilation }: ConvShape): boolean {
  return (kernelHeight - 1) * dilation[0] + 1 > height || (kernelWidth - 1) * dilation[1] + 1 > width;
}

/** Whether steps of the stride do not end at the last window: rows or columns are left over. */
export function leavesRest(shape: ConvShape): boolean {
  const { height, width, kernelHeight, kernelWidth, stride, dilation } = shape;
  const [top, bottom, left, right] = paddingOf(shape);
  const rows = height + top + bottom - ((kernelHeight - 1) * dilation[0] + 1);
  const columns = width + left + right - ((kernelWidth - 1) * dilation[1] + 1);
  return rows % stride[0] !== 0 || columns % stride[1] !== 0;
}
