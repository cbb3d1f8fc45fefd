import { batchOf, type Case, caseAt } from '../conv/batch.ts';
import { groupsOf } from '../conv/operation.ts';
import { outputShape, outputSize } from '../conv/output-shape.ts';
import { range, type Selection, select } from '../inputs/shrink/select.ts';
import { windowAt } from '../inputs/shrink/windows.ts';
import { type Counterexample, findInCases, type Wanted } from './counterexample.ts';

/** Evaluations at most: each may be a layer that takes an engine a second. */
const mostEvaluations = 300;

/** The axes in the order in which they are cut. Fewer channels in make every further step cheap. */
const axes = [
  ...(['channelsIn', 'batches', 'slices', 'rows', 'columns', 'channelsOut'] as const),
  ...(['kernelSlices', 'kernelRows', 'kernelColumns'] as const),
] as const;

/**
 * A smaller case of a large layer with a failure of the same kind, by big steps: the window of the failing output
 * alone; then, axis by axis, the first or the second half, three quarters, and so on down to all but one place. It
 * stops where no step is left or after `mostEvaluations`. `tried`: how many cases the subject
 * was asked about.
 */
export async function reduceLarge(
  start: Counterexample,
  wanted: Wanted,
  limits: { readonly evaluations: number; readonly signal?: { readonly aborted: boolean } | undefined },
): Promise<{ readonly reduced: Counterexample; readonly tried: number }> {
  const most = Math.min(limits.evaluations, mostEvaluations);
  let reduced = start;
  let tried = 0;
  const isOver = (): boolean => tried >= most || limits.signal?.aborted === true;
  const input = (): Case => caseAt(reduced.batch, 0);
  const takes = async (candidate: Case | undefined): Promise<boolean> => {
    if (candidate === undefined || isOver()) return false;
    tried++;
    const [found] = await findInCases(start, batchOf([candidate]), wanted);
    if (found !== undefined) reduced = found;
    return found !== undefined;
  };
  await takes(windowOf(start));
  for (let progress = true; progress && !isOver(); ) {
    progress = false;
    for (const axis of axes) {
      let cut = sizeOf(input(), axis) >> 1;
      while (cut >= 1 && !isOver()) {
        const size = sizeOf(input(), axis);
        const kept = [range(0, size - cut), range(cut, size)];
        const shorter =
          (await takes(partOf(input(), axis, kept[0]!))) || (await takes(partOf(input(), axis, kept[1]!)));
        progress ||= shorter;
        cut = shorter ? Math.min(cut, sizeOf(input(), axis) >> 1) : cut >> 1;
      }
    }
  }
  return { reduced, tried };
}

type Axis = (typeof axes)[number];

function sizeOf({ shape }: Case, axis: Axis): number {
  const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, depth } = shape;
  const slices = { slices: depth?.size ?? 1, kernelSlices: depth?.kernel ?? 1 };
  const sizes = { batches: batch, rows: height, columns: width, channelsIn, channelsOut };
  return { ...sizes, ...slices, kernelRows: kernelHeight, kernelColumns: kernelWidth }[axis];
}

const partOf = (input: Case, axis: Axis, kept: readonly number[]): Case | undefined =>
  select(input, { [axis]: kept } satisfies Selection);

/** The window of the failing output, as an image of the size of the kernel, with the channels of its group. */
function windowOf({ batch, output, subject }: Counterexample): Case | undefined {
  const { shape } = batch;
  const [, , , channels] = outputShape(shape, subject.operation);
  const place = output.window % outputSize(shape, subject.operation);
  const depth = shape.channelsIn / groupsOf(shape, subject.operation);
  const first = Math.floor((place % channels) / shape.channelsOut) * depth;
  const selection = { channelsIn: range(first, first + depth), channelsOut: [(place % channels) % shape.channelsOut] };
  return windowAt(caseAt(batch, 0), Math.floor(place / channels), selection, { groups: 1 });
}
