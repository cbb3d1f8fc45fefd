import type { Geometry, Question } from './question.ts';
import type { Range } from './slab.ts';

/**
 * Some outputs of a question: ranges of all axes of an answer. Blocks are the same whoever computes them, so that sums
 * over blocks in their order do not depend on the number of workers.
 */
export interface Block {
  readonly parts: Range;
  readonly batches: Range;
  readonly rows: Range;
  readonly columns: Range;
  readonly channels: Range;
  /** Of a long sum: the range of its longest loop that this block adds, by `longLoop`. */
  readonly terms?: Range;
}

/** Above this many terms, outputs are added exactly in pieces, which other threads can take. */
const longSum = 2 ** 18;
/** Numbers in memory at a time: of one operand, of the answer. Products of one block: some hundredths of a second. */
export interface BlockLimits {
  readonly numbers: number;
  readonly outputs: number;
  readonly products: number;
}

const usual: BlockLimits = { numbers: 2 ** 21, outputs: 2 ** 18, products: 2 ** 24 };

export const termsPerOutput = ({ kernelRows, kernelColumns, channels }: Geometry): number =>
  kernelRows * kernelColumns * channels;

export const isLong = ({ geometry }: Question): boolean => termsPerOutput(geometry) > longSum;

/** The loop of a long sum that blocks divide: the one with the most steps. */
export function longLoop({ kernelRows, kernelColumns, channels }: Geometry): 'row' | 'column' | 'channel' {
  if (channels >= kernelRows && channels >= kernelColumns) return 'channel';
  return kernelRows >= kernelColumns ? 'row' : 'column';
}

type Axis = 'parts' | 'batches' | 'rows' | 'columns' | 'channels';

export function planBlocks(question: Question, limits: BlockLimits = usual): readonly Block[] {
  const { geometry } = question;
  const long = isLong(question);
  const sizes: Readonly<Record<Axis, number>> = {
    parts: geometry.parts,
    batches: geometry.batch,
    rows: geometry.outputRows,
    columns: geometry.outputColumns,
    channels: geometry.outputChannels,
  };
  const steps: Record<Axis, number> = { parts: 1, batches: 1, rows: 1, columns: 1, channels: 1 };
  const pieces = long ? piecesOf(geometry) : [undefined];
  const fits = (): boolean => (long ? steps.rows * steps.channels <= 64 : isSmall(geometry, steps, limits));
  // The groups of a convolution lie side by side in a pixel, the products of a batch one after another.
  const order: readonly Axis[] =
    question.operation.kind === 'conv'
      ? ['channels', 'parts', 'columns', 'rows', 'batches']
      : ['channels', 'rows', 'columns', 'batches', 'parts'];
  for (const axis of order) {
    while (steps[axis] < sizes[axis]) {
      const before = steps[axis];
      steps[axis] = Math.min(sizes[axis], before * 2);
      if (fits()) continue;
      steps[axis] = before;
      break;
    }
  }
  const along = (axis: Axis): readonly Range[] => rangesOf(sizes[axis], steps[axis]);
  return along('parts').flatMap((parts) =>
    along('channels').flatMap((channels) =>
      along('batches').flatMap((batches) =>
        along('rows').flatMap((rows) =>
          along('columns').flatMap((columns) =>
            pieces.map((terms) => ({ ...{ parts, batches, rows, columns, channels }, ...(terms && { terms }) })),
          ),
        ),
      ),
    ),
  );
}

function isSmall(geometry: Geometry, steps: Readonly<Record<Axis, number>>, limits: BlockLimits): boolean {
  const terms = termsPerOutput(geometry);
  const outputs = steps.parts * steps.batches * steps.rows * steps.columns * steps.channels;
  const rows = inputsFor(steps.rows, geometry.outputRows, geometry.rows, geometry.kernelRows);
  const columns = inputsFor(steps.columns, geometry.outputColumns, geometry.columns, geometry.kernelColumns);
  const left = steps.parts * steps.batches * rows * columns * geometry.channels;
  const right = steps.parts * steps.channels * terms;
  const numbers = Math.max(left, right);
  return outputs <= limits.outputs && numbers <= limits.numbers && outputs * terms <= limits.products;
}

/** About how many rows of pixels so many rows of outputs read. */
function inputsFor(steps: number, outputs: number, inputs: number, taps: number): number {
  return Math.min(inputs, Math.ceil((steps * inputs) / outputs) + taps);
}

/** Pieces of about 2^16 terms: 64 outputs of them are in memory at a time. */
function piecesOf(geometry: Geometry): readonly Range[] {
  const { kernelRows, kernelColumns, channels } = geometry;
  const steps = { row: kernelRows, column: kernelColumns, channel: channels }[longLoop(geometry)];
  const each = termsPerOutput(geometry) / steps;
  return rangesOf(steps, Math.max(1, Math.floor(2 ** 16 / each)));
}

function rangesOf(size: number, step: number): readonly Range[] {
  return Array.from({ length: Math.ceil(size / step) }, (_, i) => [i * step, Math.min(size, (i + 1) * step)]);
}
