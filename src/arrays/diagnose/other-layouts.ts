import { simplified, sizeOfAxis, stridesOf } from '../axes.ts';
import type { LoopAxis, Operand, Question } from '../question.ts';
import type { OtherQuestion } from './other-question.ts';

/** Operands that are read in another order of their axes than they have. */
export function* otherLayouts(question: Question): Generator<OtherQuestion> {
  if (question.operation.kind === 'conv') {
    yield* images(question);
    yield* kernels(question);
  } else if (question.operation.kind === 'matmul') {
    yield* matrices(question);
    yield* exchangedFactors(question);
  } else if (question.operation.kind === 'sum') yield* otherAxes(question);
}

/** Sums along what is kept, of arrays with as many numbers along both. */
function* otherAxes(question: Question): Generator<OtherQuestion> {
  const { left } = question;
  const [parts, batch, kept, columns, summed] = left.axes;
  if (sizeOfAxis(kept!) !== sizeOfAxis(summed!) || sizeOfAxis(kept!) < 2) return;
  const axes = [parts!, batch!, summed!, columns!, kept!];
  const words = 'it is summed along the other axis';
  yield { id: 'other-axis', words, question: { ...question, left: { ...left, axes } } };
}

/** right · left, of square matrices. */
function* exchangedFactors(question: Question): Generator<OtherQuestion> {
  const { left, right } = question;
  if (right === undefined) return;
  const [parts, none, rows, , depth] = left.axes;
  const [rightParts, , , rightDepth, columns] = right.axes;
  const sizes = [rows, depth, rightDepth, columns].map((axis) => sizeOfAxis(axis!));
  if (sizes.some((size) => size !== sizes[0]) || sizes[0]! < 2) return;
  const other: Question = {
    ...question,
    left: { file: right.file, axes: [rightParts!, none!, rightDepth!, [], columns!] },
    right: { file: left.file, axes: [parts!, [], [], rows!, depth!] },
  };
  yield { id: 'exchanged-factors', words: 'the factors are exchanged: it is right times left', question: other };
}

type Sizes = Readonly<Record<string, number>>;

/** Strides of the axes named by single letters, in this order of the file. */
function stridesIn(order: string, sizes: Sizes): Readonly<Record<string, number>> {
  const strides = stridesOf([...order].map((letter) => sizes[letter]!));
  return Object.fromEntries([...order].map((letter, at) => [letter, strides[at]!]));
}

const key = (axes: readonly LoopAxis[]): string =>
  axes.map((axis) => simplified(axis).map(({ size, stride }) => `${size}/${stride}`)).join(' ');

/** Operands with other axes than the present ones and than those before. */
function* distinct<T extends { readonly axes: readonly LoopAxis[] }>(
  present: readonly LoopAxis[],
  others: Iterable<T>,
): Generator<T> {
  const seen = new Set([key(present)]);
  for (const other of others) {
    const name = key(other.axes);
    if (seen.has(name)) continue;
    seen.add(name);
    yield other;
  }
}

const imageOrders: readonly (readonly [order: string, words: string])[] = [
  ['nchw', 'the image is read as NCHW'],
  ['nhwc', 'the image is read as NHWC'],
  ['nwhc', 'rows and columns of the image are exchanged (NWHC)'],
  ['ncwh', 'rows and columns of the image are exchanged (NCWH)'],
  ['chwn', 'the image is read as CHWN'],
  ['hwcn', 'the image is read as HWCN'],
  ['hwnc', 'the image is read as HWNC'],
  ['cnhw', 'the image is read as CNHW'],
];

const volumeOrders: typeof imageOrders = [
  ['nchw', 'the image is read as NCDHW'],
  ['nhwc', 'the image is read as NDHWC'],
];

function* images(question: Question): Generator<OtherQuestion> {
  const { geometry, left } = question;
  const { parts, batch, rows, columns, channels } = geometry;
  const sizes = { n: batch, h: rows, w: columns, c: parts * channels };
  const isVolume = question.operation.kind === 'conv' && question.operation.depth !== undefined;
  // The rows of a volume are counted through its slices, which keep their order in these.
  const known = isVolume ? volumeOrders : imageOrders;
  const others = known.map(([order, words]) => {
    const { n, h, w, c } = stridesIn(order, sizes) as { n: number; h: number; w: number; c: number };
    const axis = (size: number, stride: number): LoopAxis => [{ size, stride }];
    const axes = [axis(parts, c * channels), axis(batch, n), axis(rows, h), axis(columns, w), axis(channels, c)];
    return { words, axes };
  });
  for (const { words, axes } of distinct(left.axes, others))
    yield { id: 'image-layout', words, question: { ...question, left: { ...left, axes } } };
}

function* kernels(question: Question): Generator<OtherQuestion> {
  const { geometry, right, operation } = question;
  if (right === undefined || operation.kind !== 'conv') return;
  const { parts, channels, kernelRows, kernelColumns, outputChannels } = geometry;
  const width = parts * outputChannels;
  const sizes = { o: width, i: channels, h: kernelRows, w: kernelColumns };
  // The usual orders first, so that one of two equal readings has the better-known name.
  const usual = ['oihw', 'hwio', 'iohw', 'hwoi', 'ohwi', 'ihwo'];
  const isVolume = operation.depth !== undefined;
  const rest = isVolume ? [] : permutations('oihw').filter((order) => !usual.includes(order));
  const orders = [...usual, ...rest];
  const others = orders.map((order) => {
    const { o, i, h, w } = stridesIn(order, sizes) as { o: number; i: number; h: number; w: number };
    const axis = (size: number, stride: number): LoopAxis => [{ size, stride }];
    return {
      words: `the kernel is read as ${(isVolume ? order.replace('hw', 'dhw') : order).toUpperCase()}`,
      axes: [
        axis(parts, o * outputChannels),
        axis(kernelRows, h),
        axis(kernelColumns, w),
        axis(channels, i),
        axis(outputChannels, o),
      ],
    };
  });
  const [, down, across, depth, output] = right.axes;
  if (!isVolume && kernelRows === kernelColumns && kernelRows > 1) {
    const axes = [right.axes[0]!, across!, down!, depth!, output!];
    yield {
      id: 'kernel-rows-columns',
      words: 'rows and columns of the kernel are exchanged',
      question: { ...question, right: { ...right, axes } },
    };
  }
  const exchanged = key([right.axes[0]!, across!, down!, depth!, output!]);
  for (const { words, axes } of distinct(right.axes, others)) {
    if (kernelRows === kernelColumns && key(axes) === exchanged) continue;
    yield { id: 'kernel-layout', words, question: { ...question, right: { ...right, axes } } };
  }
}

function permutations(letters: string): readonly string[] {
  if (letters.length < 2) return [letters];
  return [...letters].flatMap((first) => permutations(letters.replace(first, '')).map((rest) => first + rest));
}

/** A matrix whose rows and columns change places in the file: it was transposed, or is stored in Fortran order. */
function* matrices(question: Question): Generator<OtherQuestion> {
  const { left, right } = question;
  const [leftRows, leftDepth] = [left.axes[2]!, left.axes[4]!];
  const otherLeft = exchanged(leftRows, leftDepth);
  if (otherLeft !== undefined) {
    const [rows, depth] = otherLeft;
    const axes = [left.axes[0]!, left.axes[1]!, rows, left.axes[3]!, depth];
    yield matrix('left', { ...question, left: { ...left, axes } });
  }
  if (right === undefined) return;
  const otherRight = exchanged(right.axes[3]!, right.axes[4]!);
  if (otherRight === undefined) return;
  const [depth, columns] = otherRight;
  const axes = [right.axes[0]!, right.axes[1]!, right.axes[2]!, depth, columns];
  const other: Operand = { ...right, axes };
  yield matrix('right', { ...question, right: other });
  if (otherLeft === undefined) return;
  const [rows, leftInner] = otherLeft;
  const leftAxes = [left.axes[0]!, left.axes[1]!, rows, left.axes[3]!, leftInner];
  yield {
    id: 'transposed-operand',
    words: 'both matrices are read as if they were transposed',
    question: { ...question, left: { ...left, axes: leftAxes }, right: other },
  };
}

const matrix = (side: 'left' | 'right', question: Question): OtherQuestion => ({
  id: 'transposed-operand',
  words: `the ${side} matrix is read as if it were transposed`,
  question,
});

/** Both axes in the other order in the file. */
function exchanged(rows: LoopAxis, columns: LoopAxis): readonly [LoopAxis, LoopAxis] | undefined {
  const [row, column] = [rows[0], columns[0]];
  if (rows.length !== 1 || columns.length !== 1 || row === undefined || column === undefined) return undefined;
  const unit = Math.min(row.stride, column.stride);
  const isRowFirst = row.stride > column.stride;
  return isRowFirst
    ? [[{ size: row.size, stride: unit }], [{ size: column.size, stride: unit * row.size }]]
    : [[{ size: row.size, stride: unit * column.size }], [{ size: column.size, stride: unit }]];
}
