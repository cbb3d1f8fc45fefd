import * as v from 'valibot';
import { bits32, bits64, text, whole } from '../corpus/schema-parts.ts';

/** What `lastbit hunt --all` has found on one machine, as docs/worst-cases.json holds it. */
export interface WorstCases {
  readonly schema: typeof worstCasesName;
  readonly lastbit: string;
  /** What wrote the rows last. */
  readonly command: string;
  readonly cpu: string;
  readonly node: string;
  readonly seed: number;
  readonly rows: readonly WorstCaseRow[];
}

/** One subject with one kind of input. */
export interface WorstCaseRow {
  readonly subject: string;
  readonly version: string;
  /** The options that ask for it. */
  readonly words: string;
  readonly aim: 'error' | 'bound' | 'ulp' | 'difference';
  /** Why there is no result; null if there is one. */
  readonly because: string | null;
  /** What was revealed, or why nothing was. */
  readonly computedAs: string | null;
  readonly by: 'model' | 'engine' | null;
  readonly score: number | null;
  readonly limit: { readonly value: number; readonly name: string } | null;
  readonly ratio: number | null;
  /** Of random search, with its evaluations: what a search reaches that knows nothing. */
  readonly random: { readonly evaluations: number; readonly score: number | null } | null;
  readonly evaluations: number;
  /** Of the whole hunt, the revealing included. */
  readonly seconds: number;
  readonly output: number;
  /** The numbers that the attacked output reads. */
  readonly pixels: readonly string[];
  readonly taps: readonly string[];
  readonly computed: string | null;
  readonly exact: string | null;
}

export const worstCasesName = 'lastbit-worst-cases-1';

const quantity = v.pipe(v.number(), v.finite());
const maybeText = v.nullable(text);

const row: v.GenericSchema<unknown, WorstCaseRow> = v.strictObject({
  ...{ subject: text, version: text, words: text },
  aim: v.picklist(['error', 'bound', 'ulp', 'difference']),
  ...{ because: maybeText, computedAs: maybeText },
  by: v.nullable(v.picklist(['model', 'engine'])),
  score: v.nullable(quantity),
  limit: v.nullable(v.strictObject({ value: quantity, name: text })),
  ratio: v.nullable(quantity),
  random: v.nullable(v.strictObject({ evaluations: whole, score: v.nullable(quantity) })),
  ...{ evaluations: whole, seconds: quantity, output: whole },
  ...{ pixels: v.array(bits32), taps: v.array(bits32) },
  computed: v.nullable(v.union([bits32, bits64])),
  exact: maybeText,
});

export const worstCasesSchema: v.GenericSchema<unknown, WorstCases> = v.strictObject({
  schema: v.literal(worstCasesName),
  ...{ lastbit: text, command: text, cpu: text, node: text, seed: whole },
  rows: v.array(row),
});
