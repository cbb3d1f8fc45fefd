import * as v from 'valibot';
import { bits16, bits32, bits64, integer, positive, shape, whole } from '../corpus/schema-parts.ts';
import {
  type Explanation,
  explanationSchemaName,
  type OutputExplanation,
  type Reachable,
  type ResultRow,
} from '../explain/explanation.ts';
import type { ObservedInterval } from '../explain/observed-records.ts';

const string = v.string();
const strings = v.array(string);
const maybeText = v.nullable(string);
const maybeNumber = v.nullable(v.number());
const inBothFormats = v.strictObject({ binary32: v.boolean(), binary64: v.boolean() });
const missing = v.strictObject({ kind: v.literal('missing'), reason: string, howToGetIt: string });

const availability: v.GenericSchema<unknown, ResultRow['availability']> = v.union([
  v.strictObject({ kind: v.literal('ready'), version: string, environment: v.record(v.string(), v.unknown()) }),
  missing,
]);

const outcome: v.GenericSchema<unknown, ResultRow['outcome']> = v.pipe(
  v.union([
    v.strictObject({ kind: v.literal('value') }),
    missing,
    v.strictObject({ kind: v.picklist(['declined', 'failed']), reason: string }),
  ]),
  v.description('what became of the question'),
);

const explainedBy = v.pipe(
  v.strictObject({ algorithm: string, agreed: whole, tried: positive }),
  v.description(
    'an algorithm of lastbit that gives the same bits here, and on how many random cases of the shape it did so again',
  ),
);

const revealed = v.strictObject({
  explained: v.boolean(),
  tree: v.pipe(maybeText, v.description('parenthesised, up to 64 terms')),
  summary: maybeText,
  height: v.nullable(whole),
  arithmetic: maybeText,
  ...{ calls: whole, rounds: whole, replay: v.nullable(v.strictObject({ cases: whole, mismatches: whole })) },
  because: v.pipe(maybeText, v.description('why it is not explained')),
});

const verdicts = [
  ...(['reached', 'within-reach', 'outside-reach', 'no-rounding', 'impossible'] as const),
  ...(['due', 'possible', 'not-due', 'undecided'] as const),
] as const;

const result: v.GenericSchema<unknown, ResultRow> = v.strictObject({
  subject: string,
  availability,
  outcome,
  format: v.picklist(['binary32', 'binary64', 'binary16', 'bfloat16']),
  bits: v.nullable(v.union([bits32, bits64, bits16])),
  decimal: v.pipe(maybeText, v.description('all digits; NaN, Infinity, -Infinity and -0 as these words')),
  shortest: v.pipe(maybeText, v.description('the fewest digits that read back as the same number of the format')),
  signedErrorUlp: v.pipe(
    maybeNumber,
    v.description(
      'computed − exact in ulps of the exact value, in the format of the row; ' +
        'null without an exact value, with an exact value of 0, or where the result is not finite',
    ),
  ),
  errorUlp: v.pipe(maybeNumber, v.description('the size of signedErrorUlp')),
  errorOverUP: v.pipe(maybeNumber, v.description('|error| ÷ (unit roundoff of the format · Σ|x·y|)')),
  boundClaim: v.pipe(
    maybeText,
    v.description('the claim that gives the bound: dot-any-order, or another one where that does not apply'),
  ),
  boundUlp: v.pipe(maybeNumber, v.description('that bound in the same ulps, rounded upward')),
  withinBound: v.pipe(v.nullable(v.boolean()), v.description('null where there is no bound for this result')),
  boundBecause: v.pipe(maybeText, v.description('why there is no bound')),
  verdict: v.pipe(v.nullable(v.picklist(verdicts)), v.description('as of observed numbers; null without a result')),
  explainedBy: v.pipe(v.array(explainedBy), v.description('best first; agreed = tried = 10,000 is called explained')),
  explainedBecause: v.pipe(maybeText, v.description('why fewer random cases were tried than asked for')),
  revealed: v.pipe(
    v.nullable(revealed),
    v.description(
      'tree and arithmetic found by probes; null for algorithms of lastbit, without a result, and for more than 512 ' +
        'terms',
    ),
  ),
});

const interval: v.GenericSchema<unknown, ObservedInterval> = v.pipe(
  v.strictObject({
    low: v.pipe(string, v.description('an exact decimal, such as 1403815e-9')),
    high: string,
    lowIncluded: v.boolean(),
    highIncluded: v.boolean(),
    binary32Count: v.pipe(whole, v.description('numbers of binary32 in the interval')),
    binary64Count: v.pipe(
      v.number(),
      v.minValue(0),
      v.description('numbers of binary64 in the interval, beyond 2^53 approximately'),
    ),
  }),
  v.description('all real numbers that print as this decimal'),
);

const number32 = v.nullable(v.strictObject({ bits: bits32, decimal: string }));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const observed: v.GenericSchema<unknown, OutputExplanation['observed'][number]> = v.strictObject({
  name: string,
  printed: string,
  verdict: v.pipe(v.picklist(verdicts), v.description('docs/json.md explains the words')),
  answer: v.pipe(string, v.description('the verdict and its evidence in one sentence')),
  reading: v.pipe(string, v.description('how the digits were read, in words')),
  reachedBy: v.pipe(
    v.array(
      v.strictObject({
        name: string,
        subject: maybeText,
        reading: v.nullable(v.picklist(['shortest', 'exact', 'rounded', 'truncated'])),
      }),
    ),
    v.description('computations and orders that give it, the plainest first; an order has no subject'),
  ),
  narrower: v.pipe(
    v.array(v.strictObject({ what: string, name: string, by: v.picklist(['value', 'orders']) })),
    v.description('narrower arithmetics that give it, by a computation or by random orders; not asked for a rounding'),
  ),
  chance: v.pipe(
    v.nullable(v.strictObject({ expected: v.pipe(v.number(), v.minValue(0)), tried: whole, how: string })),
    v.description('how many of the tried computations would match by chance'),
  ),
  place: v.pipe(
    v.nullable(v.strictObject({ tried: positive, below: share, equal: share, above: share })),
    v.description('shares of the random trees whose result is below it, prints so, and is above it'),
  ),
  consistentWith: v.pipe(
    strings,
    v.description('subjects and algorithms of lastbit whose result prints as this decimal'),
  ),
  possibleBinary32: v.pipe(
    v.boolean(),
    v.description('some binary32 number prints as this decimal, rounded or cut off'),
  ),
  printedInFull: v.pipe(inBothFormats, v.description('the decimal, to its last digit, is a number of the format')),
  rounded: v.nullable(interval),
  truncated: v.nullable(interval),
  shortest: v.pipe(number32, v.description('the binary32 number that has these as its shortest digits')),
  pinned: v.pipe(number32, v.description('the only binary32 number that prints as this decimal')),
  signedErrorUlp: v.pipe(
    maybeNumber,
    v.description('printed − exact in binary32 ulps of the exact value; null without one, and where it is 0'),
  ),
  errorOverUP: v.pipe(maybeNumber, v.description('|printed − exact| ÷ (2^-24 · Σ|x·y|)')),
  boundUlp: v.pipe(
    maybeNumber,
    v.description('the bound of any order in binary32, whatever is flushed, in these ulps'),
  ),
  errorOverBound: v.pipe(maybeNumber, v.description('the least error ÷ that bound of the numbers that print so')),
  statement: v.pipe(string, v.description('the same in sentences')),
});

const reachable: v.GenericSchema<unknown, Reachable> = v.pipe(
  v.strictObject({
    seed: whole,
    distribution: v.pipe(string, v.description('how a tree is drawn')),
    tried: positive,
    distinct: positive,
    smallest: v.pipe(string, v.description('all digits')),
    largest: v.pipe(string, v.description('all digits')),
    shares: v.pipe(
      v.array(
        v.strictObject({
          bits: bits32,
          decimal: string,
          offsetUlp: v.pipe(maybeNumber, v.description('result − exact in binary32 ulps of the exact value')),
          count: positive,
          share: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
          subjects: strings,
        }),
      ),
      v.description('every distinct result, ascending'),
    ),
    notReached: v.pipe(strings, v.description('subjects in binary32 whose result no tried tree gave')),
  }),
  v.description('results of the rounded products under random summation trees, in binary32'),
);

const recipe: v.GenericSchema<unknown, OutputExplanation['recipes'][number]> = v.strictObject({
  name: string,
  ways: v.pipe(v.strictTuple([string, string]), v.description('what was compared')),
  tried: positive,
  equal: v.pipe(whole, v.description('random cases with the same bits, or with zeros of either sign')),
  terms: v.exactOptional(v.pipe(positive, v.description('terms of the random cases, where the sum has more'))),
  relativeTime: v.pipe(
    v.number(),
    v.gtValue(0),
    v.description('time ÷ time of the sequential binary32 sum, measured in the same run'),
  ),
  guarantee: string,
  engines: v.pipe(
    v.array(v.strictObject({ first: string, second: string, tried: whole, equal: whole })),
    v.description('the same with real engines; results in binary64 are rounded to binary32 first'),
  ),
});

const output: v.GenericSchema<unknown, OutputExplanation> = v.strictObject({
  index: whole,
  position: v.pipe(v.strictTuple([whole, whole, whole, whole]), v.description('image, row, column, channel')),
  of: v.pipe(positive, v.description('outputs of the case')),
  terms: positive,
  nonZeroTerms: v.pipe(whole, v.description('terms whose product is not zero: the n of the bound')),
  condition: v.pipe(maybeNumber, v.description('Σ|x·y| ÷ |Σ x·y|; null without an exact value or where it is 0')),
  unitErrorUlp: v.pipe(maybeNumber, v.description('2^-24 · Σ|x·y| in binary32 ulps of the exact value: u·P')),
  exact: v.strictObject({
    decimal: v.pipe(string, v.description('all digits; "none" where a term holds NaN or an infinity')),
    dyadic: v.pipe(maybeText, v.description('odd significand · 2^exponent')),
    binary32Bits: v.nullable(bits32),
    binary64Bits: v.nullable(bits64),
    because: v.pipe(maybeText, v.description('why there is no exact value')),
  }),
  grid: v.pipe(
    v.nullable(
      v.strictObject({
        exponent: integer,
        bits: v.pipe(whole, v.description('⌈log2⌉ of Σ|x·y| in grid steps')),
        everyOrderExact: v.pipe(inBothFormats, v.description('no addition rounds in this format, whatever the order')),
        orderMatters: v.pipe(
          v.strictObject({ binary32: v.nullable(v.boolean()), binary64: v.nullable(v.boolean()) }),
          v.description('two orders give different results, products rounded too; null where neither is known'),
        ),
      }),
    ),
    v.description('the coarsest grid of powers of two that holds all products'),
  ),
  results: v.array(result),
  observed: v.array(observed),
  reachable: v.nullable(reachable),
  scale: v.pipe(
    v.strictObject({
      worstCaseUlp: v.pipe(maybeNumber, v.description('the proven bound of any order')),
      typicalUlp: v.pipe(maybeNumber, v.description('√n · u · Σ|x·y|')),
      reachedUlp: v.pipe(
        v.nullable(v.strictTuple([v.number(), v.number()])),
        v.description('the least and the greatest error of all orders that were tried'),
      ),
      orders: v.pipe(whole, v.description('random trees, random and sorted loops')),
      allResults: v.pipe(v.nullable(positive), v.description('results of all orders; null for too many terms')),
    }),
    v.description('how far from the exact value results can be, in binary32 ulps of it'),
  ),
  recipes: v.array(recipe),
});

/** The form of what `explain --json` prints. docs/explain.schema.json is printed from it. */
export const explanationSchema: v.GenericSchema<unknown, Explanation> = v.strictObject({
  schema: v.literal(explanationSchemaName),
  case: v.strictObject({
    operation: v.picklist(['conv', 'matmul', 'dot', 'sum']),
    place: v.pipe(maybeText, v.description('which output of the operation is explained as one window; else null')),
    divisor: v.pipe(positive, v.description('a mean divides the sum by this; else 1')),
    inputFormat: v.picklist(['binary16', 'bfloat16', 'binary32', 'binary64']),
    isBeyond: v.exactOptional(
      v.pipe(v.literal(true), v.description('some input is too large for binary32: --round-inputs is refused')),
    ),
    moved: v.pipe(
      v.nullable(v.strictObject({ from: string, ulp: maybeNumber, relative: maybeNumber })),
      v.description('how far rounding the inputs moved the exact value; null where none was rounded'),
    ),
    shape,
    source: string,
    roundedInputs: whole,
    imageBits: v.pipe(v.nullable(v.array(bits32)), v.description('NHWC; null for more than 4,096 inputs')),
    kernelBits: v.pipe(v.nullable(v.array(bits32)), v.description('HWIO; null for more than 4,096 inputs')),
  }),
  seed: whole,
  output,
});

/** Parts that docs/explain.schema.json names. */
export const explanationParts: Readonly<Record<string, v.GenericSchema>> = {
  shape,
  bits32,
  bits64,
  availability,
  outcome,
  result,
  interval,
  observed,
  reachable,
  recipe,
  output,
};
