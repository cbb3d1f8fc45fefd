import { type ExactParts, ExactSum } from '../float/exact-sum.ts';
import type { Narrowing } from '../sums/narrow-inputs.ts';
import { type Block, longLoop } from './block-plan.ts';
import { type ExactFacts, factsOf } from './exact-output.ts';
import type { Question } from './question.ts';
import { type Range, readSlab } from './slab.ts';
import { narrowed } from './terms-of.ts';

/** The terms of one output that a block has added. A plain record, which threads can exchange. */
export interface PieceOfSum {
  readonly parts: ExactParts;
  readonly terms: number;
  readonly infinite: readonly [positive: number, negative: number];
  readonly notNumbers: number;
  readonly padsNonFinite: boolean;
}

/** Adds pieces of long sums exactly, one for each output of the block in the order of the loops. */
export function addPieces(question: Question, block: Block, inputs: Narrowing | undefined): readonly PieceOfSum[] {
  const { geometry } = question;
  const loop = longLoop(geometry);
  const piece = block.terms!;
  const along = (name: 'row' | 'column' | 'channel', size: number): Range => (loop === name ? piece : [0, size]);
  const tapRows = along('row', geometry.kernelRows);
  const tapColumns = along('column', geometry.kernelColumns);
  const depth = along('channel', geometry.channels);
  const isFirst = piece[0] === 0;
  const sum = new ExactSum();
  const pieces: PieceOfSum[] = [];
  for (const part of steps(block.parts)) {
    const parts: Range = [part, part + 1];
    const taps =
      question.right && narrowed(readSlab(question.right, [parts, tapRows, tapColumns, depth, block.channels]), inputs);
    const width = block.channels[1] - block.channels[0];
    const size = depth[1] - depth[0];
    const bias = question.bias && readSlab(question.bias, [parts, block.channels]);
    for (const batch of steps(block.batches)) {
      const slab = simpleSlab(question, block, parts, batch, depth, inputs);
      for (const row of steps(block.rows)) {
        for (const column of steps(block.columns)) {
          for (let c = 0; c < width; c++) {
            const adder = new Adder(sum);
            for (let r = tapRows[0], tap = c; r < tapRows[1]; r++) {
              const pixelRow = geometry.rowOf.at(row * geometry.kernelRows + r)!;
              for (let q = tapColumns[0]; q < tapColumns[1]; q++, tap += size * width) {
                const pixelColumn = geometry.columnOf.at(column * geometry.kernelColumns + q)!;
                if (pixelRow < 0 || pixelColumn < 0) {
                  if (taps !== undefined) adder.skipTaps(taps, tap, width, size);
                  continue;
                }
                const { numbers, start } = slab(row, pixelRow, pixelColumn);
                if (taps === undefined) adder.addNumbers(numbers, start, size);
                else adder.addProducts(numbers, start, taps, tap, width, size);
              }
            }
            if (bias !== undefined && isFirst) adder.addNumbers(bias, c, 1);
            pieces.push(adder.piece());
          }
        }
      }
    }
  }
  return pieces;
}

/** Adds runs of terms, and counts those that are not finite. */
class Adder {
  private readonly sum: ExactSum;
  private terms = 0;
  private positive = 0;
  private negative = 0;
  private notNumbers = 0;
  private padsNonFinite = false;

  constructor(sum: ExactSum) {
    this.sum = sum;
    sum.clear();
  }

  addNumbers(numbers: Float64Array, start: number, size: number): void {
    this.terms += size;
    for (let k = start; k < start + size; k++) {
      const x = numbers[k]!;
      if (x - x === 0) this.sum.addNumber(x);
      else this.addSpecial(x);
    }
  }

  addProducts(left: Float64Array, start: number, right: Float64Array, from: number, step: number, size: number): void {
    this.terms += size;
    for (let k = 0, place = from; k < size; k++, place += step) {
      const x = left[start + k]!;
      const y = right[place]!;
      if (x - x === 0 && y - y === 0) this.sum.addProduct(x, y);
      else this.addSpecial(x * y);
    }
  }

  /** Taps without a pixel. */
  skipTaps(taps: Float64Array, from: number, step: number, size: number): void {
    for (let k = 0, place = from; k < size; k++, place += step) this.padsNonFinite ||= !Number.isFinite(taps[place]!);
  }

  private addSpecial(x: number): void {
    if (Number.isNaN(x)) this.notNumbers++;
    else if (x > 0) this.positive++;
    else this.negative++;
  }

  piece(): PieceOfSum {
    const { terms, positive, negative, notNumbers, padsNonFinite } = this;
    return { parts: this.sum.parts(), terms, infinite: [positive, negative], notNumbers, padsNonFinite };
  }
}

type Slab = (
  row: number,
  pixelRow: number,
  pixelColumn: number,
) => { readonly numbers: Float64Array; readonly start: number };

/** Pixels by their place: one slab for all rows where a row of outputs is a pixel; else the rows as they are needed. */
function simpleSlab(
  question: Question,
  block: Block,
  parts: Range,
  batch: number,
  depth: Range,
  inputs: Narrowing | undefined,
): Slab {
  const { geometry, left } = question;
  const batches: Range = [batch, batch + 1];
  const size = depth[1] - depth[0];
  if (geometry.kernelRows === 1 && geometry.kernelColumns === 1 && geometry.columns === 1) {
    const first = geometry.rowOf.at(block.rows[0])!;
    const last = geometry.rowOf.at(block.rows[1] - 1)!;
    if (first >= 0 && last - first === block.rows[1] - 1 - block.rows[0]) {
      const numbers = narrowed(readSlab(left, [parts, batches, [first, last + 1], [0, 1], depth]), inputs);
      return (_row, pixelRow) => ({ numbers, start: (pixelRow - first) * size });
    }
  }
  let kept: { readonly row: number; readonly numbers: Float64Array } | undefined;
  return (_row, pixelRow, pixelColumn) => {
    if (kept?.row !== pixelRow) {
      const rows: Range = [pixelRow, pixelRow + 1];
      kept = {
        row: pixelRow,
        numbers: narrowed(readSlab(left, [parts, batches, rows, [0, geometry.columns], depth]), inputs),
      };
    }
    return { numbers: kept.numbers, start: pixelColumn * size };
  };
}

function* steps([from, to]: Range): Generator<number> {
  for (let step = from; step < to; step++) yield step;
}

/** The facts about an output from all its pieces. */
export function joinPieces(pieces: readonly PieceOfSum[]): ExactFacts {
  const sum = new ExactSum();
  let [terms, positive, negative, notNumbers] = [0, 0, 0, 0];
  for (const piece of pieces) {
    sum.merge(piece.parts);
    terms += piece.terms;
    positive += piece.infinite[0];
    negative += piece.infinite[1];
    notNumbers += piece.notNumbers;
  }
  const padsNonFinite = pieces.some((piece) => piece.padsNonFinite);
  return factsOf(sum.parts(), terms, [positive, negative], notNumbers, padsNonFinite);
}
