import { outputRows, outputShape, outputSlices, paddingOf, readsPadding } from '../conv/output-shape.ts';
import type { ConvShape, Depth, Operation } from '../conv/shape.ts';

/** The quantities in a condition, with their meanings. `output…` is the position of the output in question. */
export const quantityMeanings: Readonly<Record<string, string>> = {
  batch: 'images in the case',
  height: 'rows of the image',
  width: 'columns of the image',
  channelsIn: 'channels of the image',
  channelsInLast16: 'channelsIn modulo 16: channels of the image beyond whole blocks of 16',
  channelsOut: 'output channels of the kernel',
  depth: 'slices of a volume; 1 without depth, as of all quantities of depth',
  kernelDepth: 'slices of the kernel',
  kernelHeight: 'rows of the kernel',
  kernelWidth: 'columns of the kernel',
  strideDepth: 'stride between slices',
  strideRows: 'stride between rows',
  strideColumns: 'stride between columns',
  dilationDepth: 'dilation between slices',
  dilationRows: 'dilation between rows',
  dilationColumns: 'dilation between columns',
  paddingFront: 'slices of zeros before',
  paddingBack: 'slices of zeros after',
  paddingTop: 'rows of zeros above',
  paddingBottom: 'rows of zeros below',
  paddingLeft: 'columns of zeros on the left',
  paddingRight: 'columns of zeros on the right',
  samePadding: '1 if the padding is "same", otherwise 0',
  readsPadding: '1 if a window reaches into the padding, otherwise 0',
  explicitPadding: '1 if the padding is given in numbers, otherwise 0',
  kernelTaps: 'kernelDepth · kernelHeight · kernelWidth',
  reachRows: 'rows from the first to the last tap: (kernelHeight − 1) · dilationRows + 1',
  reachColumns: 'columns from the first to the last tap',
  coveredRows: 'rows that the windows cover, padding included: (outputHeight − 1) · strideRows + reachRows',
  coveredColumns: 'columns that the windows cover, padding included',
  outputDepth: 'slices of the output',
  outputHeight: 'rows of the output; of one slice',
  outputWidth: 'columns of the output',
  outputSlice: 'slice of the output',
  outputRow: 'row of the output',
  outputColumn: 'column of the output',
  outputChannel: 'channel of the output',
  nonZeroTerms: 'products of the output that are not zero',
  absoluteSum: 'sum of the absolute values of its products',
  largestFactor: 'largest absolute value of a pixel or tap of the output',
  smallestFactor: 'smallest absolute value of a pixel or tap of a product that is not zero',
  computed: 'the number that the subject gave',
  exact: 'the exact value, rounded to binary64; NaN or infinite where that is the right result',
};

export type Quantity = string;

/** Those that all outputs of a shape share. To copy them for each output would cost more than its judgement. */
export const common: unique symbol = Symbol('common');
export type Quantities = Readonly<Record<Quantity, number>> & { readonly [common]?: Quantities };

/** Compares a quantity with another one, or with a number. */
export interface Comparison {
  readonly left: Quantity;
  readonly is: 'equal' | 'not-equal' | 'less' | 'at-most' | 'greater' | 'at-least';
  readonly right: Quantity | number;
}

const comparators: Record<Comparison['is'], (left: number, right: number) => boolean> = {
  equal: (left, right) => left === right,
  'not-equal': (left, right) => left !== right,
  less: (left, right) => left < right,
  'at-most': (left, right) => left <= right,
  greater: (left, right) => left > right,
  'at-least': (left, right) => left >= right,
};

/** Whether all comparisons hold. A comparison with an unknown quantity fails. */
export function conditionHolds(condition: readonly Comparison[], quantities: Quantities): boolean {
  return condition.every(({ left, is, right }) =>
    comparators[is](numberOf(left, quantities), typeof right === 'number' ? right : numberOf(right, quantities)),
  );
}

const numberOf = (name: Quantity, quantities: Quantities): number =>
  quantities[name] ?? quantities[common]?.[name] ?? Number.NaN;

const symbols: Record<Comparison['is'], string> = {
  equal: '=',
  'not-equal': '≠',
  less: '<',
  'at-most': '≤',
  greater: '>',
  'at-least': '≥',
};

/** `dilationRows > 1 and height < kernelHeight`; "always" for no comparison. */
export function conditionText(condition: readonly Comparison[]): string {
  return condition.length === 0
    ? 'always'
    : condition.map(({ left, is, right }) => `${left} ${symbols[is]} ${right}`).join(' and ');
}

/** The quantities that follow from a shape and the index of an output. */
export function shapeQuantities(shape: ConvShape, operation: Operation, output: number): Quantities {
  const { quantities, sizes } = ofShape(shape, operation);
  const [, all, columns, channels] = sizes;
  const rows = shape.depth === undefined ? all : outputRows(shape);
  const row = Math.floor(output / (channels * columns)) % all;
  return {
    [common]: quantities,
    outputSlice: Math.floor(row / rows),
    outputRow: row % rows,
    outputColumn: Math.floor(output / channels) % columns,
    outputChannel: output % channels,
  };
}

interface ShapeFacts {
  readonly quantities: Quantities;
  readonly sizes: ReturnType<typeof outputShape>;
}

/** Kept, because a batch that a defect makes wrong throughout asks for the same shape once for each output. */
const known = new WeakMap<ConvShape, Map<Operation, ShapeFacts>>();

function ofShape(shape: ConvShape, operation: Operation): ShapeFacts {
  const facts = known.get(shape) ?? new Map<Operation, ShapeFacts>();
  known.set(shape, facts);
  const found = facts.get(operation) ?? factsOf(shape, operation);
  facts.set(operation, found);
  return found;
}

const oneSlice: Depth = { size: 1, kernel: 1, stride: 1, dilation: 1, before: 0, after: 0 };

function factsOf(shape: ConvShape, operation: Operation): ShapeFacts {
  const sizes = outputShape(shape, operation);
  const [, all, columns] = sizes;
  const rows = shape.depth === undefined ? all : outputRows(shape);
  const { depth: slices = oneSlice } = shape;
  const [paddingTop, paddingBottom, paddingLeft, paddingRight] = paddingOf(shape);
  const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, stride, dilation } = shape;
  const reachRows = (kernelHeight - 1) * dilation[0] + 1;
  const reachColumns = (kernelWidth - 1) * dilation[1] + 1;
  const quantities = {
    ...{ batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth },
    channelsInLast16: channelsIn % 16,
    ...{ depth: slices.size, kernelDepth: slices.kernel, strideDepth: slices.stride, dilationDepth: slices.dilation },
    ...{ paddingFront: slices.before, paddingBack: slices.after, outputDepth: outputSlices(shape) },
    ...{ paddingTop, paddingBottom, paddingLeft, paddingRight },
    ...{ kernelTaps: slices.kernel * kernelHeight * kernelWidth, reachRows, reachColumns },
    coveredRows: (rows - 1) * stride[0] + reachRows,
    coveredColumns: (columns - 1) * stride[1] + reachColumns,
    samePadding: shape.padding === 'same' ? 1 : 0,
    readsPadding: readsPadding(shape) ? 1 : 0,
    explicitPadding: typeof shape.padding === 'string' ? 0 : 1,
    ...{ strideRows: stride[0], strideColumns: stride[1], dilationRows: dilation[0], dilationColumns: dilation[1] },
    ...{ outputHeight: rows, outputWidth: columns },
  };
  return { quantities, sizes };
}
