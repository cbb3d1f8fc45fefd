import type { HuntProblem } from '../problem.ts';
import { enumerated, isEnumerable, type Options } from '../structured/options.ts';
import { type Plan, rounding } from '../structured/plan.ts';
import { addOption } from './add-option.ts';
import { addOptions } from './add-options.ts';
import { addPairs } from './add-pairs.ts';
import { binadeOf, cellsOf } from './cells.ts';
import type { Ranges } from './ranges.ts';
import { outward, simpleLimit, termErrors } from './simple-limit.ts';
import type { Fineness, Table, Target } from './table.ts';

/**
 * An upper bound of |computed − exact| by dynamic programming, rounded outward; undefined where `hasDpLimit` says no.
 *
 * Hypotheses: additions of two operands in binary32, to nearest even; no overflow, which `rangesOf` checks; no
 * flushing.
 *
 * For each node, each cell of its values (cells.ts) and each residue, the table has an upper bound of
 * sign·(computed − exact) over all inputs whose computed value at this node lies in this cell with this residue.
 *
 * Theorem. The largest entry of the root, over both signs, is at least |computed − exact| for every input.
 *
 * Proof by induction. A term's entry has the largest error of its product there, by enumeration or from the ulp. Let
 * an addition have operands a and b, with computed values in cells A and B with residues α and β. The error of its
 * subtree is that of both subtrees plus its own. The exact sum t lies in the sum of both cells. The
 * table has all cells of t, see `sumTable`. Rounding is monotone, so the result lies in one of them, or at the boundary
 * of the next one, where the residue is 0. Let g be the
 * ulp in the binade of t. Since a is an integer ≡ α modulo R times its ulp, t ÷ g is known modulo a power of two.
 * largestErrors (residues.ts) gives the largest error for each residue of the result. If t, a or b lies in cell 0, or
 * has bits of any size, its residue is unknown, and the error is at most g/2. An operand that is enumerated enters with
 * its own value.
 *
 * The bound is not attained, because a cell forgets where in it a value lies, and a residue forgets higher bits.
 */
export function dpLimit(problem: HuntProblem, plan: Plan, ranges: Ranges, fineness: Fineness): number {
  const value = Math.max(
    signedLimit(problem, plan, ranges, fineness, 1),
    signedLimit(problem, plan, ranges, fineness, -1),
  );
  const operations = 2 * plan.n;
  return outward(value, operations, 4 * simpleLimit(problem, plan, ranges));
}

/** Whether the rules hold for all additions of a plan: of two operands, to binary32. */
export function hasDpLimit(plan: Plan): boolean {
  return (
    plan.n > 1 &&
    !plan.roundsResult &&
    plan.roundings.every((how) => how === rounding.binary32 || how === rounding.twice)
  );
}

function signedLimit(problem: HuntProblem, plan: Plan, ranges: Ranges, fineness: Fineness, sign: 1 | -1): number {
  const { n } = plan;
  const tables: (Table | Options | undefined)[] = Array.from({ length: n }, (_, term) =>
    termOf(problem, plan, ranges, term, fineness),
  );
  for (let k = 0; k < plan.left.length; k++) {
    const [a, b] = [tables[plan.left[k]!]!, tables[plan.right[k]!]!];
    tables[plan.left[k]!] = undefined;
    tables[plan.right[k]!] = undefined;
    const table = sumTable(ranges, n + k, fineness);
    const { cells } = table;
    const outermost = Math.max(Math.abs(cells.first), cells.last, 1);
    const margin = 2 ** (binadeOf(cells, outermost) - 23 - cells.q);
    const ends = {
      exactFirst: ranges.size[k] === -cells.first * cells.width ? cells.first : Number.NaN,
      exactLast: ranges.size[k] === cells.last * cells.width ? cells.last : Number.NaN,
    };
    const target: Target = { ...table, sign, twice: plan.roundings[k] === rounding.twice, margin, ...ends };
    if ('best' in a) {
      if ('best' in b) addPairs(target, a, b);
      else addOption(target, a, b);
    } else if ('best' in b) addOption(target, b, a);
    else addOptions(target, a, b);
    tables.push(target);
  }
  const root = tables.at(-1) as Table;
  return root.best.reduce((most, each) => Math.max(most, each), 0);
}

function emptyTable(ranges: Ranges, operand: number, { cells: most, bits }: Fineness): Table {
  const cells = cellsOf(ranges.low[operand]!, ranges.high[operand]!, most, bits);
  const best = new Float64Array((cells.last - cells.first + 1) << bits).fill(Number.NEGATIVE_INFINITY);
  return { cells, bits, best, fine: false };
}

/**
 * The table of a sum. Where all results have one sign, it has one more cell on the side of 0: the exact sum may lie
 * there, and be rounded to the boundary at which the results begin.
 */
function sumTable(ranges: Ranges, operand: number, fineness: Fineness): Table {
  const table = emptyTable(ranges, operand, fineness);
  const { first, last } = table.cells;
  const cells = { ...table.cells, first: first > 0 ? first - 1 : first, last: last < 0 ? last + 1 : last };
  const best = new Float64Array((cells.last - cells.first + 1) << table.bits).fill(Number.NEGATIVE_INFINITY);
  return { ...table, cells, best };
}

/** The options of a term, or its table if there are too many: then a product errs by at most half an ulp. */
function termOf(problem: HuntProblem, plan: Plan, ranges: Ranges, term: number, fineness: Fineness): Table | Options {
  const [left, right] = [problem.left[term]!, problem.right[term]!];
  const rounded = plan.rounded[term] === 1;
  if (isEnumerable(left, right)) return enumerated(left, right, rounded);
  const table = emptyTable(ranges, term, fineness);
  const { cells, bits, best } = table;
  const [most, least] = termErrors(problem, plan, term);
  for (let cell = cells.first; cell <= cells.last; cell++) {
    const half = Math.min(2 ** ((cell === 0 ? cells.q - 1 : binadeOf(cells, cell)) - 24), Math.max(most, -least));
    const at = (cell - cells.first) << bits;
    const boundary = cell * cells.width;
    // Cells begin at the boundary nearer to 0: of such a cell the range has the boundary alone.
    const isBoundary = cell > 0 ? boundary === ranges.high[term] : cell < 0 && boundary === ranges.low[term];
    best.fill(rounded ? half : 0, at, at + (isBoundary ? 1 : 1 << bits));
  }
  return { ...table, fine: !rounded };
}
