import type { WindowShape } from './window-shape.ts';

/**
 * Takes the order of a sum as postfix steps: each `chain` or `term` puts a value on a stack, each `add` adds the two on
 * top. So a sum of any length needs no tree in memory.
 */
export interface OrderSink {
  /** The terms first, first + step, … below end, one after another. There must be at least one. */
  chain(first: number, end: number, step: number): void;
  term(term: number): void;
  add(): void;
  /** The chains of the terms k, k + count, … below end, for each k < count, in one pass over memory. */
  lanes(end: number, count: number): void;
  /** Puts the chain of lane k on the stack. */
  lane(k: number): void;
  /** Whole orders that a sink may know, with the sum on the stack. */
  halves?(n: number, larger: 'first' | 'second'): void;
  blocks?(n: number, size: number): void;
  /** The largest superblock has `span` terms, a power of `ways` and at least n. */
  superblocks?(n: number, span: number, ways: number): void;
  /** Eight interleaved loops over the terms from `first` to `end`, a multiple of eight, joined by halves. */
  eight?(first: number, end: number): void;
}

/** The order of a scheme of schemes.ts, told step by step. `streamed.test.ts` compares the two. */
export type StreamedOrder = (sink: OrderSink, n: number, window: WindowShape) => void;

export const sequentialOrder: StreamedOrder = (sink, n) => sink.chain(0, n, 1);

export const reversedOrder: StreamedOrder = (sink, n) => sink.chain(n - 1, -1, -1);

export const columnMajorOrder: StreamedOrder = (sink, n, { rows, columns, channels }) => {
  if (rows === 1) {
    sink.chain(0, n, 1);
    return;
  }
  for (let column = 0; column < columns; column++)
    for (let row = 0; row < rows; row++)
      for (let channel = 0; channel < channels; channel++) {
        sink.term((row * columns + column) * channels + channel);
        if (column + row + channel > 0) sink.add();
      }
};

export const pairwiseOrder =
  (larger: 'first' | 'second'): StreamedOrder =>
  (sink, n) => {
    const halves = (first: number, count: number): void => {
      if (count === 2) {
        sink.chain(first, first + 2, 1);
        return;
      }
      const half = larger === 'first' ? Math.ceil(count / 2) : Math.floor(count / 2);
      if (count === 1) sink.term(first);
      else {
        halves(first, half);
        halves(first + half, count - half);
        sink.add();
      }
    };
    if (sink.halves === undefined) halves(0, n);
    else sink.halves(n, larger);
  };

/** Terms after a sum, one by one. */
function tail(sink: OrderSink, from: number, to: number): void {
  for (let term = from; term < to; term++) {
    sink.term(term);
    sink.add();
  }
}

export const lanesOrder =
  (lanes: number): StreamedOrder =>
  (sink, n) => {
    if (n < lanes) {
      sink.chain(0, n, 1);
      return;
    }
    const whole = n - (n % lanes);
    sink.lanes(whole, lanes);
    // The sum of the lanes lane, lane + left, lane + 2·left, …
    const joined = (lane: number, left: number): void => {
      if (left === lanes) sink.lane(lane);
      else {
        joined(lane, 2 * left);
        joined(lane + left, 2 * left);
        sink.add();
      }
    };
    joined(0, 1);
    tail(sink, whole, n);
  };

export const numpyPairwiseOrder: StreamedOrder = (sink, n) => {
  const eight = (first: number, whole: number, count: number): void => {
    if (count === 1) sink.chain(first, whole, 8);
    else {
      eight(first, whole, count / 2);
      eight(first + count / 2, whole, count / 2);
      sink.add();
    }
  };
  const part = (first: number, count: number): void => {
    const whole = first + count - (count % 8);
    if (count < 8) sink.chain(first, first + count, 1);
    else if (count <= 128) {
      if (sink.eight === undefined) eight(first, whole, 8);
      else sink.eight(first, whole);
      tail(sink, whole, first + count);
    } else {
      const half = Math.floor(count / 2);
      const left = half - (half % 8);
      part(first, left);
      part(first + left, count - left);
      sink.add();
    }
  };
  part(0, n);
};

export const blockedOrder =
  (sizeOf: (window: WindowShape) => number): StreamedOrder =>
  (sink, n, window) => {
    const size = sizeOf(window);
    if (sink.blocks !== undefined) {
      sink.blocks(n, size);
      return;
    }
    for (let first = 0; first < n; first += size) {
      sink.chain(first, Math.min(first + size, n), 1);
      if (first > 0) sink.add();
    }
  };

export const superblockOrder =
  (size: number): StreamedOrder =>
  (sink, n) => {
    const block = (first: number, span: number): void => {
      if (span === size) sink.chain(first, Math.min(first + span, n), 1);
      else
        for (let from = first; from < Math.min(first + span, n); from += span / size) {
          block(from, span / size);
          if (from > first) sink.add();
        }
    };
    let span = size;
    while (span < n) span *= size;
    if (sink.superblocks === undefined) block(0, span);
    else sink.superblocks(n, span, size);
  };
