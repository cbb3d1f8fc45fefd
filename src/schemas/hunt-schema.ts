import * as v from 'valibot';
import type { ConvShape } from '../conv/shape.ts';
import { bits32, bits64, shape, whole } from '../corpus/schema-parts.ts';
import type { MethodTally } from '../hunt/drive.ts';
import type { HuntedSubject, HuntResult, Limit } from '../hunt/hunt-result.ts';
import type { HuntAim } from '../hunt/problem.ts';

/** The form of what `hunt --json` prints. docs/hunt.schema.json is printed from it. */
export interface HuntJson {
  readonly schema: 'lastbit-hunt-1';
  readonly answer: string;
  readonly subjects: readonly HuntedSubject[];
  readonly shape: ConvShape;
  readonly output: number;
  readonly terms: number;
  readonly padded: number;
  readonly allowed: { readonly image: SideJson; readonly kernel: SideJson; readonly condition: number | null };
  readonly aim: HuntAim;
  readonly seed: number;
  readonly limit: Limit | null;
  readonly score: number | null;
  readonly ratio: number | null;
  readonly witness: WitnessJson | null;
  readonly shrunk: { readonly from: number; readonly tried: number; readonly minimal: boolean } | null;
  readonly evaluations: number;
  readonly methods: readonly MethodTally[];
  readonly trace: readonly { readonly evaluations: number; readonly score: number; readonly method: string }[];
  readonly end: HuntResult['end'];
  readonly faults: readonly string[];
  readonly state: string;
  readonly explain: string | null;
  readonly kept: readonly string[];
}

type SideJson =
  | { readonly kind: 'free' }
  | { readonly kind: 'given'; readonly source: string }
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  | { readonly kind: 'levels'; readonly name: '8bit' | 'k/255' };

interface WitnessJson {
  readonly imageBits: readonly string[];
  readonly kernelBits: readonly string[];
  readonly computed: readonly {
    readonly subject: string;
    readonly version: string;
    readonly format: 'binary32' | 'binary64';
    readonly bits: string;
    readonly decimal: string;
    readonly sameBits: boolean | null;
  }[];
  readonly exact: string;
  readonly condition: number | null;
  readonly absoluteSum: number;
  readonly errorAbsolute: number;
  readonly errorUlp: number;
  readonly errorOverUP: number;
}

const string = v.string();
const quantity = v.pipe(v.number(), v.finite());
const maybe = v.nullable(quantity);
const format = v.picklist(['binary32', 'binary64']);

const side = v.variant('kind', [
  v.strictObject({ kind: v.literal('free') }),
  v.strictObject({ kind: v.literal('given'), source: string }),
  v.strictObject({ kind: v.literal('range'), low: quantity, high: quantity }),
  v.strictObject({ kind: v.literal('levels'), name: v.picklist(['8bit', 'k/255']) }),
]);

const witness = v.strictObject({
  ...{ imageBits: v.array(bits32), kernelBits: v.array(bits32) },
  computed: v.pipe(
    v.array(
      v.strictObject({
        ...{ subject: string, version: string, format, bits: v.union([bits32, bits64]), decimal: string },
        sameBits: v.pipe(v.nullable(v.boolean()), v.description('as the revealed model; null without a model')),
      }),
    ),
    v.description('by the engines themselves'),
  ),
  exact: v.pipe(string, v.description('all digits')),
  condition: v.pipe(maybe, v.description('P ÷ |exact|; null if the exact value is 0')),
  absoluteSum: v.pipe(quantity, v.description('P = Σ|x·y|')),
  ...{ errorAbsolute: quantity, errorUlp: quantity, errorOverUP: quantity },
});

const huntObject: v.GenericSchema<unknown, HuntJson> = v.strictObject({
  schema: v.literal('lastbit-hunt-1'),
  answer: string,
  subjects: v.array(
    v.strictObject({ id: string, version: string, by: v.picklist(['model', 'engine']), words: string }),
  ),
  ...{ shape, output: whole, terms: whole, padded: whole },
  allowed: v.strictObject({ image: side, kernel: side, condition: maybe }),
  aim: v.picklist(['error', 'bound', 'ulp', 'difference']),
  seed: whole,
  limit: v.pipe(
    v.nullable(v.strictObject({ value: quantity, name: string })),
    v.description('what no allowed input passes, in the unit of the score; null: none known'),
  ),
  score: v.pipe(maybe, v.description('of the witness, in the unit of the aim, rounded toward zero')),
  ratio: v.pipe(maybe, v.description('score ÷ limit')),
  witness: v.nullable(witness),
  shrunk: v.pipe(
    v.nullable(v.strictObject({ from: quantity, tried: whole, minimal: v.boolean() })),
    v.description('the score before the witness was simplified'),
  ),
  evaluations: whole,
  methods: v.array(
    v.strictObject({
      ...{ name: string, rounds: whole, evaluations: whole, best: maybe },
      trace: v.pipe(
        v.array(v.strictObject({ evaluations: whole, score: quantity })),
        v.description('every improvement of its own, after so many evaluations of its own'),
      ),
    }),
  ),
  trace: v.pipe(
    v.array(v.strictObject({ evaluations: whole, score: quantity, method: string })),
    v.description('every improvement'),
  ),
  end: v.picklist(['enough', 'evaluations', 'stopped', 'searched']),
  faults: v.array(string),
  ...{ state: string, explain: v.nullable(string), kept: v.array(string) },
});

export const huntSchema: v.GenericSchema<unknown, HuntJson> = huntObject;
export const huntParts: Readonly<Record<string, v.GenericSchema>> = { shape, bits32, bits64, side };
