import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { UsageError } from '../errors/usage-error.ts';
import { readJson } from '../files/read-json.ts';
import { writeWhole } from '../files/write-whole.ts';
import { places } from '../places/places.ts';
import type { CorpusEntry } from './entry.ts';
import { bits32, shape, text, whole } from './schema-parts.ts';

/**
 * What real engines were observed to do, as in `corpus/behaviours.json`: one row for each metamorphic claim and
 * subject. A row that differs has the smallest case known, if it is small enough, and the numbers with which the claim
 * varied it.
 */
const counterexample: v.GenericSchema<unknown, RecordedCounterexample> = v.pipe(
  v.strictObject({
    ...{ shape, image: v.array(bits32), kernel: v.array(bits32) },
    draws: v.pipe(v.array(whole), v.description('The numbers with which the claim varied it.')),
    change: v.pipe(text, v.description('What was changed, for people.')),
    values: v.pipe(
      v.strictTuple([text, text]),
      v.description('The number of the case, and that of the varied one, in decimals.'),
    ),
    must: v.pipe(text, v.description('How the second must stand to the first, for people.')),
  }),
  v.description('The smallest case of the gravest, where it is small enough to be kept.'),
);
export const behaviourSchema: v.GenericSchema<unknown, ObservedBehaviour> = v.pipe(
  v.strictObject({
    ...{ claim: text, subject: text, version: text },
    judged: v.pipe(whole, v.description('Pairs of outputs.')),
    differences: v.pipe(
      v.record(v.pipe(v.string(), v.nonEmpty()), whole),
      v.description('How many of them differ, by how gravely.'),
    ),
    observed: v.pipe(v.picklist(['holds', 'differs', 'unseen']), v.description('unseen: nothing was judged.')),
    gravest: v.exactOptional(v.pipe(text, v.description('A key of differences.'))),
    counterexample: v.exactOptional(counterexample),
  }),
  v.description('One claim about one subject.'),
);
export const behavioursSchema: v.GenericSchema<unknown, ObservedBehaviours> = v.strictObject({
  schema: v.literal('lastbit-behaviours-1'),
  seed: whole,
  cases: v.pipe(whole, v.description('Of each claim.')),
  ...{ cpu: text, cpuFeatures: v.array(text) },
  rows: v.array(behaviourSchema),
});

/** One claim about one subject. `gravest` is a key of `differences`. `unseen`: nothing was judged. */
export interface ObservedBehaviour {
  readonly claim: string;
  readonly subject: string;
  readonly version: string;
  readonly observed: 'holds' | 'differs' | 'unseen';
  /** Pairs of outputs. */
  readonly judged: number;
  readonly differences: Readonly<Record<string, number>>;
  readonly gravest?: string;
  readonly counterexample?: RecordedCounterexample;
}

/** The case, the numbers with which the claim varied it, and the two answers. */
export interface RecordedCounterexample extends Pick<CorpusEntry, 'shape' | 'image' | 'kernel'> {
  readonly draws: readonly number[];
  readonly change: string;
  readonly values: readonly [first: string, second: string];
  readonly must: string;
}

export interface ObservedBehaviours {
  readonly schema: 'lastbit-behaviours-1';
  readonly seed: number;
  readonly cases: number;
  readonly cpu: string;
  readonly cpuFeatures: readonly string[];
  readonly rows: readonly ObservedBehaviour[];
}

export const behavioursPath = (directory: string): string => join(directory, 'behaviours.json');

/** Reads the file; undefined if there is none. Throws a UsageError if it is not a record of behaviours. */
export function loadBehaviours(directory: string): ObservedBehaviours | undefined {
  const path = behavioursPath(directory);
  if (!existsSync(path)) return undefined;
  const content = readJson(path);
  try {
    return v.parse(behavioursSchema, content);
  } catch (error) {
    throw new UsageError(`${path}: is no record of behaviours (${(error as Error).message.split('\n')[0]})`);
  }
}

/** Reads the record of a folder, or that of the package if the folder has none. Throws as `loadBehaviours` does. */
export function loadKnownBehaviours(directory: string): ObservedBehaviours | undefined {
  const { packagedCorpus } = places;
  return loadBehaviours(directory) ?? (packagedCorpus === undefined ? undefined : loadBehaviours(packagedCorpus));
}

/** Writes one line per row, so that diffs are readable. Returns the path. */
export function saveBehaviours(directory: string, behaviours: ObservedBehaviours): string {
  const path = behavioursPath(directory);
  writeWhole(path, printBehaviours(behaviours));
  return path;
}

/** The canonical form. */
export function printBehaviours({ rows, ...head }: ObservedBehaviours): string {
  const lines = rows.map((item) => JSON.stringify(item)).join(',\n    ');
  return `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "rows": [\n    ${lines}\n  ]\n}\n`;
}
