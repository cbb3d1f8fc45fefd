import { binadeOf, binadesAbove, type Cells, ulpsAbove } from './cells.ts';
import { largestErrors } from './residues.ts';
import type { Table, Target } from './table.ts';

/** From this many bits below the result on, residues say nothing of the error. */
export const deepest = 24;
/** How far an error may exceed g/2 where the sum is rounded twice, in units of g. */
const twiceMore = 2 ** -28;

/** Enters all sums of an entry of a and an entry of b into the target. */
export function addPairs(target: Target, a: Table, b: Table): void {
  const { cells } = target;
  const residues = 1 << target.bits;
  const errorsOf = errorTables(target);
  const half = 0.5 + (target.twice ? twiceMore : 0);
  const [mostA, mostB] = [mostOf(a), mostOf(b)];
  const aims = span();
  const ulps = ulpsAbove(cells);
  const scaleB = b.cells.width / cells.width;
  for (let cellA = a.cells.first; cellA <= a.cells.last; cellA++) {
    const atA = cellA - a.cells.first;
    if (mostA[atA] === Number.NEGATIVE_INFINITY) continue;
    for (let cellB = b.cells.first; cellB <= b.cells.last; cellB++) {
      const atB = cellB - b.cells.first;
      const sum = mostA[atA]! + mostB[atB]!;
      if (sum === Number.NEGATIVE_INFINITY) continue;
      const [least, most] = [(cellB - (cellB <= 0 ? 1 : 0)) * scaleB, (cellB + (cellB >= 0 ? 1 : 0)) * scaleB];
      setSpan(aims, target, a.cells, cellA, least, most, cellB === 0 ? bothOpen : cellB > 0 ? highOpen : lowOpen);
      const exponentA = cellA === 0 || a.fine ? undefined : binadeOf(a.cells, cellA);
      const exponentB = cellB === 0 || b.fine ? undefined : binadeOf(b.cells, cellB);
      for (let cell = aims.first; cell <= aims.last; cell++) {
        if (cell === 0) {
          const exact =
            exponentA !== undefined && exponentB !== undefined && Math.min(exponentA, exponentB) >= cells.q - 1;
          enterZero(target, sum + (exact ? 0 : half * 2 ** (cells.q - 24)), aims);
          continue;
        }
        if (cell === target.exactFirst || cell === target.exactLast) {
          enter(target, cell, 0, sum, aims);
          continue;
        }
        const binade = binadesAbove(cell);
        const g = ulps[binade]!;
        if (isBelow(target, cell, sum + half * g)) continue;
        const errors =
          exponentA === undefined || exponentB === undefined
            ? undefined
            : errorsOf(cells.q + binade - exponentA, cells.q + binade - exponentB);
        if (errors === undefined) {
          enterAll(target, cell, sum + half * g, aims);
          continue;
        }
        const { byResidues, largest } = errors;
        for (let r = 0; r < residues; r++) {
          if (isEntryBelow(target, cell, r, sum + g * largest[r]!)) continue;
          let error = Number.NEGATIVE_INFINITY;
          for (let rA = 0, at = r; rA < residues; rA++) {
            const bestA = a.best[atA * residues + rA]!;
            for (let rB = 0; rB < residues; rB++, at += residues) {
              const each = bestA + b.best[atB * residues + rB]! + g * byResidues[at]!;
              if (each > error) error = each;
            }
          }
          enter(target, cell, r, error, aims);
        }
      }
    }
  }
}

/** The cells in which the exact sum may lie, and whether it comes arbitrarily near to the outer boundary of a cell. */
export interface Span {
  first: number;
  last: number;
  /** Its ends in units of the width of the target's cells, and half an ulp more. */
  low: number;
  high: number;
}

/** Which ends are not part of what they bound. */
export interface Ends {
  readonly low: boolean;
  readonly high: boolean;
}

const bothOpen: Ends = { low: true, high: true };
const highOpen: Ends = { low: false, high: true };
const lowOpen: Ends = { low: true, high: false };

export const span = (): Span => ({ first: 0, last: 0, low: 0, high: 0 });

/** An open end is moved by this much, which is less than every difference of two ends. */
export const openEnd: number = 2 ** -37;

/**
 * Sets the span of cell `cell` of a plus numbers from `least` to `most`; `open` says which of these ends are not among
 * them. Ends are multiples of 2^-36 of the target's width, and exact in binary64. Where the cells are too different in
 * width for that, the span is one cell wider on both sides.
 */
export function setSpan(
  result: Span,
  { cells, margin }: Target,
  a: Cells,
  cell: number,
  least: number,
  most: number,
  open: Ends,
): void {
  const scale = a.width / cells.width;
  const low = (cell <= 0 ? cell - 1 : cell) * scale + least;
  const high = (cell >= 0 ? cell + 1 : cell) * scale + most;
  const wider = scale < 2 ** -20 || scale > 2 ** 8 ? 1 : 0;
  const shift = wider === 1 ? -1 : openEnd;
  result.first = Math.max(cells.first, Math.trunc(low + (cell <= 0 || open.low ? shift : -wider)));
  result.last = Math.min(cells.last, Math.trunc(high - (cell >= 0 || open.high ? shift : -wider)));
  result.low = low - margin - wider;
  result.high = high + margin + wider;
}

/** The largest entry of each cell. */
export function mostOf({ best, bits }: Table): Float64Array {
  const most = new Float64Array(best.length >> bits).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < best.length; i++) most[i >> bits] = Math.max(most[i >> bits]!, best[i]!);
  return most;
}

/** Whether an error changes no entry of a cell, nor the first of the next one outward. */
export function isBelow({ cells, bits, best }: Target, cell: number, error: number): boolean {
  const at = (cell - cells.first) << bits;
  for (let r = 0; r < 1 << bits; r++) if (error > best[at + r]!) return false;
  const next = cell < 0 ? cell - 1 : cell + 1;
  return next < cells.first || next > cells.last || error <= best[(next - cells.first) << bits]!;
}

/** The same for one entry, and for residue 0 the first of the next cell outward. */
export function isEntryBelow({ cells, bits, best }: Target, cell: number, r: number, error: number): boolean {
  if (error > best[((cell - cells.first) << bits) + r]!) return false;
  if (r !== 0) return true;
  const next = cell < 0 ? cell - 1 : cell + 1;
  return next < cells.first || next > cells.last || error <= best[(next - cells.first) << bits]!;
}

/** Enters an error at a residue of a cell, and for residue 0 at the boundary of the next cell if the sum comes near. */
export function enter({ cells, bits, best }: Target, cell: number, r: number, error: number, aims: Span): void {
  const at = ((cell - cells.first) << bits) + r;
  if (error > best[at]!) best[at] = error;
  if (r !== 0) return;
  const next = cell < 0 ? cell - 1 : cell + 1;
  if (next < cells.first || next > cells.last) return;
  if (cell < 0 ? aims.low > next : aims.high < next) return;
  const there = (next - cells.first) << bits;
  if (error > best[there]!) best[there] = error;
}

export function enterAll(target: Target, cell: number, error: number, aims: Span): void {
  for (let r = 0; r < 1 << target.bits; r++) enter(target, cell, r, error, aims);
}

/** Cell 0 has two neighbours. */
export function enterZero(target: Target, error: number, aims: Span): void {
  const { cells, bits, best } = target;
  enterAll(target, 0, error, aims);
  if (aims.low > -1 || cells.first > -1) return;
  const there = (-1 - cells.first) << bits;
  if (error > best[there]!) best[there] = error;
}

/** The largest errors in units of the ulp of the result. */
interface Errors {
  /** For three residues: of a, of b and of the result. */
  readonly byResidues: Float64Array;
  /** For a residue of the result, the largest of them. */
  readonly largest: Float64Array;
}

type ErrorTables = (belowA: number, belowB: number) => Errors | undefined;

/**
 * The largest errors for two residues, by how many bits the ulp of each operand lies below that of the result.
 * Undefined if residues say nothing of them.
 */
function errorTables({ bits, sign }: Target): ErrorTables {
  const known: (Errors | undefined)[] = [];
  const residues = 1 << bits;
  return (belowA, belowB) => {
    const [i, j] = [Math.max(belowA, -bits), Math.max(belowB, -bits)];
    if (i > deepest || j > deepest) return undefined;
    const key = ((i + bits) << 6) + j + bits;
    const found = known[key];
    if (found !== undefined) return found;
    const made = new Float64Array(residues ** 3);
    const modulus = 2 ** (bits - Math.max(i, j, 0));
    for (let rA = 0; rA < residues; rA++) {
      for (let rB = 0; rB < residues; rB++) {
        const at = (rA * residues + rB) * residues;
        largestErrors(made.subarray(at, at + residues), rA * 2 ** -i + rB * 2 ** -j, modulus, sign, 0);
      }
    }
    const errors: Errors = { byResidues: made, largest: largestByResidue(made, residues) };
    known[key] = errors;
    return errors;
  };
}

/** The largest entry for each residue of the result, which varies fastest. */
export function largestByResidue(entries: Float64Array, residues: number): Float64Array {
  const largest = new Float64Array(residues).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < entries.length; i++) {
    const r = i & (residues - 1);
    if (entries[i]! > largest[r]!) largest[r] = entries[i]!;
  }
  return largest;
}
