import * as v from 'valibot';
import { shape, whole } from '../corpus/schema-parts.ts';

const string = v.string();
const range = v.pipe(v.array(whole), v.minLength(2), v.maxLength(2));

/** The form of what `invariant --json` prints. docs/invariant.schema.json is printed from it. */
export const invarianceSchema = v.strictObject({
  ...{ subject: string, version: string, seed: whole },
  shape: v.pipe(shape, v.description('the base, around which one thing at a time is varied')),
  invariant: v.pipe(v.boolean(), v.description('nothing that was tested changes anything')),
  answer: v.pipe(string, v.description('one sentence')),
  failed: v.pipe(v.nullable(string), v.description('why nothing was found out')),
  known: v.pipe(
    v.array(v.strictObject({ terms: whole, explained: v.boolean(), tree: string, arithmetic: string })),
    v.description('what computes sums, as it was met; other fields refer to it by place'),
  ),
  axes: v.array(
    v.strictObject({
      axis: v.picklist(['batch', 'place', 'rows', 'columns', 'channels', 'terms', 'padding', 'threads']),
      ...{ name: string, constant: v.boolean() },
      period: v.pipe(whole, v.description('1, or the number modulo which the size decides')),
      tested: v.array(
        v.strictObject({
          size: whole,
          reference: v.pipe(whole, v.description('what computes the output in question, of `known`')),
          runs: v.pipe(
            v.array(v.strictObject({ first: whole, last: whole, known: whole })),
            v.description('outputs one after another that are computed alike, as far as asked'),
          ),
          listeners: v.pipe(whole, v.description('how many outputs were asked')),
          outputs: whole,
          certified: v.boolean(),
        }),
      ),
      switches: v.pipe(v.array(range), v.description('neighbouring sizes that are not alike')),
      untested: v.pipe(v.array(range), v.description('sizes from … to that were not tested')),
      stopped: v.nullable(v.strictObject({ size: whole, because: string })),
    }),
  ),
  smallest: v.pipe(
    v.array(
      v.strictObject({
        axis: string,
        sides: v.array(
          v.strictObject({
            shape,
            cases: v.pipe(v.nullable(whole), v.description('in the request, if their number is varied')),
            ...{ threads: whole, output: whole, known: whole, bits: v.nullable(string), decimal: v.nullable(string) },
          }),
        ),
        terms: v.array(v.strictObject({ term: whole, leftBits: string, rightBits: string })),
      }),
    ),
    v.description('for each switch the smallest input found; terms that are not listed are +0 · 1'),
  ),
  notVaried: v.array(v.strictObject({ axis: string, because: string })),
  calls: v.pipe(whole, v.description('vectors asked for trees and certificates')),
  checks: v.pipe(whole, v.description('vectors that were only compared')),
  revelations: whole,
});

export type InvarianceJson = v.InferOutput<typeof invarianceSchema>;
export const invarianceParts: Readonly<Record<string, v.GenericSchema>> = { shape };
