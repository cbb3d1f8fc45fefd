import type { Batch } from '../../conv/batch.ts';
import { outputShape, paddingOf } from '../../conv/output-shape.ts';
import { type ConvShape, imageRows, kernelRows, type Operation } from '../../conv/shape.ts';
import type { Draw, MetamorphicClaim, Variation } from '../metamorphic-claim.ts';
import { isOwn } from '../own-algorithm.ts';
import { matchedOutputs, pixelAt, rearranged, tapAt, transposed, upTo, volumes, withoutTaps } from './variations.ts';

/**
 * The same question gets the same answer, to the bit. Engines that read uninitialised memory, add in the order in which
 * threads arrive, or choose their code by what came before, break it.
 *
 * Proof for lastbit's algorithms: they are functions of their arguments.
 */
export const sameCallTwice: MetamorphicClaim = {
  id: 'same-call-twice',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'Repeating a call gives the same bits.',
  formula: 'f(x, y) ≡ f(x, y)',
  source: 'Observed; proof for lastbit’s algorithms in src/claims/metamorphic/same-window.ts.',
  theoremFor: isOwn,
  vary: (batch, operation) => ({
    batch,
    pairs: matchedOutputs(batch, batch, operation, { kind: 'same-bits' }),
    change: 'the same again',
  }),
};

/**
 * A window gives the same bits wherever it lies in the image. The pixels of one window are written over those of
 * another, both inside the image; everything else stays. Engines that use another order of summation at the edges or
 * for the remainder after whole vectors break it legitimately; those that read the wrong pixels are defective.
 *
 * Proof for lastbit's algorithms: an output is a function of its terms in canonical order alone.
 */
export const sameWindowAnyPosition: MetamorphicClaim = {
  id: 'same-window-any-position',
  kind: 'metamorphic',
  status: 'observed',
  except: [...transposed, ...volumes],
  statement: 'A window gives the same bits wherever it lies in the image.',
  formula: 'window(p) = window′(q): f(p) ≡ f′(q)',
  source: 'Observed; proof for lastbit’s algorithms in src/claims/metamorphic/same-window.ts.',
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

/**
 * An image gives the same bits at every place among the images of a call. The images are shuffled so that the first one
 * comes later.
 *
 * Proof for lastbit's algorithms: an output is a function of its terms in canonical order alone.
 */
export const sameWindowAnyImage: MetamorphicClaim = {
  id: 'same-window-any-image',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'An image gives the same bits at every place in its batch.',
  formula: 'f(x_0, …, x_b)_i ≡ f(x_r, …, x_b, x_0, …)_(i−r)',
  source: 'Observed; proof for lastbit’s algorithms in src/claims/metamorphic/same-window.ts.',
  theoremFor: isOwn,
  vary: (batch, operation, draw) => {
    const { shape } = batch;
    if (shape.batch < 2) return undefined;
    const by = 1 + draw(shape.batch - 1);
    const varied = rearranged(batch, shape, {
      pixel: (image, row, column, channel) => pixelAt(shape, (image + by) % shape.batch, row, column, channel),
    });
    const pairs = matchedOutputs(batch, varied, operation, { kind: 'same-bits' }, ([image, ...place]) => [
      (image + shape.batch - by) % shape.batch,
      ...place,
    ]);
    return { batch: varied, pairs, change: `the images ${by} places further to the front` };
  },
};

/**
 * An image gives the same bits alone and in a batch. One image of a batch is asked alone; an image that was alone gets
 * one or two others beside it (itself, upside down). Libraries that choose their code by the number of images break it.
 *
 * Proof for lastbit's algorithms: an output is a function of its terms in canonical order alone.
 */
export const sameWindowAnyBatch: MetamorphicClaim = {
  id: 'same-window-any-batch',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'An image gives the same bits alone and in a batch.',
  formula: 'f(x_i) ≡ f(x_0, …, x_b)_i',
  source: 'Observed; proof for lastbit’s algorithms in src/claims/metamorphic/same-window.ts.',
  theoremFor: isOwn,
  vary: (batch, operation, draw) => {
    const { shape } = batch;
    const alone = shape.batch > 1;
    const images = alone ? 1 : 2 + draw(2);
    const chosen = draw(alone ? shape.batch : images);
    const varied = rearranged(
      batch,
      { ...shape, batch: images },
      {
        pixel: (image, row, column, channel) => {
          if (alone) return pixelAt(shape, chosen, row, column, channel);
          return pixelAt(shape, 0, image === chosen ? row : imageRows(shape) - 1 - row, column, channel);
        },
      },
    );
    const pairs = matchedOutputs(batch, varied, operation, { kind: 'same-bits' }, ([image, ...place]) => {
      if (alone) return image === chosen ? [0, ...place] : undefined;
      return [chosen, ...place];
    });
    const change = alone ? `image ${chosen} alone` : `as image ${chosen} of ${images}`;
    return { batch: varied, pairs, change };
  },
};

/**
 * A filter gives the same bits alone and beside any other filters. One of several filters is asked alone; a filter that
 * was alone gets others beside it (itself, upside down). A depthwise convolution is tried with its channels instead.
 * Libraries that vectorise over output channels and run other code for the remainder break it.
 *
 * Proof for lastbit's algorithms: an output is a function of its terms in canonical order alone.
 */
export const sameWindowAnyChannels: MetamorphicClaim = {
  id: 'same-window-any-channels',
  kind: 'metamorphic',
  status: 'observed',
  except: withoutTaps,
  statement:
    'A filter gives the same bits alone and beside any other filters; in a depthwise convolution, a channel does.',
  formula: 'f(x, y_c) ≡ f(x, (y_0, …, y_m))_c',
  source: 'Observed; proof for lastbit’s algorithms in src/claims/metamorphic/same-window.ts.',
  theoremFor: isOwn,
  vary: (batch, operation, draw) =>
    operation === 'depthwise-conv2d' ? varyChannels(batch, operation, draw) : varyFilters(batch, operation, draw),
};

function varyFilters(batch: Batch, operation: Operation, draw: Draw): Variation {
  const { shape } = batch;
  const alone = shape.channelsOut > 1;
  const channelsOut = alone ? 1 : 2 + draw(8);
  const chosen = draw(alone ? shape.channelsOut : channelsOut);
  const varied = rearranged(
    batch,
    { ...shape, channelsOut },
    {
      tap: (row, column, channel, filter) => {
        if (alone) return tapAt(shape, row, column, channel, chosen);
        return tapAt(shape, filter === chosen ? row : kernelRows(shape) - 1 - row, column, channel, 0);
      },
    },
  );
  // Of each group: filter c is channel c, in the next group channelsOut channels later.
  const pairs = matchedOutputs(batch, varied, operation, { kind: 'same-bits' }, ([image, row, column, channel]) => {
    const [group, filter] = [Math.floor(channel / shape.channelsOut), channel % shape.channelsOut];
    if (alone) return filter === chosen ? [image, row, column, group] : undefined;
    return [image, row, column, group * channelsOut + chosen];
  });
  return { batch: varied, pairs, change: changeOf(alone, chosen) };
}

function varyChannels(batch: Batch, operation: Operation, draw: Draw): Variation {
  const { shape } = batch;
  const alone = shape.channelsIn > 1;
  const channelsIn = alone ? 1 : 2 + draw(8);
  const chosen = draw(alone ? shape.channelsIn : channelsIn);
  const varied = rearranged(
    batch,
    { ...shape, channelsIn },
    {
      pixel: (image, row, column, channel) => {
        if (alone) return pixelAt(shape, image, row, column, chosen);
        return pixelAt(shape, image, channel === chosen ? row : imageRows(shape) - 1 - row, column, 0);
      },
      tap: (row, column, channel) => {
        if (alone) return tapAt(shape, row, column, chosen, 0);
        return tapAt(shape, channel === chosen ? row : kernelRows(shape) - 1 - row, column, 0, 0);
      },
    },
  );
  const pairs = matchedOutputs(batch, varied, operation, { kind: 'same-bits' }, ([image, row, column, channel]) => {
    if (alone) return channel === chosen ? [image, row, column, 0] : undefined;
    return [image, row, column, chosen];
  });
  return { batch: varied, pairs, change: changeOf(alone, chosen) };
}

const changeOf = (alone: boolean, chosen: number): string =>
  alone ? `channel ${chosen} alone` : `as channel ${chosen} beside others`;
