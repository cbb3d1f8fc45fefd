import type { ConvShape } from '../../conv/shape.ts';
import type { WindowShape } from '../../sums/algorithm.ts';
import { type Allowance, allowanceOf, type ProvenAllowance, type Reference } from './allowance.ts';
import { type Cancellation, findCancellation } from './cancellation.ts';
import type { Implementation, Roundings, Summed } from './implementation.ts';
import { termsOf } from './implementation.ts';
import { type MeasuredData, measureData } from './measure-data.ts';
import { type Rule, type RulesOnData, rulesOnData } from './rules-on-data.ts';
import { type SmallestTolerances, smallestTolerances, suffices, type Tolerance } from './smallest-tolerances.ts';
import type { TermSource } from './term-source.ts';

/** A tolerance that a library compares by. */
export interface LibraryTolerance extends Tolerance {
  readonly name: string;
  readonly source: string;
}

export interface ToleranceRequest {
  readonly operation: 'conv' | 'matmul' | 'dot' | 'sum';
  /** Of a convolution. */
  readonly shape: ConvShape | undefined;
  readonly window: WindowShape;
  readonly summed: Summed;
  /** The most terms of an output that are not on padding. */
  readonly nonZero: number;
  readonly reference: Reference;
  /** That of unknown order first. */
  readonly implementations: readonly Implementation[];
  readonly libraries: readonly LibraryTolerance[];
  readonly data?: TermSource;
}

/** The tolerances that follow from a shape, and from data if there are any. */
export interface ToleranceReport {
  readonly operation: ToleranceRequest['operation'];
  readonly shape: ConvShape | undefined;
  /** n: the most terms of an output that are not on padding. */
  readonly terms: number;
  readonly summed: Summed;
  readonly reference: Reference;
  readonly implementations: readonly ImplementationTolerances[];
  /** Data on which no rtol is sound for an unknown order; undefined where relative tolerances hold. */
  readonly cancellation: Cancellation | undefined;
  readonly libraries: readonly LibraryOnShape[];
  readonly data: ToleranceData | undefined;
}

export interface ImplementationTolerances {
  readonly name: string;
  readonly kind: Implementation['kind'];
  /** On the longest path, of the way with the most of them. */
  readonly roundings: Roundings | undefined;
  readonly claims: readonly string[];
  /** The componentwise test |y − ref| ≤ relative·|ref| + ofProducts·P + absolute, against each kind of reference. */
  readonly allowances: Readonly<Record<Reference, Allowance>>;
  /** The one against the reference of the report. */
  readonly allowance: Allowance;
  /** The smallest tolerances for the data. */
  readonly smallest: SmallestOnData | undefined;
}

export interface SmallestOnData extends SmallestTolerances {
  /** What each allows ÷ what is proven, as means over the outputs. */
  readonly allowedOverBound: { readonly absolute: number; readonly relative: number; readonly pair: number };
}

export interface LibraryOnShape extends LibraryTolerance {
  /** Whether it rejects the correct sum of `cancellation`. */
  readonly rejectsCancellation: boolean;
  /** It rejects no correct implementation of unknown order while P is at most this; ∞ if never. */
  readonly soundUpTo: number;
}

export interface ToleranceData extends RulesOnData {
  readonly outputs: number;
  /** Outputs that nothing is proven for, and why. */
  readonly unproven: number;
  readonly because: string | undefined;
  /** Numbers that were rounded to binary32. */
  readonly rounded: number;
}

/** Terms among which a cancellation is looked for. */
const enoughToCancel = 64;

export function toleranceReport(request: ToleranceRequest): ToleranceReport {
  const { operation, shape, window, summed, nonZero, reference, implementations, libraries, data } = request;
  const measured = data === undefined ? undefined : measureData(data, implementations, reference);
  const rows = implementations.map((implementation, index): ImplementationTolerances => {
    const against = (one: Reference): ProvenAllowance =>
      allowanceOf(implementation, window, { reference: one, summed, nonZero });
    const allowances = { exact: against('exact'), binary64: against('binary64'), binary32: against('binary32') };
    const allowance = allowances[reference];
    const { name, kind } = implementation;
    const smallest = measured === undefined ? undefined : smallestOnData(measured, index);
    const roundings = roundingsOf(implementation, window, nonZero);
    return { name, kind, roundings, claims: allowance.claims, allowances, allowance, smallest };
  });
  // A loop does the same with further zeros at the end.
  const cancellation = findCancellation(Math.min(termsOf(window), enoughToCancel), summed);
  const [any] = rows;
  return {
    ...{ operation, shape, terms: nonZero, summed, reference, implementations: rows, cancellation },
    libraries: libraries.map((library) => onShape(library, any!.allowance, cancellation)),
    data:
      data === undefined || measured === undefined
        ? undefined
        : {
            ...{ outputs: measured.outputs, unproven: measured.unproven, because: measured.because },
            ...{ rounded: data.rounded, ...rulesOnData(data, measured, rulesOf(any!, libraries)) },
          },
  };
}

/** The most roundings of its ways; undefined where those of one are not known. */
function roundingsOf({ ways }: Implementation, window: WindowShape, terms: number): Roundings | undefined {
  const known = ways.map((way) => way.roundings(window));
  return known.reduce((most, one) =>
    most === undefined || one === undefined
      ? undefined
      : { narrow: Math.min(terms, Math.max(most.narrow, one.narrow)), wide: Math.max(most.wide, one.wide) },
  );
}

function smallestOnData({ errors: all, sizes: allSizes }: MeasuredData, index: number): SmallestOnData | undefined {
  const proven = all[index]!.map((error) => (Number.isNaN(error) ? 0 : 1));
  const errors = all[index]!.filter((_, j) => proven[j] === 1);
  const sizes = allSizes.filter((_, j) => proven[j] === 1);
  if (errors.length === 0) return undefined;
  const smallest = smallestTolerances(errors, sizes);
  const { absolute, relative, pair } = smallest;
  for (const one of [absolute, pair, ...(relative === undefined ? [] : [relative])])
    if (!suffices(one, errors, sizes)) throw new RangeError(`a tolerance is too small: ${JSON.stringify(one)}`);
  const [error, size] = [errors, sizes].map((numbers) => numbers.reduce((sum, one) => sum + one, 0));
  const over = (tolerance: Tolerance | undefined): number =>
    tolerance === undefined
      ? Number.POSITIVE_INFINITY
      : (tolerance.atol * errors.length + tolerance.rtol * size!) / error!;
  return {
    ...smallest,
    allowedOverBound: { absolute: over(absolute), relative: over(relative), pair: over(pair) },
  };
}

/** a + r·|ref| ≥ relative·|ref| + ofProducts·P + absolute for all |ref| ≤ P, as long as P is at most `soundUpTo`. */
function onShape(
  library: LibraryTolerance,
  { relative, ofProducts, absolute }: Allowance,
  cancellation: Cancellation | undefined,
): LibraryOnShape {
  const { rtol, atol } = library;
  const each = ofProducts + Math.max(0, relative - rtol);
  const rejectsCancellation =
    cancellation !== undefined &&
    Math.abs(cancellation.computed - cancellation.exact) > atol + rtol * Math.abs(cancellation.exact);
  const least = atol < absolute ? 0 : each === 0 ? Number.POSITIVE_INFINITY : (atol - absolute) / each;
  return { ...library, rejectsCancellation, soundUpTo: least };
}

/** The tests that are compared: the componentwise one, the smallest tolerances, and those of libraries. */
function rulesOf({ allowance, smallest }: ImplementationTolerances, libraries: readonly LibraryTolerance[]): Rule[] {
  const byTolerance = ({ rtol, atol }: Tolerance): Pick<Rule, 'tolerance' | 'allowed'> => ({
    tolerance: { rtol, atol },
    allowed: (reference) => atol + rtol * Math.abs(reference),
  });
  const { relative, ofProducts, absolute } = allowance;
  const own = (name: string, tolerance: Tolerance | undefined): readonly Rule[] =>
    tolerance === undefined ? [] : [{ name, source: 'the smallest for these data', ...byTolerance(tolerance) }];
  return [
    {
      ...{ name: 'componentwise', source: '|y − ref| ≤ c·u·P + d' },
      allowed: (reference, P) => relative * Math.abs(reference) + ofProducts * P + absolute,
    },
    ...own('best pair', smallest?.pair),
    ...own('atol alone', smallest?.absolute),
    ...own('rtol alone', smallest?.relative),
    ...libraries.map(({ name, source, ...tolerance }): Rule => ({ name, source, ...byTolerance(tolerance) })),
  ];
}
