import * as v from 'valibot';
import type { Allowance, Reference } from '../arrays/tolerance/allowance.ts';
import type { Cancellation } from '../arrays/tolerance/cancellation.ts';
import type { Implementation, Roundings, Summed } from '../arrays/tolerance/implementation.ts';
import type { RuleOnData } from '../arrays/tolerance/rules-on-data.ts';
import type { Tolerance } from '../arrays/tolerance/smallest-tolerances.ts';
import type { LibraryOnShape, ToleranceData, ToleranceReport } from '../arrays/tolerance/tolerance-report.ts';
import type { ConvShape } from '../conv/shape.ts';
import { shape, whole } from '../corpus/schema-parts.ts';

/** The form of what `tolerance --json` prints. docs/tolerance.schema.json is printed from it. */
export interface ToleranceJson {
  readonly schema: 'lastbit-tolerance-1';
  readonly answer: string;
  readonly operation: ToleranceReport['operation'];
  readonly shape: ConvShape | null;
  readonly terms: number;
  readonly summed: Summed;
  readonly reference: Reference;
  readonly implementations: readonly {
    readonly name: string;
    readonly kind: Implementation['kind'];
    readonly roundings: Roundings | null;
    readonly claims: readonly string[];
    readonly allowances: Readonly<Record<Reference, Allowance>>;
    readonly smallest: {
      readonly absolute: ToleranceOver;
      readonly relative: ToleranceOver | null;
      readonly pair: ToleranceOver;
    } | null;
  }[];
  readonly cancellation: Cancellation | null;
  readonly libraries: readonly (Omit<LibraryOnShape, 'soundUpTo'> & { readonly soundUpTo: number | null })[];
  readonly data: (Omit<ToleranceData, 'because'> & { readonly because: string | null }) | null;
  readonly assertions: Readonly<Record<'numpy' | 'pytorch' | 'jax' | 'vitest' | 'cpp', string>> | null;
}

type ToleranceOver = Tolerance & { readonly allowedOverBound: number | null };

const string = v.string();
const number = v.pipe(v.number(), v.finite());
const size = v.pipe(v.number(), v.finite(), v.minValue(0));
const maybe = v.nullable(size);

const allowance = v.strictObject({ relative: size, ofProducts: size, absolute: size });
const over = v.pipe(maybe, v.description('what it allows ÷ what is proven, as means over the outputs'));
const tolerance = v.strictObject({ rtol: size, atol: size });
const toleranceOver = v.strictObject({ rtol: size, atol: size, allowedOverBound: over });

const implementation: v.GenericSchema<unknown, ToleranceJson['implementations'][number]> = v.strictObject({
  name: string,
  kind: v.picklist(['any-order', 'algorithm', 'tree', 'subject']),
  roundings: v.pipe(
    v.nullable(v.strictObject({ narrow: whole, wide: whole })),
    v.description('to binary32 and to binary64, on the longest path; null where no tree is known'),
  ),
  claims: v.pipe(v.array(string), v.description('that prove it')),
  allowances: v.pipe(
    v.strictObject({ exact: allowance, binary64: allowance, binary32: allowance }),
    v.description('|y − ref| ≤ relative·|ref| + ofProducts·P + absolute, by the kind of the reference'),
  ),
  smallest: v.nullable(
    v.strictObject({ absolute: toleranceOver, relative: v.nullable(toleranceOver), pair: toleranceOver }),
  ),
});

const factors = v.strictTuple([number, number]);
const cancellation: v.GenericSchema<unknown, Cancellation> = v.strictObject({
  ...{ terms: v.array(factors), places: v.array(whole), algorithm: string, computed: number, exact: number },
});

const library: v.GenericSchema<unknown, ToleranceJson['libraries'][number]> = v.strictObject({
  ...{ name: string, source: string, rtol: size, atol: size, rejectsCancellation: v.boolean() },
  soundUpTo: v.pipe(maybe, v.description('it rejects no correct result while P is at most this; null: never')),
});

const rule: v.GenericSchema<unknown, RuleOnData> = v.strictObject({
  ...{ name: string, source: string, tolerance: v.nullable(tolerance), doubtful: whole, boundOverAllowed: maybe },
  ...{ rejected: v.array(string), allowedOverBound: over, largestOverUP: maybe, lostProducts: whole, tf32: whole },
});

const data: v.GenericSchema<unknown, NonNullable<ToleranceJson['data']>> = v.strictObject({
  ...{ outputs: whole, unproven: whole, because: v.nullable(string), rounded: whole },
  ...{ rules: v.array(rule), every: whole, tried: whole, products: whole, algorithms: whole },
});

export const toleranceSchema: v.GenericSchema<unknown, ToleranceJson> = v.strictObject({
  schema: v.literal('lastbit-tolerance-1'),
  answer: string,
  operation: v.picklist(['conv', 'matmul', 'dot', 'sum']),
  shape: v.nullable(shape),
  terms: v.pipe(whole, v.description('n: the most terms of an output that are not on padding')),
  summed: v.picklist(['products', 'numbers']),
  reference: v.picklist(['exact', 'binary64', 'binary32']),
  implementations: v.array(implementation),
  cancellation: v.nullable(cancellation),
  libraries: v.array(library),
  data: v.nullable(data),
  assertions: v.pipe(
    v.nullable(v.strictObject({ numpy: string, pytorch: string, jax: string, vitest: string, cpp: string })),
    v.description('programs to paste; null for a convolution in groups'),
  ),
});

/** Parts that docs/tolerance.schema.json names. */
export const toleranceParts: Readonly<Record<string, v.GenericSchema>> = {
  ...{ shape, allowance, implementation, cancellation, library, rule, data },
};
