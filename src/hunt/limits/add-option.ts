import type { Options } from '../structured/options.ts';
import {
  deepest,
  enter,
  enterAll,
  enterZero,
  isBelow,
  isEntryBelow,
  largestByResidue,
  mostOf,
  setSpan,
  span,
} from './add-pairs.ts';
import { binadeOf, binadesAbove, type Cells, ulpsAbove } from './cells.ts';
import { largestErrors } from './residues.ts';
import type { Table, Target } from './table.ts';

const closed = { low: false, high: false };
/** Options with bits below 2^-26 g are known to this many units of g only, and so is a sum that is rounded twice. */
const blurred = 2 ** -24;

/** Enters all sums of an entry of a and an option of b, whose value is known, into the target. */
export function addOption(target: Target, a: Table, b: Options): void {
  const { cells, bits } = target;
  const residues = 1 << bits;
  const most = mostOf(a);
  const half = 0.5 + (target.twice ? blurred : 0);
  const aims = span();
  const ulps = ulpsAbove(cells);
  for (const group of groupsOf(target, b)) {
    for (let cellA = a.cells.first; cellA <= a.cells.last; cellA++) {
      const atA = cellA - a.cells.first;
      const before = most[atA]! + group.most;
      if (before === Number.NEGATIVE_INFINITY) continue;
      setSpan(aims, target, a.cells, cellA, group.floor, group.ceiling, closed);
      const exponentA = cellA === 0 || a.fine ? undefined : binadeOf(a.cells, cellA);
      for (let cell = aims.first; cell <= aims.last; cell++) {
        if (cell === 0) {
          enterZero(target, before + half * 2 ** (cells.q - 24), aims);
          continue;
        }
        if (cell === target.exactFirst || cell === target.exactLast) {
          enter(target, cell, 0, before, aims);
          continue;
        }
        const binade = binadesAbove(cell);
        const largest = before + half * ulps[binade]!;
        if (isBelow(target, cell, largest)) continue;
        const exponent = cells.q + binade;
        const below = exponentA === undefined ? deepest + 1 : Math.max(exponent - exponentA, -bits);
        if (below > deepest) {
          enterAll(target, cell, largest, aims);
          continue;
        }
        const { gains, largestGains } = group.gains(binade, below);
        for (let r = 0; r < residues; r++) {
          if (isEntryBelow(target, cell, r, most[atA]! + largestGains[r]!)) continue;
          let error = Number.NEGATIVE_INFINITY;
          for (let rA = 0; rA < residues; rA++) {
            const each = a.best[atA * residues + rA]! + gains[rA * residues + r]!;
            if (each > error) error = each;
          }
          enter(target, cell, r, error, aims);
        }
      }
    }
  }
}

/** Options between the same two quarters of a cell: they lead from one cell to the same cells. */
interface Group {
  readonly floor: number;
  readonly ceiling: number;
  /** The largest own error. */
  readonly most: number;
  /**
   * The result lies so many binades above the width of a cell, and its ulp is 2^below times that of the other operand.
   */
  gains(binade: number, below: number): Gains;
}

/** The most that an option adds to the error. */
interface Gains {
  /** For two residues, of the other operand and of the result. */
  readonly gains: Float64Array;
  /** For a residue of the result, the largest of them. */
  readonly largestGains: Float64Array;
}

function groupsOf(target: Target, options: Options): readonly Group[] {
  const { cells, sign } = target;
  const members = new Map<string, number[]>();
  options.value.forEach((value, option) => {
    const key = endsOf(cells, value).join();
    members.set(key, [...(members.get(key) ?? []), option]);
  });
  return [...members.values()].map((group): Group => {
    const [floor, ceiling] = endsOf(cells, options.value[group[0]!]!);
    const known: (Gains | undefined)[] = [];
    return {
      floor,
      ceiling,
      most: Math.max(...group.map((option) => sign * options.error[option]!)),
      gains(binade, below) {
        const key = (binade << 6) + below + target.bits;
        const found = known[key];
        if (found !== undefined) return found;
        const made = gainsOf(target, options, group, cells.q + binade, below);
        known[key] = made;
        return made;
      },
    };
  });
}

/** In quarters of a cell. */
const endsOf = ({ width }: Cells, value: number): readonly [number, number] => [
  Math.floor((value / width) * 4) / 4,
  Math.ceil((value / width) * 4) / 4,
];

function gainsOf(
  { bits, sign, twice }: Target,
  options: Options,
  group: readonly number[],
  exponent: number,
  below: number,
): Gains {
  const residues = 1 << bits;
  const gains = new Float64Array(residues * residues).fill(Number.NEGATIVE_INFINITY);
  const errors = new Float64Array(residues);
  const g = 2 ** (exponent - 23);
  const modulus = 2 ** (bits - Math.max(below, 0));
  for (const option of group) {
    const own = sign * options.error[option]!;
    const units = (options.value[option]! / g) % residues;
    const near = twice || !Number.isInteger(units * 2 ** 26) ? blurred : 0;
    for (let rA = 0; rA < residues; rA++) {
      largestErrors(errors, rA * 2 ** -below + units, modulus, sign, near);
      for (let r = 0; r < residues; r++) {
        const gain = own + g * errors[r]!;
        if (gain > gains[rA * residues + r]!) gains[rA * residues + r] = gain;
      }
    }
  }
  return { gains, largestGains: largestByResidue(gains, residues) };
}
