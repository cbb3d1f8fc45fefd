/** Names of an axis for sentences. */
const plurals: Readonly<Record<string, string>> = { matrix: 'matrices' };
const plural = (axis: string): string => plurals[axis] ?? (/ \d+$/.test(axis) ? `steps of ${axis}` : `${axis}s`);

const ordinals = ['', '', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'];
const singular = (axis: string): string => (/ \d+$/.test(axis) ? `step of ${axis}` : axis);
const ordinal = (k: number): string => ordinals[k] ?? `${k}th`;

/** A phrase for some of the steps of an axis, and what it suggests about the size of the axis. */
export interface AxisPhrase {
  /** "the last column", "columns 216 to 224"; undefined for every step. */
  readonly words: string | undefined;
  /** "225 columns are 1 more than a multiple of 8". */
  readonly hint?: string;
  /** Whether one step is meant: "the last column", "every second row". */
  readonly single: boolean;
}

/**
 * Says which steps of an axis are meant, if that takes a phrase: one, the first or last few, a range, or those of some
 * residues. Undefined for a set without a pattern.
 *
 * @param steps - ascending, at least one
 */
export function axisPhrase(axis: string, size: number, steps: readonly number[]): AxisPhrase | undefined {
  const count = steps.length;
  if (count === size) return { words: undefined, single: false };
  const [first, last] = [steps[0]!, steps[count - 1]!];
  if (last - first + 1 === count) return rangePhrase(axis, size, first, last);
  const period = count < 3 ? undefined : periodOf(size, steps);
  if (period === undefined) return count <= 3 ? { words: listed(axis, steps), single: false } : undefined;
  const residues = steps.filter((step) => step < period);
  const [residue = first] = residues;
  if (residues.length === 1) {
    const from = residue === period - 1 ? '' : `, from ${axis} ${residue} on`;
    return { words: `every ${ordinal(period)} ${singular(axis)}${from}`, single: true };
  }
  const named = new Intl.ListFormat('en', { type: 'disjunction' }).format(residues.map(String));
  return { words: `${plural(axis)} that are ${named} mod ${period}`, single: false };
}

function rangePhrase(axis: string, size: number, first: number, last: number): AxisPhrase {
  const count = last - first + 1;
  const place = last === size - 1 ? 'last' : first === 0 ? 'first' : undefined;
  const single = count === 1;
  const which = place ?? '';
  const words = single
    ? place === undefined
      ? `${singular(axis)} ${first} of 0…${size - 1}`
      : `the ${which} ${singular(axis)}`
    : place === undefined
      ? `${plural(axis)} ${first} to ${last} of 0…${size - 1}`
      : `the ${which} ${count} ${plural(axis)}`;
  const width = last === size - 1 && first > 0 ? [8, 4, 16, 32].find((k) => size % k === count) : undefined;
  if (width === undefined) return { words, single };
  return { words, single, hint: `${size} ${plural(axis)} are ${count} more than a multiple of ${width}` };
}

/** The smallest period of at least two whole rounds that the steps repeat with, and that leaves some steps out. */
function periodOf(size: number, steps: readonly number[]): number | undefined {
  const isIn = new Uint8Array(size);
  for (const step of steps) isIn[step] = 1;
  for (let period = 2; 2 * period <= size && period <= 64; period++) {
    let holds = true;
    for (let i = period; holds && i < size; i++) holds = isIn[i] === isIn[i - period];
    if (holds) return period;
  }
  return undefined;
}

const listed = (axis: string, steps: readonly number[]): string =>
  `${plural(axis)} ${new Intl.ListFormat('en').format(steps.map(String))}`;
