import * as v from 'valibot';
import type { ConvShape } from '../conv/shape.ts';
import { shape, whole } from '../corpus/schema-parts.ts';
import type { Axis } from '../invariant/axes.ts';

const string: v.GenericSchema<string> = v.string();
const range = v.pipe(v.array(whole), v.minLength(2), v.maxLength(2));

/** The form of what `invariant --json` prints. docs/invariant.schema.json is printed from it. */
export interface InvarianceJson {
  readonly subject: string;
  readonly version: string;
  readonly seed: number;
  readonly shape: ConvShape;
  readonly invariant: boolean;
  readonly answer: string;
  readonly failed: string | null;
  readonly known: readonly {
    readonly terms: number;
    readonly explained: boolean;
    readonly tree: string;
    readonly arithmetic: string;
  }[];
  readonly axes: readonly AxisJson[];
  readonly smallest: readonly {
    readonly axis: string;
    readonly sides: readonly SideJson[];
    readonly terms: readonly { readonly term: number; readonly leftBits: string; readonly rightBits: string }[];
  }[];
  readonly notVaried: readonly { readonly axis: string; readonly because: string }[];
  readonly calls: number;
  readonly checks: number;
  readonly revelations: number;
}

interface AxisJson {
  readonly axis: Axis;
  readonly name: string;
  readonly constant: boolean;
  readonly period: number;
  readonly tested: readonly {
    readonly size: number;
    readonly reference: number;
    readonly unit: string;
    readonly runs: readonly { readonly first: number; readonly last: number; readonly known: number }[];
    readonly listeners: number;
    readonly outputs: number;
    readonly certified: boolean;
  }[];
  readonly switches: readonly (readonly number[])[];
  readonly untested: readonly (readonly number[])[];
  readonly stopped: { readonly size: number; readonly because: string } | null;
}

interface SideJson {
  readonly shape: ConvShape;
  readonly cases: number | null;
  readonly threads: number;
  readonly output: number;
  readonly known: number;
  readonly bits: string | null;
  readonly decimal: string | null;
}

export const invarianceSchema: v.GenericSchema<unknown, InvarianceJson> = v.strictObject({
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
      axis: v.picklist(['batch', 'place', 'rows', 'columns', 'channels', 'groups', 'terms', 'padding', 'threads']),
      ...{ name: string, constant: v.boolean() },
      period: v.pipe(whole, v.description('1, or the number modulo which the size decides')),
      tested: v.array(
        v.strictObject({
          size: whole,
          reference: v.pipe(whole, v.description('what computes the output in question, of `known`')),
          unit: v.pipe(
            string,
            v.description('what `runs` counts: rows, columns, channels, groups, images, cases or outputs'),
          ),
          runs: v.pipe(
            v.array(v.strictObject({ first: whole, last: whole, known: whole })),
            v.description('those one after another that are computed alike, as far as asked'),
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
    v.description(
      'for each switch the smallest input found; terms that are not listed are +0 · 1; of sums each right factor is 1',
    ),
  ),
  notVaried: v.array(v.strictObject({ axis: string, because: string })),
  calls: v.pipe(whole, v.description('vectors asked for trees and certificates')),
  checks: v.pipe(whole, v.description('vectors that were only compared')),
  revelations: whole,
});

export const invarianceParts: Readonly<Record<string, v.GenericSchema>> = { shape };
