import { outputShape, paddingOf } from '../../conv/output-shape.ts';
import type { ConvShape } from '../../conv/shape.ts';
import type { MetamorphicClaim } from '../metamorphic-claim.ts';
import { matchedOutputs } from './matched-outputs.ts';
import { isOwn } from './own-subjects.ts';
import { pixelAt, upTo } from './places.ts';
import { rearranged } from './rearranged.ts';

/**
 * A window gives the same bits wherever in the image it stands. The pixels of one window are written over those of another one, both
 * inside the image; all else stays. Broken by engines that have another order of summation at the edges or in what is left
 * over after whole vectors, which is no defect, and by those that read the wrong pixels, which is.
 *
 * Proof for our own orders: an output is a function of its terms in canonical order alone.
 */
export const sameWindowAnyPosition: MetamorphicClaim = {
  id: 'same-window-any-position',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'The same window gives the same bits wherever in the image it stands.',
  formula: 'window(p) = window′(q): f(p) ≡ f′(q)',
  source: 'Observed; proof for our own orders in src/claims/metamorphic/same-window-any-position.ts.',
  theoremFor: isOwn,
  vary: (batch, operation, draw) => {
    const { shape } = batch;
    const [rows, columns] = [linesInside(shape, 0), linesInside(shape, 1)];
    const places = rows.length * columns.length;
    if (places < 2) return undefined;
    const from = draw(places);
    const to = (from + 1 + draw(places - 1)) % places;
    const place = (index: number) =>
      [rows[Math.floor(index / columns.length)]!, columns[index % columns.length]!] as const;
    const [[fromRow, fromColumn], [toRow, toColumn]] = [place(from), place(to)];
    const [top, , left] = paddingOf(shape);
    const { stride, dilation, kernelHeight, kernelWidth } = shape;
    const moved = (at: number, start: number, axis: 0 | 1, taps: number): boolean =>
      at >= start && (at - start) % dilation[axis] === 0 && (at - start) / dilation[axis] < taps;
    const [startRow, startColumn] = [toRow * stride[0] - top, toColumn * stride[1] - left];
    const varied = rearranged(batch, shape, {
      pixel: (image, row, column, channel) => {
        const inside = moved(row, startRow, 0, kernelHeight) && moved(column, startColumn, 1, kernelWidth);
        const [down, right] = inside ? [(fromRow - toRow) * stride[0], (fromColumn - toColumn) * stride[1]] : [0, 0];
        return pixelAt(shape, image, row + down, column + right, channel);
      },
    });
    const pairs = matchedOutputs(batch, varied, operation, { kind: 'same-bits' }, ([image, row, column, channel]) =>
      row === fromRow && column === fromColumn ? [image, toRow, toColumn, channel] : undefined,
    );
    return { batch: varied, pairs, change: `window (${fromRow}, ${fromColumn}) also at (${toRow}, ${toColumn})` };
  },
};

/** Rows (or columns) of the output whose windows lie inside the image. */
function linesInside(shape: ConvShape, axis: 0 | 1): readonly number[] {
  const before = paddingOf(shape)[axis === 0 ? 0 : 2];
  const [size, kernel] = axis === 0 ? [shape.height, shape.kernelHeight] : [shape.width, shape.kernelWidth];
  const reach = (kernel - 1) * shape.dilation[axis] + 1;
  return upTo(outputShape(shape)[axis + 1]!).filter((line) => {
    const start = line * shape.stride[axis] - before;
    return start >= 0 && start + reach <= size;
  });
}
