import type { Case } from '../../conv/batch.ts';
import { paddingOf } from '../../conv/output-shape.ts';
import type { Padding } from '../../conv/shape.ts';
import { range, type Selection, type Spacing, select } from './select.ts';
import { isWindow, shrinkToWindow } from './windows.ts';

type Shrinks = Generator<Case | undefined>;

/**
 * Smaller shapes; the numbers that remain keep their values. First halves of what is large, then one window alone or
 * one term alone, then step by step: batch, channels, kernel rows and columns, slices, padding, stride, dilation, rows
 * and columns of the image.
 */
export function* shrinkShape(input: Case): Shrinks {
  yield* halves(input);
  yield* shrinkToWindow(input);
  const { shape } = input;
  for (const batches of fewer(shape.batch)) yield select(input, { batches });
  for (const channelsOut of fewer(shape.channelsOut)) yield select(input, { channelsOut });
  for (const channelsIn of fewer(shape.channelsIn)) yield select(input, { channelsIn });
  yield* fewerGroups(input);
  yield* laidOver(input);
  for (const axis of [0, 1] as const) yield* shrinkKernel(input, axis);
  yield* shrinkDepth(input);
  yield* shrinkPadding(input);
  yield* shrinkSpacing(input);
  for (const axis of [0, 1] as const) yield* shrinkImage(input, axis);
}

/** Larger sizes are halved first. */
const large = 16;

/** Halves of batch, channels, rows and columns: from a large shape, each of these steps saves most of what is left. */
function* halves(input: Case): Shrinks {
  const { batch, height, width, channelsIn, channelsOut } = input.shape;
  const sizes = { batches: batch, rows: height, columns: width, channelsIn, channelsOut };
  for (const [axis, size] of Object.entries(sizes)) {
    if (size <= large) continue;
    for (const part of [range(0, size >> 1), range(size >> 1, size)]) {
      const isWindowSide = isWindow(input.shape) && (axis === 'rows' || axis === 'columns');
      const kernel = axis === 'rows' ? { kernelRows: part } : { kernelColumns: part };
      yield select(input, { [axis]: part, ...(isWindowSide ? kernel : {}) });
    }
  }
}

/**
 * Parts of 0 … size − 1, the smallest first: single ones, neighbours, the halves, all but one. Of many, only runs from
 * either end, without a half, a quarter, an eighth …: a size of hundreds that must be above 64 gets there in ten steps.
 */
function* fewer(size: number): Generator<readonly number[]> {
  if (size === 1) return;
  if (size <= 16) for (const one of range(0, size)) yield [one];
  if (size > 2 && size <= 16) for (const one of range(1, size)) yield [one - 1, one];
  const half = size >> 1;
  if (size > 3) yield* [range(0, half), range(half, size), range(0, size - half), range(size - half, size)];
  if (size === 2) return;
  if (size > 32) for (let cut = size >> 2; cut >= 1; cut >>= 1) yield* [range(0, size - cut), range(cut, size)];
  else for (const one of [...range(0, size)].reverse()) yield range(0, size).filter((place) => place !== one);
}

/**
 * Fewer channels in, and as many fewer channels out, where one number is a multiple of the other: for a failure that
 * needs this proportion.
 */
function* fewerGroups(input: Case): Shrinks {
  const { channelsIn, channelsOut } = input.shape;
  const [few, many] = [Math.min(channelsIn, channelsOut), Math.max(channelsIn, channelsOut)];
  if (few === 1 || many % few !== 0) return;
  for (const kept of fewer(few)) {
    const together = range(0, many).filter((channel) => kept.includes(Math.floor((channel * few) / many)));
    const [own, other] = channelsIn === few ? [kept, together] : [together, kept];
    yield select(input, { channelsIn: own, channelsOut: other });
  }
}

/**
 * All input channels become one: at each place the first number that is not zero, or the last. For a failure that needs
 * numbers of several channels, but not separate channels.
 */
function* laidOver({ shape, image, kernel }: Case): Shrinks {
  const { channelsIn, channelsOut } = shape;
  if (channelsIn === 1) return;
  for (const channels of [range(0, channelsIn), range(0, channelsIn).toReversed()]) {
    const firstNonZero = (numbers: Float32Array, from: number, step: number): number => {
      const channel = channels.find((c) => numbers[from + c * step] !== 0) ?? 0;
      return numbers[from + channel * step]!;
    };
    const one = (numbers: Float32Array, step: number): Float32Array =>
      Float32Array.from({ length: numbers.length / channelsIn }, (_, place) =>
        firstNonZero(numbers, Math.floor(place / step) * channelsIn * step + (place % step), step),
      );
    const { groups: _, ...single } = { ...shape, channelsIn: 1 };
    yield { shape: single, image: one(image, 1), kernel: one(kernel, channelsOut) };
  }
}

function lines(axis: 0 | 1, image?: readonly number[], kernel?: readonly number[]): Selection {
  return axis === 0 ? { rows: image, kernelRows: kernel } : { columns: image, kernelColumns: kernel };
}

/**
 * Without some rows (or columns) of the kernel: first with the same rows of a window left out, else with the outputs
 * kept, or the image.
 */
function* shrinkKernel(input: Case, axis: 0 | 1): Shrinks {
  const { shape } = input;
  const size = axis === 0 ? shape.kernelHeight : shape.kernelWidth;
  for (const kept of fewer(size)) {
    if (isWindow(shape)) yield select(input, lines(axis, kept, kept));
    else if (kept[kept.length - 1]! - kept[0]! === kept.length - 1) yield keepingOutputs(input, axis, kept);
    yield select(input, lines(axis, undefined, kept));
    if (shape.padding === 'same') yield select(input, lines(axis, undefined, kept), { padding: paddingOf(shape) });
  }
}

/**
 * Keeps the neighbouring lines `kept` of the kernel, with the pixels where they were. Padding or image lose what only
 * the other lines saw.
 */
function keepingOutputs(input: Case, axis: 0 | 1, kept: readonly number[]): Case | undefined {
  const { shape } = input;
  const kernel = axis === 0 ? shape.kernelHeight : shape.kernelWidth;
  const size = axis === 0 ? shape.height : shape.width;
  const zeros = [...paddingOf(shape)] as [number, number, number, number];
  const before = kept[0]! * shape.dilation[axis];
  const after = (kernel - 1 - kept[kept.length - 1]!) * shape.dilation[axis];
  const from = Math.max(0, before - zeros[2 * axis]!);
  const to = size - Math.max(0, after - zeros[2 * axis + 1]!);
  zeros[2 * axis] = Math.max(0, zeros[2 * axis]! - before);
  zeros[2 * axis + 1] = Math.max(0, zeros[2 * axis + 1]! - after);
  return select(input, lines(axis, range(from, to), kept), { padding: paddingFrom(zeros) });
}

function paddingFrom(zeros: readonly [number, number, number, number]): Padding {
  return zeros.every((count) => count === 0) ? 'valid' : zeros;
}

/** No padding; the zeros as part of the image; `same` instead of zeros; fewer zeros. */
function* shrinkPadding(input: Case): Shrinks {
  const { shape } = input;
  if (shape.padding === 'valid') return;
  yield select(input, {}, { padding: 'valid' });
  const zeros = paddingOf(shape);
  const [top, bottom, left, right] = zeros;
  const around = (before: number, size: number, after: number): number[] => [
    ...Array<number>(before).fill(-1),
    ...range(0, size),
    ...Array<number>(after).fill(-1),
  ];
  const rows = around(top, shape.height, bottom);
  const columns = around(left, shape.width, right);
  yield select(input, { rows, columns }, { padding: 'valid' });
  if (shape.padding === 'same') return;
  yield select(input, {}, { padding: 'same' });
  for (const side of [0, 1, 2, 3]) {
    for (const count of new Set([0, zeros[side]! >> 1, zeros[side]! - 1])) {
      const padding = paddingFrom(zeros.with(side, count) as [number, number, number, number]);
      if (count < zeros[side]! && count >= 0) yield select(input, {}, { padding });
    }
  }
}

/** Fewer slices of volume and kernel, without zeros before and after, and nearer together. */
function* shrinkDepth(input: Case): Shrinks {
  const { depth } = input.shape;
  if (depth === undefined) return;
  const { size, kernel, stride, dilation, before, after } = depth;
  if (isWindow(input.shape)) {
    for (const kept of fewer(kernel)) yield select(input, { slices: kept, kernelSlices: kept });
    return;
  }
  for (const kernelSlices of fewer(kernel)) yield select(input, { kernelSlices });
  for (const slices of fewer(size)) yield select(input, { slices });
  for (const zeros of [{ before: 0, after: 0 }, { before: 0 }, { after: 0 }])
    if (before + after > 0) yield select(input, {}, { depth: zeros });
  const around = [...Array<number>(before).fill(-1), ...range(0, size), ...Array<number>(after).fill(-1)];
  if (before + after > 0) yield select(input, { slices: around }, { depth: { before: 0, after: 0 } });
  for (const step of [{ stride: 1, dilation: 1 }, { stride: 1 }, { dilation: 1 }])
    if (stride * dilation > 1) yield select(input, {}, { depth: step });
  if (stride > 2) yield select(input, {}, { depth: { stride: stride - 1 } });
  if (dilation > 2) yield select(input, {}, { depth: { dilation: dilation - 1 } });
}

function* shrinkSpacing(input: Case): Shrinks {
  const { groups = 1, outputPadding = [0, 0] } = input.shape;
  if (groups > 1) {
    yield select(input, {}, { groups: 1 });
    for (const fewer of range(2, groups))
      if (input.shape.channelsIn % fewer === 0) yield select(input, {}, { groups: fewer });
  }
  const [below, right] = outputPadding;
  if (below + right > 0) {
    yield select(input, {}, { outputPadding: [0, 0] });
    if (below > 0) yield select(input, {}, { outputPadding: [below - 1, right] });
    if (right > 0) yield select(input, {}, { outputPadding: [below, right - 1] });
  }
  yield select(input, {}, { stride: [1, 1], dilation: [1, 1] });
  for (const name of ['stride', 'dilation'] as const) {
    const [rows, columns] = input.shape[name];
    const tries: (readonly [number, number])[] = [
      [1, 1],
      [1, columns],
      [rows, 1],
      [rows - 1, columns],
      [rows, columns - 1],
    ];
    for (const pair of tries) {
      const spacing: Spacing = name === 'stride' ? { stride: pair } : { dilation: pair };
      if (Math.min(...pair) >= 1) yield select(input, {}, spacing);
    }
  }
}

/** Halves of the image, then without as many lines as the stride at either end, then without one line. */
function* shrinkImage(input: Case, axis: 0 | 1): Shrinks {
  const { shape } = input;
  if (isWindow(shape)) return;
  const size = axis === 0 ? shape.height : shape.width;
  for (const cut of new Set([size >> 1, size >> 2, shape.stride[axis], 1])) {
    if (cut < 1 || cut >= size) continue;
    yield select(input, lines(axis, range(0, size - cut)));
    yield select(input, lines(axis, range(cut, size)));
  }
}
